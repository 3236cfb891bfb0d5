"""Writes docs/procedures.md from the law as data: every procedure, its steps, its texts, what the law leaves out.

Run as `python -m scripts.procedures_doc`; with `--check` it writes nothing and exits with 1 when the page is not fresh.
"""

import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

from domain.deadline import END_OF_DELAY
from domain.majority import L5211_5_II, L5217_1
from domain.procedures import PROCEDURES
from domain.procedures.applicability import inapplicable
from domain.procedures.competences import COMPETENCES
from domain.procedures.conventions import CONVENTIONS
from domain.procedures.finances import FINANCES
from domain.procedures.model import CLOSING_ACT_LABELS, Consulted, Procedure
from domain.procedures.perimetre import PERIMETRE
from domain.procedures.schema import SCHEMA
from domain.procedures.steps import Step, StepKind, program
from domain.procedures.words import left_out, silence_of, summary
from domain.sources import Confidence, Source
from domain.territory import Nature
from scripts.procedures_diagram import diagram

PAGE = Path(__file__).resolve().parents[1] / "docs/procedures.md"
RENEW = "python -m scripts.procedures_doc"

FAMILIES = {
    "Schéma et gouvernance": SCHEMA,
    "Compétences": COMPETENCES,
    "Statuts et périmètre": PERIMETRE,
    "Finances": FINANCES,
    "Services et conventions": CONVENTIONS,
}

_CONFIDENCES = {
    Confidence.A: "lu dans un texte publié",
    Confidence.B: "connu, très probable, pas relu dans la version en vigueur",
    Confidence.C: "incertain, discuté ou déduit : « à confirmer »",
}

#: One EPCI of each kind for which a procedure may not apply; what is left apart is « tous ».
_KINDS = {
    "CC ou CA en FPU": (Nature.CC, "FPU"),
    "CC ou CA en FA": (Nature.CC, "FA"),
    "CU": (Nature.CU, "FPU"),
    "métropole": (Nature.METRO, "FPU"),
    "métropole de Lyon": (Nature.MET69, "FPU"),
}


def page() -> str:
    """The whole page, in Markdown."""
    lines = [*_head(), *_overview(), *_where(), *_unsettled()]
    for family, procedures in FAMILIES.items():
        lines += [f"## {family}", ""]
        for procedure in procedures:
            lines += _section(procedure)
    return "\n".join(lines)


def _head() -> Iterator[str]:
    yield from (
        "# Les procédures, pas à pas",
        "",
        f"Page écrite par `{RENEW}` d'après `domain/procedures/` : ne la modifiez pas à la main.",
        "",
        "Chaque procédure où une commune donne un avis ou vote est ici un petit programme : qui fait quoi, dans quel",
        "délai, ce que vaut le silence, ce qui clôt, ce qui suit. Chaque texte porte la version lue et sa confiance :",
        "",
    )
    yield from (f"- **{confidence}** : {meaning}" for confidence, meaning in _CONFIDENCES.items())
    yield from (
        "",
        "Le CGCT n'a pas été relu en entier dans sa version de 2026. Jalon n'est pas un conseil juridique : faites",
        "confirmer par votre préfecture ce qui est « à confirmer ».",
        "",
    )


def _overview() -> Iterator[str]:
    yield from ("## Vue d'ensemble", "")
    yield from _table(
        ("procédure", "nom dans Jalon", "délai", "silence", "ce qui clôt", "texte"),
        (
            (
                f"[{procedure.title}](#{procedure.id})",
                f"`{procedure.id}`",
                _delay(procedure),
                silence_of(procedure) or "–",
                CLOSING_ACT_LABELS[procedure.closing],
                _short(procedure.source),
            )
            for procedure in PROCEDURES
        ),
    )


def _where() -> Iterator[str]:
    yield from (
        "## Où elles s'appliquent",
        "",
        "FPU : fiscalité professionnelle unique ; FA : fiscalité additionnelle. Une procédure qui ne s'applique pas",
        "est refusée à l'ouverture, avec sa raison.",
        "",
    )
    yield from _table(
        ("procédure", *_KINDS),
        (
            (
                f"[{procedure.title}](#{procedure.id})",
                *("non" if inapplicable(procedure, *kind) else "oui" for kind in _KINDS.values()),
            )
            for procedure in PROCEDURES
        ),
    )


