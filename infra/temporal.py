"""Temporal: the connection, and what a namespace needs before the first workflow starts."""

from collections.abc import Awaitable, Callable
from datetime import timedelta

import structlog
from google.protobuf.duration_pb2 import Duration
from temporalio.api.enums.v1 import IndexedValueType
from temporalio.api.namespace.v1 import NamespaceConfig
from temporalio.api.operatorservice.v1 import AddSearchAttributesRequest
from temporalio.api.workflowservice.v1 import DescribeNamespaceRequest, UpdateNamespaceRequest
from temporalio.client import Client
from temporalio.common import SearchAttributeKey
from temporalio.contrib.pydantic import pydantic_data_converter
from temporalio.service import GrpcCompression, RPCError, RPCStatusCode

#: How long a closed workflow stays visible. It is no archive: the journal is.
RETENTION = timedelta(days=90)

#: What workflows can be searched by in Temporal's own pages. Nothing personal: they are stored in clear.
SIREN = SearchAttributeKey.for_keyword("Siren")
KIND = SearchAttributeKey.for_keyword("Kind")

#: A server that has no such service (time skipping), or leaves it to its own operator.
_NOT_OURS = frozenset({RPCStatusCode.UNIMPLEMENTED, RPCStatusCode.PERMISSION_DENIED})

_log = structlog.get_logger()


async def connect(address: str, namespace: str = "default") -> Client:
    """A client of the server at `host:port`. Raises `RuntimeError` when nobody answers there."""
    return await Client.connect(
        address,
        namespace=namespace,
        data_converter=pydantic_data_converter,
        # Our payloads are ids: compressing them costs more than it saves.
        grpc_compression=GrpcCompression.NONE,
    )


async def prepare(client: Client) -> bool:
    """Keeps closed workflows for RETENTION at least, and registers the search attributes. Doing it twice is once.

    Gives whether workflows may be started with the search attributes: an unregistered one is refused by every server.
    """
    await _ours("retention", _retain, client)
    return await _ours("search_attributes", _register, client)


async def _ours(what: str, step: Callable[[Client], Awaitable[None]], client: Client) -> bool:
    try:
        await step(client)
    except RPCError as refused:
        if refused.status not in _NOT_OURS:
            raise
        _log.info("temporal_leaves_it_to_its_operator", what=what)
        return False
    return True


async def _retain(client: Client) -> None:
    service, namespace = client.workflow_service, client.namespace
    known = await service.describe_namespace(DescribeNamespaceRequest(namespace=namespace))
    if known.config.workflow_execution_retention_ttl.ToTimedelta() >= RETENTION:
        return
    ttl = Duration()
    ttl.FromTimedelta(RETENTION)
    config = NamespaceConfig(workflow_execution_retention_ttl=ttl)
    await service.update_namespace(UpdateNamespaceRequest(namespace=namespace, config=config))


async def _register(client: Client) -> None:
    keyword = IndexedValueType.INDEXED_VALUE_TYPE_KEYWORD
    wanted = {SIREN.name: keyword, KIND.name: keyword}
    try:
        await client.operator_service.add_search_attributes(
            AddSearchAttributesRequest(namespace=client.namespace, search_attributes=wanted)
        )
    except RPCError as refused:
        if refused.status is not RPCStatusCode.ALREADY_EXISTS:
            raise
