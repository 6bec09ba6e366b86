"""What dynamics needs of a potential, and neuroevolution potentials on a CPU."""

from __future__ import annotations

import contextlib
import io
import re
from collections.abc import Sequence
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from saggar.schemas.errors import EngineError

Array = NDArray[np.float64]

_MODEL = re.compile(r"nep[345](_zbl)?")


@dataclass(frozen=True, slots=True, eq=False)
class Interaction:
    """Energies, forces and virials of one configuration.

    Attributes
    ----------
    energies : (n_atoms,) float, eV
    forces : (n_atoms, 3) float, eV/A
    virials : (n_atoms, 9) float, eV
        Row by row (xx xy xz yx ...); their sum over V is the potential part of the pressure,
        positive under compression.
    """

    energies: Array
    forces: Array
    virials: Array


class ForceField(Protocol):
    """A potential for a fixed list of atoms."""

    def evaluate(self, positions: Array, cell: Array) -> Interaction:
        """Compute the interaction.

        Parameters
        ----------
        positions : (n_atoms, 3) float, A
        cell : (3, 3) float, A
            Lattice vectors as rows; periodic in all directions.
        """
        ...


@dataclass(frozen=True, slots=True)
class NepHeader:
    """What the first lines of nep.txt say.

    Attributes
    ----------
    species : tuple of str
        In the order of the potential's types.
    radial_cutoff_A : float
        The largest of all types.
    """

    species: tuple[str, ...]
    radial_cutoff_A: float


def read_nep_header(path: Path) -> NepHeader:
    """Read the species and the cutoff of a potential.

    Parameters
    ----------
    path : Path
        nep.txt, version 3 to 5, of an energy model.

    Raises
    ------
    EngineError
        If the file is missing or does not start as such a potential does.
    """
    try:
        with path.open(encoding="utf-8") as lines:
            first = next(lines, "").split()
            cutoff = next(
                (words for line in lines if (words := line.split())[:1] == ["cutoff"]), []
            )
    except FileNotFoundError:
        raise EngineError(f"potential {path.name} does not exist in {path.parent}") from None
    if not first or not _MODEL.fullmatch(first[0]) or first[1:2] != [str(len(first) - 2)]:
        raise EngineError(
            f"{path.name}:1: {' '.join(first)!r} does not start a potential; accepted is "
            "'nep4 N El1 ... ElN' or 'nep4_zbl ...' (also nep3 and nep5)"
        )
    return NepHeader(tuple(first[2:]), _radial_cutoff(cutoff, path, len(first) - 2))


def _radial_cutoff(words: Sequence[str], path: Path, n_species: int) -> float:
    """Take it from 'cutoff rad ang MN MN', or from one pair of cutoffs for each species."""
    try:
        values = [float(word) for word in words[1:-2]]
        radial = values[::2] if len(values) in (2, 2 * n_species) else []
        return max(radial)
    except ValueError:
        raise EngineError(
            f"{path.name}: {' '.join(words)!r} is not the line 'cutoff radial angular MN_radial "
            "MN_angular'"
        ) from None


class NepForceField:
    """One NEP for one list of atoms, evaluated by calorine's C++ in double precision.

    calorine's extension module is called without ASE's Calculator around it: a step of 135 atoms
    takes 5.3 ms so and 7.5 ms through ASE, and the import 2 ms for 2 s.
    """

    def __init__(self, path: Path, species: Sequence[str], positions: Array, cell: Array) -> None:
        """Load the potential.

        Raises
        ------
        EngineError
            If calorine is not installed or refuses the file.
        """
        try:
            nepy = import_module("_nepy")
        except ImportError as problem:
            raise EngineError(
                "executing GPUMD decks on this machine needs calorine: pip install 'saggar[laptop]'"
            ) from problem
        self._shape = (-1, len(species))
        self._cell = cell.copy()
        arguments = (len(species), _columns(cell), list(species), _columns(positions))
        try:
            with contextlib.redirect_stdout(io.StringIO()):
                self._nep = nepy.NEPY(str(path), *arguments, [1.0] * len(species))
        except (RuntimeError, ValueError) as problem:
            raise EngineError(f"{path.name} cannot be used as a potential: {problem}") from problem

    def evaluate(self, positions: Array, cell: Array) -> Interaction:
        """Compute the interaction; see :class:`ForceField`.

        Raises
        ------
        EngineError
            If atoms are so dense that the neighbour list overflows.
        """
        if not np.array_equal(cell, self._cell):
            self._nep.set_cell(_columns(cell))
            self._cell = cell.copy()
        self._nep.set_positions(_columns(positions))
        try:
            energies, forces, virials = self._nep.get_potential_forces_and_virials()
        except RuntimeError as problem:
            raise EngineError(f"the potential gave up: {problem}") from problem
        return Interaction(
            np.array(energies),
            np.array(forces).reshape(self._shape).T,
            np.array(virials).reshape(self._shape).T,
        )


def _columns(matrix: Array) -> list[float]:
    flat: list[float] = matrix.T.ravel().tolist()
    return flat


def force_deviation(forces: Array) -> Array:
    """Give the disagreement of a committee about the force on each atom.

    Parameters
    ----------
    forces : (n_members, n_atoms, 3) float, eV/A

    Returns
    -------
    (n_atoms,) float, eV/A
        sqrt(var_x + var_y + var_z) with the variances over the members divided by n_members
        (population), as GPUMD's ``active`` and DP-GEN have it.

    References
    ----------
    https://gpumd.org/gpumd/input_parameters/active.html
    """
    deviation: Array = np.sqrt(forces.var(axis=0).sum(axis=1))
    return deviation
