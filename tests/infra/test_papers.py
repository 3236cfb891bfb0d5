"""Papers: the receipt and the model of a délibération, opened as their readers would."""

import zlib
from datetime import UTC, date, datetime
from io import BytesIO
from re import DOTALL, finditer

import pytest
from docx import Document
from docx.oxml.ns import qn

from domain.consultation.depositing import acts_until
from infra.papers.deliberation import Model, docx, model_of
from infra.papers.receipt import Receipt, pdf, receipt, reference
from scripts.gallery_cases import schema_received, secretariat, transfert
from scripts.gallery_reminders import deposited
from scripts.gallery_tale import COMMUNES

NASTY = '#panic("x") *gras* $x$ \\ <a> @b // c " {{ 7 * 7 }}'


def told(**fields: object) -> Receipt:
    case = deposited()
    (state,) = case.states.values()
    seat = state.seat(COMMUNES["Béraut"])
    made = receipt(state, seat, date(2027, 2, 11), 1, datetime(2027, 2, 12, 9, 4, tzinfo=UTC))
    return made.but(**fields)


def parts_of(paper: bytes) -> bytes:
    """The PDF and what its compressed streams hold."""
    streams = [match[1] for match in finditer(rb"stream\r?\n(.*?)\r?\nendstream", paper, DOTALL)]
    opened = [zlib.decompress(stream) for stream in streams if stream[:1] == b"\x78"]
    return paper + b"".join(opened)


def test_the_receipt_says_what_was_recorded_in_the_zone_of_the_epci() -> None:
    lines = dict(told().lines)
    assert lines["Référence"] == "schema-32044-1"
    assert lines["Reçue le"] == "12 février 2027 à 10 h 04, heure locale (Europe/Paris)"
    assert lines["Délibération"].endswith("2027-09 du 11 février 2027")
    assert lines["Voix"] == "9 pour, 1 contre, 1 abstention"
    assert "Réserve" not in lines


def test_in_la_reunion_the_receipt_says_the_hour_of_la_reunion() -> None:
    assert dict(told(tz="Indian/Reunion").lines)["Reçue le"].startswith("12 février 2027 à 13 h 04")


def test_the_receipt_says_until_when_it_can_be_corrected_and_which_vote_counts() -> None:
    assert "jusqu'au 31 mars 2027 inclus" in told().correction
    assert told().correction.endswith("votée dans le délai, au plus tard le 1er mars 2027.")
    assert "votée dans le délai" not in told(voted_by=None).correction


def test_without_a_legal_delay_a_deposit_is_open_thirty_days_after_the_day_wished_for() -> None:
    state = secretariat().unfolding.state
    seat = state.seat(COMMUNES["Beaumont"])
    assert acts_until(state, seat) == date(2027, 7, 30)
    assert acts_until(state.but(reply_by=None), seat) == date(2028, 5, 28)
    assert acts_until(state.but(sent_on=None), seat) is None


def test_the_receipt_of_a_late_deliberation_says_that_it_is_not_counted() -> None:
    assert told(late=True).counts.endswith("n'est pas comptée.")
    assert "examiner" in told(to_examine="Vote sous réserve.").counts


def test_a_deposit_that_was_never_made_has_no_receipt() -> None:
    state = schema_received().unfolding.state
    with pytest.raises(LookupError, match="no délibération"):
        receipt(state, state.seat(COMMUNES["Béraut"]), date(2027, 2, 11), 1, datetime(2027, 2, 12, tzinfo=UTC))


def test_the_pdf_is_tagged_in_french_with_a_title_and_its_own_fonts() -> None:
    inside = parts_of(pdf(told()))
    assert b"pdfuaid:part" in inside
    assert b"/MarkInfo" in inside
    assert b"/Lang(fr" in inside.replace(b"/Lang (", b"/Lang(")
    assert b"/DisplayDocTitle true" in inside
    assert inside.count(b"/FontFile") >= 1
    assert b"LibertinusSerif" in inside


def test_the_same_receipt_is_the_same_file_and_weighs_little() -> None:
    assert pdf(told()) == pdf(told())
    assert len(pdf(told())) < 40_000
    assert pdf(told()) != pdf(told(number="2027-10"))


def test_what_was_typed_is_no_markup_of_the_receipt() -> None:
    assert pdf(told(title=NASTY, reserve=NASTY, number=NASTY, commune=NASTY)).startswith(b"%PDF")


@pytest.mark.parametrize("title", ["Crèches 👶", "日本語", "Œuvre ★ → ✓", "cœur \U0001f1eb\U0001f1f7", "\ud83d"])
def test_signs_that_its_font_has_not_hold_up_no_receipt(title: str) -> None:
    assert pdf(told(title=title)).startswith(b"%PDF")


def test_a_reference_names_the_consultation_the_commune_and_the_rank() -> None:
    assert reference("consultation/243200417/schema", "32044", 2) == "schema-32044-2"


def model(commune: str = "Béraut") -> Model:
    state = schema_received().unfolding.state
    return model_of(state, state.seat(COMMUNES[commune]))


def lines_of(paper: bytes) -> list[str]:
    return [
        paragraph.text.replace("\u00a0", " ").replace("\u202f", " ")
        for paragraph in Document(BytesIO(paper)).paragraphs
    ]


def test_the_model_is_filled_in_with_what_is_known() -> None:
    lines = lines_of(docx(model()))
    assert "Commune : Béraut" in lines
    assert "Objet : Schéma de mutualisation 2026-2032" in lines
    assert "Considérant que la commune l'a reçue le 30 novembre 2026 ;" in lines
    assert "☐ DONNE un avis FAVORABLE sur « Schéma de mutualisation 2026-2032 »" in lines
    assert "Le conseil vote avant le 28 février 2027." in lines


@pytest.mark.parametrize(("commune", "articles"), [("Béraut", "L2121-11"), ("Condom", "L2121-12")])
def test_the_model_cites_the_texts_that_jalon_relies_on_and_no_other(commune: str, articles: str) -> None:
    visas = [line for line in lines_of(docx(model(commune))) if line.startswith("Vu ")]
    assert visas == [
        "Vu l'article L5211-39-1 du CGCT ;",
        f"Vu les articles L2121-10 et {articles} du CGCT ;",
    ]


def test_the_model_of_a_transfert_of_29_february_2028_decides_and_cites_the_vote_of_the_council() -> None:
    state = transfert().unfolding.state
    lines = lines_of(docx(model_of(state, state.seat(COMMUNES["Condom"]))))
    assert "Vu la délibération n° 2028-09 du conseil communautaire, du 29 février 2028 ;" in lines
    assert "☐ APPROUVE « Transfert de la compétence eau potable »" in lines
    assert not [line for line in lines if "avis FAVORABLE" in line]


def test_the_model_is_in_french_with_headings_and_a_table_with_a_header() -> None:
    document = Document(BytesIO(docx(model())))
    assert document.core_properties.language == "fr-FR"
    assert "Béraut" in document.core_properties.title
    assert [
        one for one in document.paragraphs if one.style is not None and (one.style.name or "").startswith("Heading")
    ]
    properties = document.tables[0].rows[0]._tr.trPr
    assert properties is not None
    assert properties.find(qn("w:tblHeader")) is not None


def test_the_same_model_is_the_same_file() -> None:
    assert docx(model()) == docx(model())
    assert len(docx(model())) < 60_000


def test_what_was_typed_breaks_no_model() -> None:
    nasty = model().but(title="Voirie <w:p/> & \x0b\x1e co", question=NASTY)
    assert f"{NASTY}." in lines_of(docx(nasty))
