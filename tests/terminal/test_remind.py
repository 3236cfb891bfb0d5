"""`jalon remind` and `jalon consult document`: what will leave, and what may still be asked of it."""

import asyncio
from datetime import UTC, datetime
from pathlib import Path

import pytest

from infra.database import engine
from infra.tables import notices
from tests.terminal.conftest import Jalon
from tests.terminal.test_consult import BELLE_ILE, ago, sent


def asked(jalon: Jalon) -> None:
    """A consultation received by Bangor yesterday: its reminders are all to come."""
    sent(jalon, days_ago=2)
    jalon.done("consult", "receipt", "eau", "--commune", "Bangor", "--on", ago(1), "--proof", "courriel")
    people = ("--commune", "Bangor", "--address", "mairie@bangor.example")
    jalon.done("contact", "set", "mairie", *people)


def kinds(jalon: Jalon) -> list[str]:
    return [one["reminder"]["notice"] for one in jalon("remind", "list", "--json").json["reminders"]]


def test_what_will_leave_is_told_with_its_day_its_reader_and_why_and_no_address(jalon: Jalon) -> None:
    asked(jalon)
    told = jalon.done("remind", "forecast", "--months", "6")
    assert "si personne ne fait rien" in told
    assert "rappel à 15 jours : Eau potable" in told
    assert "jours avant le" in told
    assert "mairie@bangor.example" not in told
    found = jalon("remind", "forecast", "--months", "6", "--json")
    assert "mairie@bangor.example" not in found.out
    assert len(found.json["months"]) == 6
    assert {item["commune_name"] for line in found.json["lines"] for item in line["items"]} >= {"Bangor"}


def test_a_reminder_is_left_out_by_its_key_with_a_reason(jalon: Jalon) -> None:
    asked(jalon)
    assert "avis_j15" in kinds(jalon)
    reminder = ("remind", "skip", "eau", "avis_j15", "--commune", "Bangor")
    assert "Rappel écarté" in jalon.done(*reminder, "--reason", "Vue par téléphone")
    assert "avis_j15" not in kinds(jalon)
    again = jalon(*reminder, "--reason", "Encore")
    assert again.code == 3
    assert "n'est pas prévu" in again.err


def test_reminders_are_put_off_to_a_day_and_the_legal_delay_does_not_move(jalon: Jalon) -> None:
    asked(jalon)
    ends = jalon("consult", "show", "eau", "--json").json["communes"]
    late = ("remind", "snooze", "eau", "--commune", "Bangor", "--reason", "Congés")
    assert jalon(*late, "--until", ago(3)).code == 3
    assert "aucun délai ne change" in jalon.done(*late, "--until", ago(-45))
    assert jalon("consult", "show", "eau", "--json").json["communes"] == ends


def test_a_reminder_leaves_at_once_when_it_is_asked_to(jalon: Jalon) -> None:
    asked(jalon)
    jalon.done("remind", "now", "eau", "avis_j30", "--commune", "Bangor")
    told = [item for line in jalon("remind", "forecast", "--json").json["lines"] for item in line["items"]]
    assert {item["stage"] for item in told if item["urgent"] and item["kind"] == "avis_j30"} == {"planned"}


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("skip eau rappel --commune Bangor --reason x", "« jalon remind list » donne leurs clés"),
        ("skip eau avis_j15 --reason x", "Indiquez --commune"),
        ("skip objective/F1 objective_j30 --commune Bangor --reason x", "et elle seule"),
        ("skip mandate/2026 duty_j30 --reason x", "n'est ni une consultation ni un objectif"),
        ("forecast --months 13", "--months : ce nombre est trop grand (12 au plus)"),
    ],
)
def test_what_is_badly_asked_is_told_in_french_and_records_nothing(jalon: Jalon, words: str, said: str) -> None:
    jalon.done("init", "--siren", BELLE_ILE)
    refused = jalon("remind", *words.split())
    assert refused.code == 2
    assert said in refused.err


def test_an_epci_to_which_nothing_leaves_says_so(jalon: Jalon) -> None:
    jalon.done("init", "--siren", BELLE_ILE)
    assert "Aucun rappel à venir." in jalon.done("remind", "list")
    assert "0 courriel " in jalon.done("remind", "forecast", "--months", "1")


def test_what_left_is_told_with_what_became_of_it(jalon: Jalon) -> None:
    jalon.done("init", "--siren", BELLE_ILE)
    assert "Rien n'est encore parti." in jalon.done("remind", "sent")
    at = datetime(2027, 3, 1, 9, tzinfo=UTC)
    about = f"consultation/{BELLE_ILE}/eau"
    row = {
        **{"key": f"{about}#56009/avis_j30/", "siren": BELLE_ILE, "stream": about, "revision": 1, "kind": "avis_j30"},
        **{"role": "maire", "commune": "56009", "about": f"{about}#56009", "occurred_at": at, "send_at": at},
        **{"day": at.date(), "urgent": False, "state": "bounced", "sent_at": at, "bounced_at": at, "bounce": "5.1.1"},
    }

    async def write() -> None:
        door = engine(jalon.url)
        async with door.begin() as connection:
            await connection.execute(notices.insert().values(**row))
        await door.dispose()

    asyncio.run(write())
    told = jalon.done("remind", "sent", "--commune", "Bangor")
    assert "maire, Bangor" in told
    assert "revenu le 1er mars 2027 à 10 h 00 (code 5.1.1)" in told
    assert [one["state"] for one in jalon("remind", "sent", "--json").json["notices"]] == ["bounced"]
    assert "Rien n'est encore parti." in jalon.done("remind", "sent", "--commune", "Sauzon")


def test_a_document_is_joined_to_what_the_communes_are_asked(jalon: Jalon, tmp_path: Path) -> None:
    jalon.done("init", "--siren", BELLE_ILE)
    jalon.done("consult", "open", "eau", "--procedure", "transfert_competence", "--title", "Eau potable")
    note = tmp_path / "note.pdf"
    note.write_bytes(b"%PDF-1.7\n%%EOF\n")
    joined = jalon.done("consult", "document", "eau", str(note), "--title", "Note de présentation")
    assert "Document joint" in joined
    assert "note.pdf" in joined


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("note.pdf", b"MZ not a PDF", "n'est pas un PDF"),
        ("note.exe", b"MZ", "n'est pas un PDF"),
        ("lourd.pdf", b"%PDF-" + bytes(10 * 1024 * 1024), "pèse plus de 10 Mo"),
        ("absent.pdf", None, "ne peut pas être lu"),
    ],
)
def test_a_file_that_communes_could_not_open_is_refused_and_nothing_is_kept(
    jalon: Jalon, tmp_path: Path, name: str, content: bytes | None, said: str
) -> None:
    jalon.done("init", "--siren", BELLE_ILE)
    jalon.done("consult", "open", "eau", "--procedure", "transfert_competence", "--title", "Eau potable")
    if content is not None:
        (tmp_path / name).write_bytes(content)
    refused = jalon("consult", "document", "eau", str(tmp_path / name), "--title", "Note")
    assert refused.code == 2
    assert said in refused.err
