"""What rules know of a cell without its coordinates: composition, box and groups."""

from typing import TYPE_CHECKING

from saggar.runtime.structures import box
from saggar.schemas.base import Frozen

if TYPE_CHECKING:
    from saggar.runtime.structures.cell import Cell


class CellSummary(Frozen):
    """A periodic cell without the coordinates of its atoms."""

    name: str
    """What messages call the structure."""
    counts: dict[str, int]
    """Number of atoms of each element, in the order in which elements first appear."""
    lattice: tuple[box.Vector, box.Vector, box.Vector]
    """Cell vectors a, b, c as rows, A."""
    thicknesses_A: box.Vector
    """Distances between opposite faces, A."""
    volume_A3: float
    density_g_per_cm3: float
    groups: dict[int, tuple[str, ...]] | None = None
    """Elements of each label, where the atoms are labelled."""

    def __len__(self) -> int:
        return sum(self.counts.values())

    @property
    def formula(self) -> str:
        """Elements in order of first appearance with their counts, such as ``Zr4 O8``."""
        return " ".join(f"{symbol}{count}" for symbol, count in self.counts.items())

    @property
    def label(self) -> str:
        """The name, or the formula where there is none."""
        return self.name or self.formula

    @property
    def is_tilted(self) -> bool:
        """Whether a component of the lattice off its diagonal is not zero."""
        return box.is_tilted(self.lattice)

    def repeated(self, repeats: box.Repeats) -> "CellSummary":
        """Give the summary of a supercell.

        Parameters
        ----------
        repeats : tuple of int
            Copies along a, b, c, each at least 1.
        """
        copies = repeats[0] * repeats[1] * repeats[2]
        a, b, c = (
            (n * row[0], n * row[1], n * row[2])
            for n, row in zip(repeats, self.lattice, strict=True)
        )
        return self.model_copy(
            update={
                "counts": {symbol: copies * count for symbol, count in self.counts.items()},
                "lattice": (a, b, c),
                "thicknesses_A": box.thicknesses_A((a, b, c)),
                "volume_A3": copies * self.volume_A3,
            }
        )


def summarize(cell: "Cell") -> CellSummary:
    """Give what is known of a cell without its coordinates.

    Parameters
    ----------
    cell : Cell
        Structure.
    """
    return CellSummary(
        name=cell.name,
        counts=dict(cell.counts),
        lattice=cell.lattice.tolist(),
        thicknesses_A=cell.thicknesses_A.tolist(),
        volume_A3=cell.volume_A3,
        density_g_per_cm3=cell.density_g_cm3,
        groups=_elements_by_label(cell),
    )


def _elements_by_label(cell: "Cell") -> dict[int, tuple[str, ...]] | None:
    if cell.group is None:
        return None
    labelled = sorted(set(zip(cell.group.tolist(), cell.species, strict=True)))
    return {label: tuple(symbol for at, symbol in labelled if at == label) for label, _ in labelled}
