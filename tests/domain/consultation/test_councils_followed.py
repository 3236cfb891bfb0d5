"""A council date that is added, moved or taken away moves what is still to come, and takes back what was about to
leave for another day."""

from domain.consultation.commands import CancelConsultation, Sens
from domain.consultation.life_commands import ReopenConsultation, ResumeConsultation, SuspendConsultation
from domain.councils import CommuneCouncils
from domain.notices import NoticeKind
from domain.reminders.commands import FollowCouncils
from tests.domain.consultation.stories import Story, day, leaves

FIRST, SECOND = "2027-01-14", "2027-02-11"


def test_a_council_of_11_february_2027_added_late_on_20_january_is_aimed_at_at_once() -> None:
    story = Story().sent().wait("2027-01-20")
    before = story.plan()
    story.councils("01001", "2027-01-20", SECOND)
    after = story.plan()
    assert (before[NoticeKind.AVIS_J30], after[NoticeKind.AVIS_J30]) == ("2027-01-29", "2027-01-25")
    assert (before[NoticeKind.AVIS_CONVOCATION], after[NoticeKind.AVIS_CONVOCATION]) == ("2027-02-24", "2027-02-05")
    assert after[NoticeKind.DELIBERATION_AWAITED] == "2027-02-12"
    for kind in (NoticeKind.AVIS_J15, NoticeKind.AVIS_J7, NoticeKind.CALL_BEFORE_END, NoticeKind.AVIS_J2):
        assert after[kind] == before[kind]


def test_a_council_of_28_january_2027_added_on_26_january_moves_nothing_into_the_past() -> None:
    story = Story().sent().wait("2027-01-26").councils("01001", "2027-01-26", "2027-01-28")
    plan = story.plan()
    assert NoticeKind.AVIS_J30 not in plan, "son jour, le 11 janvier, est passé"
    assert NoticeKind.AVIS_CONVOCATION not in plan, "son jour, le 22 janvier, est passé"
    assert plan[NoticeKind.DELIBERATION_AWAITED] == "2027-01-29"
    assert all(reminder.at > story.unfolding.happened[-1].occurred_at for reminder in story.state.seats[0].pending)


def test_a_commune_listed_as_having_no_council_on_14_january_2027_is_so_no_more_once_one_is_known() -> None:
    story = Story().sent().wait("2027-01-14")
    assert leaves(story.owed(NoticeKind.COUNCILS_MISSING))
    story.councils("01001", "2027-01-14", SECOND)
    assert story.owed(NoticeKind.COUNCILS_MISSING) == []
    assert story.owed(NoticeKind.COUNCILS_MISSING, commune="01002") != []


def test_a_council_of_1_march_2027_in_the_zone_of_uncertainty_is_no_council_in_the_delay() -> None:
    story = Story().sent().councils("01001", "2026-12-02", "2027-03-01").wait("2027-01-14")
    assert len(story.owed(NoticeKind.COUNCILS_MISSING)) == 1


def test_the_whole_plan_of_a_commune_that_has_a_council_asks_nothing_at_60_days() -> None:
    story = Story().sent().wait("2026-12-31")
    assert len(story.owed(NoticeKind.AVIS_J60)) == 1
    story.councils("01001", "2026-12-31", SECOND)
    assert story.owed(NoticeKind.AVIS_J60) == [], "tenu jusqu'au 4 janvier, il demande une date que l'on connaît"


def test_a_council_moved_from_11_to_18_february_2027_takes_back_what_aimed_at_the_11th() -> None:
    story = Story().sent().councils("01001", "2026-12-02", SECOND).wait("2027-01-25")
    held = story.owed(NoticeKind.AVIS_J30)
    assert {on for on, _ in leaves(held)} == {"2027-01-25"}
    story.councils("01001", "2027-01-25", "2027-02-18")
    assert story.owed(NoticeKind.AVIS_J30) == []
    story.wait("2027-02-20")
    assert [on for on, _ in leaves(story.owed(NoticeKind.AVIS_J30))] == ["2027-02-01", "2027-02-01"]
    assert [on for on, _ in leaves(story.told(NoticeKind.DELIBERATION_AWAITED))] == ["2027-02-19"]


def test_a_council_moved_and_moved_back_in_january_2027_is_not_told_twice_for_one_day() -> None:
    story = Story().sent().councils("01001", "2026-12-02", SECOND).wait("2027-01-26")
    story.councils("01001", "2027-01-27", "2027-02-10").councils("01001", "2027-01-28", SECOND).wait("2027-03-02")
    keys = [notice.key for notice in story.told(NoticeKind.AVIS_J30)]
    assert len(keys) == len(set(keys)) == 2


