"""How many atoms frames have: what is known of a selection from frames of several sizes."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from saggar.compiler.estimate.amounts import Range


@dataclass(frozen=True)
class Sizes:
    """Numbers of frames by their number of atoms.

    Parameters
    ----------
    counts : mapping of int to float
        Frames of each size.
    """

    counts: Mapping[int, float] = field(default_factory=dict)

    @property
    def total(self) -> float:
        """Number of frames."""
        return sum(self.counts.values())

    def mean(self, of: Callable[[float], float] = float) -> float:
        """Give the mean over frames of a quantity of their atoms, by default of their number.

        Parameters
        ----------
        of : callable
            Quantity of a frame with so many atoms.
        """
        total = self.total
        return sum(number * of(atoms) for atoms, number in self.counts.items()) / (total or 1.0)

    def smallest(self, number: float) -> "Sizes":
        """Give as many of the smallest frames."""
        return self._first(sorted(self.counts), number)

    def largest(self, number: float) -> "Sizes":
        """Give as many of the largest frames."""
        return self._first(sorted(self.counts, reverse=True), number)

    def __add__(self, other: "Sizes") -> "Sizes":
        """Give the frames of both."""
        both = dict(self.counts)
        for atoms, number in other.counts.items():
            both[atoms] = both.get(atoms, 0.0) + number
        return Sizes(both)

    def _first(self, order: Iterable[int], number: float) -> "Sizes":
        taken: dict[int, float] = {}
        for atoms in order:
            taken[atoms] = min(self.counts[atoms], number)
            number -= taken[atoms]
        return Sizes(taken)


@dataclass(frozen=True)
class Selection:
    """Frames of which is only known from which they are taken.

    Parameters
    ----------
    least, most : Sizes
        With the smallest frames that they can be, and with the largest.
    """

    least: Sizes = Sizes()
    most: Sizes = Sizes()

    def mean(
        self,
        of: Callable[[float], float] = float,
        most: Callable[[float], float] | None = None,
    ) -> Range:
        """Give the ends of the mean of a quantity that grows with the atoms.

        Parameters
        ----------
        of : callable
            Quantity of a frame with so many atoms.
        most : callable, optional
            The quantity at the upper end, where it is another.
        """
        return Range(self.least.mean(of), self.most.mean(most or of))

    def __add__(self, other: "Selection") -> "Selection":
        """Give the frames of both."""
        return Selection(self.least + other.least, self.most + other.most)


NO_FRAMES = Selection()


def selected(number: float, pool: Sizes) -> Selection:
    """Give what a selection of so many frames of a pool can be."""
    return Selection(pool.smallest(number), pool.largest(number))


def any_of(number: float, atoms: Iterable[int]) -> Selection:
    """Give so many frames, each of any of these sizes."""
    sizes = sorted(atoms) or [1]
    return Selection(Sizes({sizes[0]: number}), Sizes({sizes[-1]: number}))
