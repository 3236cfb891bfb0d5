"""What was recorded, as its page and its paper say it; the documents and the model to download."""

import asyncio
import re
from datetime import date
from typing import Any, Final

from fastapi import APIRouter
from starlette.responses import Response

from domain.consultation.events import AvisRecorded, LateAvisRecorded, ReceiptRecorded, SilenceRecorded
from domain.consultation.labels import SENS, SILENCES
from domain.french import local_time, long_day
from infra.inbox import Outcome, Status
from infra.papers.deliberation import docx, model_of
from infra.papers.receipt import pdf, receipt
from infra.reading.reads import JournalRow
from web.downloads import attachment
from web.problems import Problem
from web.visitors.communes import OneMatter
from web.visitors.matter import Matter
from web.visitors.visit import OfCommune, Visit

router = APIRouter()

_NO_RECEIPT: Final = "Il n'y a pas d'enregistrement de ce numéro pour votre commune."
_NO_FILE: Final = "Ce document n'est pas gardé ici ; demandez-le à la coordination."
_KINDS: Final = ("RecordAvis", "RecordReceipt")
_DOCX: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_SHA256: Final = re.compile(r"[0-9a-f]{64}")


@router.get("/r/{secret}/demande/{key}/recu/{number}")
async def receipt_page(visit: OfCommune, matter: OneMatter, number: int) -> Response:
    """What was recorded under that number, what it counts for, and until when it can be corrected."""
    outcome = await _outcome(visit, matter, number)
    rows = await visit.desk.deposits.events(matter.state.stream, visit.commune)
    caused = [row for row in rows if _within(row, outcome)]
    facts = {
        "epci": matter.state.epci_name,
        "synthetic": matter.state.synthetic,
        "matter": matter,
        "outcome": outcome,
        "at": local_time(outcome.at, matter.state.home.tz) if outcome.at else "",
        "pending": outcome.status is Status.RECORDED,
        "is_answer": outcome.command["kind"] == "RecordAvis",
        "paper": any(_deposited(row) for row in caused),
        **_told(outcome, rows, caused),
        "SENS": SENS,
    }
    return visit.page("visit_receipt.html", facts)


@router.get("/r/{secret}/demande/{key}/recu/{number}/recepisse.pdf")
async def receipt_paper(visit: OfCommune, matter: OneMatter, number: int) -> Response:
    """The receipt as a PDF."""
    outcome = await _outcome(visit, matter, number)
    rows = await visit.desk.deposits.events(matter.state.stream, visit.commune)
    deposits = [row for row in rows if _deposited(row)]
    mine = next((row for row in deposits if _within(row, outcome)), None)
    if mine is None or outcome.at is None:
        raise Problem(404, _NO_RECEIPT)
    voted_on = date.fromisoformat(mine.event["avis"]["voted_on"])
    told = receipt(matter.state, matter.seat, voted_on, deposits.index(mine) + 1, mine.occurred_at)
    content = await asyncio.to_thread(pdf, told)
    return _download(content, "application/pdf", f"recepisse-{told.reference}.pdf")


@router.get("/r/{secret}/demande/{key}/documents/{sha256}")
async def document(visit: OfCommune, matter: OneMatter, sha256: str) -> Response:
    """A document of the request, or one that the commune deposited itself."""
    abouts = [matter.state.stream, matter.about]
    found = await visit.desk.documents.find(sha256, abouts) if _SHA256.fullmatch(sha256) else None
    if found is None:
        raise Problem(404, _NO_FILE)
    sheet, content = found
    return _download(content, sheet.media_type, sheet.filename)


@router.get("/r/{secret}/demande/{key}/modele.docx")
async def model(visit: OfCommune, matter: OneMatter) -> Response:
    """A délibération to complete, filled in with what is known."""
    content = await asyncio.to_thread(docx, model_of(matter.state, matter.seat))
    return _download(content, _DOCX, f"deliberation-{matter.key}-{matter.seat.insee}.docx")


async def _outcome(visit: Visit, matter: Matter, number: int) -> Outcome:
    """The command of that number, when it is of this commune in this request. Raises `Problem` 404."""
    outcome = await visit.house.reads.command(number) if 0 < number < 2**62 else None
    if outcome is None or outcome.stream != matter.state.stream:
        raise Problem(404, _NO_RECEIPT)
    if outcome.command["kind"] not in _KINDS or outcome.command["commune"] != visit.commune:
        raise Problem(404, _NO_RECEIPT)
    return outcome


def _within(row: JournalRow, outcome: Outcome) -> bool:
    first, last = outcome.first_revision, outcome.last_revision
    return first is not None and last is not None and first <= row.revision <= last


def _deposited(row: JournalRow) -> bool:
    return row.kind in ("AvisRecorded", "LateAvisRecorded") and row.event.get("deposited_as") is not None


def _told(outcome: Outcome, rows: tuple[JournalRow, ...], caused: list[JournalRow]) -> dict[str, Any]:
    """What became of it, in French: `headline`, and the sentences that explain it."""
    if outcome.status is Status.RECORDED:
        return {"headline": "Enregistré, en cours de traitement", "because": [], "avis": None}
    if outcome.status is Status.REFUSED:
        return {"headline": "Ceci n'a pas été retenu", "because": [outcome.reason or ""], "avis": None}
    for row in caused:
        match row.kind:
            case "LateAvisRecorded":
                late = LateAvisRecorded.model_validate(row.event)
                first = _silence_before(rows, row)
                because = [late.reason, *([f"{first} Votre délibération est arrivée après."] if first else [])]
                return {"headline": "Délibération conservée, non comptée", "because": because, "avis": late.avis}
            case "AvisRecorded":
                return _counted(AvisRecorded.model_validate(row.event), _silence_before(rows, row))
            case "ReceiptRecorded":
                got = ReceiptRecorded.model_validate(row.event)
                return {"headline": "Réception enregistrée", "because": _clock(got), "avis": None}
    return {"headline": "Rien n'a changé", "because": ["C'était déjà enregistré, tel quel."], "avis": None}


def _counted(event: AvisRecorded, silence: str) -> dict[str, Any]:
    because = []
    if event.rectifies and silence:
        because.append(f"{silence} Votre délibération, votée dans le délai, le remplace : la date du vote décide.")
    if event.avis.unclear:
        return {
            "headline": "Délibération enregistrée, à examiner",
            "because": [
                *because,
                event.avis.unclear,
                "Une personne dira comment elle compte.",
            ],
            "avis": event.avis,
        }
    return {"headline": "Délibération enregistrée, elle compte", "because": because, "avis": event.avis}


def _clock(event: ReceiptRecorded) -> list[str]:
    said = [f"Demande reçue le {long_day(event.received_on)}."]
    if event.deadline is not None:
        before = long_day(event.deadline.earliest)
        said.append(f"Le délai de votre commune part de ce jour : délibérez avant le {before}.")
    return said


def _silence_before(rows: tuple[JournalRow, ...], row: JournalRow) -> str:
    """The silence that was recorded first, as a sentence; empty when none was."""
    before = [one for one in rows if one.kind == "SilenceRecorded" and one.revision < row.revision]
    if not before:
        return ""
    silence = SilenceRecorded.model_validate(before[-1].event)
    return f"Le silence avait été constaté le {long_day(silence.on)} ({SILENCES[silence.meaning]})."


def _download(content: bytes, media_type: str, filename: str) -> Response:
    """A file to keep: no browser opens it in the page."""
    kept = attachment(content, media_type, filename)
    kept.headers["X-Robots-Tag"] = "noindex, nofollow"
    return kept
