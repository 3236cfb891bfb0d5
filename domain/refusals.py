"""Refusals that several streams share."""

from datetime import date

from domain.errors import Refused
from domain.french import long_day, typeset


def not_to_come(day: date, today: date) -> None:
    """Raises `Refused` when the day of an act has not come yet."""
    if day > today:
        told = f"Le {long_day(day)} n'est pas encore venu ; donnez la date de l'acte une fois qu'il est fait."
        raise Refused(typeset(told))
