"""What a commune that answers nothing is told, row by row of the plan, from 1 December 2026 to 3 March 2027."""

from datetime import time

import pytest

from domain.calendar import METROPOLE, at_time
from domain.consultation.commands import Sens
from domain.notices import NoticeKind
from domain.people import Role
from domain.reminders import Change, Habits, PlanName, Week
from domain.reminders.commands import FollowHabits
from tests.domain.consultation.stories import Story, day, leaves

MAIRIE, MAIRE, SECRETAIRE, REFERENT, COORDINATEUR = (
    Role.MAIRIE,
    Role.MAIRE,
    Role.SECRETAIRE,
    Role.REFERENT,
    Role.COORDINATEUR,
)


def test_the_request_of_1_december_2026_goes_to_the_four_functions_of_each_commune_at_once() -> None:
    story = Story().sent()
    told = story.told(NoticeKind.TRANSMISSION)
    assert leaves(told) == [("2026-12-01", role) for role in (MAIRIE, MAIRE, SECRETAIRE, REFERENT)]
    assert {notice.send_at for notice in told} == {at_time(day("2026-12-01"), time(10), METROPOLE)}
    assert all(notice.urgent for notice in told)
    assert len({(notice.about, notice.kind) for notice in told}) == 1, "une seule affaire, fusionnée par adresse"
    assert len({notice.key for notice in told}) == 4


def test_a_request_that_began_by_letter_on_1_december_2026_writes_to_nobody() -> None:
    story = Story().open("2026-12-01").council("2026-12-01").send("2026-12-10", sent_on="2026-12-01")
    assert story.told(NoticeKind.TRANSMISSION) == []


def test_the_receipt_not_acknowledged_on_4_december_2026_is_asked_for_and_the_mairie_is_to_call() -> None:
    story = Story().sent(["01002", "01003"]).wait("2026-12-04")
    assert leaves(story.told(NoticeKind.RECEIPT_MISSING)) == [("2026-12-04", MAIRIE), ("2026-12-04", SECRETAIRE)]
    assert leaves(story.told(NoticeKind.CALL_MAIRIE)) == [("2026-12-04", COORDINATEUR)]
    assert story.told(NoticeKind.RECEIPT_MISSING, commune="01002") == []


def test_two_working_days_later_on_8_december_2026_it_is_the_referent_who_is_asked_and_nobody_is_called_twice() -> None:
    story = Story().sent(["01002", "01003"]).wait("2027-01-30")
    assert leaves(story.told(NoticeKind.RECEIPT_MISSING))[2:] == [("2026-12-08", REFERENT)]
    assert len(story.told(NoticeKind.CALL_MAIRIE)) == 1


def test_the_receipt_of_7_december_2026_stops_the_escalation() -> None:
    story = Story().sent(["01002", "01003"]).wait("2026-12-04").receive("01001", "2026-12-07").wait("2026-12-10")
    assert len(story.told(NoticeKind.RECEIPT_MISSING)) == 2
    assert story.owed(NoticeKind.RECEIPT_MISSING, NoticeKind.CALL_MAIRIE) == []


#: Kind, day on which it leaves, who is told: no council is known, and the delay is alerted on 28 February 2027.
WITHOUT_COUNCIL = [
    (NoticeKind.AVIS_J60, "2027-01-04", [SECRETAIRE]),  # 30 December is in a quiet week
    (NoticeKind.COUNCILS_MISSING, "2027-01-14", [COORDINATEUR]),
    (NoticeKind.AVIS_J30, "2027-01-29", [SECRETAIRE, MAIRE]),
    (NoticeKind.AVIS_J15, "2027-02-12", [MAIRE]),
    (NoticeKind.AVIS_J7, "2027-02-19", [REFERENT]),
    (NoticeKind.CALL_BEFORE_END, "2027-02-19", [COORDINATEUR]),
    (NoticeKind.AVIS_CONVOCATION, "2027-02-24", [SECRETAIRE]),
    (NoticeKind.AVIS_J2, "2027-02-26", [MAIRE]),
    (NoticeKind.SILENCE_RECORDED, "2027-03-03", [COORDINATEUR]),
]


