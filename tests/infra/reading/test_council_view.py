"""Which council may still vote within the delay of each commune that owes an answer."""

from datetime import date

from domain.consultation.commands import Sens
from domain.councils import CommuneCouncils
from domain.mandate.state import Mandate
from infra.reading.council_view import Councils, councils_of
from tests.domain.consultation.stories import Story, day

MANDATE = Mandate(
    stream="mandate/200000001/2026",
    commune_councils=(
        CommuneCouncils(commune="01001", days=(day("2027-01-14"), day("2027-02-20"))),
        CommuneCouncils(commune="01002", days=(day("2027-04-08"),)),
    ),
)


def plain(text: str) -> str:
    return text.replace("\u202f", " ").replace("\u00a0", " ")


def test_each_commune_reads_its_last_useful_council_and_those_without_one_are_named() -> None:
    state = Story().sent().state
    assert state.sent_on is not None
    seen = councils_of(state, MANDATE, date(2027, 1, 4))
    first = seen.line("01001")
    assert first is not None
    assert first.last == day("2027-02-20")
    assert plain(first.told) == (
        "Dernier conseil utile : le 20 février 2027. "
        "Convoquez le conseil du 20 février 2027 au plus tard le 16 février 2027."
    )
    names = {seat.insee: seat.name for seat in state.seats}
    assert seen.without == (names["01002"],)
    assert seen.unknown == (names["01003"],)
    assert seen.line("01003") is None


def test_who_has_answered_and_who_was_never_asked_are_left_in_peace() -> None:
    story = Story().sent()
    story.answer("01002", Sens.FAVORABLE, "2026-12-10", "2026-12-12")
    seen = councils_of(story.state, MANDATE, date(2027, 1, 4))
    assert (seen.without, seen.line("01002")) == ((), None)
    assert councils_of(Story().open("2026-11-30").state, MANDATE, date(2026, 12, 1)) == Councils()
    assert councils_of(story.state, None, date(2027, 1, 4)).known == ()
