"""What is looked for in the journal, and what of it is found."""

from datetime import UTC, datetime, timedelta

import pytest

from infra.reading.event_labels import EVENT_LABELS, event_label
from infra.reading.journal_search import ALL, Search, streams_called, terms_of, words
from infra.reading.journal_titles import Titled, titled
from infra.reading.sentences import CONSULTATION, EVALUATION, MANDATE, OBJECTIVE
from infra.reading.views import Edge, JournalPage, Views
from infra.territories import load_epci
from tests.infra.ballot import SIREN, Note, Open, RecordAvis, ballot_id, post
from tests.infra.conftest import Spine

EPCI = load_epci(SIREN)
PLUM, PEAR = ballot_id("plum"), ballot_id("pear")
MARCH_1 = datetime(2027, 3, 1, tzinfo=UTC)
MARCH_2, MARCH_3 = MARCH_1 + timedelta(days=1), MARCH_1 + timedelta(days=2)


async def noted(spine: Spine, stream: str, *texts: str) -> None:
    """Opened on 1 March; each text an hour after the other."""
    opening = Open(communes=("32013", "32107"), remind_at=MARCH_2, deadline=MARCH_3)
    await spine.inbox.post(post(stream, opening, at=MARCH_1))
    for hour, text in enumerate(texts, 1):
        await spine.inbox.post(post(stream, Note(text=text), at=MARCH_1 + timedelta(hours=hour)))
    await spine.store.advance(stream, MARCH_1 + timedelta(hours=len(texts)))


async def search(spine: Spine, text: str = "", **more: object) -> JournalPage:
    terms = terms_of(text, EPCI) if text else ""
    return await Views(spine.engine).journal(SIREN, search=Search(terms=terms, **more))  # type: ignore[arg-type]


def texts(page: JournalPage) -> list[str]:
    return [row.event["text"] for row in page.rows if "text" in row.event]


@pytest.mark.parametrize(
    "typed", ["école", "ECOLE", "ecol", "l'école", "École-cantine", "cantine école", "  l’école, la cantine "]
)
async def test_a_word_is_found_whatever_its_accents_its_capitals_and_its_end(spine: Spine, typed: str) -> None:
    await noted(spine, PLUM, "Réunion sur l'école et sa cantine", "Réunion sur la voirie")
    assert texts(await search(spine, typed)) == ["Réunion sur l'école et sa cantine"]


@pytest.mark.parametrize("typed", ["colé", "école voirie", "zzz", "2027-12-31", "kind"])
async def test_what_no_event_says_is_not_found(spine: Spine, typed: str) -> None:
    await noted(spine, PLUM, "Réunion sur l'école", "Réunion sur la voirie")
    assert texts(await search(spine, typed)) == []


async def test_a_commune_is_found_by_its_name_which_no_event_holds(spine: Spine) -> None:
    await noted(spine, PLUM, "rien")
    await spine.inbox.post(post(PLUM, RecordAvis(commune="32107"), at=MARCH_1 + timedelta(hours=2)))
    await spine.store.advance(PLUM, MARCH_1 + timedelta(hours=2))
    found = await search(spine, "Condom")
    assert [row.kind for row in found.rows] == ["AvisRecorded", "Opened"]
    # What a sentence says and the event does not: « AvisRecorded » is a délibération.
    assert [row.kind for row in (await search(spine, "condom délibération")).rows] == ["AvisRecorded"]


async def test_what_is_found_is_read_page_after_page(spine: Spine) -> None:
    await noted(spine, PLUM, *(f"eau {n}" for n in range(5)), "voirie")
    await noted(spine, PEAR, "eau 9")
    views, wanted = Views(spine.engine), Search(terms=terms_of("eau", EPCI))
    first = await views.journal(SIREN, limit=4, search=wanted)
    second = await views.journal(SIREN, edge=first.older, limit=4, search=wanted)
    assert texts(first) + texts(second) == ["eau 4", "eau 3", "eau 2", "eau 1", "eau 0", "eau 9"]
    assert second.older is None
    back = await views.journal(SIREN, edge=second.newer, newer=True, limit=4, search=wanted)
    assert (back.rows, back.newer) == (first.rows, None)
    assert isinstance(second.newer, Edge)
    assert texts(await views.journal(SIREN, PEAR, search=wanted)) == ["eau 9"]