@pytest.mark.parametrize(("kind", "on", "roles"), WITHOUT_COUNCIL, ids=[str(row[0]) for row in WITHOUT_COUNCIL])
def test_a_commune_without_a_known_council_is_told_until_3_march_2027(
    kind: NoticeKind, on: str, roles: list[Role]
) -> None:
    assert leaves(Story().sent().wait("2027-03-04").told(kind)) == [(on, role) for role in roles]


def test_that_commune_is_told_nothing_else_before_3_march_2027() -> None:
    story = Story().sent().wait("2027-03-02")
    known = {kind for kind, _, _ in WITHOUT_COUNCIL} | {NoticeKind.TRANSMISSION}
    assert {notice.kind for notice in story.told()} <= known


#: The same with councils on 14 January and 11 February 2027: the last one that counts is aimed at.
WITH_COUNCIL = [
    (NoticeKind.AVIS_J60, []),
    (NoticeKind.COUNCILS_MISSING, []),
    (NoticeKind.AVIS_J30, [("2027-01-25", SECRETAIRE), ("2027-01-25", MAIRE)]),
    (NoticeKind.AVIS_CONVOCATION, [("2027-02-05", SECRETAIRE)]),
    (NoticeKind.DELIBERATION_AWAITED, [("2027-02-12", SECRETAIRE)]),
    (NoticeKind.AVIS_J15, [("2027-02-12", MAIRE)]),
    (NoticeKind.AVIS_J7, [("2027-02-19", REFERENT)]),
    (NoticeKind.AVIS_J2, [("2027-02-26", MAIRE)]),
]


@pytest.mark.parametrize(("kind", "told"), WITH_COUNCIL, ids=[str(row[0]) for row in WITH_COUNCIL])
def test_a_commune_whose_council_sits_on_11_february_2027_is_told_for_that_day(
    kind: NoticeKind, told: list[tuple[str, Role]]
) -> None:
    story = Story().sent().councils("01001", "2026-12-02", "2027-01-14", "2027-02-11").wait("2027-03-02")
    assert leaves(story.told(kind)) == told


def test_a_commune_of_3500_inhabitants_convenes_its_council_of_10_february_2027_five_clear_days_before() -> None:
    story = Story("transfert_competence", 110, 3_500, 90).sent()
    story.councils("01001", "2026-12-02", "2027-02-10").councils("01002", "2026-12-02", "2027-02-10")
    assert story.plan("01001")[NoticeKind.AVIS_CONVOCATION] == "2027-02-05", "le 6 est un samedi"
    assert story.plan("01002")[NoticeKind.AVIS_CONVOCATION] == "2027-02-04"


def test_what_the_ledger_says_of_one_reminder_has_a_key_for_each_function() -> None:
    story = Story().sent().wait("2027-01-30")
    about = f"{story.state.stream}#01001"
    assert [notice.key for notice in story.told(NoticeKind.AVIS_J30)] == [
        f"{about}/avis_j30/2027-02-28/secretaire",
        f"{about}/avis_j30/2027-02-28/maire",
    ]
    assert story.told(NoticeKind.TRANSMISSION)[0].key == f"{about}/transmission/2026-12-01"


def test_where_the_law_sets_no_delay_only_a_council_that_is_known_is_aimed_at() -> None:
    concerned = ("01001", "01003")
    story = Story("groupement_commandes", communes=concerned, reply_by=day("2027-02-28")).sent(concerned)
    assert set(story.plan()) == {
        NoticeKind.AVIS_J60,
        NoticeKind.AVIS_J30,
        NoticeKind.AVIS_J15,
        NoticeKind.AVIS_J7,
        NoticeKind.CALL_BEFORE_END,
        NoticeKind.AVIS_J2,
    }
    story.councils("01001", "2026-12-02", "2027-02-11", "2027-03-18")
    assert story.plan()[NoticeKind.AVIS_CONVOCATION] == "2027-02-05"
    assert story.plan()[NoticeKind.DELIBERATION_AWAITED] == "2027-02-12"
    assert NoticeKind.AVIS_J60 not in story.plan()


