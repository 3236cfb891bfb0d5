"""How a channel says that a letter did not leave. Messages are in French and never name who it was for."""


class ChannelError(Exception):
    """The letter was not accepted."""


class ChannelUnavailable(ChannelError):
    """The channel itself is away: no letter leaves for the time being."""


class Deferred(ChannelError):
    """This letter was put off: try it again later; others may leave."""


class Undeliverable(ChannelError):
    """This letter is refused for good; `code`: what the relay said (« 5.7.1 »), empty when it was not even asked."""

    def __init__(self, message: str, code: str = "") -> None:
        super().__init__(message)
        self.code = code


class AddressRefused(Undeliverable):
    """The same, because its address leads nowhere, or cannot be one."""
