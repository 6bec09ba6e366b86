"""The periodic cell: what a structure is everywhere in the program."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, Self, TypeVar

import numpy as np
from numpy.typing import ArrayLike, NDArray

from saggar.runtime.structures import box
from saggar.runtime.structures.elements import atomic_mass
from saggar.schemas.errors import StructureError

_Number = TypeVar("_Number", np.float64, np.int64)

_GRAM_PER_CM3 = 1.66053906660  # one atomic mass unit per cubic angstrom (CODATA 2018), g/cm^3
_FLAT = 1e-6  # volume over the product of the edge lengths, below which edges are coplanar


@dataclass(frozen=True, eq=False)
class Cell:
    """Atoms in a cell that is periodic in three directions.

    Every Cell is finite, has at least one atom and a volume; its arrays are read-only copies.

    Attributes
    ----------
    species : tuple of str, length n
        Element of each atom.
    positions : (n, 3) float, A
        Cartesian coordinates, not necessarily inside the cell.
    lattice : (3, 3) float, A
        Cell vectors a, b, c as rows.
    group : (n,) int or None
        Label of each atom (for instance film 0 and substrate 1), carried along by every kernel.
    name : str
        What messages call the structure.
    """

    species: tuple[str, ...]
    positions: NDArray[np.float64]
    lattice: NDArray[np.float64]
    group: NDArray[np.int64] | None = None
    name: str = ""

    def __post_init__(self) -> None:
        """Copy the arrays, lock them and check what every Cell guarantees."""
        object.__setattr__(self, "species", tuple(self.species))
        object.__setattr__(self, "positions", _locked(self.positions, np.float64))
        object.__setattr__(self, "lattice", _locked(self.lattice, np.float64))
        if self.group is not None:
            object.__setattr__(self, "group", _locked(self.group, np.int64))
        self._require_shapes()
        self._require_finite()
        self._require_volume()

    def _require_shapes(self) -> None:
        n_atoms = len(self.species)
        if n_atoms == 0:
            raise StructureError(f"{self.label}: no atoms; a structure needs at least one")
        if self.positions.shape != (n_atoms, 3):
            raise StructureError(
                f"{self.label}: positions have shape {self.positions.shape}; "
                f"{n_atoms} species need ({n_atoms}, 3)"
            )
        if self.lattice.shape != (3, 3):
            raise StructureError(
                f"{self.label}: the lattice has shape {self.lattice.shape}; give three rows a, b, c"
            )
        if self.group is not None and self.group.shape != (n_atoms,):
            raise StructureError(
                f"{self.label}: groups have shape {self.group.shape}; give one label for each of "
                f"the {n_atoms} atoms"
            )

    def _require_finite(self) -> None:
        if not np.isfinite(self.lattice).all():
            raise StructureError(f"{self.label}: the lattice has values that are not finite")
        bad = np.flatnonzero(~np.isfinite(self.positions).all(axis=1))
        if len(bad):
            raise StructureError(
                f"{self.label}: atom {bad[0] + 1} ({self.species[bad[0]]}) and {len(bad) - 1} "
                "others have coordinates that are not finite"
            )

    def _require_volume(self) -> None:
        edges = np.linalg.norm(self.lattice, axis=1)
        if self.volume_A3 <= _FLAT * float(np.prod(edges)):
            raise StructureError(
                f"{self.label}: the cell vectors lie in one plane (volume {self.volume_A3:.3g} A^3)"
            )

    @classmethod
    def from_fractional(
        cls,
        species: Sequence[str],
        fractional: ArrayLike,
        lattice: ArrayLike,
        *,
        group: NDArray[np.int64] | None = None,
        name: str = "",
    ) -> Self:
        """Build a Cell from fractional coordinates.

        Parameters
        ----------
        species : sequence of str, length n
            Element of each atom.
        fractional : (n, 3) float
            Coordinates along a, b, c.
        lattice : (3, 3) float, A
            Cell vectors as rows.
        group : (n,) int, optional
            Label of each atom.
        name : str
            What messages call the structure.

        Returns
        -------
        Cell

        Raises
        ------
        StructureError
            If the shapes disagree, a value is not finite or the cell has no volume.
        """
        rows = np.asarray(lattice, dtype=np.float64)
        positions = np.asarray(fractional, dtype=np.float64).reshape(-1, 3) @ rows
        return cls(tuple(species), positions, rows, group, name)

    @classmethod
    def from_ase(cls, atoms: Any, *, name: str = "") -> Self:
        """Build a Cell from `ase.Atoms`; an array ``group`` of the atoms becomes the groups.

        Parameters
        ----------
        atoms : ase.Atoms
            Periodic structure, A.
        name : str
            What messages call the structure.

        Returns
        -------
        Cell

        Raises
        ------
        StructureError
            If the cell has no volume or a value is not finite.
        """
        return cls(
            tuple(atoms.get_chemical_symbols()),
            atoms.get_positions(),
            np.asarray(atoms.cell),
            atoms.arrays.get("group"),
            name,
        )

    def to_ase(self) -> Any:
        """Return a periodic `ase.Atoms`; groups become its array ``group``.

        Returns
        -------
        ase.Atoms
        """
        from ase import Atoms

        atoms = Atoms(
            symbols=list(self.species), positions=self.positions, cell=self.lattice, pbc=True
        )
        if self.group is not None:
            atoms.set_array("group", self.group.copy())
        return atoms

    def __len__(self) -> int:
        return len(self.species)

    @property
    def label(self) -> str:
        """The name, or the formula where there is none."""
        return self.name or self.formula or "structure"

    @property
    def counts(self) -> Mapping[str, int]:
        """Number of atoms of each element, in the order in which elements first appear."""
        return Counter(self.species)

    @property
    def formula(self) -> str:
        """Elements in order of first appearance with their counts, such as ``Zr4 O8``."""
        return " ".join(f"{symbol}{count}" for symbol, count in self.counts.items())

    @property
    def volume_A3(self) -> float:
        """Volume |a . (b x c)|, A^3."""
        return abs(float(np.linalg.det(self.lattice)))

    @property
    def fractional(self) -> NDArray[np.float64]:
        """Coordinates along a, b, c, shape (n, 3), not wrapped.

        Written out in elementary operations, which every machine rounds alike: text made from
        them serves as a key, and a linear algebra library may differ in the last bit.
        """
        x, y, z = self.positions.T[:, :, None]
        of_x, of_y, of_z = self._reciprocal
        return np.asarray(x * of_x + y * of_y + z * of_z, dtype=np.float64)

    @cached_property
    def thicknesses_A(self) -> NDArray[np.float64]:
        """Distances between opposite faces: V/|b x c|, V/|c x a|, V/|a x b|; shape (3,), A."""
        return _locked(box.thicknesses_A(self.lattice.tolist()), np.float64)

    @cached_property
    def is_tilted(self) -> bool:
        """Whether a component of the lattice off its diagonal is not zero, as it is written."""
        return box.is_tilted(self.lattice.tolist())

    @cached_property
    def _reciprocal(self) -> NDArray[np.float64]:
        """Inverse of the lattice: b x c, c x a and a x b over a . (b x c), as columns."""
        columns = zip(*box.reciprocal_vectors(self.lattice.tolist()), strict=True)
        return _locked(list(columns), np.float64)

    @property
    def masses(self) -> NDArray[np.float64]:
        """Atomic masses, shape (n,), unified atomic mass units."""
        return np.array([atomic_mass(symbol) for symbol in self.species])

    @property
    def density_g_cm3(self) -> float:
        """Mass density, g/cm^3."""
        return float(self.masses.sum()) / self.volume_A3 * _GRAM_PER_CM3

    def take(self, indices: Sequence[int] | NDArray[np.intp]) -> Self:
        """Return the atoms with these indices, in this order.

        Parameters
        ----------
        indices : sequence of int
            Atom indices, from 0.

        Returns
        -------
        Cell
        """
        order = np.asarray(indices, dtype=np.intp)
        return replace(
            self,
            species=tuple(self.species[index] for index in order),
            positions=self.positions[order],
            group=None if self.group is None else self.group[order],
        )

    def wrapped(self) -> Self:
        """Return the same atoms moved into the cell by whole cell vectors.

        Returns
        -------
        Cell
            Every fractional coordinate lies in [0, 1).
        """
        fractional = self.fractional
        return replace(self, positions=self.positions - np.floor(fractional) @ self.lattice)


def _locked(values: ArrayLike, kind: type[_Number]) -> NDArray[_Number]:
    copy = np.array(values, dtype=kind)
    copy.setflags(write=False)
    return copy