def test_a_request_without_a_delay_nor_a_day_wished_for_reminds_nobody_in_2027() -> None:
    concerned = ("01001", "01003")
    story = Story("groupement_commandes", communes=concerned).sent(concerned)
    story.councils("01001", "2026-12-02", "2027-02-11").wait("2027-12-31")
    assert story.happened("ReminderDue") == []


# quiet weeks


def summer(received: str = "2027-06-01") -> Story:
    """Sent on 1 June 2027; received that day, the delay is alerted on 31 August."""
    story = Story().open("2027-05-31").council("2027-05-31").send("2027-06-01")
    return story.receive("01001", received)


def test_in_the_summer_of_2027_only_what_would_be_lost_leaves() -> None:
    story = summer().wait("2027-09-02")
    assert leaves(story.told(NoticeKind.AVIS_J60)) == [("2027-07-02", SECRETAIRE)]
    # 30 July and 16 August fall in the quiet weeks, and 1 September comes after the day aimed at.
    assert story.told(NoticeKind.AVIS_J30, NoticeKind.AVIS_J15, NoticeKind.COUNCILS_MISSING) == []
    # The last days to convene, to act and to call do not wait.
    assert leaves(story.told(NoticeKind.AVIS_J7)) == [("2027-08-24", REFERENT)]
    assert leaves(story.told(NoticeKind.CALL_BEFORE_END)) == [("2027-08-24", COORDINATEUR)]
    assert leaves(story.told(NoticeKind.AVIS_CONVOCATION)) == [("2027-08-27", SECRETAIRE)]
    assert leaves(story.told(NoticeKind.AVIS_J2)) == [("2027-08-27", MAIRE)]


def test_what_summer_2027_held_leaves_on_1_september_while_it_still_helps() -> None:
    story = summer("2027-06-15").wait("2027-09-13")
    assert leaves(story.told(NoticeKind.AVIS_J30)) == [("2027-09-01", SECRETAIRE), ("2027-09-01", MAIRE)]
    assert leaves(story.told(NoticeKind.AVIS_J15)) == [("2027-09-01", MAIRE)]
    assert leaves(story.told(NoticeKind.AVIS_J7)) == [("2027-09-07", REFERENT)]


def test_the_deliberation_of_a_council_of_20_july_2027_is_awaited_on_1_september() -> None:
    story = summer().councils("01001", "2027-06-02", "2027-07-20").wait("2027-09-02")
    assert leaves(story.told(NoticeKind.DELIBERATION_AWAITED)) == [("2027-09-01", SECRETAIRE)]


def test_what_summer_2027_held_is_owed_no_more_once_the_answer_of_20_august_is_there() -> None:
    story = summer("2027-06-15").wait("2027-08-19").answer("01001", Sens.FAVORABLE, "2027-08-19", "2027-08-20")
    assert story.told(NoticeKind.AVIS_J30)
    assert story.owed(NoticeKind.AVIS_J30, NoticeKind.AVIS_J15) == []


def test_a_receipt_missing_on_23_december_2026_waits_for_4_january_2027_and_the_call_does_not() -> None:
    story = Story().open("2026-12-17").council("2026-12-17").send("2026-12-18").wait("2026-12-31")
    assert {on for on, _ in leaves(story.told(NoticeKind.RECEIPT_MISSING))} == {"2027-01-04"}
    assert leaves(story.told(NoticeKind.CALL_MAIRIE)) == [("2026-12-23", COORDINATEUR)]


