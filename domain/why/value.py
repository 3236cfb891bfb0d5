"""« Pourquoi ? »: what was computed, by which rule, from which texts and figures, and what another reading gives."""

from pydantic import computed_field

from domain.base import Value
from domain.french import typeset
from domain.sources import Confidence, Source


class Input(Value):
    """One thing that the computation was given, as it is shown."""

    name: str
    value: str


class Alternative(Value):
    """What another reading of the texts gives, as it is shown."""

    reading: str
    value: str


class Why(Value):
    """Why `subject` is `value`.

    `rule` is one French sentence; `reason` tells what the rule gives here, and may be empty. `sources` hold the texts
    relied on, the first one first; none for what people decided by themselves.
    """

    subject: str
    value: str
    rule: str
    reason: str = ""
    sources: tuple[Source, ...] = ()
    inputs: tuple[Input, ...] = ()
    alternatives: tuple[Alternative, ...] = ()

    @computed_field  # type: ignore[prop-decorator]
    @property
    def confidence(self) -> Confidence | None:
        """The worst of the sources', `None` when no text of law is behind."""
        return max((source.confidence for source in self.sources), default=None)

    @computed_field  # type: ignore[prop-decorator]
    @property
    def paragraph(self) -> str:
        """The whole as one French paragraph, with every article, « à confirmer » where the confidence is C."""
        sentences = [
            _sentence(f"{self.subject} : {self.value}"),
            _sentence(self.rule),
            self.reason,
            _listed("Données :", [f"{each.name} : {each.value}" for each in self.inputs]),
            *(_sentence(f"Autre lecture, {each.reading} : {each.value}") for each in self.alternatives),
            _listed("Sources :" if len(self.sources) > 1 else "Source :", [each.citation for each in self.sources]),
        ]
        return typeset(" ".join(sentence for sentence in sentences if sentence))


def inputs(*given: tuple[str, str]) -> tuple[Input, ...]:
    """The inputs of these names and values, without those whose value is empty."""
    return tuple(Input(name=name, value=value) for name, value in given if value)


def _sentence(text: str) -> str:
    return text if not text or text.endswith((".", "?", "!")) else f"{text}."


def _listed(head: str, items: list[str]) -> str:
    return f"{head} {' ; '.join(items)}." if items else ""
