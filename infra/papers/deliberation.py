"""The model of a délibération for a commune that is asked to vote, filled in with what is known and nothing more."""

from collections.abc import Sequence
from datetime import datetime
from io import BytesIO
from typing import Final
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from docx import Document
from docx.document import Document as Docx
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor
from docx.text.paragraph import Paragraph

from domain.base import Day, Value
from domain.consultation.state import Consultation, Seat
from domain.convocation import conseil_municipal
from domain.french import NO_BREAK_SPACE, long_day, typeset
from domain.procedures.model import Nature
from domain.sources import Source
from infra.papers.typed import clean

_BLANK: Final = "…" * 12
_SHORT: Final = "…" * 4
_BOX: Final = "☐ "
_BLACK: Final = RGBColor(0, 0, 0)

#: A property of a document is not longer.
_PROPERTY: Final = 255

#: One date for every archive and every property: the same facts make the same file.
_ALWAYS: Final = datetime(2000, 1, 1)  # noqa: DTZ001 - a date without meaning, which no zone moves

_CHOICES: Final = {
    Nature.AVIS: (
        "DONNE un avis FAVORABLE sur {}",
        "DONNE un avis FAVORABLE, avec les réserves suivantes : " + _BLANK,
        "DONNE un avis DÉFAVORABLE, pour les raisons suivantes : " + _BLANK,
        "NE SE PRONONCE PAS sur {}",
    ),
    Nature.DECISION: (
        "APPROUVE {}",
        "N'APPROUVE PAS {}, pour les raisons suivantes : " + _BLANK,
        "NE SE PRONONCE PAS sur {}",
    ),
}


class Model(Value):
    """What a model says. `visas`: the texts that are cited, in order. `facts`: what is known, a sentence each, in
    French. `choices`: what the council may decide, of which all but one are struck out. `source`: the procedure."""

    commune: str
    epci: str
    title: str
    question: str = ""
    visas: tuple[str, ...]
    facts: tuple[str, ...]
    choices: tuple[str, ...]
    reply_before: Day | None = None
    silence: str = ""
    synthetic: bool = False


def model_of(state: Consultation, seat: Seat) -> Model:
    """The model for the commune of `seat`. Only texts that Jalon relies on are cited: that of the procedure, that of
    the convocation of the council."""
    inhabitants = {voter.insee: voter.municipale for voter in (state.electorate.voters if state.electorate else ())}
    convening = [conseil_municipal(inhabitants[seat.insee]).source] if seat.insee in inhabitants else []
    return Model(
        commune=seat.name,
        epci=state.epci_name,
        title=state.title,
        question=state.question,
        visas=tuple(_visas(state, convening)),
        facts=tuple(_facts(state, seat)),
        choices=tuple(choice.replace("{}", f"« {state.title} »") for choice in _CHOICES[state.law.nature]),
        reply_before=seat.deadline.earliest if seat.deadline else None,
        silence=state.law.silence_effect,
        synthetic=state.synthetic,
    )


def docx(model: Model) -> bytes:
    """The model as a document to be completed, the same for the same model."""
    document = _blank(model)
    _heading(document, model)
    for visa in model.visas:
        _paragraph(document, f"Vu {visa} ;")
    for fact in model.facts:
        _paragraph(document, f"Considérant que {fact} ;")
    _paragraph(document, "Le conseil municipal, après en avoir délibéré,", bold=True)
    _paragraph(document, "Ne garder qu'une ligne et rayer les autres.", italic=True)
    for choice in model.choices:
        _paragraph(document, f"{_BOX}{choice}", indent=True)
    _votes(document)
    _signature(document)
    _notes(document, model)
    return _archived(document)


def _visas(state: Consultation, convening: Sequence[Source]) -> list[str]:
    cited, vote = [_cited(source) for source in (state.law.source, *convening)], state.council_vote
    if vote is not None:
        on = long_day(vote.voted_on)
        cited.append(f"la délibération n°{NO_BREAK_SPACE}{vote.number} du conseil communautaire, du {on}")
    return cited


def _cited(source: Source) -> str:
    """« l'article L5211-39-1 du CGCT », « les articles … »."""
    if source.citation.startswith("articles "):
        return f"les {source.citation}"
    return f"l'{source.citation}" if source.citation.startswith("article ") else source.citation


def _facts(state: Consultation, seat: Seat) -> list[str]:
    asked = "l'avis" if state.law.nature is Nature.AVIS else "la décision"
    facts = [f"l'intercommunalité ({state.epci_name}) demande {asked} du conseil municipal sur « {state.title} »"]
    if state.sent_on is not None:
        facts.append(f"la demande a été envoyée le {long_day(state.sent_on)}")
    if seat.received_on is not None:
        facts.append(f"la commune l'a reçue le {long_day(seat.received_on)}")
    return facts


