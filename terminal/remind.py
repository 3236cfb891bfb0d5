"""`jalon remind …`: what will leave before it leaves, and what may still be asked of a reminder."""

from collections.abc import Callable, Iterator
from datetime import date
from typing import Annotated, Any, Final, NamedTuple

import typer

from domain.base import Ask, Value
from domain.calendar import civil_day
from domain.consultation import DECIDER as CONSULTATION
from domain.forecast import TITLES, Fate, coming
from domain.french import long_day, number, plural
from domain.notices import NoticeKind
from domain.objective import DECIDER as OBJECTIVE
from domain.reminders import Reminder
from domain.reminders.commands import SendReminderNow, SkipReminder, SnoozeReminders
from domain.territory import Epci
from infra.reading.forecast import Forecast, Forecasts, last_instant
from infra.reading.forecast_lines import Line
from infra.reading.sentences import commune_name
from terminal.epci import epci_of, stream_of
from terminal.exits import Misused
from terminal.options import Door, JsonOption, ReasonOption, SirenOption, day
from terminal.posting import record, written
from terminal.session import Session, run
from terminal.show import give, say, table

_FATES: Final = {
    Fate.MERGED: " (dit par le même courriel)",
    Fate.UNWANTED: " (son lecteur n'en veut pas)",
    Fate.UNREACHABLE: " (personne à qui écrire)",
}


def _kind(raw: str) -> NoticeKind:
    """The kind of a reminder. Raises `Misused`."""
    try:
        return NoticeKind(raw)
    except ValueError:
        raise Misused(f"« {raw} » n'est pas un rappel : « jalon remind list » donne leurs clés.") from None


FileArgument = Annotated[
    str,
    typer.Argument(metavar="DOSSIER", help="La clé de la consultation, ou « objective/F1.1 » pour un objectif."),
]
ReminderArgument = Annotated[
    str, typer.Argument(metavar="RAPPEL", help="Sa clé, telle que « jalon remind list » la donne.")
]
OfCommuneOption = Annotated[
    str | None,
    typer.Option("--commune", metavar="NOM|INSEE", help="La commune, pour une consultation : nom ou code INSEE."),
]
LabelOption = Annotated[
    str,
    typer.Option("--label", metavar="TEXTE", help="L'étiquette du rappel, quand « jalon remind list » en donne une."),
]


class Coming(Value):
    """A reminder that may still be stopped, moved or hastened."""

    stream: str
    commune: str | None
    reminder: Reminder


class _Shown(NamedTuple):
    epci: Epci
    reminders: list[Coming]


def forecast(
    months: Annotated[
        int, typer.Option("--months", min=1, max=12, metavar="N", help="Combien de mois, celui d'aujourd'hui compris.")
    ] = 3,
    siren: SirenOption = None,
    json: JsonOption = False,
) -> None:
    """Montre chaque courriel à venir, avant qu'il parte, si personne ne fait rien."""

    async def within(session: Session) -> Forecast:
        epci, now = await epci_of(session, siren), await session.now()
        until = last_instant(civil_day(now, epci.place), months - 1, epci.place)
        return await Forecasts(session.engine).of(epci, now, until)

    found = run(within)
    if json:
        give(found)
        return
    letters = sum(line.leaves for line in found.lines)
    counted = f"{number(letters)} {plural(letters, 'courriel', 'courriels')}"
    say(f"{found.epci} : {counted} du {long_day(found.on)} au {long_day(found.until)}, si personne ne fait rien.")
    if found.lines:
        table(("Jour", "Pour", "Dit", "Pourquoi"), [row for line in found.lines for row in _rows(line)])


def list_(siren: SirenOption = None, json: JsonOption = False) -> None:
    """Liste les rappels que l'on peut encore écarter, reporter ou envoyer, avec leurs clés."""
    found = run(lambda session: _coming(session, siren))
    if json:
        give({"reminders": [one.model_dump(mode="json") for one in found.reminders]})
    elif not found.reminders:
        say("Aucun rappel à venir.")
    else:
        table(("Dossier", "Commune", "Rappel", "Étiquette", "Jour", "Ce que c'est"), list(_told(found)))


