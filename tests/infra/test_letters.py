"""Letters: read as who receives them would, from states made by the real rules (see `scripts/gallery_cases.py`)."""

import re
from datetime import UTC, date, datetime
from html.parser import HTMLParser
from uuid import NAMESPACE_URL, uuid5

import pytest

from domain.consultation.commands import (
    CountsAs,
    OpenConsultation,
    QualifyAvis,
    RecordCouncilVote,
    SendConsultation,
    Sens,
)
from domain.electorate import Electorate
from domain.notices import NoticeKind
from domain.people import mairie
from domain.sources import Confidence
from domain.territory import Epci
from infra.channels.message import Sender, compose
from infra.contacts import Contact
from infra.letters import Letter, Letters
from infra.territories import load_epci
from scripts import gallery
from scripts.gallery_cases import (
    received,
    schema,
    schema_received,
    schema_silent,
    secretariat,
    transfert,
    voted,
)
from scripts.gallery_tale import COMMUNES, Case, Tale
from tests.infra import calendars

NAMES = list(gallery.CASES)
TO_COMMUNES = [name for name in NAMES if name.startswith(("avis_j", "transmission", "receipt"))]
MAX_BYTES = 60_000


def rendered(case: Case) -> Letter:
    return Letters("mutualisation@exemple.test").render(case.notices, case.states)


def plain(text: str) -> str:
    """The words without what only the eye sees: unbreakable spaces, ends of lines."""
    return re.sub(r"[\s\u00a0\u202f]+", " ", text)


def not_synthetic(case: Case) -> Case:
    return Case(case.notices, {stream: state.but(synthetic=False) for stream, state in case.states.items()})


