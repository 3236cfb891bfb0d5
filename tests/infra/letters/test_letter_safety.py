"""What people typed, and how much there is of it, never breaks a letter."""

from datetime import date

import pytest

from domain.consultation.commands import OpenConsultation, SendConsultation
from domain.electorate import Electorate
from domain.notices import NoticeKind
from domain.territory import Epci
from infra.territories import load_epci
from scripts.gallery_cases import schema, secretariat
from scripts.gallery_tale import Case, Tale
from tests.infra import calendars
from tests.infra.letters.reading import MAX_BYTES, Words, as_mail, plain, rendered

NASTY = "Voirie\r\nBcc: tous@exemple.test\n<script>alert('x')</script> & {{ 7 * 7 }}; a, b\\c \u202efin\x1e\x00"


def test_a_title_adds_no_header_no_tag_and_no_line_of_calendar() -> None:
    case = secretariat().case(NoticeKind.AVIS_J30, "Beaumont")
    (stream, state), *_ = case.states.items()
    letter = rendered(Case(case.notices, {stream: state.but(title=NASTY)}))
    kept = "Voirie Bcc: tous@exemple.test <script>alert('x')</script> & {{ 7 * 7 }}; a, b\\c fin"
    assert kept[:40] in plain(letter.subject)
    assert "\n" not in letter.subject
    assert kept in plain(letter.text)
    assert "script" not in Words(letter.html).tags
    assert kept in plain(" ".join(Words(letter.html).words))
    (event,) = calendars.read(letter.ics or "")
    assert kept in plain(event["SUMMARY"])
    assert b"\nBcc:" not in as_mail(letter)


def test_a_long_title_is_cut_in_the_subject_alone() -> None:
    case = secretariat().case(NoticeKind.AVIS_J30, "Beaumont")
    (stream, state), *_ = case.states.items()
    title = "Mise en commun des agents techniques et de leurs matériels entre les communes du nord du territoire"
    letter = rendered(Case(case.notices, {stream: state.but(title=title)}))
    assert "« Mise en commun des agents techniques et de leurs matériels entre les … »" in plain(letter.subject)
    assert title in plain(letter.text)


def test_158_mairies_to_call_on_one_morning_stay_a_light_mail() -> None:
    epci = load_epci("200067106")
    assert len(epci.communes) == 158
    letter = rendered(_sent_to_all(epci).case(NoticeKind.CALL_MAIRIE))
    assert "158 mairies à appeler" in plain(letter.subject)
    assert len(as_mail(letter)) < MAX_BYTES


def _sent_to_all(epci: Epci) -> Tale:
    opening = OpenConsultation(
        siren=epci.siren,
        epci_name=epci.name,
        nature=epci.nature,
        place=epci.place,
        procedure="schema_mutualisation",
        title="Schéma de mutualisation",
    )
    sending = SendConsultation(sent_on=date(2026, 12, 1), electorate=Electorate.of(epci))
    return Tale(f"consultation/{epci.siren}/schema").tell("2026-12-01", opening, sending)


def test_a_notice_that_its_state_does_not_know_is_no_letter() -> None:
    case = schema().case(NoticeKind.TRANSMISSION, "Béraut")
    (stream,) = case.states
    stranger = case.notices[0].but(notice=case.notices[0].notice.but(about=f"{stream}#01001"))
    with pytest.raises(LookupError, match="has no seat"):
        rendered(Case((stranger,), case.states))
