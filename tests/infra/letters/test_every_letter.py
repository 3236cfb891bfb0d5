"""What is true of every letter of the gallery, whatever it says (see `scripts/gallery_list.py`)."""

import re

import pytest

from domain.mailing import INFORMS
from domain.notices import NoticeKind
from domain.people import Role
from infra.letters import Letter
from scripts import gallery
from tests.infra import calendars
from tests.infra.letters.reading import MAX_BYTES, Words, not_synthetic, plain, rendered

NAMES = list(gallery.CASES)
TO_COMMUNES = [name for name in NAMES if name.startswith(("avis_j", "avis_extra", "avis_conv", "transmission"))]
TO_COMMUNES += ["receipt_missing", "deliberation_awaited"]
_URL = r"https://jalon\.cc-tenareze\.invalid\S*"


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
@pytest.mark.parametrize("linked", [True, False])
def test_a_letter_leaves_no_trace_of_its_template(name: str, linked: bool) -> None:
    letter = gallery.letter(name) if linked else gallery.unlinked(gallery.case(name))
    for said in (letter.subject, letter.text, letter.html):
        assert not re.search(r"\{[{%#]|[}%#]\}|\bNone\b|Undefined|[\x00-\x09\x0b-\x1f]", said)
    assert not re.search(r"\S {2,}\S| $", letter.text, re.MULTILINE)
    assert not re.search(r"[a-zà-ÿ)»][.;][A-ZÀ-Ý]", letter.text)


@pytest.mark.parametrize("name", NAMES)
def test_a_letter_without_a_link_promises_no_page(name: str) -> None:
    letter = gallery.unlinked(gallery.case(name))
    assert not re.search(r"https?:|www\.|(?<!déposée )\ben ligne\b|ci-dessous", letter.text, re.IGNORECASE)
    assert not set(Words(letter.html).tags) & {"a", "img", "table", "script", "link", "style"}


@pytest.mark.parametrize("name", NAMES)
def test_a_letter_raises_no_voice_and_carries_no_picture(name: str) -> None:
    letter = gallery.letter(name)
    assert not re.search(r"!|cliquez|www\.", letter.text, re.IGNORECASE)
    assert not set(Words(letter.html).tags) & {"img", "table", "script", "link", "style"}


@pytest.mark.parametrize("name", [name for name in NAMES if name != "code"])
def test_a_letter_has_one_button_and_its_address_in_the_text(name: str) -> None:
    letter, case = gallery.letter(name), gallery.case(name)
    led = gallery.OF_THE_COORDINATION if case.to_coordinator else gallery.BY_LINK
    url = led.console if case.to_coordinator else led.answer
    assert Words(letter.html).hrefs == [url, led.preferences]
    assert letter.text.splitlines().count(url) == 1
    assert set(re.findall(_URL, letter.text)) == {url, led.preferences}


def test_the_letter_of_a_code_leads_nowhere_and_hides_its_digits_from_the_subject() -> None:
    letter = gallery.letter("code")
    assert Words(letter.html).hrefs == []
    assert gallery.DIGITS in letter.text
    assert gallery.DIGITS in letter.html
    assert gallery.DIGITS not in letter.subject
    assert "15 minutes" in letter.text
    assert "Si vous n'avez rien demandé, ne faites rien" in plain(letter.text)


@pytest.mark.parametrize("name", NAMES)
def test_only_what_informs_can_be_unsubscribed_from(name: str) -> None:
    kinds = {due.notice.kind for due in gallery.case(name).notices}
    assert bool(gallery.letter(name).unsubscribe) == bool(kinds & INFORMS)


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
    assert all(len(line) <= 76 for line in letter.text.splitlines() if not line.startswith("https:"))
    for said in (letter.subject, re.sub(_URL, "", letter.text)):
        assert not re.search(r" [;:?]|« | »", said)


@pytest.mark.parametrize("name", NAMES)
def test_a_mail_weighs_less_than_half_of_60_kb_and_so_does_its_pdf(name: str) -> None:
    letter = gallery.letter(name)
    assert gallery.weight(letter) < MAX_BYTES // 2
    assert all(len(file.content) < MAX_BYTES // 2 for file in letter.attachments)


@pytest.mark.parametrize("name", NAMES)
def test_a_calendar_file_is_strictly_what_the_standard_wants(name: str) -> None:
    ics = gallery.letter(name).ics
    assert ics is None or calendars.read(ics)


@pytest.mark.parametrize("name", NAMES)
def test_the_gallery_shows_what_is_sent(name: str) -> None:
    assert (gallery.FOLDER / f"{name}.txt").read_text(encoding="utf-8") == gallery.page(name)


def test_the_gallery_shows_each_letter_as_text_and_as_picture_and_nothing_else() -> None:
    assert {path.name for path in gallery.FOLDER.iterdir()} == {f"{name}{end}" for name in NAMES for end in _ENDS}


_ENDS = (".txt", ".png")


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


@pytest.mark.parametrize("name", NAMES)
def test_a_letter_says_why_it_comes_and_to_whom_to_answer(name: str) -> None:
    letter, case = gallery.letter(name), gallery.case(name)
    assert "Vous recevez ce message parce que cette adresse est notre contact pour" in plain(letter.text)
    assert ("mutualisation@cc-tenareze.invalid" in letter.text) is not case.to_coordinator


@pytest.mark.parametrize("name", NAMES)
def test_only_the_maire_alone_is_addressed_as_such(name: str) -> None:
    roles = {due.notice.to.role for due in gallery.case(name).notices}
    assert ("Madame, Monsieur le Maire," in gallery.letter(name).text) == (roles == {Role.MAIRE})


def test_a_letter_is_the_same_each_time_it_is_written() -> None:
    def again(name: str) -> Letter:
        return rendered(gallery.CASES[name]())

    for name in ("avis_receipt", "digest", "un_matin_a_la_coordination"):
        assert again(name) == gallery.letter(name)
