"""What is looked for in the journal, as its form says it."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from domain.access import Right
from domain.calendar import start_of_day
from infra.reading.event_labels import EVENT_LABELS, STREAM_LABELS
from infra.reading.journal_search import ALL, Search, exact_of, streams_called, terms_of
from infra.turn import TIME_BY
from web.forms import Form
from web.pages.journal_lines import Known, names_of
from web.pages.scope import Scope

#: The fields of the form, and of the addresses of what it finds.
FIELDS: Final = ("q", "genre", "dossier", "du", "au", "par")

#: Who acted, beside accounts and tokens: the word of an address, what the id is or begins with, what it is called.
_BY: Final = {"temps": (TIME_BY, "le temps (Jalon)"), "lien": ("lien:", "quelqu'un, par un lien")}

#: The id of who acted, as the record writes it.
_ACTOR: Final = re.compile(r"[a-z]{1,20}:[\w.-]{1,80}")

_ONE_DAY: Final = timedelta(days=1)


@dataclass(frozen=True)
class Asked:
    """A form of search as it was filled in. `within`: what of it stands in addresses."""

    form: Form
    search: Search
    within: dict[str, str]

    @property
    def narrowed(self) -> bool:
        """Whether something is looked for."""
        return bool(self.within)


def asked_in(scope: Scope, query: Mapping[str, str]) -> Asked:
    """What the address asks for; what cannot be read is said in `form.wrong`, and nothing is then looked for."""
    within = {name: query[name].strip() for name in FIELDS if query.get(name, "").strip()}
    form = Form(within)
    text = form.text("q", 200)
    first, last = form.day("du"), form.day("au")
    if first is not None and last is not None and last < first:
        form.refuse("au", "Le dernier jour est avant le premier.")
    kinds = _kinds(form)
    of = form.choice("dossier", ("", *STREAM_LABELS), "Choisissez un type de dossier.")
    by = _by(form)
    terms = terms_of(text, scope.epci)
    if text and not terms:
        form.refuse("q", "Écrivez au moins un mot qui dise quelque chose : un nom, un sujet, un numéro.")
    if form.wrong:
        return Asked(form, ALL, within)
    search = Search(
        terms=terms,
        exact=exact_of(text),
        streams=streams_called(text, scope.epci.siren) if text else (),
        kinds=kinds,
        of=of or "",
        first=start_of_day(first, scope.epci.place) if first is not None else None,
        last=start_of_day(last + _ONE_DAY, scope.epci.place) if last is not None else None,
        by=by,
    )
    return Asked(form, search, within)


def who_may_act(scope: Scope, known: Known) -> dict[str, str]:
    """Whom the form may name: what stands in the address, and what it is called."""
    here = (None, scope.epci.siren)
    everyone = {word: said for word, (_, said) in _BY.items()}
    if not scope.may(Right.COORDINATE):
        # Who only reads sees who acted in what is shown, not who might have.
        return everyone
    tokens = {f"jeton:{one.id}": one.label for one in known.tokens if one.siren in here}
    there = (one for one in known.accounts if any(role.siren in here for role in one.roles))
    return everyone | names_of(there) | tokens


def _by(form: Form) -> str:
    """The id of who acted, or what it begins with."""
    text = form.text("par", 120)
    if text in _BY:
        return _BY[text][0]
    if text and not _ACTOR.fullmatch(text):
        form.refuse("par", "Choisissez qui a agi dans la liste.")
    return text


def _kinds(form: Form) -> tuple[str, ...]:
    known = {kind for labels in EVENT_LABELS.values() for kind in labels}
    chosen = form.choice("genre", ("", *sorted(known)), "Choisissez un genre d'événement.")
    return (chosen,) if chosen else ()
