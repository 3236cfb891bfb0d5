"""Ids that are given by their cause: the same cause always gives the same id, so doing it twice is doing it once."""

from uuid import NAMESPACE_URL, UUID, uuid5

_JALON = uuid5(NAMESPACE_URL, "https://jalon.invalid/")


def derived_id(*parts: str) -> UUID:
    """The id of the cause that `parts` name, in their order."""
    return uuid5(_JALON, "\x1f".join(parts))


def command_id(siren: str, actor: str, key: str) -> UUID:
    """The id of the command that `actor` of the EPCI `siren` sends under its own idempotency key."""
    return derived_id("command", siren, actor, key)
