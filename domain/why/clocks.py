"""Why the delay of a commune ends when it ends, and why its silence was recorded on its day."""

from collections.abc import Iterator
from datetime import date, timedelta
from enum import StrEnum
from typing import Final

from domain.calendar import Place, is_working_day
from domain.consultation.labels import SILENCES
from domain.consultation.state import Seat
from domain.deadline import Deadline
from domain.french import join, long_day, weekday_day
from domain.holidays import ABOLITION_DAYS, ALSACE_MOSELLE_DAYS, NATIONAL_DAYS, HolidayZone, public_holidays
from domain.procedures.model import Procedure
from domain.sources import Source
from domain.why.value import Alternative, Input, Why, inputs

__all__ = ["Clock", "why_day", "why_deadline", "why_silence", "zone_label"]

_ONE_DAY: Final = timedelta(days=1)


class Clock(StrEnum):
    """One of the days that the delay of a commune gives."""

    EARLIEST = "earliest"
    ALERT = "alert"
    SAFE = "safe"
    SILENCE_FROM = "silence_from"


_SUBJECTS: Final = {
    Clock.EARLIEST: "Fin du délai au plus tôt",
    Clock.ALERT: "Jour visé par les rappels",
    Clock.SAFE: "Fin du délai au plus tard",
    Clock.SILENCE_FROM: "Jour où le silence est constaté",
}

_SHORTEST: Final = "la plus courte, de quantième à quantième"
_LONGEST: Final = "la plus longue, délai franc reporté au premier jour ouvrable"

_RULES: Final = {
    Clock.EARLIEST: "Dans la lecture la plus courte, un délai en mois finit le jour qui porte le même quantième que la "
    "réception, ou le dernier jour du mois qui n'a pas ce quantième",
    Clock.ALERT: "Les rappels visent la veille de la fin la plus courte : une délibération prise ce jour-là est dans "
    "le délai selon toutes les lectures",
    Clock.SAFE: "Dans la lecture la plus longue, ni le jour de la réception ni celui de l'échéance ne comptent (délai "
    "franc), et une fin qui tombe un samedi, un dimanche ou un jour férié est reportée au premier jour ouvrable",
    Clock.SILENCE_FROM: "Aucun texte lu ne dit comment finit le délai : le silence n'est constaté qu'une fois toutes "
    "les lectures épuisées, le lendemain de la plus longue à 0 heure, heure locale",
}

_ZONES: Final = {
    HolidayZone.METROPOLE: "métropole",
    HolidayZone.ALSACE_MOSELLE: "Alsace-Moselle",
    HolidayZone.GUADELOUPE: "Guadeloupe",
    HolidayZone.MARTINIQUE: "Martinique",
    HolidayZone.GUYANE: "Guyane",
    HolidayZone.REUNION: "La Réunion",
    HolidayZone.MAYOTTE: "Mayotte",
    HolidayZone.SAINT_PIERRE_ET_MIQUELON: "Saint-Pierre-et-Miquelon",
    HolidayZone.SAINT_BARTHELEMY: "Saint-Barthélemy",
    HolidayZone.SAINT_MARTIN: "Saint-Martin",
}


def zone_label(place: Place) -> str:
    """Where holidays and hours are counted: « métropole, heure de Europe/Paris »."""
    return f"{_ZONES[place.holidays]}, heure de {place.tz}"


def why_day(clock: Clock, commune: str, deadline: Deadline, place: Place, law: Procedure) -> Why:
    """Why one of the four days of the delay of `commune` (a name, or « toute commune ») is that day."""
    day = _day_of(clock, deadline)
    return Why(
        subject=f"{_SUBJECTS[clock]}, {commune}",
        value=weekday_day(day),
        rule=_RULES[clock],
        reason=_reason(clock, deadline, place, law),
        sources=_sources(clock, deadline, place, law),
        inputs=_given(deadline, place, law),
        alternatives=_alternatives(clock, deadline),
    )


def why_deadline(commune: str, deadline: Deadline, place: Place, law: Procedure) -> Why:
    """Why the delay of `commune` ends when it ends, in both readings, and from when its silence counts."""
    return Why(
        subject=f"Délai pour délibérer, {commune}",
        value=f"jusqu'au {long_day(deadline.earliest)} au plus tôt, jusqu'au {long_day(deadline.safe)} au plus tard ; "
        f"silence constaté le {long_day(deadline.silence_from)} à 0 heure",
        rule="Aucun texte lu ne dit comment finit le délai : les rappels visent la lecture la plus courte, le silence "
        "attend la plus longue",
        reason=_reason(Clock.SILENCE_FROM, deadline, place, law),
        sources=_sources(Clock.SILENCE_FROM, deadline, place, law),
        inputs=_given(deadline, place, law),
        alternatives=(
            Alternative(reading=_SHORTEST, value=weekday_day(deadline.earliest)),
            Alternative(reading=_LONGEST, value=weekday_day(deadline.safe)),
        ),
    )