def _unsettled() -> Iterator[str]:
    yield from (
        "## Ce qui vaut pour plusieurs procédures",
        "",
        "**Majorité qualifiée des communes.** Deux tiers au moins des conseils municipaux représentant plus de la",
        "moitié de la population, ou la moitié au moins des conseils représentant les deux tiers de la population ;",
        "elle comprend le conseil de la commune la plus peuplée quand celle-ci dépasse le quart de la population",
        f"totale ({_short(L5211_5_II)}). Dans une métropole, cette dernière clause est discutée ({_short(L5217_1)}) :",
        "Jalon compte avec et sans, et laisse décider une personne quand le résultat change.",
        "",
        "**Fin d'un délai en mois.** Jalon garde deux dates, la plus courte pour rappeler, la plus longue avant de",
        "constater un silence, car ce point est à confirmer :",
        f"{END_OF_DELAY.article} ({END_OF_DELAY.confidence}).",
        "",
        "**Délai de chaque commune.** Il part de sa propre preuve de réception, pas d'une date commune.",
        "",
    )


def _section(procedure: Procedure) -> Iterator[str]:
    steps = program(procedure)
    yield from (f'<a id="{procedure.id}"></a>', "", f"### {procedure.title}", "", summary(procedure), "")
    yield from (procedure.note, "") if procedure.note else ()
    yield from _table(
        ("n°", "qui", "fait quoi", "donne", "délai", "silence", "majorité", "texte"),
        (_row(step) for step in steps),
    )
    if mute := left_out(procedure):
        yield from ("Ce que la loi ne dit pas :", "", *(f"- {sentence}" for sentence in mute), "")
    if procedure.practice:
        yield from (f"**Pratique locale, qui n'engage personne (à confirmer).** {procedure.practice}", "")
    yield from (*diagram(steps), "", "Textes :", "", *_texts(procedure, steps), "")


def _row(step: Step) -> tuple[str, ...]:
    act = step.act
    if step.required:
        act += " **(obligatoire avant l'envoi)**"
    elif step.kind is StepKind.PREREQUISITE:
        act += " *(attendu avant l'envoi, sans le bloquer)*"
    if step.reexamined:
        act += " ; un refus unanime impose une seconde séance, 8 à 30 jours après"
    if step.opens:
        act += f" : ouvre [`{step.opens}`](#{step.opens})"
    delay = f"{step.delay}, depuis : {step.starts}" if step.starts else step.delay
    texts = " ; ".join(_short(source) for source in step.sources)
    return (str(step.order), step.who, act, step.gives, delay, step.silence, step.majority, texts)


def _texts(procedure: Procedure, steps: Iterable[Step]) -> Iterator[str]:
    cited = [source for step in steps for source in step.sources]
    for source in dict.fromkeys(
        [procedure.source, *([procedure.applies_source] if procedure.applies_source else []), *cited]
    ):
        doubt = ", **à confirmer**" if source.confidence is Confidence.C else ""
        yield f"- {source.article} : {source.version} ({source.confidence}{doubt})"


def _delay(procedure: Procedure) -> str:
    if procedure.consulted is Consulted.NOBODY:
        return "–"
    return f"{procedure.delay_months} mois" if procedure.delay_months else "aucun"


def _short(source: Source) -> str:
    """The article and its confidence: « L5211-17 (A) »."""
    return f"{source.article.removeprefix('article ').removesuffix(' du CGCT')} ({source.confidence})"


def _table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> Iterator[str]:
    yield f"| {' | '.join(head)} |"
    yield f"|{'---|' * len(head)}"
    yield from (f"| {' | '.join(row)} |" for row in rows)
    yield ""


def main(arguments: list[str]) -> int:
    """Write the page, or with `--check` say whether it is fresh; 1 when it is not."""
    fresh = page()
    if "--check" not in arguments:
        PAGE.write_text(fresh, encoding="utf-8")
        print(f"écrit : {PAGE.name}")
        return 0
    if PAGE.exists() and PAGE.read_text(encoding="utf-8") == fresh:
        print("procédures : docs/procedures.md est à jour")
        return 0
    print(f"procédures : docs/procedures.md n'est plus à jour ; refaites-le par « {RENEW} »")
    return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
