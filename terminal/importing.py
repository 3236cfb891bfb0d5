"""Importing a roadmap file: all of it or nothing, and once however often it is done. Prints nothing."""

from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

from domain.ids import command_id
from domain.procedures import PROCEDURE_IDS
from domain.roadmap import plan
from domain.roadmap.words import Nature
from domain.territory import Epci
from infra.contacts import Contacts, Person
from infra.inbox import Inbox, Post, Receipt
from infra.roadmap_file import Roadmap, read_roadmap
from infra.snapshots import Snapshots
from terminal.standing import compare


@dataclass(frozen=True)
class ImportDone:
    """What an import recorded.

    `receipts` are those of its commands, in the order of the file; `streams`, their streams, to be woken. `kept`: the
    keys of the objectives that were there already under the same plan, and stay as they now stand. `people`: how many
    contacts the file names.
    """

    epci: Epci
    title: str
    synthetic: bool
    receipts: tuple[Receipt, ...]
    streams: tuple[str, ...]
    kept: tuple[str, ...]
    people: int

    @property
    def changed(self) -> bool:
        """Whether anything was recorded that was not there before."""
        return not all(receipt.repeated for receipt in self.receipts)


async def import_roadmap(
    path: Path,
    inbox: Inbox,
    contacts: Contacts,
    actor: str,
    at: datetime | None = None,
    standing: Snapshots | None = None,
) -> ImportDone:
    """Records everything that the file stands for, in one transaction, then its contacts.

    `at` is the scenario's instant; none: the database's own. With `standing`, what is there already is looked at first:
    what is the same is left alone, what differs refuses the whole file; without, the EPCI is taken as new. Raises
    `RoadmapRefused` with every error, a plain `DomainError` when it is no such file, an `InboxError` when nothing could
    be recorded.
    """
    now = at or datetime.now(UTC)
    roadmap = read_roadmap(path, PROCEDURE_IDS, now)
    orders = plan.commands(roadmap.file, roadmap.epci)
    kept: tuple[str, ...] = ()
    if standing is not None:
        orders, kept = await compare(path.name, roadmap, orders, standing, now)
    posts = _posts(roadmap, orders, sha256(path.read_bytes()).hexdigest(), actor, at)
    receipts = await inbox.post_all(posts)
    people = _people(roadmap)
    await contacts.upsert(roadmap.epci.siren, people)
    return ImportDone(
        epci=roadmap.epci,
        title=roadmap.file.titre,
        synthetic=roadmap.file.nature is Nature.SYNTHETIQUE,
        receipts=receipts,
        streams=tuple(dict.fromkeys(post.stream for post in posts)),
        kept=kept,
        people=len(people),
    )


def _posts(roadmap: Roadmap, orders: list[plan.Order], digest: str, actor: str, at: datetime | None) -> list[Post]:
    """Each under an id derived from the content of the file and its place in it: the same file again is the same."""
    return [
        Post(
            stream=stream,
            command_id=command_id(roadmap.epci.siren, actor, f"{digest}/{stream}/{command.kind}"),
            command=command,
            by=actor,
            cause=f"import:{digest[:12]}",
            at=at,
        )
        for stream, command in orders
    ]


def _people(roadmap: Roadmap) -> list[Person]:
    return [
        Person(to=contact.to, name=contact.name, address=contact.address, phone=contact.phone)
        for contact in plan.contacts(roadmap.file)
    ]
