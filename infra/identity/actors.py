"""Who asks, whatever way they came in."""

from domain.access import RIGHTS, Access, Grant, Right
from domain.base import Value


class Actor(Value):
    """Who asks. `id` is what the journal keeps (`jeton:{uuid}`, `compte:{uuid}`, `cli:{function}`); `label` what pages
    show of them; `grants`: what they may do, and where."""

    id: str
    label: str
    grants: tuple[Grant, ...]

    @property
    def everywhere(self) -> bool:
        """Whether it may see every EPCI, those that nobody opened yet too."""
        return any(grant.siren is None for grant in self.grants)

    @property
    def siren(self) -> str | None:
        """The only EPCI that it may see, `None` when there are others."""
        named = {grant.siren for grant in self.grants}
        return next(iter(named)) if len(named) == 1 else None

    def may(self, right: Right, siren: str) -> bool:
        """Whether it has the right in the EPCI `siren`."""
        return any(right in grant.rights for grant in self.grants if grant.covers(siren))

    def may_see(self, siren: str) -> bool:
        """Whether it may read what is of the EPCI `siren`."""
        return self.may(Right.READ, siren)

    def may_administer_all(self) -> bool:
        """Whether it may open an EPCI, and administer the whole installation."""
        return any(Right.ADMINISTER in grant.rights for grant in self.grants if grant.siren is None)

    def may_everything(self) -> bool:
        """Whether it has every right in every EPCI, as who administers the installation."""
        return any(grant.rights.issuperset(Right) for grant in self.grants if grant.siren is None)

    def may_give(self, access: Access, siren: str) -> bool:
        """Whether it may give the role in the EPCI `siren`: it has all the rights that the role gives."""
        return self.may(Right.ADMINISTER, siren) and all(self.may(right, siren) for right in RIGHTS[access])

    def may_move(self, siren: str, *functions: str | None) -> bool:
        """Whether it may say where an objective of the EPCI stands, which has these pilote and suppléant: a
        coordinator may of any, a pilote of its own."""
        known = [grant for grant in self.grants if grant.covers(siren) and Right.PROGRESS in grant.rights]
        return any(not grant.function or grant.function in functions for grant in known)
