"""A consultation and its mandate, each told what the other causes: councils and habits reach whoever is reminded."""

from datetime import datetime

from domain.consultation.commands import CancelConsultation
from domain.consultation.life_commands import ReopenConsultation
from domain.mandate import DECIDER as MANDATES
from domain.mandate.commands import AdaptReminders, RecordCouncils
from domain.mandate.state import Mandate
from domain.notices import NoticeKind
from domain.reminders import Change, PlanName, Week
from domain.stream import Unfolding
from tests.domain.consultation.stories import Story, day, instant, leaves
from tests.domain.mandate.mandates import STREAM, opening

SECOND = "2027-02-11"


class Both:
    """The two streams; what one causes in the other is decided there at the same instant."""

    def __init__(self) -> None:
        self.mandate: Unfolding[Mandate] = Unfolding(decider=MANDATES, state=MANDATES.new(STREAM))
        self.mandate.command(opening(), instant("2026-11-29"))
        self.story = Story(mandate=STREAM)
        self.passed = 0

    def sent(self) -> "Both":
        self.story.sent()
        return self.meet("2026-12-01")

    def tell(self, command: object, on: str) -> "Both":
        """Tell the mandate."""
        before = len(self.mandate.happened)
        self.mandate.command(command, instant(on))
        self._to_story(before, instant(on))
        return self

    def do(self, command: object, on: str) -> "Both":
        self.story.do(command, on)
        return self.meet(on)

    def wait(self, until: str) -> "Both":
        self.story.wait(until)
        return self.meet(until)

    def meet(self, on: str) -> "Both":
        """What the consultation caused since reaches the mandate, and comes back."""
        happened = self.story.unfolding.happened[self.passed :]
        self.passed = len(self.story.unfolding.happened)
        for reaction in (one for each in happened for one in each.reactions if one.stream == STREAM):
            before = len(self.mandate.happened)
            self.mandate.command(reaction.command, instant(on))
            self._to_story(before, instant(on))
        return self

    def _to_story(self, since: int, at: datetime) -> None:
        for reaction in (one for each in self.mandate.happened[since:] for one in each.reactions):
            if reaction.stream == self.story.state.stream:
                self.story.do(reaction.command, at)


def councils(*days: str) -> RecordCouncils:
    return RecordCouncils(commune="01001", days=tuple(day(each) for each in days))


def test_councils_entered_before_the_sending_of_1_december_2026_reach_the_consultation_with_it() -> None:
    both = Both().tell(councils("2027-01-14", SECOND), "2026-11-30").sent()
    assert both.story.state.seats[0].councils == (day("2027-01-14"), day(SECOND))
    assert both.story.plan()[NoticeKind.AVIS_CONVOCATION] == "2027-02-05"


def test_a_council_entered_on_20_january_2027_moves_the_reminders_that_are_to_come() -> None:
    both = Both().sent().wait("2027-01-20").tell(councils(SECOND), "2027-01-20").wait("2027-03-02")
    told = both.story.told(NoticeKind.DELIBERATION_AWAITED)
    assert [on for on, _ in leaves(told)] == ["2027-02-12"]
    assert both.story.told(NoticeKind.DELIBERATION_AWAITED, commune="01002") == []


def test_reminders_adapted_on_4_january_2027_are_so_in_the_consultation_that_runs() -> None:
    adapted = AdaptReminders(
        changes=(Change(plan=PlanName.CONSULTATION, notice=NoticeKind.AVIS_J15, removed=True),),
        quiet=(Week(first=day("2027-01-25"), last=day("2027-02-07"), reason="élections"),),
        reason="Les secrétaires sont prises par les élections",
    )
    both = Both().sent().tell(adapted, "2027-01-04").wait("2027-03-02")
    assert both.story.told(NoticeKind.AVIS_J15) == []
    assert {on for on, _ in leaves(both.story.told(NoticeKind.AVIS_J30))} == {"2027-02-08"}


def test_a_council_entered_while_it_was_cancelled_in_january_2027_is_known_once_it_is_reopened() -> None:
    both = Both().sent().do(CancelConsultation(reason="Par erreur"), "2027-01-05")
    both.tell(councils(SECOND), "2027-01-10")
    assert both.story.happened("CouncilsFollowed") == []
    both.do(ReopenConsultation(reason="Erreur"), "2027-01-12")
    assert both.story.state.seats[0].councils == (day(SECOND),)
    assert both.story.plan()[NoticeKind.AVIS_J30] == "2027-01-25"


def test_after_the_end_of_3_march_2027_the_mandate_tells_the_consultation_nothing_more() -> None:
    both = Both().sent().wait("2027-03-05").tell(councils("2027-04-08"), "2027-03-06")
    assert both.story.happened("CouncilsFollowed") == []
    assert both.mandate.state.running == ()
