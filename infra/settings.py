"""What an operator sets: variables `JALON_…`, a file `.env`, or files `jalon_…` of the secrets directory.

A variable wins over `.env`, which wins over a secret. The secrets directory is `JALON_SECRETS_DIR`, else /run/secrets.
Who says nothing about the database means the installation that runs on the data directory (`jalon up`).
"""

import difflib
import os
import re
from email.headerregistry import Address
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any
from urllib.parse import unquote, urlsplit

from pydantic import AfterValidator, BeforeValidator, Field, SecretStr, ValidationError, ValidationInfo
from pydantic_core import ErrorDetails
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from infra.database import CLOCK_OFFSET, with_clock_offset
from infra.embedded.places import SYSTEM_DATA
from infra.installation import connection_file
from infra.transports import Maildir, MailTransport, Smtp, parse_transport

_PREFIX = "JALON_"
_SECRETS_DIR = f"{_PREFIX}SECRETS_DIR"
_USUAL_SECRETS = Path("/run/secrets")

#: Reserved by RFC 2606: a mail of the demo can reach nobody.
_NOBODY = "Jalon <jalon@example.invalid>"

#: Where `jalon up` serves its pages.
_HERE = "http://127.0.0.1:8470"

_MAILBOX = re.compile(r"(?:(?P<name>[^<>\r\n]*?)\s*<)?(?P<address>[^\s<>@,;\"]+@[^\s<>@,;\"]+\.[^\s<>@,;\".]{2,})>?")


class SettingsUnusable(Exception):
    """Settings that do not allow a start. The message is in French: one line for each thing to put right."""


class Environment(StrEnum):
    """For whom it runs. Production alone writes to real people, and takes nothing for granted about mail."""

    PRODUCTION = "production"
    DEMO = "demo"
    TEST = "test"


def _usual_home() -> Path:
    if os.geteuid() == 0:
        return SYSTEM_DATA
    return Path(os.environ.get("XDG_DATA_HOME") or "~/.local/share") / "jalon"


def _offset(seconds: int, info: ValidationInfo) -> int:
    if seconds and _is_production(info):
        raise ValueError("interdit en production : l'horloge y est celle de la base")
    return seconds


def _postgres(url: str, info: ValidationInfo) -> str:
    parts = urlsplit(url)
    if parts.scheme != "postgresql" or not parts.hostname or not parts.path.strip("/"):
        raise ValueError("adresse illisible ; écrivez postgresql://utilisateur:motdepasse@serveur:5432/base")
    if CLOCK_OFFSET in unquote(parts.query):
        raise ValueError("l'horloge ne se décale que par JALON_CLOCK_OFFSET")
    offset = info.data.get("clock_offset", 0)
    return with_clock_offset(url, offset) if offset else url


def _host_and_port(address: str) -> str:
    host, _, port = address.rpartition(":")
    if not host or not port.isdecimal() or not 0 < int(port) < 65536:
        raise ValueError("adresse illisible ; écrivez serveur:port, par exemple 127.0.0.1:7233")
    return address


def _mailbox(written: str) -> str:
    """One address with or without a name, quoted as the header of a mail wants it."""
    found = _MAILBOX.fullmatch(written.strip())
    if not found or ("<" in written) != written.strip().endswith(">"):
        raise ValueError("adresse illisible ; écrivez « Nom <adresse@domaine.fr> » ou « adresse@domaine.fr »")
    return str(Address(display_name=(found["name"] or "").strip('" '), addr_spec=found["address"]))


def _is_production(info: ValidationInfo) -> bool:
    """Also when the environment itself was refused: the error about it is enough to stop."""
    return info.data.get("environment") is Environment.PRODUCTION


def _transport(written: Any, info: ValidationInfo) -> Any:
    if isinstance(written, str):
        return parse_transport(written)
    if written is None and _is_production(info):
        raise ValueError("obligatoire en production : smtp://utilisateur@serveur:587?tls=starttls")
    return written or Maildir(directory=info.data.get("data_dir", Path()) / "courriels")