def why_silence(seat: Seat, law: Procedure, place: Place) -> Why:
    """Why the silence of the commune was recorded, and what it means. Raises `ValueError` when it was not recorded."""
    if seat.silence is None or seat.silence_on is None:
        raise ValueError(f"the silence of {seat.insee} is not recorded")
    if seat.silence_confirmed_on is not None:
        known = f"La mairie l'a confirmé le {long_day(seat.silence_confirmed_on)}."
    else:
        known = "Ce silence est présumé : vérifiez-le auprès de la mairie."
    rectified = "Une délibération prise dans le délai et reçue plus tard le remplacerait."
    deadline = seat.deadline
    return Why(
        subject=f"Silence, {seat.name}",
        value=f"{SILENCES[seat.silence]}, depuis le {long_day(seat.silence_on)} à 0 heure",
        rule=_RULES[Clock.SILENCE_FROM],
        reason=f"{law.silence_effect} {known} {rectified}",
        sources=_sources(Clock.SILENCE_FROM, deadline, place, law) if deadline is not None else (law.source,),
        inputs=_given(deadline, place, law) if deadline is not None else (),
        alternatives=_alternatives(Clock.SILENCE_FROM, deadline) if deadline is not None else (),
    )


def _day_of(clock: Clock, deadline: Deadline) -> date:
    return {
        Clock.EARLIEST: deadline.earliest,
        Clock.ALERT: deadline.alert_on,
        Clock.SAFE: deadline.safe,
        Clock.SILENCE_FROM: deadline.silence_from,
    }[clock]


def _given(deadline: Deadline, place: Place, law: Procedure) -> tuple[Input, ...]:
    return inputs(
        ("procédure", law.title),
        ("réception", weekday_day(deadline.received_on)),
        ("délai", f"{deadline.months} mois"),
        ("point de départ", law.starts),
        ("jours fériés et fuseau", zone_label(place)),
    )


def _alternatives(clock: Clock, deadline: Deadline) -> tuple[Alternative, ...]:
    match clock:
        case Clock.EARLIEST:
            return (Alternative(reading=_LONGEST, value=weekday_day(deadline.safe)),)
        case Clock.SAFE:
            return (Alternative(reading=_SHORTEST, value=weekday_day(deadline.earliest)),)
        case Clock.SILENCE_FROM:
            return (Alternative(reading=_SHORTEST, value=weekday_day(deadline.earliest + _ONE_DAY)),)
        case Clock.ALERT:
            return ()


def _sources(clock: Clock, deadline: Deadline, place: Place, law: Procedure) -> tuple[Source, ...]:
    """Those of the delay and of its end; those of holidays too, where one of them moved the end."""
    moved = clock in (Clock.SAFE, Clock.SILENCE_FROM) and any(name for _, name in _skipped(deadline, place))
    return (law.source, deadline.source, *(_holiday_sources(place) if moved else ()))


def _holiday_sources(place: Place) -> tuple[Source, ...]:
    match place.holidays:
        case HolidayZone.METROPOLE | HolidayZone.SAINT_PIERRE_ET_MIQUELON:
            return (NATIONAL_DAYS,)
        case HolidayZone.ALSACE_MOSELLE:
            return (NATIONAL_DAYS, ALSACE_MOSELLE_DAYS)
        case _:
            return (NATIONAL_DAYS, ABOLITION_DAYS)


def _reason(clock: Clock, deadline: Deadline, place: Place, law: Procedure) -> str:
    if clock not in (Clock.SAFE, Clock.SILENCE_FROM):
        return ""
    skipped = [f"le {weekday_day(day)}{f' ({name})' if name else ''}" for day, name in _skipped(deadline, place)]
    verb = "n'est pas ouvrable" if len(skipped) == 1 else "ne sont pas ouvrables"
    carried = f"Reporté au {weekday_day(deadline.safe)} : {join(skipped)} {verb}." if skipped else ""
    effect = law.silence_effect if clock is Clock.SILENCE_FROM else ""
    return " ".join(part for part in (carried, effect) if part)


def _skipped(deadline: Deadline, place: Place) -> Iterator[tuple[date, str]]:
    """The days that are not worked between the quantième and the end in the longest reading, with their holiday."""
    day = deadline.earliest + _ONE_DAY
    while day < deadline.safe and not is_working_day(day, place):
        yield day, public_holidays(day.year, place.holidays).get(day, "")
        day += _ONE_DAY
