"""Channels on a real relay and in a real Maildir."""

import asyncio
import mailbox
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from typing import Any
from uuid import NAMESPACE_URL, uuid5

import pytest

from domain.people import mairie
from infra.channels import channel_of
from infra.channels.errors import AddressRefused, ChannelUnavailable, Deferred, Undeliverable
from infra.channels.maildir import MaildirChannel
from infra.channels.message import Sender, compose
from infra.channels.smtp import SmtpChannel
from infra.contacts import Contact
from infra.letters import Attachment, Letter
from infra.settings import load_settings
from infra.transports import Encryption, Smtp
from tests.infra.relay import PASSWORD, Relay, authenticate, certificate, relay, trust

AT = datetime(2027, 1, 29, 7, 0, tzinfo=UTC)
ICS = "BEGIN:VCALENDAR\r\nSUMMARY:Béraut : dernier jour pour délibérer\r\nEND:VCALENDAR\r\n"
LETTER = Letter(
    subject="Béraut – avis sur « Schéma » – avant le 28 février 2027",
    text="Bonjour,\n\nVotre conseil municipal…\n",
    html='<!DOCTYPE html><html lang="fr"><p>Votre conseil municipal…</p></html>',
    ics=ICS,
)
SENDER = Sender("Schéma de mutualisation <jalon@tenareze.test>", "Coordination <mutualisation@tenareze.test>")
ID = "<2027-01-29@tenareze.test>"


def contact(address: str | None = "mairie@beraut.test", name: str | None = "Mairie de Béraut") -> Contact:
    return Contact(id=uuid5(NAMESPACE_URL, "beraut"), to=mairie("32044"), name=name, address=address)


def mail(letter: Letter = LETTER, sender: Sender = SENDER, **to: str | None) -> EmailMessage:
    raw = compose(letter, sender, contact(**to), ID, AT)
    assert all(len(line) <= 998 for line in raw.split(b"\r\n")), "RFC 5322"
    assert b"\n" not in raw.replace(b"\r\n", b"")
    assert raw.isascii()
    read = message_from_bytes(raw, policy=default)
    assert isinstance(read, EmailMessage)
    assert not read.defects
    return read


@asynccontextmanager
async def by(running: Relay, encryption: Encryption = Encryption.NONE, **options: Any) -> AsyncIterator[SmtpChannel]:
    password = options.pop("password", None)
    transport = Smtp(host="127.0.0.1", port=running.port, encryption=encryption, **options)
    channel = SmtpChannel(transport, SENDER, password, tls=trust())
    try:
        yield channel
    finally:
        await channel.close()


def test_a_mail_says_who_writes_who_answers_and_that_a_machine_sent_it() -> None:
    headers = mail()
    assert headers["From"] == "Schéma de mutualisation <jalon@tenareze.test>"
    assert headers["Reply-To"] == "Coordination <mutualisation@tenareze.test>"
    assert headers["To"] == "Mairie de Béraut <mairie@beraut.test>"
    assert headers["Subject"] == LETTER.subject
    assert headers["Date"].datetime == AT
    assert headers["Message-ID"] == ID
    assert headers["Auto-Submitted"] == "auto-generated"


def test_answers_go_to_the_sender_when_nobody_else_reads_them() -> None:
    assert mail(sender=Sender("a@b.test"))["Reply-To"] == "a@b.test"


def test_plain_text_comes_first_then_html_then_the_calendar() -> None:
    kinds = [part.get_content_type() for part in mail().walk() if not part.is_multipart()]
    assert kinds == ["text/plain", "text/html", "text/calendar"]


def test_what_may_be_unsubscribed_says_where_and_the_rest_does_not() -> None:
    page = "https://jalon.tenareze.test/r/secret/preferences"
    headers = mail(LETTER.but(unsubscribe=page))
    assert headers["List-Unsubscribe"] == f"<{page}>"
    assert headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert mail()["List-Unsubscribe"] is None


def test_the_files_of_a_letter_come_last_under_their_names() -> None:
    receipt = Attachment(filename="récépissé.pdf", media_type="application/pdf", content=b"%PDF-1.7\n\x00")
    *_, last = mail(LETTER.but(attachments=(receipt,))).iter_attachments()
    assert (last.get_filename(), last.get_content_type()) == ("récépissé.pdf", "application/pdf")
    assert last.get_content() == receipt.content


def test_a_letter_without_dates_has_no_attachment() -> None:
    assert mail(LETTER.but(ics=None)).get_content_type() == "multipart/alternative"


