"""The API held to its own description by schemathesis: seeded, bounded, on the real application and database."""

import asyncio
from collections.abc import Callable
from typing import Any

import httpx2
import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, seed, settings
from schemathesis import GenerationMode
from schemathesis.checks import CHECKS, load_all_checks
from schemathesis.generation.case import Case

from tests.domain.mandate.mandates import opening
from tests.domain.objective.objectives import plan
from tests.web.conftest import HOST, Site
from tests.web.plays import SIREN, consulted
from web.api.openapi import describe

#: For each address; asking has thirty shapes.
READING, ASKING = 10, 30
F1 = f"objective/{SIREN}/F1"

load_all_checks()
CONFORMS: list[Any] = [
    CHECKS.get_one(name)
    for name in (
        "not_a_server_error",
        "status_code_conformance",
        "content_type_conformance",
        "response_headers_conformance",
        "response_schema_conformance",
        "allow_header_conformance",
    )
]
REJECTS: Any = CHECKS.get_one("negative_data_rejection")

#: What is there, so that what is read is not only « introuvable ».
KNOWN: dict[str, dict[str, Any]] = {
    "/api/v1/commands": {},
    "/api/v1/commands/{number}": {"path_parameters": {"number": 1}},
    "/api/v1/objectives/{key}": {"query": {"siren": SIREN}, "path_parameters": {"key": "F1"}},
    "/api/v1/objectives/{key}/why": {"query": {"siren": SIREN}, "path_parameters": {"key": "F1"}},
    "/api/v1/consultations/{key}": {"query": {"siren": SIREN}, "path_parameters": {"key": "eau"}},
    "/api/v1/consultations/{key}/why": {"query": {"siren": SIREN}, "path_parameters": {"key": "eau"}},
    "/api/v1/consultations/{key}/documents": {
        "query": {"siren": SIREN, "filename": "note.pdf"},
        "path_parameters": {"key": "eau"},
    },
    "/api/v1/consultations/{key}/documents/{sha256}": {"query": {"siren": SIREN}, "path_parameters": {"key": "eau"}},
    "/api/v1/mandates/{year}": {"query": {"siren": SIREN}, "path_parameters": {"year": 2026}},
    "/api/v1/epci": {"query": {"q": "armagnac"}},
    "/api/v1/forecast": {"query": {"siren": SIREN}},
    "/api/v1/simulations/majority": {"query": {"siren": SIREN}},
    "/api/v1/simulations/plan": {"query": {"siren": SIREN, "procedure": "cletc"}},
    "/api/v1/simulations/consultation": {"query": {"siren": SIREN, "procedure": "transfert_competence"}},
}

#: What stays open has tests of its own.
ENDLESS = "/api/v1/events"

#: A parameter that is not known is passed over, and any text is a name to look for.
LENIENT = {"/api/v1/epci"}

OPERATIONS = {
    *("postCommand", "getCommand", "getDashboard", "listObjectives", "getObjective", "explainObjective"),
    *("listConsultations", "getConsultation", "explainConsultation", "keepDocument", "getDocument"),
    *("listMandates", "getMandate", "listEvaluations", "getEvaluation"),
    *("listContacts", "addContact", "correctContact", "eraseContact"),
    *("importRoadmap", "exportRoadmap"),
    *("listNotices", "getForecast", "listJournal", "searchJournal", "followEvents", "searchEpci"),
    *("simulateMajority", "simulateDeadline", "simulateConvocation", "simulateConsultation", "simulatePlan"),
    *("listTokens", "makeToken", "revokeToken", "listAccesses"),
    *("listAccounts", "inviteAccount", "giveRole", "takeRole"),
}

Ask = Callable[[Case[Any]], httpx2.Response]


def asking(site: Site, loop: asyncio.AbstractEventLoop) -> Ask:
    """Asks from the thread where cases are drawn, answers in the loop where the application lives."""

    def ask(case: Case[Any]) -> httpx2.Response:
        asked = case.as_transport_kwargs(base_url=HOST, headers=site.bearer())
        if isinstance(asked.get("data"), bytes | str):
            asked["content"] = asked.pop("data")
        asked.pop("cookies", None)
        return asyncio.run_coroutine_threadsafe(site.client.request(**asked), loop).result()

    return ask


def play(ask: Ask, operation: Any, mode: GenerationMode, known: dict[str, Any]) -> None:
    rejects = mode is GenerationMode.NEGATIVE and operation.path not in LENIENT
    checks = [*CONFORMS, REJECTS] if rejects else CONFORMS

    @seed(20260303)
    @settings(
        max_examples=ASKING if operation.method == "post" else READING,
        deadline=None,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy(mode, **known))
    def held(case: Case[Any]) -> None:
        case.validate_response(ask(case), checks=checks)

    held()


@pytest.mark.parametrize("mode", list(GenerationMode), ids=lambda mode: mode.value)
async def test_every_answer_is_one_that_is_documented(site: Site, mode: GenerationMode) -> None:
    await consulted(site)
    await site.tell(F1, "2027-03-01", plan())
    await site.tell(f"mandate/{SIREN}/2026", "2026-04-01", opening(siren=SIREN))
    ask = asking(site, asyncio.get_running_loop())
    found: list[Any] = list(schemathesis.openapi.from_dict(describe(site.app)).get_all_operations())
    operations = [each.ok() for each in found]
    assert len(operations) == len(OPERATIONS)
    for operation in operations:
        if operation.path == ENDLESS:
            continue
        known = KNOWN.get(operation.path, {"query": {"siren": SIREN}}) if mode is GenerationMode.POSITIVE else {}
        await asyncio.to_thread(play, ask, operation, mode, known)
    for (stream,) in await site.rows("SELECT DISTINCT stream FROM inbox WHERE done_at IS NULL"):
        # Whatever the door lets in, the rules apply it or refuse it.
        await site.store.advance(stream)


async def test_the_description_is_served_to_whoever_asks_and_names_every_operation(site: Site) -> None:
    answer = await site.client.get("/api/v1/openapi.json")
    assert (answer.status_code, answer.headers["content-type"]) == (200, "application/json")
    described = answer.json()
    assert described["openapi"] == "3.1.0"
    operations = [operation for path in described["paths"].values() for operation in path.values()]
    assert {operation["operationId"] for operation in operations} == OPERATIONS
    assert all(operation["tags"] and operation["summary"] for operation in operations)
    problems = {status for operation in operations for status in operation["responses"] if int(status) >= 400}
    assert problems == {"400", "401", "403", "404", "405", "409", "413", "415", "422", "429", "503"}


async def test_what_is_read_strictly_is_described_strictly(site: Site) -> None:
    schemas = describe(site.app)["components"]["schemas"]
    asked = [schema for name, schema in schemas.items() if name.endswith("-Asked") and "properties" in schema]
    assert asked
    assert all(schema["additionalProperties"] is False for schema in asked)
