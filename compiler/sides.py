"""Which atoms of an interface that a person gave are of its film, and which of its substrate."""

from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace

import numpy as np

from saggar.runtime.structures.cell import Cell

FILM, SUBSTRATE = 0, 1

HOW_TO_GROUP = (
    "write extended XYZ with Properties=species:S:1:pos:R:3:group:I:1, group 0 for atoms of the "
    "film and 1 for those of the substrate"
)


@dataclass(frozen=True)
class Sides:
    """The two phases of an interface.

    Attributes
    ----------
    film, substrate : str
        Names of the phases.
    film_elements, substrate_elements : set of str
        What they consist of.
    """

    film: str
    substrate: str
    film_elements: AbstractSet[str]
    substrate_elements: AbstractSet[str]

    def hold(self, cell: Cell) -> bool:
        """Tell whether a cell has the elements of both phases, and no others."""
        return set(cell.species) == self.film_elements | self.substrate_elements

    def grouped(self, cell: Cell) -> Cell | None:
        """Tell film and substrate apart by their elements, where no element is in both.

        Parameters
        ----------
        cell : Cell
            Without groups; it holds both phases.

        Returns
        -------
        Cell or None
            With group 0 for the film and 1 for the substrate; None where an element is in both.
        """
        if self.film_elements & self.substrate_elements:
            return None
        labels = [FILM if symbol in self.film_elements else SUBSTRATE for symbol in cell.species]
        return replace(cell, group=np.array(labels))

    def fault_of_groups(self, cell: Cell) -> str:
        """Say how the groups of a cell disagree with its phases; empty where they do not.

        Parameters
        ----------
        cell : Cell
            With groups.
        """
        assert cell.group is not None
        labels = sorted(set(cell.group.tolist()))
        if labels != [FILM, SUBSTRATE]:
            return f"the groups are {', '.join(map(str, labels))}; they are 0 (film), 1 (substrate)"
        due = {FILM: self.film_elements, SUBSTRATE: self.substrate_elements}
        found = {
            label: {
                symbol for symbol, of in zip(cell.species, cell.group, strict=True) if of == label
            }
            for label in due
        }
        if found == due:
            return ""
        if found == {FILM: due[SUBSTRATE], SUBSTRATE: due[FILM]}:
            return f"the groups are swapped: 0 is film {self.film}, 1 is substrate {self.substrate}"
        label = FILM if found[FILM] != due[FILM] else SUBSTRATE
        phase = f"film {self.film}" if label == FILM else f"substrate {self.substrate}"
        return (
            f"group {label} holds {_listed(found[label])}, but {phase} consists of "
            f"{_listed(due[label])}"
        )


def _listed(symbols: AbstractSet[str]) -> str:
    return ", ".join(sorted(symbols))