def skip(
    file: FileArgument,
    reminder: ReminderArgument,
    reason: ReasonOption,
    door: Door,
    commune: OfCommuneOption = None,
    label: LabelOption = "",
) -> None:
    """Écarte un rappel à venir ; les suivants partiront à leur jour."""
    notice = _kind(reminder)

    def build(insee: str | None) -> Ask:
        return SkipReminder(commune=insee, notice=notice, label=label, reason=reason)

    _ask(door, file, commune, build)


def snooze(
    file: FileArgument,
    until: Annotated[
        date, typer.Option("--until", parser=day, metavar="AAAA-MM-JJ", help="Le jour où les rappels reprennent.")
    ],
    reason: ReasonOption,
    door: Door,
    commune: OfCommuneOption = None,
) -> None:
    """Reporte à un jour les rappels qui tombent avant ; aucun délai légal ne change."""
    _ask(door, file, commune, lambda insee: SnoozeReminders(commune=insee, until=until, reason=reason))


def now(
    file: FileArgument,
    reminder: ReminderArgument,
    door: Door,
    commune: OfCommuneOption = None,
    label: LabelOption = "",
) -> None:
    """Envoie tout de suite un rappel à venir ; il ne repartira pas à son jour."""
    notice = _kind(reminder)
    _ask(door, file, commune, lambda insee: SendReminderNow(commune=insee, notice=notice, label=label))


def _ask(door: Door, file: str, commune: str | None, build: Callable[[str | None], Ask]) -> None:
    """Records what is asked of the file, and tells what came of it. Raises `Misused` when the file is none that
    reminds, or when a commune is missing or too many."""
    kind, _, key = file.rpartition("/")
    kind = kind or CONSULTATION.kind
    if kind not in (CONSULTATION.kind, OBJECTIVE.kind):
        raise Misused(f"« {file} » n'est ni une consultation ni un objectif : écrivez « eau » ou « objective/F1.1 ».")
    if (commune is not None) is not (kind == CONSULTATION.kind):
        raise Misused("Indiquez --commune pour une consultation, et elle seule.")

    async def within(session: Session) -> None:
        epci = await epci_of(session, door.siren)
        insee = epci.find(commune).insee if commune is not None else None
        await record(session, door, stream_of(kind, epci.siren, key), written(lambda _: build(insee), epci), epci)

    run(within)


async def _coming(session: Session, siren: str | None) -> _Shown:
    epci, at = await epci_of(session, siren), await session.now()
    states: list[Any] = [
        *await session.snapshots.every(CONSULTATION, epci.siren),
        *[state for state in await session.snapshots.every(OBJECTIVE, epci.siren) if not state.closed],
    ]
    found = [
        Coming(stream=state.stream, commune=insee, reminder=reminder)
        for state in states
        for insee, reminder in coming(state, at)
    ]
    return _Shown(epci, found)


def _told(found: _Shown) -> Iterator[tuple[str, ...]]:
    for stream, insee, reminder in ((one.stream, one.commune, one.reminder) for one in found.reminders):
        kind, _, key = stream.split("/", 2)
        file = key if kind == CONSULTATION.kind else f"{kind}/{key}"
        name = commune_name(insee, found.epci) if insee else ""
        fell = civil_day(reminder.at, found.epci.place)
        yield file, name, reminder.notice.value, reminder.label, long_day(fell), TITLES[reminder.notice]


def _rows(line: Line) -> Iterator[tuple[str, ...]]:
    when, who = long_day(line.day), line.who
    for item in line.shown:
        about = f", {item.commune_name}" if item.commune_name and item.commune_name not in line.who else ""
        yield when, who, f"{item.title} : {item.matter}{about}{_FATES.get(item.fate, '')}", item.why
        when, who = "", ""
