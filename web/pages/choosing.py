"""What forms about accounts ask alike: an address, a password typed twice."""

from typing import Final

from infra.identity.addresses import LONGEST, is_address
from infra.identity.passwords import fault
from web.forms import Form

#: The longest name of an account.
NAME_MOST: Final = 80

_NAME: Final = "Écrivez un nom, tel que les collègues le liront."
_ADDRESS: Final = "Écrivez une adresse de courriel, par exemple « prenom.nom@epci.fr »."
_PASSWORD: Final = "Choisissez un mot de passe."
_AGAIN: Final = "Les deux mots de passe ne sont pas les mêmes : retapez-les."

#: Never shown again.
_SECRET: Final = ("jeton", "present", "mot_de_passe", "encore")


def address_typed(form: Form) -> str:
    """The address of the field `adresse`, which is refused when it cannot be one."""
    address = form.text("adresse", LONGEST, _ADDRESS)
    if address and not is_address(address):
        form.refuse("adresse", _ADDRESS)
    return address


def name_typed(form: Form) -> str:
    """The name of the field `nom`, on one line."""
    return " ".join(form.text("nom", NAME_MOST, _NAME).split())


def password_typed(form: Form, *own: str) -> str:
    """The password typed in `mot_de_passe` and again in `encore`; `own`: what everybody knows of its holder."""
    password = form.typed.get("mot_de_passe", "")
    if not password:
        form.refuse("mot_de_passe", _PASSWORD)
    elif said := fault(password, *own):
        form.refuse("mot_de_passe", said)
    elif password != form.typed.get("encore", ""):
        form.refuse("encore", _AGAIN)
    return password


def without_passwords(form: Form) -> Form:
    """The same form, to be shown again without what is secret."""
    for name in _SECRET:
        form.typed.pop(name, None)
    return form
