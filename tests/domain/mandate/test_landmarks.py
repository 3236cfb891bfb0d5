"""The days that the law counts from the renewals of 2026 and 2032."""

from domain.mandate.commands import MoveEnd
from domain.mandate.landmarks import landmarks
from domain.planned import parse_planned
from domain.territory import Nature
from tests.domain.mandate.mandates import Story, day


def days(story: Story) -> list[tuple[str, str]]:
    return [(one.on.isoformat(), one.source.article) for one in landmarks(story.state)]


def test_the_mandate_of_22_march_2026_counts_its_pacte_its_report_and_its_reserve() -> None:
    pacte = "réponse ministérielle n° 18988 (Sénat, 14 janvier 2021) sur l'article L5211-11-2 du CGCT"
    assert days(Story.opened()) == [
        ("2026-10-22", pacte),
        ("2026-12-22", pacte),
        ("2027-03-22", "article L5211-39-1 du CGCT"),
        ("2031-09-01", "article L52-1 du code électoral"),
    ]
    assert [one.source.citation.endswith("(à confirmer)") for one in landmarks(Story.opened().state)] == [
        False,
        False,
        True,
        True,
    ]


def test_a_mandate_without_a_second_round_counts_from_15_march_2026() -> None:
    story = Story.opened(renewal=day("2026-03-15"), second_round=False)
    assert [on for on, _ in days(story)][:3] == ["2026-10-15", "2026-12-15", "2027-03-15"]


def test_the_reserve_moves_with_the_end_of_the_mandate() -> None:
    story = Story.opened().tell("2031-01-06", MoveEnd(end=parse_planned("2032-10"), reason="Loi de report."))
    assert days(story)[-1] == ("2032-04-01", "article L52-1 du code électoral")


def test_the_metropole_de_lyon_has_the_reserve_alone() -> None:
    assert [on for on, _ in days(Story.opened(nature=Nature.MET69))] == ["2031-09-01"]