def _sender(written: str, info: ValidationInfo) -> str:
    if not written and _is_production(info):
        raise ValueError("obligatoire en production : « Nom <adresse@domaine.fr> », celle qui signe les courriels")
    return _mailbox(written or _NOBODY)


def _bounces(written: Any) -> Any:
    if not isinstance(written, str):
        return written
    found = parse_transport(written)
    if not isinstance(found, Maildir):
        raise ValueError("les retours se lisent dans un dossier ; écrivez « maildir:DOSSIER »")
    return found


def _public(url: str, info: ValidationInfo) -> str:
    if not url and _is_production(info):
        raise ValueError("obligatoire en production : l'adresse des pages, https://jalon.mon-epci.fr")
    parts = urlsplit(url or _HERE)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.query or parts.fragment:
        raise ValueError("adresse illisible ; écrivez https://jalon.mon-epci.fr")
    if parts.scheme == "http" and _is_production(info):
        raise ValueError("en production, les liens des courriels sont en https")
    return (url or _HERE).rstrip("/")


def _password(given: SecretStr | None, info: ValidationInfo) -> SecretStr | None:
    transport = info.data.get("mail_transport")
    if isinstance(transport, Smtp) and transport.user and given is None:
        raise ValueError("le relais demande un mot de passe ; mettez-le dans ce fichier du dossier des secrets")
    return given


class Home(BaseSettings):
    """Where Jalon lives on this machine."""

    model_config = SettingsConfigDict(
        env_prefix=_PREFIX,
        env_prefix_target="all",
        env_file_encoding="utf-8",
        env_ignore_empty=True,
        extra="ignore",
        frozen=True,
        validate_by_name=True,
    )

    #: `JALON_DATA`: the one directory where Jalon keeps everything, but for a database server of the operator's.
    data_dir: Annotated[Path, AfterValidator(Path.expanduser), AfterValidator(Path.absolute)] = Field(
        default_factory=_usual_home, validate_default=True, validation_alias="data"
    )


class Settings(Home):
    """Everything an operator decides; frozen. Build it with `load_settings`, whose errors are in French."""

    environment: Environment = Environment.PRODUCTION
    #: Seconds added to the clock, by crash tests alone.
    clock_offset: Annotated[int, AfterValidator(_offset)] = 0
    #: `postgresql://user:password@host:port/database`, with the offset of the clock when there is one.
    database_url: Annotated[str, AfterValidator(_postgres), Field(repr=False)]
    temporal_address: Annotated[str, AfterValidator(_host_and_port)] = "127.0.0.1:7233"
    temporal_namespace: str = Field(default="default", min_length=1)
    #: Written as an address (see `transports`). Outside production: a Maildir in `data_dir`.
    mail_transport: Annotated[MailTransport, NoDecode, BeforeValidator(_transport)] = Field(
        default=None, validate_default=True
    )
    mail_password: Annotated[SecretStr | None, AfterValidator(_password)] = Field(default=None, validate_default=True)
    #: `Name <address>`. Outside production: an address that does not exist.
    mail_sender: Annotated[str, AfterValidator(_sender)] = Field(default="", validate_default=True)
    #: Where people's answers go; None: to the sender.
    mail_reply_to: Annotated[str, AfterValidator(_mailbox)] | None = None
    #: Letters under way at once, each on a connection of its own.
    mail_connections: Annotated[int, Field(ge=1, le=50)] = 4
    #: Letters that the relay takes in a minute; 0: as many as it can.
    mail_per_minute: Annotated[int, Field(ge=0)] = 0
    #: `maildir:PATH`, the mailbox to which mails that come back are delivered; None: nobody reads them.
    mail_bounces: Annotated[Maildir | None, NoDecode, BeforeValidator(_bounces)] = None
    #: Where people find the pages, « https://jalon.epci.fr »: links of letters begin with it.
    public_url: Annotated[str, AfterValidator(_public)] = Field(default="", validate_default=True)


