"""Every kind of stream and its rules."""

from typing import Any

from domain.consultation import DECIDER as CONSULTATION
from domain.errors import DomainError
from domain.evaluation import DECIDER as EVALUATION
from domain.mandate import DECIDER as MANDATE
from domain.objective import DECIDER as OBJECTIVE
from domain.stream import Decider

DECIDERS: dict[str, Decider[Any]] = {
    decider.kind: decider for decider in (OBJECTIVE, CONSULTATION, MANDATE, EVALUATION)
}


def decider_of(stream: str) -> Decider[Any]:
    """The rules of the stream with this id. Raises `DomainError` when its first segment names no kind."""
    kind = stream.partition("/")[0]
    if kind not in DECIDERS:
        raise DomainError(
            f"« {stream} » ne désigne ni un objectif, ni une consultation, ni un mandat, ni une évaluation."
        )
    return DECIDERS[kind]
