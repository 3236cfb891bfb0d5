"""What each setting may hold. Each function reads one; what is wrong is a `ValueError`, in French."""

import re
from email.headerregistry import Address
from enum import StrEnum
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from pydantic import SecretStr, ValidationInfo

from infra.database import CLOCK_OFFSET, with_clock_offset
from infra.transports import Maildir, Smtp, parse_transport

#: Reserved by RFC 2606: a mail of the demo can reach nobody.
_NOBODY = "Jalon <jalon@example.invalid>"

#: Where `jalon up` serves its pages.
_HERE = "http://127.0.0.1:8470"

_MAILBOX = re.compile(r"(?:(?P<name>[^<>\r\n]*?)\s*<)?(?P<address>[^\s<>@,;\"]+@[^\s<>@,;\"]+\.[^\s<>@,;\".]{2,})>?")


class Environment(StrEnum):
    """For whom it runs. Production alone writes to real people, and takes nothing for granted about mail."""

    PRODUCTION = "production"
    DEMO = "demo"
    TEST = "test"


def offset(seconds: int, info: ValidationInfo) -> int:
    """Nobody moves the clock of production."""
    if seconds and _is_production(info):
        raise ValueError("interdit en production : l'horloge y est celle de la base")
    return seconds


def postgres(url: str, info: ValidationInfo) -> str:
    """The address of a database, with the offset of the clock when there is one."""
    parts = urlsplit(url)
    if parts.scheme != "postgresql" or not parts.hostname or not parts.path.strip("/"):
        raise ValueError("adresse illisible ; écrivez postgresql://utilisateur:motdepasse@serveur:5432/base")
    if CLOCK_OFFSET in unquote(parts.query):
        raise ValueError("l'horloge ne se décale que par JALON_CLOCK_OFFSET")
    seconds = info.data.get("clock_offset", 0)
    return with_clock_offset(url, seconds) if seconds else url


def host_and_port(address: str) -> str:
    """« server:port »."""
    host, _, port = address.rpartition(":")
    if not host or not port.isdecimal() or not 0 < int(port) < 65536:
        raise ValueError("adresse illisible ; écrivez serveur:port, par exemple 127.0.0.1:7233")
    return address


def mailbox(written: str) -> str:
    """One address with or without a name, quoted as the header of a mail wants it."""
    found = _MAILBOX.fullmatch(written.strip())
    if not found or ("<" in written) != written.strip().endswith(">"):
        raise ValueError("adresse illisible ; écrivez « Nom <adresse@domaine.fr> » ou « adresse@domaine.fr »")
    return str(Address(display_name=(found["name"] or "").strip('" '), addr_spec=found["address"]))


def _is_production(info: ValidationInfo) -> bool:
    """Also when the environment itself was refused: the error about it is enough to stop."""
    return info.data.get("environment") is Environment.PRODUCTION


def transport(written: Any, info: ValidationInfo) -> Any:
    """The door of the mails; outside production, a Maildir of the data directory when nothing is said."""
    if isinstance(written, str):
        return parse_transport(written)
    if written is None and _is_production(info):
        raise ValueError("obligatoire en production : smtp://utilisateur@serveur:587?tls=starttls")
    return written or Maildir(directory=info.data.get("data_dir", Path()) / "courriels")


def sender(written: str, info: ValidationInfo) -> str:
    """Who signs; outside production, nobody when nothing is said."""
    if not written and _is_production(info):
        raise ValueError("obligatoire en production : « Nom <adresse@domaine.fr> », celle qui signe les courriels")
    return mailbox(written or _NOBODY)


def bounces(written: Any) -> Any:
    """The Maildir of the mails that come back."""
    if not isinstance(written, str):
        return written
    found = parse_transport(written)
    if not isinstance(found, Maildir):
        raise ValueError("les retours se lisent dans un dossier ; écrivez « maildir:DOSSIER »")
    return found


def public(url: str, info: ValidationInfo) -> str:
    """The address of the pages, without its last slash; outside production, this machine's when nothing is said."""
    if not url and _is_production(info):
        raise ValueError("obligatoire en production : l'adresse des pages, https://jalon.mon-epci.fr")
    parts = urlsplit(url or _HERE)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.query or parts.fragment:
        raise ValueError("adresse illisible ; écrivez https://jalon.mon-epci.fr")
    if parts.scheme == "http" and _is_production(info):
        raise ValueError("en production, les liens des courriels sont en https")
    return (url or _HERE).rstrip("/")


def password(given: SecretStr | None, info: ValidationInfo) -> SecretStr | None:
    """Wanted by a relay that knows a user."""
    relay = info.data.get("mail_transport")
    if isinstance(relay, Smtp) and relay.user and given is None:
        raise ValueError("le relais demande un mot de passe ; mettez-le dans ce fichier du dossier des secrets")
    return given
