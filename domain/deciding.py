"""What is missing for a majority, or would end it: the smallest sets of undecided communes that decide."""

from collections.abc import Callable, Iterator, Sequence
from itertools import accumulate, islice

from domain.base import Value
from domain.electorate import Base, Electorate, Positions, Voter
from domain.french import join, number, plural, typeset
from domain.majority import clause_holders, counted
from domain.territory import Nature
from domain.verdict import Majority

#: Sets listed; where there are more, the first ones stand for all.
LISTED = 20

_NAMED = 6


class Deciding(Value):
    """The smallest sets of undecided communes (INSEE codes) that decide.

    `size`: communes in each of them, 0 when nothing is to be decided that way. `sets`: at most `LISTED` of them, those
    of the most populated communes first, each by population then code; `more`: there are others. `needed`: the communes
    that are in every set of that size, by code.
    """

    size: int = 0
    sets: tuple[tuple[str, ...], ...] = ()
    more: bool = False
    needed: tuple[str, ...] = ()


class Outlook(Value):
    """`winning`: the smallest sets whose agreement would reach the majority; `losing`: those whose refusal would make
    it impossible. Both are empty once it is reached or impossible, and where no set can. `sentence` says it in French.

    `indispensable`: the communes (by code) without which no set wins, of any size, since the refusal of each one alone
    makes the majority impossible. A commune that all the smallest sets need (`winning.needed`) may not be one of them.
    """

    winning: Deciding
    losing: Deciding
    indispensable: tuple[str, ...] = ()
    sentence: str = ""


def outlook(
    rule: Majority, electorate: Electorate, positions: Positions, base: Base = Base.TOTALE, listed: int = LISTED
) -> Outlook:
    """What the undecided communes may still decide of the majority `rule`, in the population `base`.

    A set wins when every reading of the clause of the most populated commune (ties, métropoles) then gives the
    majority; it loses when no reading can give it any more. Raises `DomainError` when a commune that has a position
    does not vote.
    """
    positions.check(electorate)
    field = _Field(rule, electorate, positions, base)
    if field.wins(()) or field.loses(()):
        return Outlook(winning=Deciding(), losing=Deciding())
    found = Outlook(
        winning=_deciding(field.winning_sets, field, listed), losing=_deciding(field.losing_sets, field, listed)
    )
    found = found.but(indispensable=tuple(insee for insee in found.winning.needed if field.loses([insee])))
    names = {voter.insee: voter.name for voter in electorate.voters}
    return found.but(sentence=typeset(_sentence(found, field.awaits_a_doubtful_clause, names)))


