"""By which door mails leave: a folder of this machine, or a relay. Written as one address in the settings."""

from enum import StrEnum
from pathlib import Path
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit

from pydantic import BaseModel, ConfigDict


class Encryption(StrEnum):
    """How a connection to a relay is protected."""

    STARTTLS = "starttls"
    TLS = "tls"
    NONE = "none"


class Maildir(BaseModel):
    """Mails are kept in a Maildir and go nowhere: demo, tests, one machine without a relay."""

    model_config = ConfigDict(frozen=True)

    directory: Path


class Smtp(BaseModel):
    """Mails are given to a relay, over so many `connections`, so many `per_minute` (0: as many as it takes). Those and
    the password of `user` are settings of their own, never part of the address."""

    model_config = ConfigDict(frozen=True)

    host: str
    port: int
    user: str | None = None
    encryption: Encryption = Encryption.STARTTLS
    connections: int = 1
    per_minute: int = 0

    @property
    def is_local(self) -> bool:
        """Whether the relay is this machine, so that nothing crosses a network in clear."""
        return self.host in ("localhost", "127.0.0.1", "::1")


MailTransport = Maildir | Smtp

_PORTS = {Encryption.STARTTLS: 587, Encryption.TLS: 465, Encryption.NONE: 25}
_SHAPE = "écrivez « maildir:DOSSIER » ou « smtp://utilisateur@serveur:587?tls=starttls »"


def parse_transport(address: str) -> MailTransport:
    """The transport written `maildir:PATH` or `smtp://user@host:port?tls=starttls|tls|none`.

    Without a port, the usual one of the encryption; without `tls`, STARTTLS. Raises ValueError, in French and without
    repeating the address, which may hold a password.
    """
    parts = urlsplit(address)
    if parts.scheme == "maildir" and not parts.netloc and parts.path:
        return Maildir(directory=Path(parts.path).expanduser())
    if parts.scheme == "smtp" and parts.hostname and parts.path in ("", "/"):
        return _smtp(parts)
    raise ValueError(f"transport illisible ; {_SHAPE}")


def _smtp(parts: SplitResult) -> Smtp:
    if parts.password is not None:
        raise ValueError(
            "le mot de passe ne s'écrit pas dans l'adresse ; mettez-le dans le fichier jalon_mail_password "
            "du dossier des secrets"
        )
    options = dict(parse_qsl(parts.query, keep_blank_values=True))
    tls = options.pop("tls", Encryption.STARTTLS)
    if options or tls not in list(Encryption):
        raise ValueError("après le « ? », seul tls=starttls, tls=tls ou tls=none se lit")
    try:
        port = parts.port
    except ValueError:
        raise ValueError(f"port illisible ; {_SHAPE}") from None
    encryption = Encryption(tls)
    transport = Smtp(
        host=parts.hostname or "",
        port=port or _PORTS[encryption],
        user=unquote(parts.username) if parts.username else None,
        encryption=encryption,
    )
    if transport.user and encryption is Encryption.NONE and not transport.is_local:
        raise ValueError("avec tls=none le mot de passe passerait en clair ; écrivez tls=starttls ou tls=tls")
    return transport
