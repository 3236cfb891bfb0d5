"""Whatever people do meanwhile, what leaves goes to somebody current who still owes it, on a day on which it may."""

from collections import Counter
from datetime import datetime
from random import Random

import pytest
from sqlalchemy import select

from domain.calendar import METROPOLE, at_time, civil_day, is_working_day
from domain.consultation.commands import RecordAvis, Sens
from domain.people import Recipient, Role, mairie
from domain.registry import decider_of
from domain.reminders import ALLOWED_IN_QUIET_WEEKS, USUAL, WINDOW_CLOSES, WINDOW_OPENS, is_quiet
from infra.channels.errors import AddressRefused
from infra.contacts import Contact, Contacts, Person
from infra.ledger import Ledger
from infra.letters import Letter
from infra.tables import notices
from tests.activities.office import Office
from tests.activities.test_forecast_is_what_leaves import Told as Saying
from tests.activities.test_forecast_is_what_leaves import begun, live, say, told
from tests.domain.consultation.stories import day, instant
from tests.workflows.plays import WATER
from tests.workflows.stage import SIREN


class Inspector:
    """A channel that looks at each letter as it leaves, and refuses those to some addresses for good."""

    def __init__(self, office: Office) -> None:
        self.office = office
        self.refuses: set[str] = set()
        self.sent = 0
        self.mailboxes: Counter[tuple[str, str]] = Counter()

    async def send(self, to: Contact, letter: Letter, message_id: str, at: datetime) -> None:
        if to.address in self.refuses:
            raise AddressRefused("Adresse inconnue.", "5.1.1")
        current = await Contacts(self.office.house.engine).one(to.id)
        assert current is not None, "written to somebody who was replaced"
        assert current.refused_at is None, "written to an address that leads nowhere"
        due = await Ledger(self.office.house.engine).of_letter(message_id)
        assert due
        states = await self.office.house.snapshots.many({one.stream for one in due})
        on = civil_day(at, METROPOLE)
        for one in due:
            assert decider_of(one.stream).still_owed(states[one.stream], one.notice), one.notice.key
            habits = getattr(states[one.stream], "habits", USUAL)
            if not one.notice.urgent and one.notice.kind not in ALLOWED_IN_QUIET_WEEKS:
                assert not is_quiet(on, habits), one.notice.key
        if not all(one.notice.urgent for one in due):
            assert is_working_day(on, METROPOLE)
            assert at_time(on, WINDOW_OPENS, METROPOLE) <= at < at_time(on, WINDOW_CLOSES, METROPOLE)
            self.mailboxes[to.address or "", on.isoformat()] += 1
        self.sent += 1


def answers(chance: Random) -> list[Saying]:
    """Answers of January and February 2027, before and after reminders fall due."""
    return [
        Saying(f"2027-0{chance.randint(1, 2)}-{chance.randint(10, 26)}", WATER, _answer(commune))
        for commune in ("01001", "01002", "01003")
        if chance.random() < 0.7
    ]


def _answer(commune: str) -> RecordAvis:
    return RecordAvis(commune=commune, sens=Sens.FAVORABLE, voted_on=day("2027-01-08"), number="4")


@pytest.mark.parametrize("seed", range(8))
async def test_what_leaves_in_the_winter_of_2027_goes_to_who_is_current_and_still_owes_it(
    office: Office, seed: int
) -> None:
    chance = Random(seed)
    inspector = Inspector(office)
    object.__setattr__(office.reminders.carrier, "channel", inspector)
    await begun(office, chance)
    sayings = sorted([*told(chance), *answers(chance)], key=lambda one: one.on)
    contacts = Contacts(office.house.engine)
    replaced_on = f"2027-01-{chance.randint(10, 28)}"
    for one in sayings:
        if one.on > replaced_on and replaced_on:
            await live(office, instant(replaced_on))
            await contacts.replace(SIREN, Person(to=mairie("01001"), address="nouvelle@example.invalid"))
            mayor = Recipient(role=Role.MAIRE, commune="01001")
            await contacts.replace(SIREN, Person(to=mayor, address="maire-1@example.invalid"))
            inspector.refuses.add(chance.choice(["mairie-01002@example.invalid", "maire-1@example.invalid"]))
            replaced_on = ""
        await live(office, instant(one.on))
        await say(office, one)
    await live(office, instant("2027-04-10"))
    assert inspector.sent > 0
    assert max(inspector.mailboxes.values(), default=0) <= 1, inspector.mailboxes.most_common(3)
    async with office.house.engine.connect() as connection:
        overdue = select(notices.c.key).where(notices.c.state == "planned", notices.c.send_at <= office.clock.at)
        assert list(await connection.scalars(overdue)) == []
