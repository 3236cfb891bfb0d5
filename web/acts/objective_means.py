"""The means of an objective: those that are forecast, said anew, and those that a civil year took in fact."""

import re
from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal
from typing import Final

from domain.access import Right
from domain.base import Ask
from domain.french import number
from domain.objective import DECIDER
from domain.objective.amend_commands import PlanMeans, RecordMeans
from domain.objective.state import Objective, YearMeans
from domain.objective.values import Means
from infra.reading.amend_sentences import FORECAST, REAL, means_in_words
from web.acts.act import Act, Field, Held, Kind
from web.acts.objective_amended import closed, of_the_vote, reason_field, reason_in
from web.acts.objective_progress import said_by
from web.acts.rehearsal import Rehearsal
from web.forms import Form, number_typed

#: Up to ten thousand millions, and cents: more is a mistake.
_EUROS: Final = re.compile(r"(\d{1,10})(?:[.,](\d{1,2}))?")
_BAD_EUROS: Final = "Écrivez un montant en euros, par exemple 12 000 ou 12 000,50."
_BAD_ETP: Final = "Un nombre d'emplois n'est pas négatif : écrivez par exemple 1,5."
_MOST_ETP: Final = 10_000
_NOTHING: Final = "Dites au moins un des moyens : emplois, fonctionnement ou investissement."
_EUROS_HINT: Final = "En euros, par exemple 12 000,50."
_KINDS: Final = (DECIDER.kind,)

#: Until the end of June one still closes the accounts of the year before.
_HALF_YEAR: Final = 6


def cents_in(form: Form, name: str) -> int | None:
    """The cents of the amount that a field holds in euros, as French writes it; `None` when there is none or it cannot
    be read."""
    text = "".join(form.text(name, 40).removesuffix("€").split())
    if not text:
        return None
    read = _EUROS.fullmatch(text)
    if read is None:
        form.refuse(name, _BAD_EUROS)
        return None
    return 100 * int(read[1]) + int((read[2] or "").ljust(2, "0"))


def usual_year(today: date) -> int:
    """The year whose means one notes on the day: the one before until the end of June, then that of the day."""
    return today.year - 1 if today.month <= _HALF_YEAR else today.year


def _etp_in(form: Form) -> Decimal | None:
    etp = form.quantity("etp")
    if etp is not None and not 0 <= etp <= _MOST_ETP:
        form.refuse("etp", _BAD_ETP if etp < 0 else f"Écrivez un nombre d'emplois, {number(_MOST_ETP)} au plus.")
    return etp


def _means_in(form: Form) -> Means | None:
    etp, running = _etp_in(form), cents_in(form, "fonctionnement")
    invested = cents_in(form, "investissement")
    if form.wrong:
        return None
    return Means(etp=etp, fonctionnement_cents=running, investissement_cents=invested)


def _means_fields(known: Means, running: str, invested: str) -> Sequence[Field]:
    return (
        Field(
            "etp",
            "Emplois",
            hint="En équivalents temps plein, par exemple 1,5.",
            value=number_typed(known.etp),
            most=40,
        ),
        Field("fonctionnement", running, hint=_EUROS_HINT, value=_typed(known.fonctionnement_cents), most=40),
        Field("investissement", invested, hint=_EUROS_HINT, value=_typed(known.investissement_cents), most=40),
    )


def _typed(cents: int | None) -> str:
    """An amount as one would type it again."""
    if cents is None:
        return ""
    whole, rest = divmod(cents, 100)
    return f"{whole:,}".replace(",", " ") + (f",{rest:02}" if rest else "")


# Forecast


def _plan_lead(held: Held) -> str:
    planned = held.state.means
    told = means_in_words(planned, FORECAST) if planned.said else "rien"
    return f"Prévu aujourd'hui : {told}. Ce que vous laissez vide n'est plus chiffré."


def _plan_fields(held: Held) -> Sequence[Field]:
    asked = _means_fields(held.state.means, "Fonctionnement par an", "Investissement en tout")
    return (*asked, reason_field(), said_by(held))


def _plan(held: Held, form: Form) -> Sequence[Ask]:
    means, reason, by = _means_in(form), reason_in(form), form.text("dit_par", 120)
    return () if form.wrong or means is None else (PlanMeans(means=means, reason=reason, by=by),)


