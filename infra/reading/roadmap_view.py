"""The roadmap as a whole: every objective by axis with its promise and its revisions, and what a reader keeps of it."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Final, NamedTuple

from domain.french import NARROW_NO_BREAK_SPACE, NO_BREAK_SPACE
from domain.objective.transitions import Status
from infra.reading.roadmap_lines import MOST, Line, Roadmap

#: What names the objectives of no known axis, where keys name axes.
NO_AXIS: Final = "-"


class Wanted(NamedTuple):
    """What a reader keeps of the roadmap; empty, everything. `axis` is a key or `NO_AXIS`, `pilote` a function,
    `status` one of an objective, `year` a civil one; `page` counts from 1."""

    axis: str = ""
    pilote: str = ""
    commune: str = ""
    status: str = ""
    late: bool = False
    year: int | None = None
    page: int = 1


class AxisView(NamedTuple):
    """One axis; the last one, without a key, holds the objectives of no known axis. `lines`: those that are shown, of
    `found` that are kept; `reached` and `late` are counted among these."""

    key: str
    title: str
    lines: tuple[Line, ...]
    found: int
    reached: int
    late: int


class RoadmapView(NamedTuple):
    """`total` objectives in the roadmap, `found` that are kept, on `pages` pages. `folded`: they are too many to be
    shown without choosing an axis. `pilotes` and `years`: what one may choose among."""

    axes: tuple[AxisView, ...]
    pilotes: tuple[str, ...]
    years: tuple[int, ...]
    total: int
    found: int
    pages: int
    folded: bool

    @property
    def lines(self) -> tuple[Line, ...]:
        """Every objective that is shown, axis after axis."""
        return tuple(line for axis in self.axes for line in axis.lines)


def roadmap_view(roadmap: Roadmap, wanted: Wanted, today: date) -> RoadmapView:
    """What the reader keeps of the roadmap, as it stands on the day `today`."""
    lines = roadmap.lines
    known = {axis.key: axis.title for axis in roadmap.mandate.axes} if roadmap.mandate else {}
    kept = [line for line in lines if _is_wanted(line, wanted, today)]
    by_axis = _by_axis(kept, known)
    axis = "" if wanted.axis == NO_AXIS else wanted.axis
    chosen = {axis: by_axis.get(axis, [])} if wanted.axis else by_axis
    found = sum(len(part) for part in chosen.values())
    folded = found > MOST and not wanted.axis
    start = (wanted.page - 1) * MOST if wanted.axis else 0
    return RoadmapView(
        axes=tuple(
            _axis(key, known, part, () if folded else part[start : start + MOST], today) for key, part in chosen.items()
        ),
        pilotes=tuple(sorted({plain(line.pilote) for line in lines if line.pilote})),
        years=tuple(sorted({year for line in lines for year in line.years})),
        total=len(lines),
        found=found,
        pages=max(1, -(-found // MOST)) if wanted.axis else 1,
        folded=folded,
    )


def plain(text: str) -> str:
    """The text with ordinary spaces: a page makes some unbreakable, and what it holds comes back so."""
    return text.replace(NO_BREAK_SPACE, " ").replace(NARROW_NO_BREAK_SPACE, " ")


def _is_wanted(line: Line, wanted: Wanted, today: date) -> bool:
    return (
        line.engaged
        and (not wanted.pilote or wanted.pilote in (plain(line.pilote or ""), plain(line.suppleant or "")))
        and wanted.status in ("", line.status)
        and not (wanted.late and not line.days_late(today))
        and (wanted.year is None or wanted.year in line.years)
    )


def _by_axis(lines: Sequence[Line], known: Mapping[str, str]) -> dict[str, list[Line]]:
    """The lines of each axis, in the order of the roadmap; those of no known axis last."""
    by_axis: dict[str, list[Line]] = {key: [] for key in known}
    others: list[Line] = []
    for line in lines:
        by_axis.get(line.axis, others).append(line)
    return by_axis | {"": others} if others else by_axis


def _axis(key: str, known: Mapping[str, str], part: Sequence[Line], shown: Sequence[Line], today: date) -> AxisView:
    return AxisView(
        key=key,
        title=known.get(key) or ("Sans axe" if known else "Objectifs"),
        lines=tuple(shown),
        found=len(part),
        reached=sum(line.status is Status.REACHED for line in part),
        late=sum(line.days_late(today) > 0 for line in part),
    )
