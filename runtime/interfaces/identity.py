"""What makes two interfaces the same, in stable text."""

from dataclasses import dataclass
from hashlib import sha256

from saggar.runtime.interfaces.displacements import Shift
from saggar.runtime.interfaces.matching import IntegerMatrix
from saggar.runtime.interfaces.orientations import InterfaceMatch
from saggar.runtime.interfaces.terminations import Cut
from saggar.schemas.interfaces import Miller


@dataclass(frozen=True)
class Candidate:
    """An interface that can be built.

    Attributes
    ----------
    film, substrate : str
        Names of the crystals.
    match : InterfaceMatch
        Planes and common cell.
    film_cut, substrate_cut : Cut
        Terminations of these planes.
    shift : (float, float)
        Displacement of the film in fractions of the vectors of the common cell.
    pair : str
        Name of the declared pair of planes that it belongs to; empty if it was searched for.
    written : ((h, k, l), (h, k, l)) or None
        Planes of that pair as they were written; those of the match are equivalent to them.
    """

    film: str
    substrate: str
    match: InterfaceMatch
    film_cut: Cut
    substrate_cut: Cut
    shift: Shift
    pair: str = ""
    written: tuple[Miller, Miller] | None = None

    @property
    def planes(self) -> tuple[Miller, Miller]:
        """Planes of film and substrate for people to read: as written, or else of the match."""
        found = self.match.film_plane.miller, self.match.substrate_plane.miller
        return self.written or found

    @property
    def orientation(self) -> str:
        """The orientation relationship in words: crystals, planes and common cell.

        Such as ``c-ZrO2 (1 1 1) [1 0 / 0 1] on ideal (0 0 1) [1 0 / 0 1]``; the matrices hold the
        common cell's vectors in units of each plane's. Of equivalent planes those stand there that
        a search lists, and of equivalent cells the one that matching gives, whatever was written.
        """
        lattice = self.match.lattice
        film = _facing(self.film, self.match.film_plane.miller, lattice.film_matrix)
        base = self.match.substrate_plane.miller
        return f"{film} on {_facing(self.substrate, base, lattice.substrate_matrix)}"

    @property
    def identity(self) -> str:
        """The same for cells that are the same interface, whatever they are called.

        sha256 of the lines ``orientation``, ``film <number> <label>``, ``substrate <number>
        <label>`` and ``shift <first> <second>`` with six decimals. Strains, energies and
        coordinates have no part in it, so that it outlasts a relaxation of the phases that
        changes no match; neither have thickness and repeats, which do not make another interface.
        """
        first, second = self.shift
        lines = (
            self.orientation,
            f"film {self.film_cut.number} {self.film_cut.label}",
            f"substrate {self.substrate_cut.number} {self.substrate_cut.label}",
            f"shift {first:.6f} {second:.6f}",
        )
        return sha256("\n".join(lines).encode()).hexdigest()


def _facing(name: str, miller: Miller, matrix: IntegerMatrix) -> str:
    (a, b), (c, d) = matrix
    return f"{name} ({' '.join(map(str, miller))}) [{a} {b} / {c} {d}]"
