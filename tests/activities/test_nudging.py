"""Nudges: one workflow for each id, whatever else is asked."""

import pytest
from structlog.testing import capture_logs
from temporalio.client import Client, WorkflowExecutionStatus
from temporalio.service import RPCError
from temporalio.testing import WorkflowEnvironment

from activities.nudging import Nudger, title
from workflows.routes import routes

OBJECTIVE = "objective/200000001/F1"


async def test_an_id_of_no_known_kind_is_passed_over_and_others_are_woken(
    time_skipping: WorkflowEnvironment,
) -> None:
    nudger = Nudger(time_skipping.client, routes(), searchable=False)
    with capture_logs() as logs:
        await nudger.nudge(["nuage/200000001/x", "objective", OBJECTIVE, OBJECTIVE])
    assert [(line["event"], line["id"]) for line in logs] == [
        ("nudge_goes_nowhere", "nuage/200000001/x"),
        ("nudge_goes_nowhere", "objective"),
    ]
    described = await time_skipping.client.get_workflow_handle(OBJECTIVE).describe()
    assert (described.status, described.workflow_type) == (WorkflowExecutionStatus.RUNNING, "Objective")
    assert described.task_queue == "jalon-streams"
    history = await time_skipping.client.get_workflow_handle(OBJECTIVE).fetch_history()
    signals = [event.workflow_execution_signaled_event_attributes.signal_name for event in history.events]
    assert signals.count("nudge") == 1


async def test_a_failure_of_temporal_is_told_as_such(dev_server: str) -> None:
    client = await Client.connect(dev_server, namespace="absent")
    with pytest.raises(RPCError):
        await Nudger(client, routes(), searchable=True).nudge([OBJECTIVE])


def test_titles_are_french_and_say_whose_they_are() -> None:
    assert (
        title("Consultation", "consultation/243200417/transfert-eau") == "Consultation transfert-eau · EPCI 243200417"
    )
    assert title("Envois du", "dispatch/243200417/2027-03-01") == "Envois du 2027-03-01 · EPCI 243200417"
