"""Asking by the API: what is recorded, what is answered, what the door refuses."""

import asyncio
from typing import Any
from uuid import uuid4

import pytest

from domain.ids import command_id
from domain.objective.commands import ReachObjective, StartObjective
from tests.domain.objective.objectives import day, plan
from tests.web.conftest import Site, somebody_works

SIREN = "243200417"
F1 = f"objective/{SIREN}/F1"


async def numbers(site: Site) -> list[tuple[Any, ...]]:
    return await site.rows("SELECT number, command_id, stream, by FROM inbox ORDER BY number")


async def test_a_command_is_recorded_then_answered_with_its_number_and_its_instant(site: Site) -> None:
    answer = await site.ask(F1, plan(), idempotency_key="premier envoi")
    assert answer.status_code == 202
    actor = f"jeton:{await site.token_id(site.secret)}"
    id = command_id(SIREN, actor, "premier envoi")
    ((number, kept, stream, by),) = await numbers(site)
    assert (kept, stream, by) == (id, F1, actor)
    ((at,),) = await site.rows("SELECT at FROM inbox")
    assert answer.json() == {
        "number": number,
        "command_id": str(id),
        "stream": F1,
        "at": at.isoformat().replace("+00:00", "Z"),
        "status": "recorded",
    }
    assert answer.headers["location"] == f"/api/v1/commands/{number}"
    assert answer.headers["content-type"] == "application/json"


async def test_the_same_demand_under_the_same_key_gets_the_first_answer_again(site: Site) -> None:
    first = await site.ask(F1, plan(), idempotency_key="k")
    await site.store.advance(F1)
    again = await site.ask(F1, plan(), idempotency_key="k")
    assert (again.status_code, again.content) == (202, first.content)
    assert len(await numbers(site)) == 1


async def test_another_demand_under_the_same_key_is_refused(site: Site) -> None:
    first = await site.ask(F1, plan(), idempotency_key="k")
    other = await site.ask(F1, plan("2028"), idempotency_key="k")
    assert other.status_code == 409
    assert other.headers["content-type"] == "application/problem+json"
    assert f"n° {first.json()['number']}" in other.json()["detail"]
    assert len(await numbers(site)) == 1


async def test_the_same_key_of_another_token_is_another_key(site: Site) -> None:
    await site.ask(F1, plan(), idempotency_key="k")
    other = await site.house.tokens.create("un autre logiciel")
    assert (await site.ask(F1, plan("2028"), other, idempotency_key="k")).status_code == 202
    assert len(await numbers(site)) == 2


async def test_without_a_key_the_same_demand_is_made_twice(site: Site) -> None:
    first, second = await site.ask(F1, plan()), await site.ask(F1, plan())
    assert first.json()["command_id"] != second.json()["command_id"]
    assert len(await numbers(site)) == 2


async def test_who_waits_learns_that_it_is_applied_and_what_it_caused(lively: Site) -> None:
    answer = await lively.ask(F1, plan(), prefer="wait=5")
    assert answer.status_code == 200
    told = answer.json()
    assert (told["status"], told["first_revision"], told["last_revision"]) == ("applied", 1, 1)
    assert answer.headers["location"] == f"/api/v1/commands/{told['number']}"


async def test_who_waits_learns_that_it_is_refused_and_why(lively: Site) -> None:
    answer = await lively.ask(F1, StartObjective(), prefer="respond-async, wait=5")
    assert answer.status_code == 409
    assert answer.headers["content-type"] == "application/problem+json"
    told = answer.json()
    ((reason,),) = await lively.rows("SELECT reason FROM inbox")
    assert told["detail"] == told["reason"] == reason
    assert told["number"] == (await numbers(lively))[0][0]
    assert told["article"] is None


async def test_who_waits_in_vain_is_told_that_it_is_recorded(site: Site) -> None:
    answer = await site.ask(F1, plan(), prefer="wait=1")
    assert (answer.status_code, answer.json()["status"]) == (202, "recorded")


async def test_a_demand_repeated_after_it_was_applied_waits_for_nothing(lively: Site) -> None:
    first = await lively.ask(F1, plan(), idempotency_key="k", prefer="wait=5")
    again = await lively.ask(F1, plan(), idempotency_key="k", prefer="wait=10")
    assert (again.status_code, again.content) == (200, first.content)


