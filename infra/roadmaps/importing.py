"""Importing a roadmap file: all of it or nothing, and once however often it is done. Prints nothing."""

import asyncio
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

from domain.ids import command_id
from domain.procedures import PROCEDURE_IDS
from domain.roadmap import plan
from domain.roadmap.words import Nature
from domain.territory import Epci
from infra.contacts import Contacts, Person
from infra.inbox import Inbox, Post, Receipt
from infra.roadmaps.roadmap_file import Read, Roadmap, read_source
from infra.roadmaps.roadmap_source import Source, source_at
from infra.roadmaps.standing import Compared, compare, new_roadmap
from infra.snapshots import Snapshots


class Prepared(NamedTuple):
    """What an import of a file would record, and nothing else. `digest`: the SHA-256 of the file, in hexadecimal."""

    read: Read
    digest: str
    compared: Compared

    @property
    def people(self) -> list[Person]:
        """Those to write to that the file names."""
        return _people(self.read.roadmap)


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


async def prepare(
    source: Source, at: datetime, standing: Snapshots | None = None, expected: Epci | None = None
) -> Prepared:
    """What an import of the file at `at` would record; `expected`: the EPCI that it must be about. With `standing`,
    what is there already is looked at: what is the same is left alone, what differs refuses the whole file.

    Raises `RoadmapRefused` with every error, a plain `DomainError` when it is no such file.
    """
    # A heavy workbook takes a second to read: others are answered meanwhile.
    read = await asyncio.to_thread(read_source, source, PROCEDURE_IDS, at, expected)
    if standing is not None:
        compared = await compare(read, standing, at)
    else:
        compared = await asyncio.to_thread(new_roadmap, read, at)
    return Prepared(read, sha256(source.content).hexdigest(), compared)


async def record(
    prepared: Prepared, inbox: Inbox, contacts: Contacts, actor: str, at: datetime | None = None
) -> ImportDone:
    """Records everything that was prepared, in one transaction, then its contacts. `at` is the scenario's instant;
    none: the database's own. Raises an `InboxError` when nothing could be recorded."""
    file, epci = prepared.read.roadmap
    posts = _posts(prepared, actor, at)
    receipts = await inbox.post_all(posts)
    people = prepared.people
    await contacts.upsert(epci.siren, people)
    return ImportDone(
        epci=epci,
        title=file.titre,
        synthetic=file.nature is Nature.SYNTHETIQUE,
        receipts=receipts,
        streams=tuple(dict.fromkeys(post.stream for post in posts)),
        kept=prepared.compared.kept,
        people=len(people),
    )


async def import_roadmap(
    path: Path,
    inbox: Inbox,
    contacts: Contacts,
    actor: str,
    at: datetime | None = None,
    standing: Snapshots | None = None,
) -> ImportDone:
    """Prepares the file of that path and records it at once; raises what both raise."""
    prepared = await prepare(source_at(path), at or datetime.now(UTC), standing)
    return await record(prepared, inbox, contacts, actor, at)


def _posts(prepared: Prepared, actor: str, at: datetime | None) -> list[Post]:
    """Each under an id derived from the content of the file and its place in it: the same file again is the same."""
    return [
        Post(
            stream=stream,
            command_id=command_id(
                prepared.read.roadmap.epci.siren, actor, f"{prepared.digest}/{stream}/{command.kind}"
            ),
            command=command,
            by=actor,
            cause=cause_of(prepared.digest),
            at=at,
        )
        for stream, command in prepared.compared.orders
    ]


def cause_of(digest: str) -> str:
    """What the inbox keeps as the cause of all that a file made happen."""
    return f"import:{digest[:12]}"


def _people(roadmap: Roadmap) -> list[Person]:
    return [
        Person(to=contact.to, name=contact.name, address=contact.address, phone=contact.phone)
        for contact in plan.contacts(roadmap.file)
    ]
