"""What the door of the API reads: public commands alone, strictly, and nothing that reaches another EPCI."""

import json
from typing import Any, get_args

import pytest

from domain.base import Ask
from domain.objective.commands import AskProgress, NoteConsultation, StartObjective
from domain.registry import DECIDERS
from tests.domain.objective.objectives import day, plan
from web.api.orders import Order, read_order
from web.problems import Problem

SIREN = "243200417"
F1 = f"objective/{SIREN}/F1"
PLAN: dict[str, Any] = plan().model_dump(mode="json")


def read(stream: str, command: dict[str, Any]) -> Order:
    return read_order(json.dumps({"stream": stream, "command": command}).encode())


def faults(stream: str, command: dict[str, Any]) -> dict[str, str]:
    """Why it is refused, by path."""
    with pytest.raises(Problem) as refused:
        read(stream, command)
    assert refused.value.status == 422
    return {fault["path"]: fault["message"] for fault in refused.value.members["errors"]}


def test_an_order_gives_the_very_command_of_the_domain() -> None:
    assert read(F1, {"kind": "StartObjective", "on": "2027-03-01"}).command == StartObjective(on=day("2027-03-01"))
    assert read(F1, PLAN).command == plan()
    assert read(F1, PLAN).siren == SIREN


def test_every_ask_of_the_domain_is_public_and_nothing_else_is() -> None:
    public = _classes(Order.model_fields["command"].annotation)
    known = {each for decider in DECIDERS.values() for each in _classes(decider.commands._type)}
    assert public == {each for each in known if issubclass(each, Ask)}


def _classes(annotation: Any) -> set[type]:
    if isinstance(annotation, type):
        return {annotation}
    return {each for part in get_args(annotation) if not hasattr(part, "discriminator") for each in _classes(part)}


INSIDE = [
    (F1, {"kind": "PassTime", "until": "2027-01-01T00:00:00Z"}),
    (F1, AskProgress(on=day("2027-01-01")).model_dump(mode="json")),
    (F1, NoteConsultation(consultation="c", procedure="p", result="r", on=day("2027-01-01")).model_dump(mode="json")),
    (f"mandate/{SIREN}/2026", {"kind": "FreezeBaseline", "lines": []}),
    (f"mandate/{SIREN}/2026", {"kind": "RecordStock", "stock": {}}),
    (f"mandate/{SIREN}/2026", {"kind": "NoteSchemaApproved", "consultation": "c", "on": "2027-01-01", "number": "1"}),
    (f"mandate/{SIREN}/2026", {"kind": "NoteEvaluation"}),
    (f"evaluation/{SIREN}/2027-mi_mandat-1", {"kind": "OpenEvaluation"}),
    (f"evaluation/{SIREN}/2027-mi_mandat-1", {"kind": "RecordEvidence"}),
]


@pytest.mark.parametrize(("stream", "command"), INSIDE, ids=[command["kind"] for _, command in INSIDE])
def test_what_jalon_tells_itself_is_never_accepted(stream: str, command: dict[str, Any]) -> None:
    assert {"command.kind", "stream"} & set(faults(stream, command))


def wrong_plan(**change: Any) -> dict[str, Any]:
    return PLAN | change


BADLY_WRITTEN = [
    (F1, {}, "command.kind"),
    (F1, {"kind": "Nope"}, "command.kind"),
    (F1, {"kind": "OpenMandate"}, "command.siren"),
    (F1, {"kind": "TransmitRoadmap", "on": "2027-01-01"}, "command.kind"),
    (F1, {"kind": "StartObjective", "on": 0}, "command.on"),
    (F1, {"kind": "StartObjective", "on": "hier"}, "command.on"),
    (F1, {"kind": "StartObjective", "le": "2027-01-01"}, "command.le"),
    (F1, {"kind": "RecordProgress", "percent": 101}, "command.percent"),
    (F1, {"kind": "RecordProgress", "percent": "50"}, "command.percent"),
    (F1, {"kind": "RecordProgress", "percent": True}, "command.percent"),
    (F1, wrong_plan(plan={"title": "Eau", "secret": 1}), "command.plan.secret"),
    (F1, wrong_plan(plan={"title": "Eau", "milestones": [{"name": "a", "nom": "b"}]}), "command.plan.milestones.0.nom"),
    (F1, wrong_plan(place=PLAN["place"] | {"pays": "France"}), "command.place.pays"),
    ("objective/243200417", PLAN, "stream"),
    ("objective/243200417/a b", PLAN, "stream"),
    ("objective/243200417/a/b", PLAN, "stream"),
    ("objective/24320041٧/F1", PLAN, "stream"),
    ("objective/243200417/F1\n", PLAN, "stream"),
    ("objective/243200417/F#1", PLAN, "stream"),
    ("ballot/243200417/F1", PLAN, "stream"),
    (f"objective/243200417/{'F' * 81}", PLAN, "stream"),
]


