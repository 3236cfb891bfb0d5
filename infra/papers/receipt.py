"""The receipt of a délibération deposited by a link: what was recorded, when, and until when it can be corrected."""

import json
import re
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Final

import typst

from domain.base import Day, Instant, Value
from domain.consultation.depositing import acts_until
from domain.consultation.events import Avis
from domain.consultation.labels import SENS
from domain.consultation.state import Consultation, Seat
from domain.french import NO_BREAK_SPACE, local_time, long_day, plural, typeset
from infra.papers.typed import clean

_TEMPLATE: Final = Path(__file__).with_name("receipt.typ")
_GROUP: Final = 16

#: What is not Latin writing or its punctuation.
_UNKNOWN: Final = re.compile("[^\x20-\u024f\u2000-\u206f\u20ac\ufffd]")


class Receipt(Value):
    """What the receipt says. `received_at`: the instant of the deposit, told in the zone `tz`. `correctable_until`: the
    last day; `voted_by`: the last day of a vote that counts, `None` where no delay runs; `late`: it is kept and not
    counted. `to_examine`: why a human must look at it, empty when nobody must. `document`: the SHA-256 of the file, in
    hexadecimal, empty when none came."""

    reference: str
    epci: str
    commune: str
    title: str
    procedure: str
    article: str
    sens: str
    voted_on: Day
    number: str = ""
    votes: str = ""
    reserve: str = ""
    document: str = ""
    received_at: Instant
    tz: str
    correctable_until: Day
    voted_by: Day | None = None
    late: bool = False
    to_examine: str = ""
    synthetic: bool = False

    @property
    def when(self) -> str:
        """« 12 février 2027 à 10 h 04, heure locale (Europe/Paris) »."""
        return f"{local_time(self.received_at, self.tz)}, heure locale ({self.tz})"

    @property
    def correction(self) -> str:
        """What can still be changed, until when and how, in French."""
        until = long_day(self.correctable_until)
        said = f"Elle peut être corrigée sur la même page jusqu'au {until} inclus ; chaque version est conservée."
        if self.voted_by is None:
            return said
        return f"{said} Seule compte une délibération votée dans le délai, au plus tard le {long_day(self.voted_by)}."

    @property
    def counts(self) -> str:
        """What becomes of it, in French."""
        if self.late:
            return "Cette délibération est reçue hors délai : elle est conservée et n'est pas comptée."
        if self.to_examine:
            return f"Une personne doit examiner cette délibération avant qu'elle soit comptée. {self.to_examine}"
        return "Cette délibération est comptée."

    @property
    def lines(self) -> list[tuple[str, str]]:
        """What was recorded, as label and text, in French, in the order in which it is read; what is empty is left
        out."""
        number = f"n°{NO_BREAK_SPACE}{self.number} " if self.number else ""
        said = [
            ("Référence", self.reference),
            ("Reçue le", self.when),
            ("Commune", self.commune),
            ("Objet", self.title),
            ("Délibération", f"{number}du {long_day(self.voted_on)}"),
            ("Sens du vote", self.sens),
            ("Voix", self.votes),
            ("Réserve", self.reserve),
            ("Empreinte SHA-256 du fichier", " ".join(_groups(self.document))),
            ("Procédure", f"{self.procedure}, {self.article}"),
        ]
        return [(label, text) for label, text in said if text]


def receipt(state: Consultation, seat: Seat, voted_on: date, rank: int, at: datetime) -> Receipt:
    """The receipt of the deposit of that `rank` (from 1) by the commune of `seat`, received at the instant `at`: the
    délibération voted on that day. Raises `LookupError` when the commune has none."""
    avis, late = _avis(seat, voted_on)
    until = acts_until(state, seat)
    if until is None:
        raise LookupError(f"{state.stream} is not sent")
    return Receipt(
        reference=reference(state.stream, seat.insee, rank),
        epci=state.epci_name,
        commune=seat.name,
        title=state.title,
        procedure=state.law.title,
        article=state.law.source.citation,
        sens=SENS[avis.sens],
        voted_on=avis.voted_on,
        number=avis.number,
        votes=_votes(avis),
        reserve=avis.reserve,
        document=avis.document,
        received_at=at,
        tz=state.home.tz,
        correctable_until=until,
        voted_by=seat.deadline.safe if seat.deadline else None,
        late=late,
        to_examine=avis.unclear,
        synthetic=state.synthetic,
    )


def reference(stream: str, insee: str, rank: int) -> str:
    """How a deposit is named: the consultation, the commune and the rank of the deposit (« schema-32044-1 »)."""
    return f"{stream.rpartition('/')[2]}-{insee}-{rank}"


def pdf(told: Receipt) -> bytes:
    """The receipt as a tagged PDF (PDF/UA-1): the same for the same receipt. What was typed is never markup."""
    facts = {
        "title": clean(f"Récépissé de délibération, {told.commune}"),
        "epci": clean(told.epci),
        "synthetic": told.synthetic,
        "lines": [[label, typeset(clean(text))] for label, text in told.lines],
        "after": [typeset(clean(told.counts)), typeset(clean(told.correction))],
        "what": typeset(clean(_what(told))),
    }
    said = json.dumps(facts, ensure_ascii=False)
    try:
        return _compiled(said, told.received_at)
    except typst.TypstError:
        # A sign that the font has not, as in a title with a pictogram: who deposited waits for the receipt.
        return _compiled(_UNKNOWN.sub("\ufffd", said), told.received_at)


def _compiled(said: str, at: datetime) -> bytes:
    made = typst.compile(
        _template(),
        sys_inputs={"facts": said},
        pdf_standards=["ua-1"],
        ignore_system_fonts=True,
        timestamp=int(at.timestamp()),
    )
    if not isinstance(made, bytes):
        raise TypeError("a PDF is one file")
    return made


def _what(told: Receipt) -> str:
    return (
        f"Ce récépissé dit ce qui a été déposé en ligne au nom de la commune, et quand. Il ne remplace ni la "
        f"délibération signée, ni sa transmission à la préfecture. Il est établi par Jalon, qui suit cette "
        f"consultation pour l'intercommunalité ({told.epci})."
    )


def _avis(seat: Seat, voted_on: date) -> tuple[Avis, bool]:
    """The last délibération voted on that day, and whether it came too late to be counted."""
    counted = [avis for avis in (seat.avis, *reversed(seat.versions)) if avis is not None]
    for avis in counted:
        if avis.voted_on == voted_on:
            return avis, False
    for avis in reversed(seat.late):
        if avis.voted_on == voted_on:
            return avis, True
    raise LookupError(f"{seat.insee} has no délibération of {voted_on}")


def _votes(avis: Avis) -> str:
    counts = [
        (avis.votes_for, "pour", "pour"),
        (avis.votes_against, "contre", "contre"),
        (avis.abstentions, "abstention", "abstentions"),
    ]
    return ", ".join(f"{n} {plural(n, one, many)}" for n, one, many in counts if n is not None)


def _groups(text: str) -> list[str]:
    return [text[start : start + _GROUP] for start in range(0, len(text), _GROUP)]


@cache
def _template() -> bytes:
    return _TEMPLATE.read_bytes()
