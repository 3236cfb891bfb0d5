"""What the forms of contacts hold: a name, an address, a number, how often to be written to."""

import re
from collections.abc import Iterable
from typing import Final, NamedTuple

from pydantic import TypeAdapter, ValidationError

from domain.people import Recipient
from domain.rhythms import Rhythm
from domain.roadmap.fields import Mail, Phone
from infra.contacts import Contact, Person
from web.forms import Form

_NAME: Final = 120

#: RFC 5321: what is before the « @ », and the whole.
_LOCAL, _ADDRESS = 64, 254

#: Marks that an address may hold, and that no mail of a mairie does: they would begin a comment, a quoted text, a list.
_ODD: Final = re.compile(r'[()\[\]:"\\]')

_MAIL: Final[TypeAdapter[str]] = TypeAdapter(Mail)
_PHONE: Final[TypeAdapter[str]] = TypeAdapter(Phone)


class Correction(NamedTuple):
    """What may be corrected of somebody without breaking their links."""

    name: str | None
    phone: str | None
    rhythm: Rhythm | None


def person_in(form: Form, to: Recipient) -> Person | None:
    """Who the form says, in the function `to`; `None` when something is missing or cannot be read."""
    name, address, phone = form.text("nom", _NAME), _address(form), _number(form)
    if not address and not phone and not form.wrong:
        form.refuse("adresse", "Écrivez une adresse de courriel, un téléphone, ou les deux.")
    return None if form.wrong else Person(to=to, name=name or None, address=address, phone=phone)


def correction_in(form: Form, contact: Contact, rhythms: Iterable[str]) -> Correction | None:
    """What the form corrects of `contact`; `None` when something cannot be read."""
    name, phone = form.text("nom", _NAME), _number(form)
    rhythm = form.choice("rythme", rhythms, "Choisissez un rythme.")
    if not phone and not contact.address:
        form.refuse("telephone", "C'est le seul moyen de joindre cette personne : gardez un numéro, ou effacez-la.")
    return None if form.wrong else Correction(name or None, phone, Rhythm(rhythm) if rhythm else None)


def _address(form: Form) -> str | None:
    text = form.text("adresse", _ADDRESS)
    found = _read(_MAIL, text) if text else None
    if text and (found is None or _ODD.search(text) or len(text.partition("@")[0]) > _LOCAL):
        form.refuse("adresse", f"« {text} » n'est pas une adresse de courriel ; écrivez par exemple mairie@commune.fr.")
    return found


def _number(form: Form) -> str | None:
    text = form.text("telephone", 40)
    found = _read(_PHONE, text) if text else None
    if text and found is None:
        said = f"« {text} » n'est pas un numéro de téléphone ; écrivez ses dix chiffres, par exemple 05 62 00 00 00."
        form.refuse("telephone", said)
    return found


def _read(wanted: TypeAdapter[str], text: str) -> str | None:
    try:
        return wanted.validate_python(text)
    except ValidationError:
        return None
