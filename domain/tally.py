"""How many communes and inhabitants are on one side, and what the two branches of L5211-5 II still ask of them."""

from domain.base import Value


class Tally(Value):
    """Communes and inhabitants on one side, out of how many vote."""

    communes: int
    of_communes: int
    inhabitants: int
    of_inhabitants: int

    @property
    def two_thirds(self) -> bool:
        """First branch: two thirds of the communes at least, with strictly more than half of the inhabitants."""
        return 3 * self.communes >= 2 * self.of_communes and 2 * self.inhabitants > self.of_inhabitants

    @property
    def half(self) -> bool:
        """Second branch: half of the communes at least, with two thirds of the inhabitants at least."""
        return 2 * self.communes >= self.of_communes and 3 * self.inhabitants >= 2 * self.of_inhabitants

    @property
    def met(self) -> bool:
        """One branch or the other is there."""
        return self.two_thirds or self.half

    @property
    def short_of_two_thirds(self) -> tuple[int, int]:
        """Communes and inhabitants, in this order, that the first branch misses: both 0 when it is there."""
        return self._short_of(-(-2 * self.of_communes // 3), self.of_inhabitants // 2 + 1)

    @property
    def short_of_half(self) -> tuple[int, int]:
        """Communes and inhabitants, in this order, that the second branch misses: both 0 when it is there."""
        return self._short_of(-(-self.of_communes // 2), -(-2 * self.of_inhabitants // 3))

    def _short_of(self, communes: int, inhabitants: int) -> tuple[int, int]:
        return max(0, communes - self.communes), max(0, inhabitants - self.inhabitants)