_NAMES = {
    *(f"{_PREFIX}{field.validation_alias or name}".upper() for name, field in Settings.model_fields.items()),
    _SECRETS_DIR,
}
_ENV_FILE = Path(".env")


def load_settings(env_file: Path | None = _ENV_FILE, **given: Any) -> Settings:
    """The settings: `given` first, then variables, `env_file` if it exists, and secrets; when none of them says where
    the database is, those of the installation that runs on the data directory.

    Raises SettingsUnusable with everything that is wrong, and never with a value that may be secret.
    """
    secrets, wrong = _secrets()
    wrong += [_unknown(name) for name in sorted(_names_set(env_file) - _NAMES)]
    files = [env_file] if env_file else []
    if "database_url" not in given and not is_set("database_url", env_file):
        home = {name: value for name, value in given.items() if name == "data_dir"}
        try:
            running = connection_file(Home(_env_file=env_file, _secrets_dir=secrets, **home).data_dir)
            # The last file wins.
            files = [*([running] if running else []), *files]
        except PermissionError as refused:
            wrong.append(f"{_PREFIX}DATA : {refused.filename} est fermé à ce compte ; prenez celui de « jalon up »")
    try:
        settings = Settings(_env_file=files, _secrets_dir=secrets, **given)
    except ValidationError as refused:
        wrong += [_french(each) for each in refused.errors(include_input=False, include_url=False)]
    else:
        if not wrong:
            return settings
    raise SettingsUnusable(
        "\n".join(["Jalon ne peut pas démarrer avec ces réglages :", *(f"- {each}" for each in wrong)])
    )


def _secrets() -> tuple[Path | None, list[str]]:
    """The secrets directory, when there is one, and what is wrong with it."""
    asked = os.environ.get(_SECRETS_DIR)
    place = Path(asked) if asked else _USUAL_SECRETS
    if place.is_dir():
        return place, []
    return None, [f"{_SECRETS_DIR} : le dossier {place} n'existe pas"] if asked else []


def is_set(field: str, env_file: Path | None = _ENV_FILE) -> bool:
    """Whether somebody set it: by a variable, a line of `env_file` or a secret."""
    name = f"{_PREFIX}{field}"
    secrets, _ = _secrets()
    return name.upper() in _names_set(env_file) or bool(secrets and (secrets / name.lower()).is_file())


def _names_set(env_file: Path | None) -> set[str]:
    """Every `JALON_…` that somebody set: a misspelt one would otherwise be ignored without a word."""
    names = {name.upper() for name, value in os.environ.items() if value}
    if env_file and env_file.is_file():
        names |= {name.upper() for name in re.findall(r"(?m)^\s*(?:export\s+)?(\w+)\s*=", env_file.read_text("utf-8"))}
    return {name for name in names if name.startswith(_PREFIX)}


def _unknown(name: str) -> str:
    near = difflib.get_close_matches(name, _NAMES, n=1)
    return f"{name} : réglage inconnu" + (f" ; vouliez-vous dire {near[0]} ?" if near else "")


def _french(error: ErrorDetails) -> str:
    """One line for one error of pydantic, without the value that was given."""
    name = f"{_PREFIX}{'_'.join(str(each) for each in error['loc'][:1]).upper()}"
    match error["type"]:
        case "missing":
            return (
                f"{name} manque : lancez « jalon up », ou donnez l'adresse de votre base, "
                "postgresql://utilisateur:motdepasse@serveur:5432/base"
            )
        case "enum":
            return f"{name} : valeur inconnue ; les valeurs sont {', '.join(Environment)}"
        case "value_error":
            return f"{name} : {error['ctx']['error']}"
        case _:
            return f"{name} : valeur illisible"