def test_a_week_of_elections_entered_on_4_january_2027_holds_the_reminder_of_29_january() -> None:
    elections = Week(first=day("2027-01-25"), last=day("2027-02-07"), reason="élections partielles")
    story = Story().sent().do(FollowHabits(habits=Habits(quiet=(elections,))), "2027-01-04").wait("2027-03-02")
    assert leaves(story.told(NoticeKind.AVIS_J30)) == [("2027-02-08", SECRETAIRE), ("2027-02-08", MAIRE)]
    assert leaves(story.told(NoticeKind.AVIS_J15)) == [("2027-02-12", MAIRE)]


# what the EPCI changed


def changed(*changes: Change) -> FollowHabits:
    return FollowHabits(habits=Habits(changes=changes))


CONSULTATION = PlanName.CONSULTATION
EXTRA = Change(plan=CONSULTATION, notice=NoticeKind.AVIS_EXTRA, label="J-20", days_before=20)


def test_a_plan_changed_on_4_january_2027_moves_what_the_coordinator_changed_and_nothing_else() -> None:
    story = Story().sent().wait("2027-01-04")
    before = story.plan()
    later = Change(plan=CONSULTATION, notice=NoticeKind.AVIS_J15, days_before=12)
    gone = Change(plan=CONSULTATION, notice=NoticeKind.CALL_BEFORE_END, removed=True)
    story.do(changed(later, gone, EXTRA), "2027-01-04")
    after = story.plan()
    assert after[NoticeKind.AVIS_J15] == "2027-02-16"
    assert after[NoticeKind.AVIS_EXTRA] == "2027-02-08"
    assert NoticeKind.CALL_BEFORE_END not in after
    for kind in (NoticeKind.COUNCILS_MISSING, NoticeKind.AVIS_J30, NoticeKind.AVIS_J7, NoticeKind.AVIS_J2):
        assert after[kind] == before[kind]


def test_an_extra_reminder_of_8_february_2027_goes_to_the_mairie_under_its_label() -> None:
    story = Story().sent().do(changed(EXTRA), "2027-01-04").wait("2027-02-09")
    [told] = story.told(NoticeKind.AVIS_EXTRA)
    assert leaves([told]) == [("2027-02-08", MAIRIE)]
    assert told.key == f"{story.state.stream}#01001/avis_extra/2027-02-28~J-20"
    story.do(changed(), "2027-02-09")
    assert story.owed(NoticeKind.AVIS_EXTRA) == [], "retiré du plan, il ne part plus"


def test_an_extra_reminder_after_the_day_aimed_at_falls_on_2_march_2027_before_the_silence() -> None:
    after = EXTRA.but(label="J+2", days_before=-2)
    story = Story().sent().do(changed(after), "2027-01-04").wait("2027-03-02")
    assert leaves(story.owed(NoticeKind.AVIS_EXTRA)) == [("2027-03-02", MAIRIE)]


def test_a_reminder_already_told_on_29_january_2027_is_not_told_again_when_its_step_moves_later() -> None:
    story = Story().sent().wait("2027-01-30")
    story.do(changed(Change(plan=CONSULTATION, notice=NoticeKind.AVIS_J30, days_before=25)), "2027-01-30")
    story.wait("2027-03-02")
    assert len(story.told(NoticeKind.AVIS_J30)) == 2


def test_habits_known_before_the_sending_of_1_december_2026_are_those_of_its_clocks() -> None:
    story = Story().open("2026-11-30").council("2026-12-01").do(changed(EXTRA), "2026-12-01").send("2026-12-01")
    story.receive("01001", "2026-12-01")
    assert story.plan()[NoticeKind.AVIS_EXTRA] == "2027-02-08"


def test_the_same_habits_followed_twice_in_january_2027_are_one_event() -> None:
    story = Story().sent().do(changed(EXTRA), "2027-01-04").do(changed(EXTRA), "2027-01-05")
    assert len(story.happened("HabitsFollowed")) == 1
