"""Which atoms of an interface that a person gave are of its film, and which of its substrate."""

from collections.abc import Iterable, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from saggar.compiler.structures.known import KnownCell

if TYPE_CHECKING:
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

    def hold(self, elements: Iterable[str]) -> bool:
        """Tell whether a cell has the elements of both phases, and no others."""
        return set(elements) == self.film_elements | self.substrate_elements

    @property
    def shared(self) -> AbstractSet[str]:
        """Elements of both phases."""
        return self.film_elements & self.substrate_elements

    def grouped(self, cell: KnownCell) -> KnownCell:
        """Tell film and substrate apart by their elements.

        Parameters
        ----------
        cell : KnownCell
            It holds both phases, which share no element.

        Returns
        -------
        KnownCell
            With group 0 for the film and 1 for the substrate.
        """
        groups = {
            FILM: tuple(sorted(self.film_elements)),
            SUBSTRATE: tuple(sorted(self.substrate_elements)),
        }
        summary = cell.summary.model_copy(update={"groups": groups})
        return replace(cell, summary=summary, read=lambda: self._grouped(cell.whole))

    def _grouped(self, cell: "Cell") -> "Cell":
        import numpy as np

        labels = [FILM if symbol in self.film_elements else SUBSTRATE for symbol in cell.species]
        return replace(cell, group=np.array(labels))

    def fault_of_groups(self, groups: Mapping[int, Iterable[str]]) -> str:
        """Say how the groups of a cell disagree with its phases; empty where they do not.

        Parameters
        ----------
        groups : mapping of int to iterable of str
            Elements of the atoms of each label.
        """
        if sorted(groups) != [FILM, SUBSTRATE]:
            labels = ", ".join(map(str, sorted(groups)))
            return f"the groups are {labels}; they are 0 (film), 1 (substrate)"
        due = {FILM: self.film_elements, SUBSTRATE: self.substrate_elements}
        found = {label: set(groups[label]) for label in due}
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
