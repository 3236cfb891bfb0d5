"""What a namespace needs before the first workflow starts."""

from temporalio.api.workflowservice.v1 import DescribeNamespaceRequest
from temporalio.testing import WorkflowEnvironment

from infra.temporal import RETENTION, connect, prepare


async def test_the_dev_server_keeps_closed_workflows_for_ninety_days_and_is_searchable(dev_server: str) -> None:
    client = await connect(dev_server)
    assert [await prepare(client) for _ in range(2)] == [True, True]
    known = await client.workflow_service.describe_namespace(DescribeNamespaceRequest(namespace="default"))
    assert known.config.workflow_execution_retention_ttl.ToTimedelta() >= RETENTION


async def test_the_time_skipping_server_has_no_retention_and_is_searchable(time_skipping: WorkflowEnvironment) -> None:
    assert [await prepare(time_skipping.client) for _ in range(2)] == [True, True]