@pytest.mark.parametrize(
    "name", ["Mairie\r\nBcc: tous@exemple.test", "Mairie\nSubject: autre", '<script>, "a" <b@c.d>']
)
def test_the_name_of_a_person_adds_no_header_and_no_recipient(name: str) -> None:
    headers = mail(name=name)
    assert headers["Bcc"] is None
    assert headers.get_all("Subject") == [LETTER.subject]
    assert [to.addr_spec for to in headers["To"].addresses] == ["mairie@beraut.test"]


def test_a_subject_with_a_line_end_is_no_mail() -> None:
    with pytest.raises(ValueError, match="linefeed"):
        mail(LETTER.but(subject="Avis\nBcc: tous@exemple.test"))


@pytest.mark.parametrize(
    "address",
    [
        None,
        "",
        "beraut",
        "@beraut.test",
        "mairie de béraut@beraut.test",
        "a@b.test, c@d.test",
        "a@b.test\nBcc: c@d.test",
    ],
)
def test_an_address_that_cannot_be_one_is_refused_without_being_repeated(address: str | None) -> None:
    with pytest.raises(Undeliverable) as refused:
        mail(address=address)
    assert str(refused.value) == "adresse illisible ; corrigez-la dans les contacts"


def test_a_domain_with_accents_is_written_in_ascii() -> None:
    assert mail(address="mairie@béraut.test")["To"].addresses[0].addr_spec == "mairie@xn--braut-bsa.test"


async def test_a_relay_receives_the_whole_letter() -> None:
    async with relay() as running, by(running) as channel:
        await channel.send(contact(), LETTER, ID, AT)
    (received,), (envelope,) = running.mails, running.envelopes
    assert (envelope.mail_from, envelope.rcpt_tos) == ("jalon@tenareze.test", ["mairie@beraut.test"])
    assert (received["Subject"], received["Message-ID"]) == (LETTER.subject, ID)
    text, html, calendar = (part for part in received.walk() if not part.is_multipart())
    assert isinstance(text, EmailMessage)
    assert isinstance(html, EmailMessage)
    assert text.get_content().replace("\r\n", "\n") == LETTER.text
    assert html.get_content().strip() == LETTER.html
    assert calendar.get_payload(decode=True) == ICS.encode()
    assert calendar.get_param("charset") == "utf-8"


async def test_letters_share_one_connection() -> None:
    async with relay() as running, by(running) as channel:
        for number in range(3):
            await channel.send(contact(), LETTER, f"<{number}@tenareze.test>", AT)
    assert (len(running.mails), len(running.sessions)) == (3, 1)


async def test_letters_given_at_the_same_time_leave_one_after_the_other() -> None:
    async with relay() as running, by(running) as channel:
        ids = [f"<{number}@tenareze.test>" for number in range(8)]
        await asyncio.gather(*(channel.send(contact(), LETTER, id, AT) for id in ids))
    assert ([received["Message-ID"] for received in running.mails], len(running.sessions)) == (ids, 1)


async def test_letters_given_at_the_same_time_share_as_many_connections_as_are_allowed() -> None:
    async with relay() as running, by(running, connections=3) as channel:
        ids = [f"<{number}@tenareze.test>" for number in range(12)]
        await asyncio.gather(*(channel.send(contact(), LETTER, id, AT) for id in ids))
        await channel.send(contact(), LETTER, ID, AT)
    assert (len(running.mails), len(running.sessions)) == (13, 3)


async def test_a_bad_letter_holds_up_none_of_those_beside_it() -> None:
    async with relay() as running, by(running, connections=2) as channel:
        running.recipient_answers.append("550 5.1.1 unknown")
        given = [channel.send(contact(), LETTER, f"<{number}@tenareze.test>", AT) for number in range(6)]
        said = await asyncio.gather(*given, return_exceptions=True)
    assert [type(each) for each in said if each] == [AddressRefused]
    assert len(running.mails) == 5


async def test_a_relay_that_takes_so_many_letters_a_minute_is_given_no_more() -> None:
    async with relay() as running, by(running, connections=4, per_minute=1200) as channel:
        clock = asyncio.get_running_loop()
        began_s = clock.time()
        await asyncio.gather(*(channel.send(contact(), LETTER, f"<{n}@tenareze.test>", AT) for n in range(5)))
        assert clock.time() - began_s >= 4 * 60 / 1200
    assert len(running.mails) == 5


