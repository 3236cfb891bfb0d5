"""Mails that come back, as servers write them."""

import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from infra.returns import Returned, Returns, returned

ID = "<6f1d3c1e-7c5b-5d0c-9a57-0a3c8f1f9b11@tenareze.test>"

#: What Postfix writes of an address that does not exist on 10 February 2027.
POSTFIX = f"""\
Return-Path: <>
From: MAILER-DAEMON@relais.test (Mail Delivery System)
To: jalon@tenareze.test
Subject: Undelivered Mail Returned to Sender
Auto-Submitted: auto-replied
Message-Id: <20270210090000.0ABCDEF@relais.test>
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="b1"

--b1
Content-Type: text/plain; charset=us-ascii

<mairie@beraut.test>: host mx.beraut.test said: 550 5.1.1 User unknown

--b1
Content-Type: message/delivery-status

Reporting-MTA: dns; relais.test
Arrival-Date: Wed, 10 Feb 2027 10:00:00 +0100

Final-Recipient: rfc822; mairie@beraut.test
Original-Recipient: rfc822;mairie@beraut.test
Action: failed
Status: 5.1.1
Diagnostic-Code: smtp; 550 5.1.1 User unknown

--b1
Content-Type: message/rfc822

From: Mutualisation <jalon@tenareze.test>
To: mairie@beraut.test
Subject: =?utf-8?q?B=C3=A9raut_=E2=80=93_avis?=
Message-ID: {ID}

Bonjour,

--b1--
"""

HEADERS_ONLY = POSTFIX.replace("Content-Type: message/rfc822", "Content-Type: text/rfc822-headers")
DELAYED = POSTFIX.replace("Action: failed", "Action: delayed").replace("Status: 5.1.1", "Status: 4.4.1")
DELIVERED = POSTFIX.replace("Action: failed", "Action: delivered").replace("Status: 5.1.1", "Status: 2.0.0")
REFUSED_AS_SPAM = POSTFIX.replace("Status: 5.1.1", "Status: 5.7.1")
GAVE_UP = POSTFIX.replace("Status: 5.1.1", "Status: 4.4.7")

#: What qmail writes: no report, the letter quoted below.
QMAIL = f"""\
Return-Path: <>
From: MAILER-DAEMON@mx.beraut.test
To: jalon@tenareze.test
Subject: failure notice

Hi. This is the qmail-send program at mx.beraut.test.
I'm afraid I wasn't able to deliver your message to the following addresses.
This is a permanent error; I've given up. Sorry it didn't work out.

<mairie@beraut.test>:
Sorry, no mailbox here by that name. (#5.1.1)

--- Below this line is a copy of the message.

Return-Path: <jalon@tenareze.test>
From: Mutualisation <jalon@tenareze.test>
To: mairie@beraut.test
Message-ID: {ID}

Bonjour,
"""

ABSENT = f"""\
From: Mairie de =?utf-8?q?B=C3=A9raut?= <mairie@beraut.test>
To: jalon@tenareze.test
Subject: Absence
Auto-Submitted: auto-replied
In-Reply-To: {ID}
Content-Type: text/plain; charset=utf-8

La mairie est fermée jusqu'au 1er mars 2027.
"""

ANSWER = f"""\
From: Mairie <mairie@beraut.test>
To: jalon@tenareze.test
Subject: Re: avis
Message-ID: <abc@beraut.test>
References: {ID}
Content-Type: text/plain; charset=utf-8

Le conseil se réunit le 12 février 2027.

> Message-ID: {ID}
> Bonjour,
"""


@pytest.mark.parametrize(
    ("mail", "said"),
    [
        (POSTFIX, Returned(message_id=ID, code="5.1.1", lost=True)),
        (HEADERS_ONLY, Returned(message_id=ID, code="5.1.1", lost=True)),
        (DELAYED, Returned(message_id=ID, code="4.4.1", lost=False)),
        (GAVE_UP, Returned(message_id=ID, code="4.4.7", lost=True)),
        (QMAIL, Returned(message_id=ID, lost=True)),
        (DELIVERED, None),
        (ABSENT, None),
        (ANSWER, None),
        ("", None),
        ("Bonjour", None),
    ],
)
def test_a_mail_that_came_back_on_10_february_2027_says_which_letter_and_why(mail: str, said: Returned | None) -> None:
    assert returned(mail.encode()) == said


@pytest.mark.parametrize(
    ("mail", "nowhere"), [(POSTFIX, True), (QMAIL, True), (GAVE_UP, False), (DELAYED, False), (REFUSED_AS_SPAM, False)]
)
def test_an_address_that_leads_nowhere_is_told_from_a_letter_that_did_not_arrive(mail: str, nowhere: bool) -> None:
    found = returned(mail.encode())
    assert found
    assert found.leads_nowhere is nowhere


@pytest.mark.parametrize("line_end", [b"\n", b"\r\n"])
def test_the_ends_of_lines_do_not_matter(line_end: bytes) -> None:
    found = returned(POSTFIX.encode().replace(b"\n", line_end))
    assert found
    assert (found.message_id, found.code) == (ID, "5.1.1")


def _deep(levels: int) -> bytes:
    return b"".join(
        b'Content-Type: multipart/mixed; boundary="b%d"\n\n--b%d\n' % (level, level) for level in range(levels)
    )


@pytest.mark.parametrize(
    "hostile",
    [
        _deep(99),
        _deep(5000),
        b"Content-Type: message/rfc822\n\n" * 3000,
        b"Content-Type: message/delivery-status\n\n\xff\xfe: \x00\n",
        POSTFIX.encode().replace(b"charset=us-ascii", b"charset=pas-un-charset"),
        POSTFIX.encode().replace(b"Action: failed", b"Action: =?utf-8?b?????=").replace(ID.encode(), b"<>" * 400),
    ],
)
def test_a_hostile_mail_says_nothing_wrong_and_breaks_nothing(hostile: bytes) -> None:
    said = returned(hostile)
    assert said is None or said.message_id == ID


@given(st.binary(max_size=2000))
def test_whatever_comes_is_read_without_a_crash(raw: bytes) -> None:
    returned(raw)
    returned(POSTFIX.encode()[: len(raw)] + raw)


async def test_a_mail_is_read_once_and_put_away_with_those_that_were_read(tmp_path: Path) -> None:
    box = Returns(tmp_path)
    assert await box.waiting() == [], "le dossier n'est pas encore là"
    (tmp_path / "new").mkdir()
    for name, mail, at in (("2.relais", POSTFIX, 20), ("1.relais", ABSENT, 30)):
        (tmp_path / "new" / name).write_text(mail)
        os.utime(tmp_path / "new" / name, (at, at))
    assert await box.waiting() == ["2.relais", "1.relais"]
    assert [await box.read(name) for name in await box.waiting()] == [returned(POSTFIX.encode()), None]
    for name in await box.waiting():
        await box.done(name)
    assert await box.waiting() == []
    assert sorted(file.name for file in (tmp_path / "cur").iterdir()) == ["1.relais:2,S", "2.relais:2,S"]


async def test_a_mail_that_is_too_long_is_not_even_read(tmp_path: Path) -> None:
    (tmp_path / "new").mkdir()
    (tmp_path / "new" / "long").write_bytes(POSTFIX.encode() + b"x" * 5_000_000)
    assert await Returns(tmp_path).read("long") is None
