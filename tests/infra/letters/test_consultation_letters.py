"""Letters about consultations, from states made by the real rules (see `scripts/gallery_cases.py`)."""

from datetime import date

import pytest

from domain.consultation.commands import CountsAs, QualifyAvis, RecordCouncilVote, Sens
from domain.notices import NoticeKind
from domain.sources import Confidence
from scripts import gallery
from scripts.gallery_cases import (
    received,
    schema_received,
    schema_silent,
    secretariat,
    transfert,
    voted,
)
from scripts.gallery_tale import COMMUNES, Case, Tale
from tests.infra import calendars
from tests.infra.letters.reading import not_synthetic, plain, rendered


def test_beraut_which_received_on_30_november_2026_votes_before_28_february_2027() -> None:
    letter = rendered(not_synthetic(schema_received().case(NoticeKind.AVIS_J60, "Béraut")))
    assert plain(letter.subject) == (
        "Béraut – avis sur « Schéma de mutualisation 2026-2032 » – avant le 28 février 2027 (rappel)"
    )
    text = plain(letter.text)
    assert "avant le dimanche 28 février 2027" in text
    assert "au plus tard le samedi 27 février 2027" in text
    (event,) = calendars.read(letter.ics or "")
    assert calendars.day(event["DTSTART"]) == date(2027, 2, 27)
    assert plain(event["SUMMARY"]) == (
        "Béraut : dernier jour pour délibérer, avis sur « Schéma de mutualisation 2026-2032 »"
    )


def test_before_the_receipt_the_date_is_the_one_of_a_request_received_at_once() -> None:
    text = plain(gallery.letter("transmission").text)
    assert "avant le dimanche 28 février 2027, si vous recevez cette demande le 30 novembre 2026" in text
    assert "Dès aujourd'hui, accusez réception en ligne" in text
    assert "Vous préférez le courriel ? Répondez à ce message par « Bien reçu »" in text


def test_without_a_link_a_receipt_is_given_by_answering_the_message() -> None:
    text = plain(gallery.unlinked(gallery.case("transmission")).text)
    assert "Dès aujourd'hui, répondez à ce message par « Bien reçu »" in text
    assert "envoyez-nous la délibération signée en répondant à ce message" in text


def test_a_commune_that_already_gave_its_receipt_is_not_asked_for_it_again() -> None:
    told = rendered(schema_received().case(NoticeKind.TRANSMISSION, "Béraut"))
    assert "Bien reçu" not in told.text
    assert "Accuser réception" not in told.text
    assert "Répondre en ligne" in told.text


@pytest.mark.parametrize(
    ("commune", "jours_francs", "articles", "ordinary"),
    [
        ("Béraut", 3, "articles L2121-10 et L2121-11 du CGCT", "mardi 23 février 2027"),
        ("Condom", 5, "articles L2121-10 et L2121-12 du CGCT", "dimanche 21 février 2027"),
    ],
)
def test_seven_days_before_comes_the_last_ordinary_convocation(
    commune: str, jours_francs: int, articles: str, ordinary: str
) -> None:
    text = plain(rendered(schema_received().case(NoticeKind.AVIS_J7, commune)).text)
    assert f"La convocation part au plus tard le {ordinary} pour une séance le samedi 27 février 2027" in text
    assert f"{jours_francs} jours francs au moins" in text
    assert articles in text


@pytest.mark.parametrize(("commune", "article"), [("Béraut", "L2121-11"), ("Condom", "L2121-12")])
def test_two_days_before_an_urgent_convocation_is_possible(commune: str, article: str) -> None:
    letter = rendered(schema_received().case(NoticeKind.AVIS_J2, commune))
    text = plain(letter.text)
    assert "une convocation d'urgence reste possible : 1 jour franc au moins" in text
    assert "l'urgence étant motivée et soumise au conseil" in text
    assert f"et {article} du CGCT" in text
    assert "elle part au plus tard le jeudi 25 février 2027" in text
    assert letter.subject.endswith("(dernier rappel)")


def test_where_the_law_sets_no_delay_a_date_is_a_wish_and_nothing_is_urgent() -> None:
    for kind in (NoticeKind.AVIS_J30, NoticeKind.AVIS_J7, NoticeKind.AVIS_J2):
        letter = rendered(secretariat().case(kind, "Beaumont"))
        said = plain(f"{letter.subject} {letter.text}")
        assert "réponse souhaitée le 30 juin 2027" in said
        assert "non un délai fixé par la loi" in said
        assert "avant le" not in said
        assert "urgence" not in said


def test_a_deadline_that_no_text_settles_is_said_to_be_confirmed() -> None:
    case = schema_received().case(NoticeKind.AVIS_J30, "Béraut")
    assert "(à confirmer)" in plain(rendered(case).text)
    (stream, state), insee = *case.states.items(), COMMUNES["Béraut"]
    seat = state.seat(insee)
    settled = seat.deadline.but(source=seat.deadline.source.but(confidence=Confidence.A))
    certain = {stream: state.with_seat(seat.but(deadline=settled))}
    assert "(à confirmer)" not in plain(rendered(Case(case.notices, certain)).text)


