"""The diagram of a procedure, in Mermaid: read from its program, drawn by the forge that shows the page."""

from collections.abc import Iterator, Sequence
from itertools import pairwise

from domain.procedures.steps import Step, StepKind

_MAIN = (StepKind.PREREQUISITE, StepKind.DELIBERATION, StepKind.SENDING, StepKind.POSITIONS)
_LATER = (StepKind.OTHERWISE, StepKind.FOLLOW_UP, StepKind.AFTERWARDS)


def diagram(steps: Sequence[Step]) -> list[str]:
    """The lines of the Mermaid block: one box for each step, solid arrows to the closing act, dotted ones after it."""
    lines = ["```mermaid", "flowchart TD"]
    lines += [f"    {_name(step)}{_box(step, '<br/>'.join(_inside(step)))}" for step in steps]
    lines += [f"    {arrow}" for arrow in _arrows(steps)]
    return [*lines, "```"]


def _arrows(steps: Sequence[Step]) -> Iterator[str]:
    main = [step for step in steps if step.kind in _MAIN]
    closing = next(step for step in steps if step.kind is StepKind.CLOSING)
    for before, after in pairwise([*main, closing]):
        yield f"{_name(before)} --> {_name(after)}"
    for step in steps:
        if step.kind is StepKind.AGREEMENT:
            asked_after = [before for before in main if before.kind is StepKind.PREREQUISITE]
            yield from (f"{_name(before)} --> {_name(step)}" for before in asked_after[-1:])
            yield f"{_name(step)} --> {_name(closing)}"
        if step.kind in _LATER:
            start = main[-1] if step.kind is StepKind.OTHERWISE else closing
            yield f"{_name(start)} -.-> {_name(step)}"


def _name(step: Step) -> str:
    return f"e{step.order}"


def _box(step: Step, text: str) -> str:
    """Round when the communes speak, square otherwise."""
    return f'(["{text}"])' if step.kind is StepKind.POSITIONS else f'["{text}"]'


def _inside(step: Step) -> Iterator[str]:
    """The lines of a box, which Mermaid wraps; without the sign that ends its text."""
    silence = f"silence : {step.silence}" if step.silence else ""
    for line in (f"{step.order} · {step.who}", step.act, step.delay, silence):
        if line:
            yield line.replace('"', "'")
