"""What is about to leave: for whom, under which Message-ID, and where its letter leads."""

from dataclasses import dataclass
from urllib.parse import quote

from domain.mailing import Due, Parcel
from domain.notices import NoticeKind
from infra.contacts import Contact
from infra.letters.urls import NOWHERE, Urls
from infra.links import NewLink, Purpose


@dataclass(frozen=True)
class Envelope:
    """A parcel that is about to leave: its letter's Message-ID and the addresses that it leads to."""

    parcel: Parcel
    to: Contact
    message_id: str
    urls: Urls


def urls_of(parcel: Parcel, public_url: str, secret: str) -> Urls:
    """Where the letter leads, by a link of its own whose `secret` is given; nowhere without one."""
    if not secret:
        return NOWHERE
    page, first = f"{public_url}/r/{secret}", parcel.notices[0]
    if _purpose(first) is Purpose.READER:
        return Urls(console=f"{public_url}{console_path(first)}", preferences=f"{page}/preferences")
    return Urls(answer=page, preferences=f"{page}/preferences")


def console_path(one: Due) -> str:
    """The coordinator's page about the matter of a notice."""
    kind, siren, key = one.stream.split("/", 2)
    place = {"consultation": "/consultations/", "objective": "/objectifs/"}.get(kind)
    return f"{place}{quote(key, safe='')}?siren={siren}" if place else f"/?siren={siren}"


def _purpose(one: Due) -> Purpose:
    if one.notice.to.commune is not None:
        return Purpose.COMMUNE
    return Purpose.PILOTE if one.notice.to.function is not None else Purpose.READER


def link_of(one: Due, to: Contact) -> NewLink | None:
    """The link that a letter bears; a code bears none, so that the mail alone opens nothing."""
    if one.notice.kind is NoticeKind.CODE:
        return None
    return NewLink(
        siren=one.siren,
        purpose=_purpose(one),
        about=one.notice.about,
        to=one.notice.to,
        contact_id=to.id,
        address=to.address or "",
    )