def test_the_deliberation_of_a_council_that_was_taken_away_is_not_awaited() -> None:
    story = Story().sent().councils("01001", "2026-12-02", FIRST).wait("2027-01-15")
    assert len(story.owed(NoticeKind.DELIBERATION_AWAITED)) == 1
    story.councils("01001", "2027-01-15")
    assert story.owed(NoticeKind.DELIBERATION_AWAITED) == []
    assert story.plan()[NoticeKind.AVIS_J30] == "2027-01-29", "plus aucun conseil connu : le plan d'avant revient"


def test_the_deliberation_of_14_january_2027_stays_awaited_when_another_council_is_added() -> None:
    story = Story().sent().councils("01001", "2026-12-02", FIRST).wait("2027-01-15")
    story.councils("01001", "2027-01-15", FIRST, SECOND)
    assert len(story.owed(NoticeKind.DELIBERATION_AWAITED)) == 1
    story.wait("2027-02-13")
    assert [on for on, _ in leaves(story.told(NoticeKind.DELIBERATION_AWAITED))] == ["2027-01-15", "2027-02-12"]


def test_councils_known_before_the_receipt_of_10_december_2026_are_those_of_its_plan() -> None:
    story = Story().sent(["01002", "01003"]).councils("01001", "2026-12-02", SECOND)
    assert story.plan() == {}
    story.receive("01001", "2026-12-10")
    assert story.plan()[NoticeKind.AVIS_CONVOCATION] == "2027-02-05"


def test_a_receipt_corrected_on_20_january_2027_takes_back_what_aimed_at_the_other_day() -> None:
    story = Story().sent().wait("2027-01-29")
    assert len(story.owed(NoticeKind.AVIS_J30)) == 2
    story.receive("01001", "2027-01-29", received_on="2026-12-10", correction="Date relue sur l'avis")
    assert story.owed(NoticeKind.AVIS_J30) == []
    story.wait("2027-02-12")
    assert [on for on, _ in leaves(story.owed(NoticeKind.AVIS_J30))] == ["2027-02-05", "2027-02-05"]


def test_what_the_mandate_says_of_others_or_again_changes_nothing() -> None:
    story = Story().sent().councils("01001", "2026-12-02", SECOND, SECOND)
    known = FollowCouncils(
        councils=(
            CommuneCouncils(commune="01001", days=(day(SECOND),)),
            CommuneCouncils(commune="99999", days=(day(SECOND),)),
        )
    )
    story.do(known, "2026-12-03")
    assert len(story.happened("CouncilsFollowed")) == 1
    assert story.state.seats[0].councils == (day(SECOND),)


def test_councils_followed_before_the_sending_or_after_the_end_of_2027_change_nothing() -> None:
    story = Story().open("2026-11-30").councils("01001", "2026-11-30", SECOND)
    closed = Story().sent().do(CancelConsultation(reason="Par erreur"), "2026-12-05")
    closed.councils("01001", "2026-12-06", SECOND)
    assert [story.happened("CouncilsFollowed"), closed.happened("CouncilsFollowed")] == [[], []]


def test_councils_followed_while_it_is_suspended_in_january_2027_are_those_of_after() -> None:
    story = Story().sent().do(SuspendConsultation(reason="Étude"), "2027-01-05").councils("01001", "2027-01-10", SECOND)
    story.do(ResumeConsultation(), "2027-01-20").wait("2027-03-02")
    assert [on for on, _ in leaves(story.told(NoticeKind.AVIS_J30))] == ["2027-01-25", "2027-01-25"]
    assert story.told(NoticeKind.COUNCILS_MISSING) == []


def test_reopened_on_20_january_2027_nothing_that_was_told_is_told_again() -> None:
    story = Story().sent().councils("01001", "2026-12-02", SECOND).wait("2027-01-26")
    story.do(CancelConsultation(reason="Par erreur"), "2027-01-26")
    story.do(ReopenConsultation(reason="Erreur"), "2027-01-27").councils("01001", "2027-01-27", "2027-02-12", SECOND)
    story.councils("01001", "2027-01-27", SECOND).wait("2027-03-02")
    assert len(story.told(NoticeKind.AVIS_J30)) == 2
    assert len(story.told(NoticeKind.AVIS_CONVOCATION)) == 1


def test_an_answer_of_8_february_2027_stops_all_that_was_planned_for_the_council() -> None:
    story = Story().sent().councils("01001", "2026-12-02", SECOND).wait("2027-02-05")
    assert len(story.owed(NoticeKind.AVIS_CONVOCATION)) == 1
    story.answer("01001", Sens.FAVORABLE, "2027-01-14", "2027-02-05").wait("2027-03-10")
    assert story.owed(NoticeKind.AVIS_CONVOCATION) == []
    assert story.told(NoticeKind.DELIBERATION_AWAITED, NoticeKind.AVIS_J7, NoticeKind.AVIS_J2) == []