def _plan_says(held: Held, rehearsal: Rehearsal) -> Iterator[str]:
    if rehearsal.after.spent:
        yield "Les moyens réels des années déjà notées ne changent pas : l'écart se compte avec la nouvelle prévision."
    yield from of_the_vote(held)


# Real


def _marked(held: Held) -> int | None:
    """The year that the address names, `None` when it names none that is known."""
    return int(held.mark) if held.mark in _years(held) else None


def _years(held: Held) -> dict[str, str]:
    """The civil years that may be noted, the last one first."""
    state: Objective = held.state
    first = [held.scope.today.year, *(one.year for one in state.spent)]
    first += [held.mandate.year] if held.mandate is not None else []
    first += [state.started_on.year] if state.started_on is not None else []
    years = range(held.scope.today.year, max(2000, min(*first, usual_year(held.scope.today))) - 1, -1)
    return {str(year): str(year) for year in years}


def _known(held: Held, year: int | None) -> YearMeans | None:
    return next((one for one in held.state.spent if one.year == year), None)


def _real_lead(held: Held) -> str:
    year = _marked(held) or usual_year(held.scope.today)
    known = _known(held, year)
    here = f"{year} est déjà noté : {means_in_words(known.means, REAL)}. " if known is not None else ""
    planned = held.state.means
    forecast = f" Prévu : {means_in_words(planned, FORECAST)}." if planned.said else ""
    return f"{here}Ce qu'une année civile a pris, elle seule ; ce qui n'est pas connu se laisse vide.{forecast}"


def _real_fields(held: Held) -> Sequence[Field]:
    marked = _marked(held)
    known = _known(held, marked)
    usual = str(usual_year(held.scope.today))
    hint = "L'année d'avant jusqu'à fin juin, l'année en cours ensuite ; choisissez-en une autre s'il le faut."
    year = Field("annee", "Année", Kind.SELECT, hint, required=True, value=usual, choices=_years(held))
    means = known.means if known is not None else Means()
    note = Field("note", "Ce qu'il faut en savoir", Kind.LONG, value=known.note if known is not None else "")
    asked = _means_fields(means, "Fonctionnement de l'année", "Investissement de l'année")
    return (*([] if marked else [year]), *asked, note, said_by(held))


def _real(held: Held, form: Form) -> Sequence[Ask]:
    chosen = str(_marked(held) or form.choice("annee", _years(held), "Choisissez l'année.") or "")
    means, note, by = _means_in(form), form.text("note", 2000), form.text("dit_par", 120)
    if means is not None and not means.said:
        form.refuse("etp", _NOTHING)
    if form.wrong or means is None:
        return ()
    return (RecordMeans(year=int(chosen), means=means, note=note, by=by),)


def _real_says(held: Held, rehearsal: Rehearsal) -> Iterator[str]:
    before = {one.year: one for one in rehearsal.before.spent}
    changed = [one for one in rehearsal.after.spent if before.get(one.year) != one]
    for after in changed:
        if after.year in before:
            yield f"Ce qui était noté pour {after.year} est remplacé en entier ; il reste au journal."
        if after.year == held.scope.today.year:
            yield f"L'année {after.year} n'est pas finie : corrigez ces moyens quand elle le sera."
    if held.state.means.said:
        yield "La prévision ne change pas : la page montre l'écart."


ACTS: Final = (
    Act(
        name="modifier-moyens",
        kinds=_KINDS,
        title="Modifier les moyens prévus",
        lead=_plan_lead,
        fields=_plan_fields,
        read=_plan,
        closed=closed,
        says=lambda held, rehearsal: [*_plan_says(held, rehearsal)],
        whole=True,
        confirm="Modifier les moyens prévus",
        done="Les moyens prévus sont modifiés.",
    ),
    Act(
        name="noter-moyens",
        kinds=_KINDS,
        title="Noter les moyens réels",
        lead=_real_lead,
        fields=_real_fields,
        read=_real,
        says=lambda held, rehearsal: [*_real_says(held, rehearsal)],
        right=Right.PROGRESS,
        whole=True,
        confirm="Noter les moyens réels",
        done="Les moyens réels sont notés.",
    ),
)
