"""The file of a délibération that a commune deposits, and the one that it joined before."""

from starlette.datastructures import FormData

from infra.documents import File, Sheet
from web.files import joined
from web.forms import Form
from web.visitors.matter import Matter
from web.visitors.visit import Visit


async def file_of(visit: Visit, matter: Matter, data: FormData, form: Form) -> File | None:
    """The file joined now, by what it holds; `None`, and `form.wrong`, when it is not one that is taken."""
    found = await joined(data, form)
    if found is None:
        return None
    return File(siren=visit.siren, about=matter.about, by=visit.by, **found._asdict())


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
