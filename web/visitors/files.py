"""The file of a délibération, as a form gives it: taken by what it holds, never by what it says that it is."""

from typing import Final

from starlette.datastructures import FormData

from infra.documents import HEAVIEST, File, Sheet
from web.forms import Form, file_in
from web.visitors.answer import kind_of
from web.visitors.matter import Matter
from web.visitors.visit import Visit

_BAD_FILE: Final = "Joignez un PDF, ou une image JPEG ou PNG : ce fichier est d'une autre sorte."
_HEAVY: Final = "Ce fichier est trop lourd : dix mégaoctets au plus."


async def file_of(visit: Visit, matter: Matter, data: FormData, form: Form) -> File | None:
    """The file joined now, by what it holds; `None`, and `form.wrong`, when it is not one that is taken."""
    posted = await file_in(data, "fichier", HEAVIEST)
    if posted is None:
        return None
    name, content = posted
    kind = kind_of(content)
    if len(content) > HEAVIEST or kind is None:
        form.refuse("fichier", _HEAVY if len(content) > HEAVIEST else _BAD_FILE)
        return None
    media_type, end = kind
    return File(
        siren=visit.siren,
        about=matter.about,
        filename=_named(name, end),
        media_type=media_type,
        content=content,
        by=visit.by,
    )


async def joined_before(visit: Visit, matter: Matter) -> Sheet | None:
    """The file of the draft, else that of the délibération that counts; `None` when there is none."""
    draft = await visit.desk.drafts.last(matter.about, visit.link.contact_id)
    if draft is not None:
        return await visit.desk.documents.sheet(draft.document) if draft.document else None
    avis = matter.seat.avis
    if avis is None or not avis.document:
        return None
    found = await visit.desk.documents.find(avis.document, [matter.about])
    return found[0] if found else None


def _named(name: str, end: str) -> str:
    """The name of a file, without what leads elsewhere, with the end that says what it holds."""
    last = name.replace("\\", "/").rpartition("/")[2]
    clean = "".join(letter if letter.isalnum() or letter in " ._-" else "_" for letter in last).strip(" .")
    stem = clean[: -len(clean.rpartition(".")[2]) - 1] if "." in clean else clean
    return f"{stem[:80] or 'deliberation'}{end}"
