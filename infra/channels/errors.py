"""How a channel says that a letter did not leave. Messages are in French and never name who it was for."""


class ChannelError(Exception):
    """The letter was not accepted."""


class ChannelUnavailable(ChannelError):
    """The channel itself is away: no letter leaves for the time being."""


class Deferred(ChannelError):
    """This letter was put off: try it again later; others may leave."""


class Undeliverable(ChannelError):
    """This letter is refused for good."""


class AddressRefused(Undeliverable):
    """The address leads nowhere; `code`: what the relay said of it (« 5.1.1 »), empty when it cannot even be one."""

    def __init__(self, message: str, code: str = "") -> None:
        super().__init__(message)
        self.code = code