async def test_kinds_days_streams_and_who_acted_narrow_it_together(spine: Spine) -> None:
    await noted(spine, PLUM, "un", "deux")
    await spine.store.advance(PLUM, MARCH_3)
    kinds = [row.kind for row in (await search(spine)).rows]
    assert kinds[-1] == "Opened"
    assert [row.kind for row in (await search(spine, kinds=("Noted",))).rows] == ["Noted", "Noted"]
    assert texts(await search(spine, "deux", kinds=("Opened",))) == []
    until = await search(spine, first=MARCH_1 + timedelta(minutes=90), last=MARCH_2)
    assert texts(until) == ["deux"]
    await spine.inbox.post(post(PLUM, Note(text="trois"), at=MARCH_3).but(by="lien:1"))
    await spine.store.advance(PLUM, MARCH_3)
    assert texts(await search(spine, by="lien:1")) == texts(await search(spine, by="lien:")) == ["trois"]
    assert (await search(spine, by="lien")).rows == ()
    assert (await search(spine, by="personne:")).rows == ()
    assert (await search(spine, of="ballot")).rows == (await search(spine)).rows
    assert (await search(spine, of="mandate")).rows == ()


async def test_every_event_of_the_stream_whose_key_is_typed_is_found(spine: Spine) -> None:
    await noted(spine, PLUM, "un")
    named = await search(spine, "plum", streams=(PLUM,))
    assert [row.kind for row in named.rows] == ["Noted", "Opened"]
    assert (await search(spine, "plum")).rows == ()
    assert f"objective/{SIREN}/F2.1" in streams_called(" F2.1 ", SIREN)
    assert streams_called("eau potable", SIREN) == streams_called("a/b", SIREN) == streams_called("\x00", SIREN) == ()


async def test_an_event_too_long_for_postgresql_to_index_is_recorded_all_the_same(spine: Spine) -> None:
    long = " ".join(f"mot{n}" for n in range(200_000))
    await noted(spine, PLUM, long)
    assert texts(await search(spine, "mot7")) == [long]
    assert texts(await search(spine, "mot199999")) == []


@pytest.mark.parametrize("typed", ["'", "!", "&|()<->", "½", "a' | b", ":*", "é" * 300, "̀ ̀", "☃"])
async def test_nothing_that_is_typed_breaks_the_search(spine: Spine, typed: str) -> None:
    await noted(spine, PLUM, "un")
    terms = terms_of(typed, EPCI)
    page = await Views(spine.engine).journal(SIREN, search=Search(terms=terms))
    assert texts(page) == ([] if terms else ["un"])


def test_words_that_say_nothing_are_passed_over() -> None:
    assert terms_of("le la d'un", EPCI) == ""
    assert words("L'Œuvre n° 2027-12, Saint-Puy_2") == ["l", "œuvre", "n", "2027", "12", "saint", "puy", "2"]
    assert Search() == ALL


@pytest.mark.parametrize(
    ("typed", "kind"),
    [
        ("fiche modifiée", "objectivedescribed"),
        ("étape abandonnée", "milestonegivenup"),
        ("indicateur suivi", "indicatordropped"),
        ("moyens réels", "meansrecorded"),
    ],
)
def test_what_was_amended_is_found_by_the_words_of_its_sentence(typed: str, kind: str) -> None:
    assert all(f"'{kind}'" in terms_of(word, EPCI) for word in typed.split())


def test_every_event_that_has_a_sentence_has_a_label() -> None:
    sentences = {"consultation": CONSULTATION, "objective": OBJECTIVE, "mandate": MANDATE, "evaluation": EVALUATION}
    known = {kind for labels in EVENT_LABELS.values() for kind in labels}
    assert known == {kind for told in sentences.values() for kind in told}
    assert event_label("AvisRecorded") == "délibération d'une commune"
    assert event_label("FutureEvent") == "FutureEvent"


async def test_the_streams_that_bear_the_name_are_offered_unless_they_are_many(spine: Spine) -> None:
    rows = [("objective", f"F{n}", f"Service commun n° {n} de l'école") for n in range(9)]
    rows += [("consultation", "eau", "Transfert de la compétence eau potable"), ("mandate", "2026", "Schéma de l'eau")]
    for kind, key, title in rows:
        await spine.rows(
            "INSERT INTO streams (id, kind, siren, revision, time, snapshot, head_hash)"
            " VALUES (%s, %s, %s, 1, now(), jsonb_build_object('title', %s::text), '') RETURNING 1",
            *(f"{kind}/{SIREN}/{key}", kind, SIREN, title),
        )
    assert await titled(spine.engine, SIREN, "l'eau POTABLE") == [
        Titled(f"consultation/{SIREN}/eau", "Transfert de la compétence eau potable")
    ]
    assert [one.stream[-2:] for one in await titled(spine.engine, SIREN, "ecole f7")] == ["F7"]
    assert await titled(spine.engine, SIREN, "école") == await titled(spine.engine, SIREN, "de la") == []
    assert await titled(spine.engine, "200040715", "eau") == []