@pytest.mark.parametrize(
    ("answer", "error", "code"),
    [
        ("550 5.1.1 unknown", AddressRefused, "5.1.1"),
        ("550 5.1.10 null MX", AddressRefused, "5.1.10"),
        ("550 5.2.1 disabled", AddressRefused, "5.2.1"),
        ("550 no such user", AddressRefused, "550"),
        ("552 5.2.2 full", Undeliverable, "5.2.2"),
        ("550 5.7.1 blocked", Undeliverable, "5.7.1"),
        ("553 5.1.8 bad sender", Undeliverable, "5.1.8"),
    ],
)
async def test_what_a_relay_says_of_the_address_is_told_from_what_it_says_of_the_letter(
    answer: str, error: type[Undeliverable], code: str
) -> None:
    async with relay() as running, by(running) as channel:
        running.recipient_answers.append(answer)
        with pytest.raises(Undeliverable) as refused:
            await channel.send(contact(), LETTER, ID, AT)
    assert (type(refused.value), refused.value.code) == (error, code)


@pytest.mark.parametrize(
    ("answer", "error", "said"),
    [
        ("550 5.1.1 <mairie@beraut.test>: user unknown", Undeliverable, "le relais refuse ce courriel (550 5.1.1)"),
        ("552 mailbox full", Undeliverable, "le relais refuse ce courriel (552)"),
        ("450 4.2.0 greylisted", Deferred, "le relais remet ce courriel à plus tard (450 4.2.0)"),
        (
            "530 5.7.0 must authenticate",
            ChannelUnavailable,
            "le relais de messagerie refuse cette installation (530 5.7.0)",
        ),
    ],
)
@pytest.mark.parametrize("at", ["recipient_answers", "data_answers"])
async def test_a_refusal_says_whether_to_try_again_and_names_nobody(
    at: str, answer: str, error: type[Exception], said: str
) -> None:
    async with relay() as running, by(running) as channel:
        getattr(running, at).append(answer)
        with pytest.raises(error) as refused:
            await channel.send(contact(), LETTER, ID, AT)
        await channel.send(contact("mairie@condom.test"), LETTER, ID, AT)
    assert str(refused.value) == said
    assert [envelope.rcpt_tos for envelope in running.envelopes] == [["mairie@condom.test"]]


async def test_a_relay_that_hung_up_is_called_again() -> None:
    async with relay() as running, by(running) as channel:
        await channel.send(contact(), LETTER, "<1@tenareze.test>", AT)
        await running.hang_up()
        await channel.send(contact(), LETTER, "<2@tenareze.test>", AT)
    assert len(running.mails) == 2


async def test_a_connection_that_was_quiet_serves_again_while_the_relay_holds_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("infra.channels.smtp._QUIET_S", 0)
    async with relay() as running, by(running) as channel:
        await channel.send(contact(), LETTER, "<1@tenareze.test>", AT)
        await channel.send(contact(), LETTER, "<2@tenareze.test>", AT)
    assert (len(running.mails), len(running.sessions)) == (2, 1)


