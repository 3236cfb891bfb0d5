"""What comes by the page of a link: a délibération with its file, and the receipt that answers it; what is joined to
the request."""

from datetime import time
from typing import Any

import pytest
from pydantic import ValidationError

from domain.calendar import METROPOLE, at_time
from domain.consultation import DECIDER
from domain.consultation.commands import CancelConsultation, RecordAvis, Sens
from domain.consultation.life_commands import AttachDocument
from domain.errors import Refused
from domain.notices import Notice, NoticeKind
from domain.people import Recipient, Role
from tests.domain.consultation.stories import Story, day, leaves

FILE, OTHER = "a" * 64, "b" * 64


def deposit(voted_on: str = "2027-01-14", **more: Any) -> RecordAvis:
    answer = {"commune": "01001", "sens": Sens.FAVORABLE, "voted_on": day(voted_on), "number": "2027-3"}
    return RecordAvis(**answer | {"document": FILE, "deposited_as": Role.SECRETAIRE} | more)


def receipts(story: Story) -> list[Notice]:
    return story.told(NoticeKind.AVIS_RECEIPT)


def test_a_deliberation_deposited_on_15_january_2027_is_answered_at_once_to_who_deposited_it() -> None:
    story = Story().sent().do(deposit(), at_time(day("2027-01-16"), time(21, 40), METROPOLE))
    [receipt] = receipts(story)
    assert receipt.to == Recipient(role=Role.SECRETAIRE, commune="01001")
    assert (receipt.urgent, receipt.express) == (True, True)
    assert receipt.send_at == at_time(day("2027-01-16"), time(21, 40), METROPOLE), "un samedi soir"
    assert story.owed(NoticeKind.AVIS_RECEIPT) == [receipt]
    assert story.state.seats[0].avis is not None
    assert story.state.seats[0].avis.document == FILE


def test_a_deliberation_entered_by_the_coordinator_in_january_2027_has_no_receipt() -> None:
    assert receipts(Story().sent().answer("01001", Sens.FAVORABLE, "2027-01-14", "2027-01-15")) == []


def test_the_same_deposit_of_15_january_2027_repeated_is_one_answer_and_one_receipt() -> None:
    story = Story().sent().do(deposit(), "2027-01-15").do(deposit(), "2027-01-15")
    assert len(receipts(story)) == 1


def test_a_correction_of_16_january_2027_has_its_own_receipt_even_for_the_same_vote() -> None:
    story = Story().sent().do(deposit(), "2027-01-15").do(deposit(document=OTHER), "2027-01-16")
    story.do(deposit(), "2027-01-17")
    keys = [receipt.key for receipt in receipts(story)]
    assert len(keys) == len(set(keys)) == 3
    assert len(story.owed(NoticeKind.AVIS_RECEIPT)) == 3


def test_a_vote_of_5_march_2027_deposited_late_is_kept_not_counted_and_has_its_receipt() -> None:
    story = Story().sent().wait("2027-03-08").do(deposit("2027-03-05"), "2027-03-08")
    assert story.state.seats[0].avis is None
    assert leaves(receipts(story)) == [("2027-03-08", Role.SECRETAIRE)]
    assert len(story.owed(NoticeKind.AVIS_RECEIPT)) == 1


def test_a_vote_deposited_after_the_cancellation_of_5_january_2027_has_its_receipt_too() -> None:
    story = Story().sent().do(CancelConsultation(reason="Par erreur"), "2027-01-05").do(deposit(), "2027-01-15")
    assert len(story.owed(NoticeKind.AVIS_RECEIPT)) == 1


def test_a_vote_with_reserves_deposited_in_january_2027_is_for_a_human_and_has_its_receipt() -> None:
    story = Story().sent().do(deposit(sens=Sens.FAVORABLE_AVEC_RESERVES, reserve="Coût"), "2027-01-15")
    assert [notice.kind for notice in story.owed()[-2:]] == [NoticeKind.AVIS_TO_QUALIFY, NoticeKind.AVIS_RECEIPT]


def test_a_deposit_of_15_january_2027_stops_the_reminder_held_and_those_to_come() -> None:
    story = Story().sent().wait("2026-12-31").do(deposit("2026-12-30"), "2026-12-31").wait("2027-03-10")
    assert story.owed(NoticeKind.AVIS_J60) == []
    assert len(story.told(NoticeKind.AVIS_J60)) == 1
    assert story.told(NoticeKind.AVIS_J30, NoticeKind.AVIS_J2) == []


@pytest.mark.parametrize("kind", [NoticeKind.CODE, NoticeKind.NEW_LINK])
def test_who_waits_for_a_code_or_a_link_on_15_january_2027_has_it_whatever_happened_since(kind: NoticeKind) -> None:
    story = Story().sent().do(CancelConsultation(reason="Par erreur"), "2027-01-05")
    waiting = Notice(
        key="code/0194f2a0-0000-7000-8000-000000000000",
        kind=kind,
        to=Recipient(role=Role.SECRETAIRE, commune="01001"),
        about=f"{story.state.stream}#01001",
        send_at=at_time(day("2027-01-15"), time(21, 40), METROPOLE),
        urgent=True,
        express=True,
    )
    assert DECIDER.still_owed(story.state, waiting)


@pytest.mark.parametrize("wrong", ["A" * 64, "a" * 63, "deliberation.pdf"])
def test_a_file_is_known_by_its_sha_256_alone(wrong: str) -> None:
    with pytest.raises(ValidationError):
        deposit(document=wrong)


def document(**more: Any) -> AttachDocument:
    given = {"title": "Rapport sur la mutualisation", "filename": "rapport.pdf", "media_type": "application/pdf"}
    return AttachDocument(**given | {"size": 48_211, "sha256": FILE} | more)


def test_documents_are_joined_before_and_after_the_sending_of_1_december_2026() -> None:
    story = Story().open("2026-11-30").council("2026-11-30").do(document(), "2026-11-30").send("2026-12-01")
    story.do(document(title="Carte", filename="carte.png", media_type="image/png", sha256=OTHER), "2026-12-02")
    assert [(each.title, each.on) for each in story.state.documents] == [
        ("Rapport sur la mutualisation", day("2026-11-30")),
        ("Carte", day("2026-12-02")),
    ]
    assert story.told(NoticeKind.TRANSMISSION)[0].kind is NoticeKind.TRANSMISSION


def test_a_document_joined_again_is_corrected_in_its_place_or_changes_nothing() -> None:
    story = Story().sent().do(document(), "2026-12-01").do(document(sha256=OTHER), "2026-12-01")
    story.do(document(), "2026-12-02").do(document(title="Rapport corrigé"), "2026-12-03")
    assert [each.title for each in story.state.documents] == ["Rapport corrigé", "Rapport sur la mutualisation"]
    assert len(story.happened("DocumentAttached")) == 3


def test_nothing_is_joined_once_it_is_cancelled() -> None:
    story = Story().sent().do(CancelConsultation(reason="Par erreur"), "2027-01-05")
    with pytest.raises(Refused, match="annulée"):
        story.do(document(), "2027-01-06")


@pytest.mark.parametrize(
    "wrong",
    [{"filename": "../rapport.pdf"}, {"filename": "a\nb.pdf"}, {"media_type": "application/pdf\r\nX: y"}, {"size": -1}],
)
def test_a_document_has_a_plain_name_and_type(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        document(**wrong)