class Words(HTMLParser):
    """The words of a page, and whether its tags are closed in order."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: set[str] = set()
        self.words: list[str] = []
        self.feed(page)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: object) -> None:
        self.tags.add(tag)
        if tag not in ("meta", "br"):
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if "head" not in self.open:
            self.words.append(data)


@pytest.mark.parametrize("kind", NoticeKind)
def test_every_kind_of_notice_has_a_letter(kind: NoticeKind) -> None:
    assert kind.value in gallery.CASES
    assert {due.notice.kind for due in gallery.case(kind.value).notices} == {kind}


@pytest.mark.parametrize("name", NAMES)
def test_a_letter_says_first_that_its_data_are_fictitious(name: str) -> None:
    letter = gallery.letter(name)
    assert letter.subject.startswith("[Données fictives] ")
    assert letter.text.startswith("DONNÉES FICTIVES.")
    assert "".join(Words(letter.html).words).strip().startswith("Données fictives.")
    events = calendars.read(letter.ics) if letter.ics else []
    assert all(plain(event["SUMMARY"]).startswith("[Données fictives] ") for event in events)


@pytest.mark.parametrize("name", NAMES)
def test_a_letter_of_real_data_does_not_say_that_they_are_fictitious(name: str) -> None:
    letter = rendered(not_synthetic(gallery.case(name)))
    assert "fictives" not in f"{letter.subject}{letter.text}{letter.html}{letter.ics}".casefold()


@pytest.mark.parametrize("name", NAMES)
def test_a_letter_leaves_no_trace_of_its_template(name: str) -> None:
    letter = gallery.letter(name)
    for said in (letter.subject, letter.text, letter.html):
        assert not re.search(r"\{[{%#]|[}%#]\}|\bNone\b|Undefined|[\x00-\x09\x0b-\x1f]", said)
    assert not re.search(r"\S {2,}\S| $", letter.text, re.MULTILINE)
    assert not re.search(r"[a-zà-ÿ)»][.;][A-ZÀ-Ý]", letter.text)


@pytest.mark.parametrize("name", NAMES)
def test_a_letter_promises_no_page_and_raises_no_voice(name: str) -> None:
    letter = gallery.letter(name)
    assert not re.search(r"!|https?:|www\.|\blien\b|cliquez|\bpage\b", letter.text, re.IGNORECASE)
    assert not Words(letter.html).tags & {"a", "img", "table", "script", "link", "style"}


@pytest.mark.parametrize("name", NAMES)
def test_html_says_what_the_text_says(name: str) -> None:
    letter = gallery.letter(name)
    assert _letters_of("".join(Words(letter.html).words)) == _letters_of(letter.text)


def _letters_of(words: str) -> str:
    """Letters alone: the signs and numbers that draw the lists of a text mail are left out."""
    return re.sub(r"[\W\d]", "", words).casefold()


@pytest.mark.parametrize("name", NAMES)
def test_a_letter_is_read_in_french_without_pictures(name: str) -> None:
    letter = gallery.letter(name)
    assert '<html lang="fr">' in letter.html
    assert all(len(line) <= 76 for line in letter.text.splitlines())
    for said in (letter.subject, letter.text):
        assert not re.search(r" [;:?]|« | »", said)


@pytest.mark.parametrize("name", NAMES)
def test_a_mail_is_light(name: str) -> None:
    assert len(as_mail(gallery.letter(name))) < MAX_BYTES // 2


def as_mail(letter: Letter) -> bytes:
    to = Contact(id=uuid5(NAMESPACE_URL, "x"), to=mairie("32044"), address="mairie@beraut.test")
    at = datetime(2027, 1, 29, 7, tzinfo=UTC)
    return compose(letter, Sender("Jalon <jalon@exemple.test>"), to, "<1@exemple.test>", at).as_bytes()


@pytest.mark.parametrize("name", NAMES)
def test_a_calendar_file_is_strictly_what_the_standard_wants(name: str) -> None:
    ics = gallery.letter(name).ics
    assert ics is None or calendars.read(ics)


@pytest.mark.parametrize("name", NAMES)
def test_the_gallery_shows_what_is_sent(name: str) -> None:
    assert (gallery.FOLDER / f"{name}.txt").read_text(encoding="utf-8") == gallery.page(name)


def test_the_gallery_shows_nothing_else() -> None:
    assert {path.stem for path in gallery.FOLDER.iterdir()} == set(NAMES)


@pytest.mark.parametrize("name", TO_COMMUNES)
def test_a_request_says_the_effect_of_silence_with_its_article(name: str) -> None:
    case = gallery.case(name)
    (state,) = case.states.values()
    assert plain(state.law.silence_effect) in plain(rendered(case).text)
    assert "article" in state.law.silence_effect


@pytest.mark.parametrize("name", TO_COMMUNES)
def test_a_request_names_the_commune_the_object_and_the_date_in_its_subject(name: str) -> None:
    case = gallery.case(name)
    (state,), subject = case.states.values(), plain(gallery.letter(name).subject)
    assert state.seat(case.notices[0].notice.commune or "").name in subject
    assert f"« {state.title} »" in subject
    assert re.search(r"\d{1,2}(er)? [a-zéû]+ 20\d\d", subject)


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
    assert "répondez à ce message par « Bien reçu »" in text


def test_a_commune_that_already_gave_its_receipt_is_not_asked_for_it_again() -> None:
    told = rendered(schema_received().case(NoticeKind.TRANSMISSION, "Béraut"))
    assert "Bien reçu" not in told.text


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
        assert "réponse souhaitée le 31 juillet 2027" in said
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
    assert rendered(divided.case(kind, "Béraut")) == rendered(schema_received().case(kind, "Béraut"))


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
    assert "mairie (Béraut) et mairie (Roquepine)" in text


def test_the_order_in_which_notices_come_changes_nothing() -> None:
    case = gallery.case("un_matin_a_la_coordination")
    assert rendered(Case(case.notices[::-1], case.states)) == rendered(case)


def test_the_event_of_a_commune_stays_the_same_and_is_revised() -> None:
    told = [
        calendars.read(rendered(tale.case(kind, "Béraut")).ics or "")[0]
        for tale, kind in (
            (schema(), NoticeKind.TRANSMISSION),
            (schema_received(), NoticeKind.AVIS_J60),
            (schema_received(), NoticeKind.AVIS_J2),
        )
    ]
    other = calendars.read(rendered(schema().case(NoticeKind.TRANSMISSION, "Condom")).ics or "")[0]
    assert len({event["UID"] for event in told} | {other["UID"]}) == 2
    sequences = [int(event["SEQUENCE"]) for event in told]
    assert sequences == sorted(set(sequences))


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