async def test_a_hundred_who_wait_at_once_take_no_more_than_the_connections_of_one(site: Site) -> None:
    streams = [f"objective/{SIREN}/F{n}" for n in range(100)]
    waiting = [asyncio.create_task(site.ask(stream, plan(), prefer="wait=10")) for stream in streams]
    while len(await numbers(site)) < len(streams):
        await asyncio.sleep(0)
    assert (await site.ask(F1, plan())).status_code == 202, "others go on posting meanwhile"
    async with somebody_works(site):
        answers = await asyncio.gather(*waiting)
    assert {answer.status_code for answer in answers} == {200}


async def test_a_preference_that_makes_no_sense_is_passed_over(site: Site) -> None:
    for preference in ("wait", "wait=-1", "wait=soon", "wait=1.5", "return=minimal", ""):
        assert (await site.ask(F1, StartObjective(), prefer=preference)).status_code == 202


async def test_a_number_tells_what_became_of_its_command(lively: Site) -> None:
    number = (await lively.ask(F1, StartObjective(), prefer="wait=5")).json()["number"]
    told = (await lively.get(f"/commands/{number}")).json()
    assert told["status"] == "refused"
    assert told["stream"] == F1
    assert told["command"]["kind"] == "StartObjective"
    assert told["reason"]
    assert (await lively.get("/commands/9999")).status_code == 404
    for wrong in ("0", "-1", "x", str(2**63), "1.5"):
        assert (await lively.get(f"/commands/{wrong}")).status_code == 422


async def test_a_late_answer_is_recorded_the_door_judges_no_rule(site: Site) -> None:
    assert (await site.ask(F1, ReachObjective(on=day("2031-01-01")))).status_code == 202


@pytest.mark.parametrize("body", [b"", b"{", b"\xff\xfe", b'{"stream": "\\ud800"}', b"null and void"])
async def test_what_is_no_json_is_unreadable(site: Site, body: bytes) -> None:
    answer = await site.client.post("/api/v1/commands", content=body, headers=site.bearer())
    assert answer.status_code == 400
    assert answer.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize("body", [b"null", b"[]", b'"x"', b"{}", b'{"stream": 1, "command": 2, "by": "moi"}'])
async def test_json_that_is_no_demand_is_badly_written(site: Site, body: bytes) -> None:
    answer = await site.client.post("/api/v1/commands", content=body, headers=site.bearer())
    assert answer.status_code == 422


async def test_what_is_badly_written_is_said_by_its_path_and_not_recorded(site: Site) -> None:
    answer = await site.ask(F1, {"kind": "RecordProgress", "percent": 101, "pourcent": 10})
    assert answer.status_code == 422
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["errors"] == [
        {"path": "command.percent", "message": "ce nombre est trop grand (100 au plus)"},
        {"path": "command.pourcent", "message": "ce champ n'existe pas"},
    ]
    assert await numbers(site) == []


async def test_a_nul_character_is_badly_written(site: Site) -> None:
    answer = await site.ask(F1, {"kind": "PauseObjective", "reason": "a\x00b"})
    assert answer.status_code == 422
    assert "caractère nul" in answer.json()["detail"]


async def test_a_body_over_a_megabyte_is_not_read(site: Site) -> None:
    async def chunks() -> Any:
        for _ in range(1025):
            yield b" " * 1024

    for content in (b" " * (1024 * 1024 + 1), chunks()):
        answer = await site.client.post("/api/v1/commands", content=content, headers=site.bearer())
        assert answer.status_code == 413
        assert answer.headers["content-type"] == "application/problem+json"


async def test_a_key_of_more_than_two_hundred_characters_is_refused(site: Site) -> None:
    assert (await site.ask(F1, plan(), idempotency_key="k" * 201)).status_code == 422
    assert (await site.ask(F1, plan(), idempotency_key="k" * 200)).status_code == 202


async def test_a_busy_stream_is_said_to_be_busy_and_nothing_is_recorded(site: Site) -> None:
    async with site.house.engine.connect() as connection:
        await connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock(hashtextextended('{F1}', 0))")
        answer = await site.ask(F1, plan(), idempotency_key=str(uuid4()))
    assert answer.status_code == 503
    assert answer.headers["retry-after"] == "1"
    assert answer.headers["content-type"] == "application/problem+json"
    assert await numbers(site) == []
