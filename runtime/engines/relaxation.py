"""Relaxation of a structure with a reference model."""

from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from saggar.runtime.labels import INSANE_FORCE_EV_A
from saggar.runtime.structures.cell import Cell
from saggar.schemas.errors import EngineError

STRESS_PER_FORCE_A2 = 0.01
"""Stress tolerance (eV/A^3) over force tolerance (eV/A): 0.01 eV/A goes with 0.016 GPa."""

LARGEST_VOLUME_RATIO = 2.0
"""A cell that grows or shrinks by more than this has not relaxed but come apart."""


@dataclass(frozen=True)
class RelaxedStructure:
    """Where a relaxation ended.

    Parameters
    ----------
    cell : Cell
        Atoms in the order of the start with its groups and name; positions not wrapped.
    energy_eV : float
        Total energy, eV.
    steps : int
        Steps taken; each costs one evaluation of the model, and the start costs another.
    converged : bool
        Whether forces, and with a free lattice stresses, came under their tolerances.
    largest_force_eV_A : float
        Norm of the largest force on an atom at the end, eV/A.
    """

    cell: Cell
    energy_eV: float
    steps: int
    converged: bool
    largest_force_eV_A: float


def relax_structure(
    cell: Cell,
    calculator: Any,
    *,
    force_tolerance_eV_A: float,
    relax_cell: bool,
    max_steps: int,
) -> RelaxedStructure:
    """Relax the atoms, and the lattice if asked for, at zero pressure.

    Converged means that every force has a norm of at most the tolerance and, with a free lattice,
    that every component of the stress is at most `STRESS_PER_FORCE_A2` times it. The lattice is
    never mirrored and turns by no more than the square of its strain, but a vector that lay along
    an axis may leave it, so a caller that needs a certain orientation restores it.

    L-BFGS without line search: of the optimisers tried with CHGNet + D3 it needed the fewest
    evaluations that never failed to converge (FIRE about twice as many; line searches stall on the
    noise of single precision). The same start and model give the same numbers.

    Parameters
    ----------
    cell : Cell
        Start, of n_atoms atoms.
    calculator : ase.calculators.calculator.Calculator
        Energy, forces and stress.
    force_tolerance_eV_A : float
        Largest force at which the structure counts as relaxed, eV/A.
    relax_cell : bool
        Whether the lattice is free.
    max_steps : int
        Most steps; ending there is no failure, the result says that it has not converged.

    Returns
    -------
    RelaxedStructure

    Raises
    ------
    EngineError
        If the model cannot evaluate a geometry on the way, a number is not finite, a force is
        insane or the volume leaves `LARGEST_VOLUME_RATIO`; the message names the structure.

    References
    ----------
    D. C. Liu, J. Nocedal, Math. Program. 45, 503 (1989): L-BFGS.
    """
    atoms = cell.to_ase()
    atoms.calc = calculator
    optimiser = _optimiser(atoms, relax_cell=relax_cell)
    for step in range(max_steps + 1):
        force_eV_A, stress_eV_A3 = _evaluate(atoms, cell, step)
        converged = force_eV_A <= force_tolerance_eV_A and (
            not relax_cell or stress_eV_A3 <= STRESS_PER_FORCE_A2 * force_tolerance_eV_A
        )
        if converged or step == max_steps:
            break
        optimiser.step()
    return RelaxedStructure(
        cell=replace(cell, positions=atoms.get_positions(), lattice=np.asarray(atoms.cell)),
        energy_eV=float(atoms.get_potential_energy()),
        steps=step,
        converged=converged,
        largest_force_eV_A=force_eV_A,
    )


def _optimiser(atoms: Any, *, relax_cell: bool) -> Any:
    from ase.filters import FrechetCellFilter
    from ase.optimize import LBFGS

    return LBFGS(FrechetCellFilter(atoms) if relax_cell else atoms, logfile=None)


def _evaluate(atoms: Any, cell: Cell, step: int) -> tuple[float, float]:
    """Return the largest force (eV/A) and stress (eV/A^3) of a structure that is still sound."""
    where = f"relaxation of {cell.label}, step {step}"
    try:
        forces, stress = atoms.get_forces(), atoms.get_stress()
    except EngineError as error:
        raise EngineError(f"{where}: {error}") from error
    force_eV_A = float(np.linalg.norm(forces, axis=1).max())
    stress_eV_A3 = float(np.abs(stress).max())
    if not (np.isfinite(stress_eV_A3) and np.isfinite(atoms.get_potential_energy())):
        raise EngineError(f"{where}: energy or stress is not finite; look at the start")
    if not force_eV_A <= INSANE_FORCE_EV_A:
        raise EngineError(
            f"{where}: largest force {force_eV_A:.3g} eV/A, at most {INSANE_FORCE_EV_A:g} is "
            "accepted; atoms of the start are too close to each other"
        )
    ratio = float(atoms.get_volume()) / cell.volume_A3
    if not 1 / LARGEST_VOLUME_RATIO <= ratio <= LARGEST_VOLUME_RATIO:
        raise EngineError(
            f"{where}: the volume is {ratio:.3g} times that of the start, between "
            f"{1 / LARGEST_VOLUME_RATIO:g} and {LARGEST_VOLUME_RATIO:g} is accepted; the start is "
            "far from any structure that the model holds together"
        )
    return force_eV_A, stress_eV_A3
