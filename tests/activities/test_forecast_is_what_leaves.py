"""The forecast of a day is what leaves afterwards, when nobody does anything: whatever was told before that day."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from random import Random
from uuid import UUID

import pytest
from pydantic import BaseModel
from sqlalchemy import func, select

from activities.evaluations import Gathered
from domain.calendar import METROPOLE, civil_day
from domain.consultation.commands import RecordAvis, RecordCouncilVote, SendConsultation, Sens
from domain.evaluation import DECIDER as EVALUATION
from domain.forecast import Fate
from domain.mailing import Rhythm
from domain.mandate import DECIDER as MANDATE_RULES
from domain.mandate.commands import AdaptReminders, RecordCouncils
from domain.notices import NoticeKind
from domain.objective.commands import StartObjective
from domain.people import COORDINATEUR, Recipient, Role, pilote
from domain.reminders import Change, PlanName, Week
from domain.reminders.commands import SkipReminder, SnoozeReminders
from infra.contacts import Contacts, Person
from infra.reading.forecast import Forecast, Forecasts, end_of
from infra.tables import inbox, notices, streams
from infra.territories import epci_of
from tests.activities.office import Office
from tests.domain.consultation.stories import day, instant
from tests.domain.mandate.mandates import mid_mandate, opening, plan
from tests.domain.objective.objectives import plan as plan_objective
from tests.workflows.plays import ELECTORATE, MANDATE, WATER, receipt, transfert
from tests.workflows.stage import COMMUNES, SIREN

#: What is written to one mailbox on one day: the keys of what each letter says.
Letters = dict[tuple[str, date], set[frozenset[str]]]

_LAST = end_of(day("2027-04-10"), METROPOLE)


@dataclass(frozen=True)
class Told:
    """A command and the day on which it is told, between the sending and the day of the forecast."""

    on: str
    stream: str
    command: BaseModel


PEOPLE = [
    Person(to=Recipient(role=Role.SECRETAIRE, commune="01001"), address="secretaire@example.invalid"),
    # One secrétaire for two communes.
    Person(to=Recipient(role=Role.SECRETAIRE, commune="01002"), address="secretaire@example.invalid"),
    Person(to=Recipient(role=Role.MAIRE, commune="01002"), address="maire@example.invalid"),
    Person(to=pilote("DRH"), address="drh@example.invalid"),
]


async def begun(office: Office, chance: Random) -> None:
    """A mandate, three objectives, a transfert sent on 1 December 2026; then what chance has people tell."""
    points = [mid_mandate("2027-03-16")] if chance.random() < 0.5 else []
    await office.do(MANDATE, opening(), "2026-11-29")
    await office.do(MANDATE, plan(*points), "2026-11-29")
    for number, deadline in enumerate(("2027-03-31", "2027-02-12", None)):
        objective = f"objective/{SIREN}/F{number}"
        function = chance.choice(["DRH", "DSI", None])
        await office.do(objective, plan_objective(deadline=deadline, pilote=function), "2026-11-29")
        if chance.random() < 0.7:
            await office.do(objective, StartObjective(on=day("2026-11-30")), "2026-11-30")
    await office.do(WATER, transfert().model_copy(update={"mandate": MANDATE}), "2026-11-30")
    await office.do(WATER, RecordCouncilVote(voted_on=day("2026-12-01"), number="2026-12"), "2026-12-01")
    await office.do(WATER, SendConsultation(sent_on=day("2026-12-01"), electorate=ELECTORATE), "2026-12-01")
    await Contacts(office.house.engine).upsert(SIREN, chance.sample(PEOPLE, chance.randint(0, len(PEOPLE))))
    if chance.random() < 0.5:
        (coordinator,) = (await Contacts(office.house.engine).of(SIREN, [COORDINATEUR]))[COORDINATEUR]
        await Contacts(office.house.engine).set_rhythm(coordinator.id, chance.choice(list(Rhythm)))


def told(chance: Random) -> list[Told]:
    """What people tell in December 2026 and January 2027, in the order of the days."""
    found = [Told("2026-12-02", WATER, receipt(commune)) for commune in COMMUNES if chance.random() < 0.8]
    if chance.random() < 0.5:
        election = Week(first=day("2027-02-08"), last=day("2027-02-14"), reason="élections")
        shifted = Change(plan=PlanName.CONSULTATION, notice=NoticeKind.AVIS_J15, days_before=20)
        found.append(Told("2026-12-03", MANDATE, AdaptReminders(changes=(shifted,), quiet=(election,), reason="x")))
    if chance.random() < 0.6:
        council = RecordCouncils(commune="01001", days=(day("2027-02-25"),))
        found.append(Told("2026-12-04", MANDATE, council))
    if chance.random() < 0.4:
        avis = RecordAvis(commune="01003", sens=Sens.FAVORABLE, voted_on=day("2026-12-15"), number="4")
        found.append(Told("2026-12-16", WATER, avis))
    for command in (
        SkipReminder(commune="01001", notice=NoticeKind.AVIS_J7, reason="x"),
        SnoozeReminders(commune="01002", until=day("2027-02-17"), reason="x"),
    ):
        if chance.random() < 0.5:
            found.append(Told("2026-12-17", WATER, command))
    return found


@pytest.mark.parametrize("seed", range(8))
async def test_what_leaves_until_10_april_2027_is_what_was_foreseen_in_the_winter(office: Office, seed: int) -> None:
    chance = Random(seed)
    await begun(office, chance)
    looked_on = chance.choice(["2026-12-21", "2027-01-07", "2027-01-20", "2027-02-09"])
    for one in told(chance):
        await live(office, instant(one.on))
        await say(office, one)
    await live(office, instant(looked_on))
    now = office.clock.at
    seen = await Forecasts(office.house.engine).of(epci_of(SIREN), now, _LAST)
    await live(office, _LAST)
    mailboxes = {one.id: one.address or "" for one in await Contacts(office.house.engine).every(SIREN)}
    expected = foreseen(seen, mailboxes)
    assert expected
    assert expected == await left(office, now, mailboxes)


async def say(office: Office, one: Told) -> None:
    """Tells it where it is not refused: chance does not know what was answered already."""
    await office.do(one.stream, one.command, office.clock.at)
    await work(office)


async def live(office: Office, until: datetime) -> None:
    """Every instant up to `until` at which something happens or mail leaves, as a worker would live them."""
    while True:
        await work(office)
        following = await next_instant(office, office.clock.at)
        if following is None or following > until:
            break
        office.clock.at = following
    office.clock.at = until


async def work(office: Office) -> None:
    """All that there is to do now: what is due and what was told, what streams ask for, the mail of the day."""
    while stirring := await to_advance(office):
        for stream in stirring:
            await office.advance(stream)
            await serve(office, stream)
    today = civil_day(office.clock.at, METROPOLE).isoformat()
    await office.run(office.reminders.deliver, f"dispatch/{SIREN}/{today}")


async def serve(office: Office, stream: str) -> None:
    kind = stream.partition("/")[0]
    if kind == "mandate":
        asked = MANDATE_RULES.asks(await office.house.snapshots.one(MANDATE_RULES, stream))
        if "stock" in asked:
            await office.run(office.progress.record_progress, stream)
        if "habits" in asked:
            await office.run(office.progress.pass_on_habits, stream)
    elif kind == "evaluation" and EVALUATION.asks(await office.house.snapshots.one(EVALUATION, stream)):
        pages = await office.run(office.evaluations.list_pages, stream)
        read = [one for page in pages for one in await office.run(office.evaluations.gather_page, page)]
        gathered = Gathered(evaluation=stream, objectives=tuple(read))
        await office.run(office.evaluations.record_evidence, gathered)


async def to_advance(office: Office) -> list[str]:
    due = select(streams.c.id).where(streams.c.next_due <= office.clock.at)
    waiting = select(inbox.c.stream).where(inbox.c.done_at.is_(None))
    async with office.house.engine.connect() as connection:
        return sorted({*await connection.scalars(due), *await connection.scalars(waiting)})


async def next_instant(office: Office, after: datetime) -> datetime | None:
    due = select(func.min(streams.c.next_due))
    leaves = select(func.min(notices.c.send_at)).where(notices.c.state == "planned", notices.c.send_at > after)
    async with office.house.engine.connect() as connection:
        instants = [await connection.scalar(due), await connection.scalar(leaves)]
    return min((at for at in instants if at is not None), default=None)


def foreseen(seen: Forecast, mailboxes: Mapping[UUID, str]) -> Letters:
    """The letters that were to leave, without digests: a week that holds nothing is told to nobody."""
    letters: Letters = defaultdict(set)
    for line in seen.lines:
        leaving = [item for item in line.items if item.fate is Fate.LEAVES]
        said = frozenset(item.key for item in leaving if item.kind is not NoticeKind.DIGEST)
        if said and line.contact_id is not None:
            letters[mailboxes[line.contact_id], line.day].add(said)
    return dict(letters)


async def left(office: Office, since: datetime, mailboxes: Mapping[UUID, str]) -> Letters:
    wanted = (
        select(notices.c.contact_id, func.min(notices.c.sent_at), func.array_agg(notices.c.key))
        .where(notices.c.state == "sent", notices.c.sent_at > since, notices.c.kind != NoticeKind.DIGEST)
        .group_by(notices.c.contact_id, notices.c.message_id)
    )
    letters: Letters = defaultdict(set)
    async with office.house.engine.connect() as connection:
        for contact, at, keys in await connection.execute(wanted):
            letters[mailboxes[contact], civil_day(at, METROPOLE)].add(frozenset(keys))
    return dict(letters)
