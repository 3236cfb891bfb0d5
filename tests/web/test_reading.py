"""What the API gives to read: objectives, consultations, the ledger, the journal, page by page."""

from typing import Any
from urllib.parse import quote

import pytest

from tests.domain.objective.objectives import plan
from tests.web.conftest import Site
from tests.web.plays import SIREN, WATER, consulted


def objective(n: int) -> str:
    return f"objective/{SIREN}/F{n}"


async def every(site: Site, path: str, limit: int, **query: str | int) -> list[dict[str, Any]]:
    """All the items of a list, asked page by page."""
    items: list[dict[str, Any]] = []
    cursor: dict[str, str] = {}
    while True:
        answer = await site.get(path, siren=SIREN, limit=limit, **query, **cursor)
        assert answer.status_code == 200, answer.text
        page = answer.json()
        items += page["items"]
        assert len(page["items"]) <= limit
        if page["next_cursor"] is None:
            return items
        assert len(page["items"]) == limit
        cursor = {"cursor": page["next_cursor"]}


async def test_objectives_are_listed_by_key_page_by_page(site: Site) -> None:
    for n in (3, 1, 2):
        await site.tell(objective(n), "2027-03-01", plan())
    for limit in (1, 2, 3, 200):
        assert [item["key"] for item in await every(site, "/objectives", limit)] == ["F1", "F2", "F3"]
    (first, *_) = await every(site, "/objectives", 200)
    assert first["title"] == "Secrétariat remplaçant"
    assert first["deadline"] == "2027-09-01"


async def test_the_deadline_of_an_objective_is_explained(site: Site) -> None:
    await site.tell(objective(1), "2027-03-01", plan("2020-01-01"))
    reason = (await site.get("/objectives/F1/why", siren=SIREN)).json()
    assert "en retard de" in reason["value"]
    assert "dernier jour" in reason["paragraph"]
    assert (await site.get("/objectives/F2/why", siren=SIREN)).status_code == 404


async def test_a_key_that_addresses_cannot_hold_as_it_is_is_read_all_the_same(site: Site) -> None:
    keys = ["a#1", "é?&%", "€"]
    for key in keys:
        await site.tell(f"objective/{SIREN}/{key}", "2027-03-01", plan())
    assert [item["key"] for item in await every(site, "/objectives", 1)] == keys
    for key in keys:
        assert (await site.get(f"/objectives/{quote(key)}", siren=SIREN)).status_code == 200


async def test_an_objective_is_given_whole(site: Site) -> None:
    await site.tell(objective(1), "2027-03-01", plan("2020-01-01"))
    told = (await site.get("/objectives/F1", siren=SIREN)).json()
    assert told["lateness"].startswith("en retard de")
    assert told["objective"]["stream"] == objective(1)
    assert told["objective"]["first_plan"]["deadline"] == {"text": "2020-01-01", "precision": "day"}
    missing = await site.get("/objectives/F2", siren=SIREN)
    assert (missing.status_code, missing.json()["detail"]) == (404, f"L'EPCI {SIREN} n'a pas d'objectif « F2 ».")


async def test_consultations_are_listed_with_those_they_wait_for(site: Site) -> None:
    await consulted(site)
    (line,) = await every(site, "/consultations", 10)
    assert line["key"] == "eau"
    assert line["awaited"] == ["Commune 2", "Commune 3"]


async def test_a_consultation_gives_each_commune_its_clock_and_the_result_its_reason(site: Site) -> None:
    await consulted(site)
    told = (await site.get("/consultations/eau", siren=SIREN)).json()
    assert told["result"] == "en_cours"
    assert told["reason"]
    assert "L5211-17" in told["article"]
    assert told["silence_effect"].startswith("À défaut de délibération dans ce délai")
    first, second, third = told["communes"]
    assert (first["position"], first["answer"]) == ("favorable", "favorable")
    assert (second["position"], second["received_on"], second["earliest"]) == ("awaited", "2027-03-02", "2027-06-02")
    assert second["safe"] >= second["earliest"]
    assert third["received_on"] is third["earliest"] is None


async def test_a_silence_shows_at_its_legal_instant_in_the_journal(site: Site) -> None:
    await consulted(site)
    await site.pass_time(WATER, "2027-09-01")
    events = await every(site, "/journal", 3, stream=WATER)
    (silence,) = [event for event in events if event["kind"] == "SilenceRecorded"]
    assert silence["occurred_at"] < silence["recorded_at"]
    assert silence["event"]["commune"] == "01002"
    assert silence["by"] == "jalon"
    told = (await site.get("/consultations/eau", siren=SIREN)).json()
    assert [seat["silence"] for seat in told["communes"]] == [None, "favorable", None]


