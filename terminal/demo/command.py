"""`jalon demo`: six years of a real community in about a minute, then the report."""

import asyncio
import logging
import sys
from pathlib import Path
from tempfile import mkdtemp

import uvloop
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from domain.calendar import METROPOLE, civil_day, start_of_day
from domain.consultation.state import Consultation
from domain.french import long_day
from domain.mandate.commands import mandate_id
from domain.procedures import PROCEDURE_IDS
from infra import logs
from infra.embedded.places import scratch_directory
from infra.roadmaps.roadmap_file import read_roadmap
from terminal.demo.player import Player
from terminal.demo.report import Report, Reporter
from terminal.demo.scenario import Scenario, Script, read_scenario
from terminal.demo.stage import Stage, staged
from terminal.demo.summary import summary

#: The example that comes with Jalon, in the checkout as in the wheel.
EXAMPLE = Path(__file__).resolve().parents[2] / "example"
ROADMAP, SCENARIO = "roadmap.yaml", "scenario.yaml"


def run(*, json: bool) -> int:
    """Plays the example and prints its report on stdout, as one JSON object or as a page. Gives the exit code."""
    logs.configure(level=logging.WARNING)
    # The server that skips time is old, and Temporal's core says so at each start.
    logging.getLogger("temporalio.core").setLevel(logging.ERROR)
    mailbox = Path(mkdtemp(prefix="jalon-demo-")) / "courriels"
    with scratch_directory("jalon-demo-") as scratch, asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        report, titles = runner.run(_play(EXAMPLE, scratch, mailbox))
    page = report.model_dump_json(indent=2) if json else summary(report, titles)
    sys.stdout.write(f"{page}\n")
    sys.stderr.write(f"Courriels (à lire avec un lecteur de maildir) : {mailbox}\n")
    return 0 if report.journal.chain_ok else 1


async def _play(folder: Path, scratch: Path, mailbox: Path) -> tuple[Report, dict[str, str]]:
    scenario = read_scenario(folder / SCENARIO)
    epci = read_roadmap(folder / ROADMAP, PROCEDURE_IDS, start_of_day(scenario.debut, METROPOLE)).epci
    mandate = mandate_id(epci.siren, scenario.debut.year)
    async with staged(scratch, mailbox, start_of_day(scenario.debut, epci.place)) as stage:
        await _with_bar(stage, Player(stage, Script(epci, mandate), folder), scenario)
        report = await Reporter(stage.engine, epci.siren).report(mandate, len(epci.communes), scenario.fin)
        return report, await _titles(stage, epci.siren)


async def _with_bar(stage: Stage, player: Player, scenario: Scenario) -> None:
    """Plays with a bar on stderr that counts the days of the mandate."""
    columns = (TextColumn("{task.description:>18}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True)) as bar:
        task = bar.add_task(long_day(scenario.debut), total=(scenario.fin - scenario.debut).days)
        place = player.place
        await player.play(
            scenario,
            lambda at: bar.update(
                task,
                completed=(civil_day(at, place) - scenario.debut).days,
                description=long_day(civil_day(at, place)),
            ),
        )


async def _titles(stage: Stage, siren: str) -> dict[str, str]:
    rows = await stage.reads.streams(siren, "consultation")
    return {row.id: Consultation.model_validate(row.snapshot).title for row in rows}