@pytest.mark.parametrize(("stream", "command", "path"), BADLY_WRITTEN)
def test_what_is_badly_written_is_said_by_its_path(stream: str, command: dict[str, Any], path: str) -> None:
    found = faults(stream, command)
    assert path in found
    assert all(found.values())


PLACE: dict[str, Any] = PLAN["place"]
IMPOSSIBLE = [
    ({"kind": "StartObjective", "on": "0001-01-01"}, "command.on"),
    ({"kind": "StartObjective", "on": "9999-12-31"}, "command.on"),
    (PLAN | {"place": PLACE | {"tz": "Europe/Condom"}}, "command.place.tz"),
    (PLAN | {"place": PLACE | {"tz": ""}}, "command.place.tz"),
    (PLAN | {"place": PLACE | {"tz": "/etc/passwd"}}, "command.place.tz"),
    (PLAN | {"plan": {"title": "a", "milestones": [{"name": "b", "done_on": "1789-07-14"}]}}, "milestones.0.done_on"),
    ({"kind": "RecordProgress", "values": {"i1": "1e999999"}}, "command.values.i1"),
    ({"kind": "RecordProgress", "values": {"i1": "1e-999999"}}, "command.values.i1"),
]


@pytest.mark.parametrize(("command", "path"), IMPOSSIBLE)
def test_what_would_stop_its_stream_for_ever_is_refused_at_the_door(command: dict[str, Any], path: str) -> None:
    (found,) = faults(F1, command)
    assert found.endswith(path)


def test_a_flood_of_faults_is_not_told_to_its_end() -> None:
    milestones = [{"name": ""} for _ in range(1000)]
    assert len(faults(F1, PLAN | {"plan": {"title": "Eau", "milestones": milestones}})) == 20


OPENING = {
    "kind": "OpenConsultation",
    "siren": SIREN,
    "epci_name": "CC de la Ténarèze",
    "nature": "CC",
    "place": PLAN["place"],
    "procedure": "transfert_competence",
    "title": "Eau potable",
}


@pytest.mark.parametrize(
    ("change", "path"),
    [
        ({"siren": "200067841"}, "command.siren"),
        ({"objective": "objective/200067841/F1"}, "command.objective"),
        ({"objective": "dispatch/243200417/F1"}, "command.objective"),
        ({"mandate": "mandate/200067841/2026"}, "command.mandate"),
        ({"mandate": "anything"}, "command.mandate"),
    ],
)
def test_a_command_cannot_reach_another_epci_than_its_own(change: dict[str, Any], path: str) -> None:
    assert list(faults(f"consultation/{SIREN}/eau", OPENING | change)) == [path]


def test_a_consultation_may_be_about_an_objective_of_its_own_epci() -> None:
    own = {"objective": F1, "mandate": f"mandate/{SIREN}/2026"}
    assert read(f"consultation/{SIREN}/eau", OPENING | own)


def test_the_electorate_is_that_of_the_epci_of_the_stream() -> None:
    voter = {"insee": "32013", "name": "Beaumont", "totale": 100, "municipale": 99}
    vintages = {"totale_vintage": "2022", "municipale_vintage": "2022"}
    electorate = {"siren": "200067841", "nature": "CC", "voters": [voter], **vintages}
    sending = {"kind": "SendConsultation", "sent_on": "2027-03-01", "electorate": electorate}
    assert list(faults(f"consultation/{SIREN}/eau", sending)) == ["command.electorate.siren"]
    assert read(f"consultation/{SIREN}/eau", sending | {"electorate": electorate | {"siren": SIREN}})
