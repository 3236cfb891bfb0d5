"""A mail that comes back: the coordinator knows it at once, and the next function of the commune is told, each once."""

from domain.consultation.commands import CancelConsultation, Sens
from domain.notices import Notice, NoticeKind
from domain.people import Role
from domain.reminders.commands import NoteBounce
from tests.domain.consultation.stories import Story, leaves

MAIRIE, MAIRE, SECRETAIRE, REFERENT, COORDINATEUR = (
    Role.MAIRIE,
    Role.MAIRE,
    Role.SECRETAIRE,
    Role.REFERENT,
    Role.COORDINATEUR,
)


def bounce(kind: NoticeKind, role: Role, commune: str | None = "01001") -> NoteBounce:
    return NoteBounce(commune=commune, notice=kind, role=role, code="5.1.1")


def after(story: Story, kind: NoticeKind, role: Role, on: str) -> list[Notice]:
    """What a bounce brings to the ledger."""
    before = len(story.told())
    return story.do(bounce(kind, role), on).told()[before:]


def brought(story: Story, kind: NoticeKind, role: Role, on: str) -> list[tuple[NoticeKind, Role]]:
    return [(notice.kind, notice.to.role) for notice in after(story, kind, role, on)]


TASK = (NoticeKind.ADDRESS_REFUSED, COORDINATEUR)


def test_a_reminder_of_30_december_2026_that_comes_back_goes_down_the_chain_to_the_task_alone() -> None:
    story = Story().sent().wait("2027-01-04")
    j60 = NoticeKind.AVIS_J60
    assert brought(story, j60, SECRETAIRE, "2027-01-04") == [TASK, (j60, MAIRIE)]
    assert brought(story, j60, MAIRIE, "2027-01-05") == [TASK, (j60, REFERENT)]
    assert brought(story, j60, REFERENT, "2027-01-06") == [TASK, (j60, MAIRE)]
    assert brought(story, j60, MAIRE, "2027-01-07") == [TASK], "plus personne à qui écrire"
    keys = [notice.key for notice in story.told()]
    assert len(keys) == len(set(keys))
    assert [each.code for each in story.state.seats[0].bounces] == ["5.1.1"] * 4


def test_the_coordinator_is_told_of_a_refused_address_at_once_even_on_a_saturday() -> None:
    story = Story().sent().wait("2027-01-30")
    [task, again] = after(story, NoticeKind.AVIS_J30, SECRETAIRE, "2027-01-30")
    assert task.urgent
    assert leaves([task, again]) == [("2027-01-30", COORDINATEUR), ("2027-02-01", MAIRIE)]
    assert (task.commune, again.commune) == ("01001", "01001")


def test_nobody_is_written_to_twice_of_one_reminder_of_29_january_2027() -> None:
    story = Story().sent().wait("2027-01-29")
    # The secrétaire and the maire were told: the mairie, then the référent, stand for either, once.
    assert brought(story, NoticeKind.AVIS_J30, SECRETAIRE, "2027-02-01") == [TASK, (NoticeKind.AVIS_J30, MAIRIE)]
    assert brought(story, NoticeKind.AVIS_J30, MAIRE, "2027-02-01") == [TASK, (NoticeKind.AVIS_J30, REFERENT)]
    assert brought(story, NoticeKind.AVIS_J30, MAIRIE, "2027-02-02") == [TASK]


def test_the_request_of_1_december_2026_went_to_all_and_is_sent_to_nobody_else() -> None:
    story = Story().sent([])
    assert brought(story, NoticeKind.TRANSMISSION, MAIRIE, "2026-12-02") == [TASK]


def test_the_receipt_asked_for_on_4_december_2026_is_asked_of_the_referent_when_the_mail_comes_back() -> None:
    story = Story().sent([]).wait("2026-12-04")
    missing = NoticeKind.RECEIPT_MISSING
    assert brought(story, missing, MAIRIE, "2026-12-07") == [TASK, (missing, REFERENT)]
    story.wait("2026-12-09")
    assert brought(story, missing, SECRETAIRE, "2026-12-09") == [TASK, (missing, MAIRE)]


def test_a_bounce_of_5_january_2027_after_the_answer_is_a_task_and_no_mail() -> None:
    story = Story().sent().wait("2027-01-04").answer("01001", Sens.FAVORABLE, "2027-01-04", "2027-01-04")
    assert brought(story, NoticeKind.AVIS_J60, SECRETAIRE, "2027-01-05") == [TASK]
    assert len(story.owed(NoticeKind.ADDRESS_REFUSED)) == 1


def test_the_stand_in_of_5_january_2027_is_not_written_to_once_the_answer_is_there() -> None:
    story = Story().sent().wait("2027-01-04").do(bounce(NoticeKind.AVIS_J60, SECRETAIRE), "2027-01-05")
    story.answer("01001", Sens.FAVORABLE, "2027-01-04", "2027-01-05")
    assert story.owed(NoticeKind.AVIS_J60) == []


def test_a_result_that_comes_back_on_6_january_2027_is_told_to_the_secretaire() -> None:
    story = Story().sent().do(CancelConsultation(reason="Projet retiré"), "2027-01-05")
    assert brought(story, NoticeKind.RESULT, MAIRIE, "2027-01-06") == [TASK, (NoticeKind.RESULT, SECRETAIRE)]
    assert len(story.owed(NoticeKind.RESULT)) == 2


def test_a_code_and_a_receipt_are_for_one_person_and_go_to_nobody_else() -> None:
    story = Story().sent()
    for kind in (NoticeKind.CODE, NoticeKind.NEW_LINK, NoticeKind.AVIS_RECEIPT):
        assert brought(story, kind, SECRETAIRE, "2026-12-02") == [TASK]


def test_a_mail_to_the_coordinator_that_comes_back_goes_to_nobody_for_ever() -> None:
    story = Story().sent().wait("2027-01-14")
    for kind in (NoticeKind.COUNCILS_MISSING, NoticeKind.ADDRESS_REFUSED):
        assert after(story, kind, COORDINATEUR, "2027-01-15") == []
    story.do(bounce(NoticeKind.CONSULTATION_ENDED, COORDINATEUR, commune=None), "2027-01-16")
    story.do(bounce(NoticeKind.AVIS_J60, SECRETAIRE, commune="99999"), "2027-01-16")
    assert story.happened("BounceNoted") == []


def test_two_reminders_that_come_back_in_2027_each_have_their_own_chain() -> None:
    story = Story().sent().wait("2027-01-29")
    assert brought(story, NoticeKind.AVIS_J60, SECRETAIRE, "2027-01-29") == [TASK, (NoticeKind.AVIS_J60, MAIRIE)]
    assert brought(story, NoticeKind.AVIS_J30, SECRETAIRE, "2027-01-29") == [TASK, (NoticeKind.AVIS_J30, MAIRIE)]