def _blank(model: Model) -> Docx:
    document = Document()
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = Cm(2.5)
    section.top_margin = section.bottom_margin = Cm(2)
    style = document.styles["Normal"]
    style.font.name, style.font.size = "Arial", Pt(11)
    language = style.element.get_or_add_rPr().makeelement(qn("w:lang"), {qn("w:val"): "fr-FR"})
    style.element.get_or_add_rPr().append(language)
    properties = document.core_properties
    properties.title = typeset(clean(f"Modèle de délibération, {model.commune} : {model.title}"))[:_PROPERTY]
    properties.author, properties.language, properties.comments = clean(model.epci)[:_PROPERTY], "fr-FR", ""
    properties.created = properties.modified = _ALWAYS
    properties.last_modified_by = ""
    return document


def _heading(document: Docx, model: Model) -> None:
    if model.synthetic:
        _paragraph(document, "DONNÉES FICTIVES. Ce modèle fait partie d'une démonstration.", bold=True)
    _paragraph(document, f"Commune : {model.commune}", bold=True)
    _title(document, f"Délibération n°{NO_BREAK_SPACE}{_SHORT}", 1).alignment = WD_ALIGN_PARAGRAPH.CENTER
    _paragraph(document, f"Objet : {model.title}", bold=True)
    _paragraph(
        document, f"Séance du {_SHORT} {_SHORT} 20.. à {_SHORT} h {_SHORT}. Convocation du {_SHORT} {_SHORT} 20.."
    )
    _paragraph(
        document,
        f"Membres en exercice : {_SHORT} ; présents : {_SHORT} ; pouvoirs : {_SHORT} ; votants : {_SHORT}. "
        f"Secrétaire de séance : {_BLANK}",
    )
    if model.question:
        _title(document, "Texte soumis au vote", 2)
        _paragraph(
            document, model.question if model.question.rstrip().endswith((".", "?", "!")) else f"{model.question}."
        )


def _votes(document: Docx) -> None:
    _title(document, "Vote", 2)
    table = document.add_table(rows=2, cols=3)
    table.style = "Table Grid"
    for cell, label in zip(table.rows[0].cells, ("Pour", "Contre", "Abstentions"), strict=True):
        cell.text = label
    for cell in table.rows[1].cells:
        cell.text = _SHORT
    header = table.rows[0]._tr.get_or_add_trPr()
    header.append(header.makeelement(qn("w:tblHeader"), {qn("w:val"): "true"}))


def _signature(document: Docx) -> None:
    _paragraph(document, "")
    _paragraph(document, f"Fait à {_BLANK}, le {_SHORT} {_SHORT} 20..")
    signing = document.add_table(rows=1, cols=2).rows[0].cells
    signing[0].text, signing[1].text = "Le maire", "Le secrétaire de séance"
    for _ in range(3):
        _paragraph(document, "")


def _notes(document: Docx, model: Model) -> None:
    # On a page of its own: the act is printed without it.
    title = _title(document, "Notes, à ne pas joindre à la délibération", 2)
    title.paragraph_format.page_break_before = True
    _paragraph(
        document,
        "Modèle préparé par Jalon à partir de ce qui est enregistré : à relire, à compléter et à adapter.",
        italic=True,
    )
    if model.reply_before is not None:
        _paragraph(document, f"Le conseil vote avant le {long_day(model.reply_before)}.", italic=True)
    _paragraph(document, model.silence, italic=True)


def _title(document: Docx, text: str, level: int) -> Paragraph:
    title: Paragraph = document.add_heading(level=level)
    run = title.add_run(typeset(text))
    run.font.color.rgb, run.font.name = _BLACK, "Arial"
    title.paragraph_format.space_before, title.paragraph_format.space_after = Pt(12), Pt(6)
    return title


def _paragraph(document: Docx, text: str, *, bold: bool = False, italic: bool = False, indent: bool = False) -> None:
    paragraph = document.add_paragraph()
    run = paragraph.add_run(typeset(clean(text)))
    run.bold, run.italic = bold or None, italic or None
    paragraph.paragraph_format.space_after = Pt(6)
    if indent:
        paragraph.paragraph_format.left_indent = Cm(1)


def _archived(document: Docx) -> bytes:
    """The document as one file, its parts under one date."""
    written, again = BytesIO(), BytesIO()
    document.save(written)
    with ZipFile(written) as parts, ZipFile(again, "w", ZIP_DEFLATED) as archive:
        for name in sorted(parts.namelist(), key=lambda name: (name != "[Content_Types].xml", name)):
            info = ZipInfo(name, date_time=(2000, 1, 1, 0, 0, 0))
            info.compress_type = ZIP_DEFLATED
            archive.writestr(info, parts.read(name))
    return again.getvalue()
