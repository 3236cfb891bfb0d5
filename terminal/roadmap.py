"""`jalon import`: a roadmap file, all of it or nothing."""

from pathlib import Path
from typing import Annotated

import typer

from domain.french import join, number, plural
from infra.inbox import Outcome, Receipt, Status
from infra.roadmaps.importing import ImportDone, import_roadmap
from infra.roadmaps.standing import mandate_of
from terminal.exits import RefusedHere
from terminal.options import ByOption
from terminal.posting import answer, warn_when_nobody_works
from terminal.session import Session, run
from terminal.show import mention, say


def import_file(
    file: Annotated[Path, typer.Argument(metavar="FICHIER", help="La feuille de route : un classeur XLSX, ou YAML.")],
    by: ByOption = "coordination",
) -> None:
    """Importe une feuille de route : tout le fichier, ou rien s'il contient une erreur.

    Le même fichier importé deux fois ne change rien la seconde fois.
    """

    async def within(session: Session) -> None:
        done = await import_roadmap(file, session.inbox, session.contacts, f"cli:{by}", standing=session.snapshots)
        _told(done)
        outcomes = await _answers(session, done.receipts)
        _told_refusals(outcomes)
        if len(outcomes) < len(done.receipts):
            waiting = len(done.receipts) - len(outcomes)
            say(f"{number(waiting)} {plural(waiting, 'demande', 'demandes')} en cours de traitement.")
            await warn_when_nobody_works(session)
        elif await mandate_of(session.snapshots, done.epci.siren) is None:
            mention(
                "Le fichier ne dit pas quand le mandat a commencé : les axes et le calendrier attendent. Lancez "
                f"« jalon init --siren {done.epci.siren} », puis importez de nouveau ce fichier."
            )

    run(within)


async def _answers(session: Session, receipts: tuple[Receipt, ...]) -> list[Outcome]:
    """What came of the commands, in their order, until one is still under way."""
    outcomes: list[Outcome] = []
    for receipt in receipts:
        outcome = await answer(session, receipt.command_id)
        if outcome is None:
            break
        outcomes.append(outcome)
    return outcomes


def _told(done: ImportDone) -> None:
    say(f"{done.title} — {done.epci.name}{' (données fictives)' if done.synthetic else ''}")
    if not done.changed:
        say(f"Rien n'a changé{_people(done)} : tout ce que dit ce fichier est déjà enregistré.")
        return
    count = sum(stream.startswith("objective/") for stream in done.streams)
    if count:
        say(f"{number(count)} {plural(count, 'objectif importé', 'objectifs importés')}.")
    if count < len(done.streams):
        say("Feuille de route inscrite au mandat : titre, axes, calendrier.")
    if done.kept:
        verb = plural(len(done.kept), "objectif déjà là, laissé tel qu'il est", "objectifs déjà là, laissés tels quels")
        say(f"{number(len(done.kept))} {verb} : {join(list(done.kept))}.")
    if done.people:
        say(f"{number(done.people)} {plural(done.people, 'contact', 'contacts')} au carnet d'adresses.")
    numbers = [receipt.number for receipt in done.receipts]
    say(f"Enregistré sous les n° {min(numbers)} à {max(numbers)}.")


def _people(done: ImportDone) -> str:
    """Contacts are written again each time, whether they were there or not."""
    return " au mandat ni aux objectifs, et ses contacts sont au carnet d'adresses" if done.people else ""


def _told_refusals(outcomes: list[Outcome]) -> None:
    """Raises `RefusedHere` when the rules refused something: somebody else was faster."""
    refused = [outcome for outcome in outcomes if outcome.status is Status.REFUSED]
    if refused:
        raise RefusedHere("\n".join(f"Refusé (n° {it.number}), {it.stream} : {it.reason}" for it in refused))
