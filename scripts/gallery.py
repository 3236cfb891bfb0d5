"""Writes the gallery of mails, one text file for each kind of notice, to be read as its reader would.

Run as `python -m scripts.gallery`.
"""

import sys
from collections.abc import Callable
from datetime import date
from functools import cache
from pathlib import Path

from domain.consultation.commands import CancelConsultation
from domain.consultation.life_commands import ResumeConsultation
from domain.french import plural
from domain.notices import NoticeKind
from domain.objective.commands import AskProgress
from infra.letters import Letter, Letters
from scripts.gallery_cases import (
    evaluation,
    informatique,
    mandate,
    objective,
    schema,
    schema_received,
    schema_silent,
    schema_suspended,
    secretariat,
    secretariat_extended,
    transfert,
    transfert_blocked,
    transfert_decided,
    transfert_reopened,
)
from scripts.gallery_tale import Case, Tale

FOLDER = Path(__file__).resolve().parents[1] / "docs/gallery/mails"
LETTERS = Letters("mutualisation@cc-tenareze.invalid")

Kind = NoticeKind


def _restitution() -> Tale:
    return transfert("restitution_competence")


def _cancelled() -> Case:
    withdrawn = CancelConsultation(reason="Le plafond du bénéficiaire est dépassé.")
    return secretariat().tell("2027-07-05", withdrawn).case(Kind.RESULT, "Beaumont")


def _resumed() -> Case:
    resuming = ResumeConsultation(reason="L'annexe financière est jointe au projet.")
    return schema_suspended().tell("2027-02-01", resuming).case(Kind.CONSULTATION_RESUMED, "Béraut")


def _stale() -> Case:
    return objective("2029").tell("2027-07-20", AskProgress(on=date(2027, 7, 20))).case(Kind.PROGRESS_ASKED)


def _morning_of_a_commune() -> Case:
    return schema_received().case(Kind.AVIS_J7, "Béraut") + transfert(sent="2027-02-22").case(
        Kind.TRANSMISSION, "Béraut"
    )


def _morning_of_the_coordinator() -> Case:
    silent = schema_silent()
    orphan = objective("2027-04-02", with_news=False, pilote=None)
    told = silent.case(Kind.SILENCE_RECORDED) + silent.case(Kind.CONSULTATION_ENDED)
    told += silent.case(Kind.SILENCE_TO_CONFIRM)
    return told + orphan.case(Kind.OBJECTIVE_J30)


#: By name of file: a kind of notice, alone or with what makes this example of it another one.
CASES: dict[str, Callable[[], Case]] = {
    "transmission": lambda: schema().case(Kind.TRANSMISSION, "Béraut"),
    "transmission_transfert": lambda: transfert().case(Kind.TRANSMISSION, "Condom"),
    "transmission_restitution": lambda: _restitution().case(Kind.TRANSMISSION, "Condom"),
    "receipt_missing": lambda: schema().case(Kind.RECEIPT_MISSING, "Roquepine"),
    "avis_j60": lambda: schema_received().case(Kind.AVIS_J60, "Béraut"),
    "avis_j15_sans_delai_legal": lambda: secretariat().case(Kind.AVIS_J15, "Beaumont"),
    "avis_j30": lambda: schema_received().case(Kind.AVIS_J30, "Béraut"),
    "avis_j15": lambda: schema_received().case(Kind.AVIS_J15, "Béraut"),
    "avis_j7": lambda: schema_received().case(Kind.AVIS_J7, "Béraut"),
    "avis_j7_plus_de_3500_habitants": lambda: schema_received().case(Kind.AVIS_J7, "Condom"),
    "avis_j2": lambda: schema_received().case(Kind.AVIS_J2, "Béraut"),
    "avis_j2_sans_delai_legal": lambda: secretariat().case(Kind.AVIS_J2, "Beaumont"),
    "consultation_suspended": lambda: schema_suspended().case(Kind.CONSULTATION_SUSPENDED, "Béraut"),
    "consultation_resumed": _resumed,
    "consultation_extended": lambda: secretariat_extended().case(Kind.CONSULTATION_EXTENDED, "Beaumont"),
    "consultation_reopened": lambda: transfert_reopened().case(Kind.CONSULTATION_REOPENED, "Fourcès"),
    "result": lambda: transfert_decided().case(Kind.RESULT, "Fourcès"),
    "result_retiree": _cancelled,
    "call_mairie": lambda: schema().case(Kind.CALL_MAIRIE, "Roquepine", "Mansencôme"),
    "silence_recorded": lambda: schema_silent().case(Kind.SILENCE_RECORDED),
    "silence_to_confirm": lambda: schema_silent().case(Kind.SILENCE_TO_CONFIRM),
    "avis_to_qualify": lambda: informatique().case(Kind.AVIS_TO_QUALIFY),
    "consultation_ended": lambda: schema_silent().case(Kind.CONSULTATION_ENDED),
    "consultation_ended_sans_majorite": lambda: transfert_blocked().case(Kind.CONSULTATION_ENDED),
    "objective_j60": lambda: objective().case(Kind.OBJECTIVE_J60),
    "objective_j30": lambda: objective().case(Kind.OBJECTIVE_J30),
    "objective_j7": lambda: objective(pilote=None).case(Kind.OBJECTIVE_J7),
    "objective_late": lambda: objective().case(Kind.OBJECTIVE_LATE),
    "progress_asked": _stale,
    "duty_j30": lambda: mandate().case(Kind.DUTY_J30),
    "duty_j7": lambda: mandate().case(Kind.DUTY_J7),
    "evaluation_recorded": lambda: evaluation().case(Kind.EVALUATION_RECORDED),
    "un_matin_a_la_mairie": _morning_of_a_commune,
    "un_matin_a_la_coordination": _morning_of_the_coordinator,
}


@cache
def case(name: str) -> Case:
    """The example of that name."""
    return CASES[name]()


@cache
def letter(name: str) -> Letter:
    """The letter of that name."""
    return LETTERS.render(case(name).notices, case(name).states)


def page(name: str) -> str:
    """The letter of that name as a text file: its subject, its text, its dates."""
    one = letter(name)
    number = one.ics.count("BEGIN:VEVENT") if one.ics else 0
    attached = f"Pièce jointe : echeance.ics ({number} {plural(number, 'date', 'dates')})\n" if one.ics else ""
    return f"Objet : {one.subject}\n{attached}\n{one.text}"


def main(folder: Path) -> int:
    """Writes every letter in `folder`, and takes away those of kinds that are no more."""
    folder.mkdir(parents=True, exist_ok=True)
    for old in folder.glob("*.txt"):
        if old.stem not in CASES:
            old.unlink()
    for name in CASES:
        (folder / f"{name}.txt").write_text(page(name), encoding="utf-8")
    print(f"{len(CASES)} courriels dans {folder}")
    return 0


if __name__ == "__main__":
    sys.exit(main(FOLDER))
