"""By which way a letter reaches somebody: one file for each."""

from typing import assert_never

from infra.channels.maildir import MaildirChannel
from infra.channels.message import Sender
from infra.channels.smtp import SmtpChannel
from infra.settings import Settings
from infra.transports import Maildir, Smtp


def channel_of(settings: Settings) -> MaildirChannel | SmtpChannel:
    """The channel by which mails leave, as the settings say it. Nothing is opened before the first letter."""
    sender = Sender(settings.mail_sender, settings.mail_reply_to)
    match settings.mail_transport:
        case Maildir(directory=directory):
            return MaildirChannel(directory, sender)
        case Smtp() as relay:
            password = settings.mail_password.get_secret_value() if settings.mail_password else None
            pace = {"connections": settings.mail_connections, "per_minute": settings.mail_per_minute}
            return SmtpChannel(relay.model_copy(update=pace), sender, password)
        case _:
            assert_never(settings.mail_transport)
