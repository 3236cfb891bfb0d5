"""Plays the scenario: sleeps to each instant, asks, waits until the streams have answered."""

import asyncio
from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path

from domain.calendar import Place, start_of_day
from infra.inbox import Outcome, Post, Status
from infra.roadmaps.importing import import_roadmap
from terminal.demo.scenario import Line, Scenario, Script
from terminal.demo.stage import Stage

#: Told after each line: the instant reached.
Progress = Callable[[datetime], None]

_ANSWER_S = 30.0
_POLL_S = 0.01


class ScenarioBroken(Exception):
    """The scenario asked for something that the rules refuse, or that nobody answered. The message is in French."""


class Player:
    """One scenario on one stage."""

    def __init__(self, stage: Stage, script: Script, folder: Path) -> None:
        self._stage = stage
        self._script = script
        self._folder = folder

    @property
    def place(self) -> Place:
        """Where the hours of the scenario are counted."""
        return self._script.place

    async def play(self, scenario: Scenario, told: Progress) -> None:
        """Plays every line at its hour, then lets time pass to the last day. Raises `ScenarioBroken`."""
        for line in scenario.lines:
            await self._stage.sleep_until(self._script.hour(line))
            await self._say(line)
            told(await self._stage.now())
        end = start_of_day(scenario.fin, self._script.place)
        await self._stage.sleep_until(end)
        await self._settle()
        told(end)

    async def _say(self, line: Line) -> None:
        at = await self._stage.now()
        if line.importer is not None:
            path = self._folder / line.importer
            done = await import_roadmap(path, self._stage.inbox, self._stage.contacts, actor="demo:coordination", at=at)
            await self._stage.nudge(done.streams)
        else:
            posts = self._script.posts(line, at)
            await self._stage.inbox.post_all(posts)
            await self._stage.nudge(sorted({post.stream for post in posts}))
            await self._answered(posts)
        await self._settle()

    async def _answered(self, posts: Sequence[Post]) -> None:
        for post in posts:
            outcome = await self._stage.inbox.wait(post.command_id, _ANSWER_S)
            if outcome is None or outcome.status is not Status.APPLIED:
                raise ScenarioBroken(_trouble(post, outcome))

    async def _settle(self) -> None:
        """Waits until no command, reactions included, is left unanswered."""
        clock = asyncio.get_running_loop()
        until = clock.time() + _ANSWER_S
        while waiting := await self._stage.unanswered():
            if clock.time() > until:
                raise ScenarioBroken(f"Sans réponse depuis {_ANSWER_S:.0f} s : {', '.join(waiting)}.")
            await asyncio.sleep(_POLL_S)


def _trouble(post: Post, outcome: Outcome | None) -> str:
    kind = getattr(post.command, "kind", type(post.command).__name__)
    why = "aucune réponse" if outcome is None or outcome.reason is None else outcome.reason
    return f"{kind} sur {post.stream} : {why}"