async def test_the_journal_is_read_stream_by_stream_with_its_chain(site: Site) -> None:
    await consulted(site)
    await site.tell(objective(1), "2027-03-01", plan())
    whole = await every(site, "/journal", 2)
    places = [(event["stream"], event["revision"]) for event in whole]
    assert places == sorted(places)
    assert {stream for stream, _ in places} == {WATER, objective(1)}
    assert all(len(event["hash"]) == 64 for event in whole)
    of_one = await every(site, "/journal", 2, stream=objective(1))
    assert [event["kind"] for event in of_one] == ["ObjectivePlanned"]


async def test_the_ledger_is_read_in_the_order_of_sending_and_holds_no_address(site: Site) -> None:
    await consulted(site)
    whole = await every(site, "/notices", 2)
    order = [(row["send_at"], row["key"]) for row in whole]
    assert order == sorted(order)
    # Four functions of each commune are told.
    assert [row["kind"] for row in whole[:12]] == ["transmission"] * 12
    assert {row["commune"] for row in whole[:12]} == {"01001", "01002", "01003"}
    assert not {"contact_id", "message_id", "address", "name"} & set(whole[0])
    assert await every(site, "/notices", 2, stream=WATER) == whole
    assert await every(site, "/notices", 2, stream=f"consultation/{SIREN}/x") == []


@pytest.mark.parametrize("path", ["/objectives", "/consultations", "/notices", "/journal"])
async def test_a_cursor_that_is_none_of_ours_is_refused(site: Site, path: str) -> None:
    await consulted(site)
    for cursor in ("x", "", "é", "W10=", "WyJcdTAwMDAiXQ==", "WyIwMDAxLTAxLTAxVDAwOjAwOjAwKzIzOjU5IiwiIl0=", "[1]"):
        answer = await site.get(path, siren=SIREN, cursor=cursor)
        assert answer.status_code == 422, cursor
        assert answer.json()["errors"][0]["path"] == "cursor"


async def test_a_page_holds_one_to_two_hundred_items(site: Site) -> None:
    await consulted(site)
    for limit, status in ((0, 422), (1, 200), (200, 200), (201, 422)):
        assert (await site.get("/journal", siren=SIREN, limit=limit)).status_code == status
    assert (await site.get("/journal", siren="24320041")).status_code == 422
    assert (await site.get("/journal", siren=SIREN, stream="a b")).status_code == 422


async def test_a_majority_a_delay_a_convocation_and_a_consultation_are_simulated(site: Site) -> None:
    counted = await site.get("/simulations/majority", siren="243200417", rule="creation_epci", favorable="Condom")
    assert counted.json()["communes"] == {"yes": 1, "total": 26}
    delay = await site.get("/simulations/deadline", procedure="transfert_competence", received="2026-11-30")
    assert delay.json()["silence_from"] == "2027-03-02"
    convened = await site.get("/simulations/convocation", council="2027-03-18", population="400")
    assert convened.json()["last_sending"] == "2027-03-14"
    sent = {"siren": "243200417", "procedure": "transfert_competence", "send": "2026-12-01"}
    whole = await site.get("/simulations/consultation", **sent, council="32107=2027-02-11")
    assert whole.json()["certain_on"] == "2027-03-03"
    for wrong, said in (({"council": "32107=2027-02-31"}, "n'est pas un jour"), ({"communes": "Condom"}, "aucune")):
        refused = await site.get("/simulations/consultation", **sent, **wrong)
        assert (refused.status_code, said in refused.json()["detail"]) == (422, True)


async def test_a_result_and_the_dates_of_a_commune_are_explained(site: Site) -> None:
    await consulted(site)
    result = (await site.get("/consultations/eau/why", siren=SIREN)).json()
    assert result["paragraph"]
    assert result["sources"]
    seat = (await site.get("/consultations/eau", siren=SIREN)).json()["communes"][0]["insee"]
    commune = (await site.get("/consultations/eau/why", siren=SIREN, commune=seat)).json()
    assert commune["subject"]
    unknown = await site.get("/consultations/eau/why", siren=SIREN, commune="99999")
    assert unknown.status_code == 404