async def test_one_takes_leave_of_a_relay_to_which_nothing_more_is_given(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("infra.channels.smtp._IDLE_S", 0)
    async with relay() as running, by(running) as channel:
        await channel.send(contact(), LETTER, ID, AT)
        await asyncio.wait_for(running.left.wait(), timeout=5)
        await channel.send(contact(), LETTER, ID, AT)
    assert len(running.sessions) == 2


async def test_a_relay_that_is_away_stops_every_letter_until_it_comes_back() -> None:
    async with relay() as running, by(running) as channel:
        await channel.send(contact(), LETTER, "<1@tenareze.test>", AT)
        port = running.port
    with pytest.raises(ChannelUnavailable, match="SMTPConnectError"):
        await channel.send(contact(), LETTER, "<2@tenareze.test>", AT)
    async with relay(port=port) as back:
        await channel.send(contact(), LETTER, "<2@tenareze.test>", AT)
        await channel.close()
    assert len(back.mails) == 1


async def test_a_letter_interrupted_on_its_way_does_not_spoil_the_next() -> None:
    async with relay() as running, by(running) as channel:
        sending = asyncio.create_task(channel.send(contact(), LETTER, "<1@tenareze.test>", AT))
        while not running.sessions:
            await asyncio.sleep(0)
        sending.cancel()
        with pytest.raises(asyncio.CancelledError):
            await sending
        await channel.send(contact(), LETTER, "<2@tenareze.test>", AT)
    assert running.mails[-1]["Message-ID"] == "<2@tenareze.test>"


async def test_starttls_then_the_password_then_the_letter() -> None:
    options: dict[str, Any] = {"tls_context": certificate(), "require_starttls": True, "authenticator": authenticate}
    known = {"user": "jalon", "password": PASSWORD}
    async with relay(**options, auth_required=True) as running, by(running, Encryption.STARTTLS, **known) as channel:
        await channel.send(contact(), LETTER, ID, AT)
    assert len(running.mails) == 1


async def test_a_connection_encrypted_from_its_first_byte() -> None:
    async with relay(tls=certificate()) as running, by(running, Encryption.TLS) as channel:
        await channel.send(contact(), LETTER, ID, AT)
    assert len(running.mails) == 1


async def test_a_wrong_password_stops_every_letter() -> None:
    options: dict[str, Any] = {"tls_context": certificate(), "authenticator": authenticate}
    async with relay(**options) as running, by(running, Encryption.STARTTLS, user="jalon", password="?") as channel:
        with pytest.raises(ChannelUnavailable, match="SMTPAuthenticationError 535"):
            await channel.send(contact(), LETTER, ID, AT)


async def test_a_letter_never_leaves_in_clear_when_starttls_is_wanted() -> None:
    async with relay() as running, by(running, Encryption.STARTTLS) as channel:
        with pytest.raises(ChannelUnavailable):
            await channel.send(contact(), LETTER, ID, AT)
    assert running.mails == []


async def test_a_certificate_that_nobody_signed_is_not_trusted() -> None:
    async with relay(tls=certificate()) as running:
        transport = Smtp(host="127.0.0.1", port=running.port, encryption=Encryption.TLS)
        with pytest.raises(ChannelUnavailable):
            await SmtpChannel(transport, SENDER).send(contact(), LETTER, ID, AT)
    assert running.mails == []


@pytest.mark.parametrize("address", ["mairie@beraut.invalid", "mairie@beraut.INVALID", "mairie@invalid"])
async def test_an_address_of_the_demo_is_never_given_to_a_relay(address: str) -> None:
    async with relay() as running, by(running) as channel:
        with pytest.raises(Undeliverable, match="ne mène nulle part"):
            await channel.send(contact(address), LETTER, ID, AT)
    assert running.sessions == []


async def test_a_maildir_keeps_the_letter_as_mail_readers_expect_it(tmp_path: Path) -> None:
    await MaildirChannel(tmp_path / "courriels", SENDER).send(contact(), LETTER, ID, AT)
    kept = mailbox.Maildir(tmp_path / "courriels", create=False)
    ((_, message),) = kept.items()
    assert message["Message-ID"] == ID
    assert message.get_date() == AT.timestamp()
    calendar = [part for part in message.walk() if part.get_content_type() == "text/calendar"]
    assert [part.get_payload(decode=True) for part in calendar] == [ICS.encode()]
    (file,) = (tmp_path / "courriels/new").iterdir()
    assert b"\r\n" not in file.read_bytes()


def _move_to_read(folder: Path) -> None:
    (file,) = (folder / "new").iterdir()
    file.rename(folder / "cur" / f"{file.name}:2,S")


@pytest.mark.parametrize("meanwhile", [lambda folder: None, _move_to_read])
async def test_a_maildir_keeps_one_message_id_once(tmp_path: Path, meanwhile: Callable[[Path], None]) -> None:
    channel = MaildirChannel(tmp_path, SENDER)
    await channel.send(contact(), LETTER, ID, AT)
    meanwhile(tmp_path)
    await channel.send(contact(), LETTER.but(subject="Autre"), ID, AT)
    assert len(mailbox.Maildir(tmp_path)) == 1


async def test_two_deliveries_of_one_letter_at_once_keep_one_mail(tmp_path: Path) -> None:
    channels = [MaildirChannel(tmp_path, SENDER) for _ in range(8)]
    await asyncio.gather(*(channel.send(contact(), LETTER, ID, AT) for channel in channels))
    assert len(list((tmp_path / "new").iterdir())) == 1
    assert list((tmp_path / "tmp").iterdir()) == []


async def test_the_settings_choose_a_maildir(tmp_path: Path) -> None:
    settings = load_settings(
        env_file=None, environment="test", data_dir=tmp_path, database_url="postgresql://u:p@localhost:1/j"
    )
    await channel_of(settings).send(contact(), LETTER, ID, AT)
    assert len(mailbox.Maildir(tmp_path / "courriels")) == 1


async def test_the_settings_choose_a_relay() -> None:
    async with relay() as running:
        settings = load_settings(
            env_file=None,
            environment="production",
            database_url="postgresql://u:p@localhost:1/j",
            mail_transport=f"smtp://127.0.0.1:{running.port}?tls=none",
            mail_sender="Le schéma <schema@tenareze.test>",
            mail_reply_to="mutualisation@tenareze.test",
            public_url="https://jalon.tenareze.test",
        )
        channel = channel_of(settings)
        assert isinstance(channel, SmtpChannel)
        await channel.send(contact(), LETTER, ID, AT)
        await channel.close()
    (received,) = running.mails
    assert (received["From"], received["Reply-To"]) == (
        "Le schéma <schema@tenareze.test>",
        "mutualisation@tenareze.test",
    )
