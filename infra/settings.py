"""What an operator sets: variables `JALON_…`, a file `.env`, or files `jalon_…` of the secrets directory.

A variable wins over `.env`, which wins over a secret. The secrets directory is `JALON_SECRETS_DIR`, else /run/secrets.
Who says nothing about the database means the installation that runs on the data directory (`jalon up`).
"""

import difflib
import os
import re
from pathlib import Path
from typing import Annotated, Any

from pydantic import AfterValidator, BeforeValidator, Field, SecretStr, ValidationError
from pydantic_core import ErrorDetails
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from infra import setting_values as values
from infra.embedded.places import SYSTEM_DATA
from infra.installation import connection_file
from infra.setting_values import Environment
from infra.transports import Maildir, MailTransport

__all__ = ["Environment", "Home", "Settings", "SettingsUnusable", "is_set", "load_settings"]

_PREFIX = "JALON_"
_SECRETS_DIR = f"{_PREFIX}SECRETS_DIR"
_USUAL_SECRETS = Path("/run/secrets")


class SettingsUnusable(Exception):
    """Settings that do not allow a start. The message is in French: one line for each thing to put right."""


def _usual_home() -> Path:
    if os.geteuid() == 0:
        return SYSTEM_DATA
    return Path(os.environ.get("XDG_DATA_HOME") or "~/.local/share") / "jalon"


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
    clock_offset: Annotated[int, AfterValidator(values.offset)] = 0
    #: `postgresql://user:password@host:port/database`, with the offset of the clock when there is one.
    database_url: Annotated[str, AfterValidator(values.postgres), Field(repr=False)]
    temporal_address: Annotated[str, AfterValidator(values.host_and_port)] = "127.0.0.1:7233"
    temporal_namespace: str = Field(default="default", min_length=1)
    #: Written as an address (see `transports`). Outside production: a Maildir in `data_dir`.
    mail_transport: Annotated[MailTransport, NoDecode, BeforeValidator(values.transport)] = Field(
        default=None, validate_default=True
    )
    mail_password: Annotated[SecretStr | None, AfterValidator(values.password)] = Field(
        default=None, validate_default=True
    )
    #: `Name <address>`. Outside production: an address that does not exist.
    mail_sender: Annotated[str, AfterValidator(values.sender)] = Field(default="", validate_default=True)
    #: Where people's answers go; None: to the sender.
    mail_reply_to: Annotated[str, AfterValidator(values.mailbox)] | None = None
    #: Letters under way at once, each on a connection of its own.
    mail_connections: Annotated[int, Field(ge=1, le=50)] = 4
    #: Letters that the relay takes in a minute; 0: as many as it can.
    mail_per_minute: Annotated[int, Field(ge=0)] = 0
    #: `maildir:PATH`, the mailbox to which mails that come back are delivered; None: nobody reads them.
    mail_bounces: Annotated[Maildir | None, NoDecode, BeforeValidator(values.bounces)] = None
    #: Where people find the pages, « https://jalon.epci.fr »: links of letters begin with it.
    public_url: Annotated[str, AfterValidator(values.public)] = Field(default="", validate_default=True)


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
