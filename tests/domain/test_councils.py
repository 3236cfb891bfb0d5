"""The last council that counts, its convocation, and what may still be done when there is none."""

from datetime import date

from domain.calendar import METROPOLE
from domain.convocation import CONSEIL_MUNICIPAL_UNDER_3500
from domain.councils import AGENDA_PRACTICE, council_window
from domain.deadline import legal_deadline
from domain.sources import Confidence

DEADLINE = legal_deadline(date(2026, 12, 1), 3, METROPOLE)


def test_the_council_of_18_february_2027_is_the_last_that_counts_before_1_march_2027() -> None:
    known = [date(2027, 3, 1), date(2026, 12, 15), date(2027, 2, 18), date(2026, 11, 30)]
    window = council_window(known, DEADLINE, CONSEIL_MUNICIPAL_UNDER_3500)
    assert [one.council for one in window.sittings] == [date(2026, 12, 15), date(2027, 2, 18)]
    assert window.last is not None
    assert window.last.last_convocation == date(2027, 2, 14)
    assert window.last.last_urgent == date(2027, 2, 16)
    assert window.last.agenda_closes == date(2027, 2, 8)
    assert window.uncertain == date(2027, 3, 1)
    assert window.sentence == "Dernier conseil utile\u202f: le 18 février 2027."
    assert AGENDA_PRACTICE.confidence is Confidence.C


def test_without_a_council_before_1_march_2027_one_may_be_added_on_28_february_at_the_latest() -> None:
    window = council_window([date(2027, 3, 20)], DEADLINE, CONSEIL_MUNICIPAL_UNDER_3500)
    assert window.last is None
    assert window.sentence == "Aucun des conseils connus ne siège dans le délai."
    assert "28 février 2027, convoqué au plus tard le 24 février 2027" in window.still_possible(date(2027, 2, 24))
    assert "urgence" in window.still_possible(date(2027, 2, 25))
    assert "urgence" in window.still_possible(date(2027, 2, 26))
    assert window.still_possible(date(2027, 2, 27)).startswith("Plus aucun conseil")
    assert window.still_possible(date(2027, 3, 1)).startswith("Plus aucun conseil")
    unknown = council_window([], DEADLINE, CONSEIL_MUNICIPAL_UNDER_3500)
    assert unknown.sentence == "Aucune date de conseil n'est connue dans le délai."


def test_once_the_council_of_18_february_2027_has_sat_another_may_still_be_convened_for_the_28th() -> None:
    window = council_window([date(2027, 2, 18)], DEADLINE, CONSEIL_MUNICIPAL_UNDER_3500)
    assert "18 février 2027" in window.still_possible(date(2027, 2, 18))
    assert "28 février 2027, convoqué au plus tard le 24 février 2027" in window.still_possible(date(2027, 2, 19))
    assert window.still_possible(date(2027, 3, 1)).startswith("Plus aucun conseil")


def test_a_council_of_the_very_last_day_is_told_as_such_and_another_is_advised() -> None:
    window = council_window([date(2027, 3, 1)], DEADLINE, CONSEIL_MUNICIPAL_UNDER_3500)
    assert (window.last, window.uncertain) == (None, date(2027, 3, 1))
    assert window.sentence.replace("\u202f", " ") == (
        "Le seul conseil connu, le 1er mars 2027, siège à la toute fin du délai : mieux vaut l'avancer."
    )
