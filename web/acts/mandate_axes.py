"""The axes of a roadmap in a form: what each is called, and some empty places for those to come."""

from collections.abc import Iterator, Sequence
from typing import Final

from domain.french import join, number, plural
from domain.mandate.commands import Axis
from domain.mandate.state import Mandate
from infra.reading.roadmap_lines import Line
from web.acts.act import Field, Held, Kind
from web.acts.mandate_keys import BAD_KEY, LONGEST_KEY, is_key, next_axis
from web.forms import Form

#: Empty places for new axes.
_MORE: Final = 3

_LONGEST_TITLE: Final = 300

#: Objectives named one by one.
_NAMED: Final = 5


def axis_fields(held: Held) -> Iterator[Field]:
    """The fields of each axis, prefilled, and of those that may be added. One without objectives may be ticked out."""
    axes: Sequence[Axis] = held.state.axes
    for rank, axis in enumerate(axes, start=1):
        inside, legend = _inside(held, axis), f"Axe {rank}"
        hint = f"Porte {_named(inside)} : l'axe ne se retire pas, et son identifiant ne change pas." if inside else ""
        yield Field(_title(rank), "Intitulé", required=True, value=axis.title, legend=legend, most=_LONGEST_TITLE)
        yield Field(
            *(_key(rank), "Identifiant"), hint=hint, required=True, value=axis.key, legend=legend, most=LONGEST_KEY
        )
        if not inside:
            yield Field(_out(rank), "Retirer cet axe", Kind.TICK, legend=legend)
    for rank in range(len(axes) + 1, len(axes) + _MORE + 1):
        legend = f"Axe {rank}, à ajouter"
        hint = f"Par exemple « A{rank} » ; laissez vide pour qu'il suive les autres."
        yield Field(_title(rank), "Intitulé", required=rank == 1, legend=legend, most=_LONGEST_TITLE)
        yield Field(_key(rank), "Identifiant", hint=hint, legend=legend, most=LONGEST_KEY)


def axes_in(held: Held, form: Form) -> tuple[Axis, ...]:
    """The axes that the fields say, in their order; what is wrong with them is said at their place."""
    known: Sequence[Axis] = held.state.axes
    axes: list[Axis] = []
    for rank in range(1, len(known) + _MORE + 1):
        was = known[rank - 1] if rank <= len(known) else None
        title = form.text(_title(rank), _LONGEST_TITLE)
        key = form.text(_key(rank), LONGEST_KEY)
        if (was is not None and form.typed.get(_out(rank))) or (was is None and not title and not key):
            continue
        if title and not key and was is None:
            key = next_axis([*(axis.key for axis in (*known, *axes)), *_typed_keys(form, known)])
            form.typed[_key(rank)] = key
        if _check(form, rank, key, title, axes):
            axes.append(Axis(key=key, title=title))
    if not axes and not form.wrong:
        form.refuse(_title(1), "Donnez au moins un axe : les objectifs s'y rangent.")
    _check_kept(held, form, axes)
    return tuple(axes)


def _typed_keys(form: Form, known: Sequence[Axis]) -> list[str]:
    typed = (form.typed.get(_key(rank), "").strip() for rank in range(1, len(known) + _MORE + 1))
    return [key for key in typed if key]


def _check(form: Form, rank: int, key: str, title: str, before: Sequence[Axis]) -> bool:
    """Whether the two fields of that rank go together, and with those before."""
    if not title:
        form.refuse(_title(rank), f"Donnez l'intitulé de l'axe {key or rank}.")
    elif not is_key(key):
        form.refuse(_key(rank), f"Donnez un identifiant à l'axe {rank}. {BAD_KEY}")
    elif key in {axis.key for axis in before}:
        form.refuse(_key(rank), f"Deux axes porteraient l'identifiant {key} : donnez-en un autre à celui-ci.")
    else:
        return True
    return False


def _check_kept(held: Held, form: Form, axes: Sequence[Axis]) -> None:
    """The axes in which objectives stand stay, at any place, under the key that these objectives name."""
    kept = {axis.key for axis in axes}
    for rank, was in enumerate(held.state.axes, start=1):
        inside = _inside(held, was)
        if inside and was.key not in kept and _key(rank) not in form.wrong and _title(rank) not in form.wrong:
            form.refuse(
                _key(rank),
                f"L'axe {was.key}, « {was.title} », porte {_named(inside)} : il reste, sous cet identifiant. Changez "
                "d'abord l'axe de ces objectifs, par « Modifier la fiche » sur leur page.",
            )


def _inside(held: Held, axis: Axis) -> list[Line]:
    return [line for line in held.lines if line.axis == axis.key]


def _named(inside: Sequence[Line]) -> str:
    """« 2 objectifs (F2.1 et F2.2) »."""
    keys = [line.key for line in inside]
    named = join(keys) if len(keys) <= _NAMED else f"{', '.join(keys[:_NAMED])}…"
    return f"{number(len(keys))} {plural(len(keys), 'objectif', 'objectifs')} ({named})"


def axes_changed(before: Mandate, after: Mandate) -> Iterator[str]:
    """What becomes of the axes, in sentences."""
    then, now = ({axis.key: axis.title for axis in state.axes} for state in (before, after))
    for key, title in now.items():
        if key not in then:
            yield f"Axe ajouté : {key}, {title}."
        elif title != then[key]:
            yield f"Axe {key} : « {then[key]} » devient « {title} »."
    for key, title in then.items():
        if key not in now:
            yield f"Axe retiré : {key}, {title}."
    if [key for key in then if key in now] != [key for key in now if key in then]:
        yield f"Nouvel ordre des axes : {join([*now])}."


def _key(rank: int) -> str:
    return f"axe_{rank}_identifiant"


def _title(rank: int) -> str:
    return f"axe_{rank}_intitule"


def _out(rank: int) -> str:
    return f"axe_{rank}_retire"