def test_a_restitution_says_that_silence_is_a_refusal() -> None:
    assert "la décision de la commune est réputée défavorable (article L5211-17-1 du CGCT)" in plain(
        gallery.letter("transmission_restitution").text
    )


@pytest.mark.parametrize("kind", [NoticeKind.AVIS_J30, NoticeKind.AVIS_J7, NoticeKind.AVIS_J2])
def test_before_the_vote_nothing_shows_how_the_other_communes_voted(kind: NoticeKind) -> None:
    others = [name for name in COMMUNES if name not in ("Béraut", "Condom", "Montréal")]
    divided = schema_received()
    divided.tell("2026-12-17", *voted("2026-12-15", Sens.FAVORABLE, *others))
    divided.tell("2026-12-18", *voted("2026-12-15", Sens.DEFAVORABLE, "Condom", "Montréal"))
    told, alone = (rendered(tale.case(kind, "Béraut")) for tale in (divided, schema_received()))
    assert told.but(ics=None) == alone.but(ics=None)
    events = [calendars.read(letter.ics or "")[0] | {"SEQUENCE": ""} for letter in (told, alone)]
    assert events[0] == events[1]


def test_a_vote_that_a_human_set_aside_is_asked_for_again() -> None:
    reason = "La délibération est datée de la mauvaise séance"
    tale = transfert().tell("2028-03-01", *received("2028-02-29", "Béraut"))
    tale.tell("2028-03-20", *voted("2028-03-17", Sens.NE_SE_PRONONCE_PAS, "Béraut"))
    set_aside = QualifyAvis(commune=COMMUNES["Béraut"], counts_as=CountsAs.NON_COMPTE, reason=reason)
    tale.tell("2028-03-21", set_aside, *received("2028-02-29", "Béraut"))
    state = tale.unfolding.state
    reminded = schema_received().case(NoticeKind.AVIS_J30, "Béraut").notices[0]
    notice = reminded.notice.but(about=f"{tale.stream}#{COMMUNES['Béraut']}")
    text = plain(rendered(Case((reminded.but(notice=notice),), {tale.stream: state})).text)
    assert f"ne peut pas être comptée : {reason}. Une nouvelle délibération est attendue." in text


def test_the_result_says_why_and_what_counted_of_the_commune() -> None:
    text = plain(gallery.letter("result").text)
    assert "Majorité qualifiée réunie : 24 communes favorables sur 26" in text
    assert "l'arrêté préfectoral (n° 32-2028-06-20-002), mardi 20 juin 2028" in text
    assert "Votre commune, Fourcès : défavorable (délibération n° 2027-09 du 13 avril 2028)" in text


def test_a_commune_that_said_nothing_reads_what_its_silence_counted_for() -> None:
    text = plain(rendered(_closed_schema().case(NoticeKind.RESULT, "Roquepine")).text)
    assert "Votre commune, Roquepine : pas de délibération reçue, réputée favorable." in text


def _closed_schema() -> Tale:
    vote = RecordCouncilVote(voted_on=date(2027, 4, 8), number="2027-31")
    silent = schema_silent()
    silent.case(NoticeKind.CONSULTATION_ENDED)
    return silent.tell("2027-04-09", vote)


def test_silences_of_one_morning_are_told_once_with_every_commune() -> None:
    letter = gallery.letter("silence_recorded")
    text = plain(letter.text)
    assert "silence présumé de 7 communes" in plain(letter.subject)
    assert "Silence présumé, à vérifier." in text
    assert text.count("Appelez chaque mairie") == 1
    assert all(f"{name} : demande reçue" in text for name in ("Beaumont", "Cazeneuve", "Roquepine"))


def test_a_commune_told_twice_in_one_morning_is_listed_once() -> None:
    case = gallery.case("avis_to_qualify")
    again = case.notices[0].but(notice=case.notices[0].notice.but(key="again"))
    letter = rendered(Case((*case.notices, again), case.states))
    assert "1 vote à qualifier" in plain(letter.subject)


def test_several_matters_make_one_message_with_the_most_urgent_first() -> None:
    case = transfert(sent="2027-02-22").case(NoticeKind.TRANSMISSION, "Béraut") + schema_received().case(
        NoticeKind.AVIS_J2, "Béraut"
    )
    letter = rendered(not_synthetic(case))
    text = plain(letter.text)
    assert plain(letter.subject).startswith("Béraut – avis sur « Schéma de mutualisation 2026-2032 » – avant le 28")
    assert plain(letter.subject).endswith("– et 1 autre sujet")
    assert text.index("1. Béraut – avis") < text.index("2. Béraut – décision")
    assert len(calendars.read(letter.ics or "")) == 2


def test_a_secretaire_of_two_communes_reads_which_commune_each_matter_is_of() -> None:
    letter = rendered(schema_received().case(NoticeKind.AVIS_J30, "Béraut", "Roquepine"))
    text = plain(letter.text)
    assert "1. Béraut – avis" in text
    assert "2. Roquepine – avis" in text
    assert "secrétaire de mairie (Béraut) et secrétaire de mairie (Roquepine)" in text


def test_the_order_in_which_notices_come_changes_nothing() -> None:
    case = gallery.case("un_matin_a_la_coordination")
    assert rendered(Case(case.notices[::-1], case.states)) == rendered(case)