class _Field:
    """Who is undecided, the most populated first, and what each population asks of a side of so many communes."""

    def __init__(self, rule: Majority, electorate: Electorate, positions: Positions, base: Base) -> None:
        self._electorate, self._base = electorate, base
        self._favorable = positions.favorable
        decided = positions.favorable | positions.defavorable
        self.undecided = sorted(
            (voter for voter in electorate.voters if voter.insee not in decided),
            key=lambda voter: (-voter.population(base), voter.insee),
        )
        self._holders = frozenset(voter.insee for voter in clause_holders(rule, electorate, base))
        self._clause_is_sure = electorate.nature is not Nature.METRO

    @property
    def awaits_a_doubtful_clause(self) -> bool:
        """Whether the majority may need communes whose agreement only some readings of the texts require."""
        doubtful = len(self._holders) > 1 or not self._clause_is_sure
        return doubtful and not self._holders <= self._favorable

    def wins(self, joining: Sequence[str]) -> bool:
        """Whether every reading gives the majority once these have agreed."""
        side = self._favorable.union(joining)
        return self._holders <= side and counted(self._electorate, side, self._base).met

    def loses(self, refusing: Sequence[str]) -> bool:
        """Whether no reading can give the majority any more once these have refused."""
        side = self._favorable.union(voter.insee for voter in self.undecided).difference(refusing)
        without = bool(self._holders) and not self._holders & side and self._clause_is_sure
        return without or not counted(self._electorate, side, self._base).met

    def winning_sets(self, size: int, without: str = "") -> Iterator[tuple[str, ...]]:
        """The sets of `size` communes that win, the most populated first; none holds `without`."""
        wanted = [voter for voter in self.undecided if voter.insee in self._holders - self._favorable]
        others = [voter for voter in self.undecided if voter not in wanted and voter.insee != without]
        if not self.wins([voter.insee for voter in self.undecided]) or any(each.insee == without for each in wanted):
            return
        least = self._least(len(self._favorable) + size)
        if least is not None:
            held = self._inhabitants(self._favorable) + sum(voter.population(self._base) for voter in wanted)
            for rest in self._subsets(others, size - len(wanted), least - held):
                yield self._ordered([*wanted, *rest])

    def losing_sets(self, size: int, without: str = "") -> Iterator[tuple[str, ...]]:
        """The sets of `size` communes that lose, the most populated first; none holds `without`."""
        holders = [voter for voter in self.undecided if voter.insee in self._holders]
        blocking = self._ordered(holders)
        by_clause = len(holders) == size and without not in blocking and self.loses(blocking)
        if by_clause:
            yield blocking
        least = self._least(len(self._favorable) + len(self.undecided) - size)
        possible = self._inhabitants(self._favorable) + sum(voter.population(self._base) for voter in self.undecided)
        others = [voter for voter in self.undecided if voter.insee != without]
        for found in self._subsets(others, size, 0 if least is None else possible - least + 1):
            if not (by_clause and self._ordered(found) == blocking):
                yield self._ordered(found)

    def _least(self, communes: int) -> int | None:
        """The fewest inhabitants with which so many communes are a majority, `None` when they are too few for any."""
        all_communes, inhabitants = len(self._electorate.voters), self._electorate.population(self._base)
        asked = []
        if 3 * communes >= 2 * all_communes:
            asked.append(inhabitants // 2 + 1)
        if 2 * communes >= all_communes:
            asked.append(-(-2 * inhabitants // 3))
        return min(asked, default=None)

    def _inhabitants(self, side: frozenset[str]) -> int:
        return counted(self._electorate, side, self._base).inhabitants

    def _subsets(self, voters: Sequence[Voter], size: int, least: int) -> Iterator[tuple[Voter, ...]]:
        """The subsets of `size` of `voters`, given the most populated first, that hold `least` inhabitants or more."""
        if not 0 <= size <= len(voters):
            return
        sums = [0, *accumulate(voter.population(self._base) for voter in voters)]

        def from_(start: int, left: int, missing: int) -> Iterator[tuple[Voter, ...]]:
            if left == 0:
                if missing <= 0:
                    yield ()
                return
            for i in range(start, len(voters) - left + 1):
                if sums[i + left] - sums[i] < missing:  # what follows is less populated still
                    return
                for rest in from_(i + 1, left - 1, missing - voters[i].population(self._base)):
                    yield (voters[i], *rest)

        yield from from_(0, size, least)

    def _ordered(self, voters: Sequence[Voter]) -> tuple[str, ...]:
        chosen = sorted(voters, key=lambda voter: (-voter.population(self._base), voter.insee))
        return tuple(voter.insee for voter in chosen)


def _deciding(sets: Callable[..., Iterator[tuple[str, ...]]], field: _Field, listed: int) -> Deciding:
    size = next((size for size in range(1, len(field.undecided) + 1) if next(sets(size), None)), 0)
    if not size:
        return Deciding()
    found = tuple(islice(sets(size), listed + 1))
    needed = [insee for insee in found[0] if next(sets(size, insee), None) is None]
    return Deciding(size=size, sets=found[:listed], more=len(found) > listed, needed=tuple(sorted(needed)))


def _sentence(found: Outlook, doubtful: bool, names: dict[str, str]) -> str:
    said = [_missing(found, doubtful, names)] if found.winning.size else []
    # One refusal that is enough is that of an indispensable commune: said once.
    if found.losing.size and not found.indispensable:
        said.append(_refusal(found.losing, names))
    return " ".join(said)


def _missing(found: Outlook, doubtful: bool, names: dict[str, str]) -> str:
    winning = found.winning
    reading = ", pour que la majorité soit réunie quelle que soit la lecture des textes," if doubtful else ""
    missing = f"Il manque{reading} l'accord "
    if len(winning.sets) > 1:
        count = f"{number(winning.size)} {plural(winning.size, 'commune', 'communes')}"
        missing += f"d'au moins {count}, par exemple "
    else:
        missing += "de "
    without = f" ; sans {_named(found.indispensable, names)}, rien n'est possible" if found.indispensable else ""
    return f"{missing}{_named(winning.sets[0], names)}{without}."


def _refusal(losing: Deciding, names: dict[str, str]) -> str:
    ending = "pour que la majorité devienne impossible."
    if len(losing.sets) == 1:
        return f"Il suffirait du refus de {_named(losing.sets[0], names)} {ending}"
    count = f"{number(losing.size)} {plural(losing.size, 'commune', 'communes')}"
    return f"Il suffirait du refus de {count}, par exemple {_named(losing.sets[0], names)}, {ending}"


def _named(codes: Sequence[str], names: dict[str, str]) -> str:
    shown = [names[insee] for insee in codes[:_NAMED]]
    rest = len(codes) - len(shown)
    return join([*shown, f"{number(rest)} autres"]) if rest > 1 else join([names[insee] for insee in codes])
