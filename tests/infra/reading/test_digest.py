"""The digest of the week, from states made by the real rules, on Tuesdays of 2027."""

from datetime import date

from domain.consultation.commands import Sens
from domain.notices import NoticeKind as Kind
from domain.people import Role
from domain.reminders.commands import NoteBounce
from infra.reading.digest import Digest, digest
from scripts.gallery_cases import (
    informatique,
    mandate,
    objective,
    received,
    schema,
    schema_received,
    schema_silent,
    schema_suspended,
    voted,
)
from scripts.gallery_reminders import schema_with_councils, stale, week
from scripts.gallery_tale import COMMUNES, Tale


def told(day: str, *, consultations: tuple[Tale, ...] = (), objectives: tuple[Tale, ...] = ()) -> Digest | None:
    on = date.fromisoformat(day)
    theirs, ours = ([tale.until(day).unfolding.state for tale in tales] for tales in (objectives, consultations))
    return digest(None, theirs, ours, on)


def test_a_week_with_nothing_to_tell_has_no_digest() -> None:
    assert digest(None, [], [], date(2027, 2, 9)) is None
    assert told("2026-07-07", objectives=(objective("2029"),)) is None


def test_a_suspended_consultation_is_no_news_on_19_january_2027() -> None:
    assert told("2027-01-19", consultations=(schema_suspended(),)) is None


def test_on_9_february_2027_each_thing_has_one_line() -> None:
    found = week().digest
    assert found is not None
    assert [line.what.partition(",")[0] for line in found.todo] == ["Appeler"]
    assert [line.on for line in found.late] == [date(2027, 1, 31), date(2026, 9, 29)]
    assert "article L5211-39 du CGCT" in found.late[1].what
    assert [(line.on.day, line.what.rpartition(" : ")[2]) for line in found.coming] == [(10, "Condom"), (18, "Béraut")]
    assert len({(line.what, line.stream) for line in found.leaving}) == len(found.leaving)


def test_silent_communes_are_grouped_by_deadline() -> None:
    late = schema().tell("2026-12-01", *received("2026-11-30", "Béraut"))
    late.tell("2026-12-15", *received("2026-12-14", *[name for name in COMMUNES if name != "Béraut"]))
    found = told("2026-12-15", consultations=(late,))
    assert found is not None
    assert [line.on for line in found.silent] == [date(2027, 2, 28), date(2027, 3, 14)]
    assert found.silent[0].what.endswith("1 commune : Béraut")
    assert "25 communes" in found.silent[1].what


def test_a_commune_that_answered_on_11_february_2027_is_silent_no_more() -> None:
    others = [name for name in COMMUNES if name != "Béraut"]
    tale = schema_received().tell("2027-02-12", *voted("2027-02-11", Sens.FAVORABLE, *others))
    found = told("2027-02-16", consultations=(tale,))
    assert found is not None
    (line,) = found.silent
    assert line.what.endswith("1 commune : Béraut")
    assert all("Béraut" in line.what for line in found.leaving)


def test_a_week_before_the_end_the_silent_communes_are_to_be_called() -> None:
    before, after = (told(day, consultations=(schema_received(),)) for day in ("2027-02-16", "2027-02-23"))
    assert before is not None
    assert after is not None
    assert not [line for line in before.todo if "le délai s'achève" in line.what]
    assert [line.on for line in after.todo if "le délai s'achève" in line.what] == [date(2027, 2, 20)]


def test_silences_of_2_march_2027_wait_to_be_confirmed_before_the_next_act() -> None:
    silent = schema_silent()
    silent.case(Kind.SILENCE_TO_CONFIRM)
    found = told("2027-03-09", consultations=(silent,))
    assert found is not None
    assert found.silent == ()
    assert [line.what.partition(" ")[0] for line in found.todo] == ["Acte", "Silences"]
    assert "la délibération du conseil communautaire" in found.todo[0].what


def test_an_unclear_vote_of_17_may_2028_waits_to_be_qualified() -> None:
    found = told("2028-05-23", consultations=(informatique(),))
    assert found is not None
    assert [(line.on, line.what.partition(",")[0]) for line in found.todo] == [(date(2028, 5, 17), "Vote à qualifier")]


def test_an_address_refused_is_told_by_function_and_never_by_itself() -> None:
    bounced = NoteBounce(commune=COMMUNES["Béraut"], notice=Kind.TRANSMISSION, role=Role.MAIRE, code="5.1.1")
    found = told("2026-12-15", consultations=(schema_received().tell("2026-12-08", bounced),))
    assert found is not None
    (line,) = found.todo
    assert line.what.endswith("Béraut (maire)")
    assert "@" not in line.what


def test_a_pilote_asked_on_20_september_2027_who_says_nothing_is_told_a_month_later() -> None:
    soon, later = (told(day, objectives=(stale(),)) for day in ("2027-09-28", "2027-10-26"))
    assert soon is not None
    assert soon.todo == ()
    assert later is not None
    assert [line.on for line in later.todo] == [date(2027, 9, 20)]


def test_what_leaves_in_quiet_weeks_is_told_for_the_day_on_which_it_really_leaves() -> None:
    found = told("2026-12-29", consultations=(schema_received(),))
    assert found is not None
    assert [(line.on, line.what.partition(",")[0]) for line in found.leaving] == [
        (date(2027, 1, 4), "Rappels à 60 jours")
    ]


def test_the_order_of_the_streams_changes_nothing() -> None:
    tales = (schema_with_councils().until("2027-02-09"), informatique())
    states = [tale.unfolding.state for tale in tales]
    day = date(2027, 2, 9)
    assert digest(None, [], states, day) == digest(None, [], states[::-1], day)


def test_a_duty_done_in_time_is_not_told() -> None:
    state = mandate().unfolding.state
    done = state.but(duties=tuple(duty.but(done_on=duty.due) for duty in state.duties), stock_due=None)
    assert digest(done, [], [], date(2027, 9, 28)) is None
