"""The class of a difference: what kind of change a key is.

One rule decides each row of the table:

physics
    another system, another energy surface or another statistical ensemble: a result of the same
    name would mean something else. Of all classes only this one can invalidate labels.
sampling
    the same system and surface, but other configurations are visited, kept or measured, or the
    same ones in another number, order or length: seeds, temperatures, durations, thresholds.
engine
    the same question answered by other numerics: releases, integration, optimisation of the
    potential, convergence of relaxations. Results agree within the accuracy of the method.
machine
    where and how fast it is executed.
cosmetic
    what people read; no number depends on it. The path of a structure is cosmetic, its content
    is compared by itself; so are the names of the phases that a given interface is said to hold.
"""

from collections.abc import Iterable, Mapping
from typing import Literal, get_args

from saggar.compiler.diff.leaves import TAGS

DifferenceClass = Literal["physics", "sampling", "engine", "machine", "cosmetic"]

ORDER: tuple[DifferenceClass, ...] = get_args(DifferenceClass)
"""From the gravest to the lightest."""

CLASSES: dict[str, DifferenceClass] = {
    "saggar": "engine",
    "name": "cosmetic",
    "description": "cosmetic",
    "seed": "sampling",
    "charges.*": "physics",
    "assumptions.**": "cosmetic",
    "ignore.**": "cosmetic",
    "pause_after": "cosmetic",
    "budget.**": "cosmetic",
    "phases.*.file": "cosmetic",
    "phases.*.source": "cosmetic",
    "phases.*.training": "sampling",
    "phases.*.ordering.rank": "physics",
    "phases.*.ordering.relax": "sampling",
    "phases.*.ordering.keep": "sampling",
    "phases.*.ordering.at_most": "sampling",
    "phases.*.ordering.supercell": "physics",
    "phases.*.ordering.relaxation.model": "physics",
    "phases.*.ordering.relaxation.cell": "physics",
    "phases.*.ordering.relaxation.force_tolerance_eV_per_A": "engine",
    "phases.*.ordering.relaxation.max_steps": "engine",
    "phases.*.relax.model": "physics",
    "phases.*.relax.cell": "physics",
    "phases.*.relax.force_tolerance_eV_per_A": "engine",
    "phases.*.relax.max_steps": "engine",
    "interfaces.films": "physics",
    "interfaces.substrates": "physics",
    "interfaces.build.**": "physics",
    "interfaces.rank.relax.model": "physics",
    "interfaces.rank.relax.cell": "physics",
    "interfaces.rank.relax.force_tolerance_eV_per_A": "engine",
    "interfaces.rank.relax.max_steps": "engine",
    "interfaces.rank.relax_per_orientation": "sampling",
    "interfaces.rank.at_most": "sampling",
    "interfaces.sets.**": "sampling",
    "interfaces.sets.*.pairs.**": "physics",
    "interfaces.sets.*.pairs.*.max_area_A2": "sampling",
    "interfaces.sets.*.pairs.*.max_strain": "sampling",
    "interfaces.sets.*.thickness.**": "physics",
    "interfaces.given.*.file": "cosmetic",
    "interfaces.given.*.source": "cosmetic",
    "interfaces.given.*.film": "cosmetic",
    "interfaces.given.*.substrate": "cosmetic",
    "models.*.engine": "physics",
    "models.*.version": "physics",
    "models.*.dispersion": "physics",
    "models.*.weights": "physics",
    "models.*.model": "physics",
    "models.*.sha256": "physics",
    "models.*.dtype": "physics",
    "models.*.device": "machine",
    "models.reference.functional": "physics",
    "models.reference.energy_cutoff_eV": "physics",
    "models.reference.k_spacing_per_A": "physics",
    "models.reference.energy_tolerance_eV": "physics",
    "models.reference.force_tolerance_eV_per_A": "engine",
    "models.reference.smearing.**": "physics",
    "models.reference.spin": "physics",
    "models.reference.precision": "physics",
    "models.reference.aspherical": "physics",
    "models.reference.real_space_projection": "physics",
    "models.reference.electronic_steps": "engine",
    "models.reference.algorithm": "engine",
    "models.reference.potentials.**": "physics",
    "models.reference.potential_set": "physics",
    "models.reference.tags.*": "physics",
    "models.potential.existing": "physics",
    "models.potential.cutoff.**": "physics",
    "models.potential.n_max": "physics",
    "models.potential.basis_size": "physics",
    "models.potential.l_max": "physics",
    "models.potential.neurons": "physics",
    "models.potential.zbl_A": "physics",
    "models.potential.loss.**": "physics",
    "models.potential.batch": "engine",
    "models.potential.population": "engine",
    "dynamics.time_step_fs": "engine",
    "dynamics.thermostat.method": "physics",
    "dynamics.thermostat.coupling_fs": "engine",
    "dynamics.barostat.method": "physics",
    "dynamics.barostat.coupling_fs": "engine",
    "dynamics.barostat.modulus_GPa": "engine",
    "dynamics.remove_drift_every": "engine",
    "dynamics.thermo_every": "sampling",
    "initial_data.**": "sampling",
    "initial_data.sample.time_step_fs": "engine",
    "initial_data.sample.coupling_fs": "engine",
    "active_learning.**": "sampling",
    "active_learning.train.**": "engine",
    "final_training.**": "engine",
    "validation.**": "sampling",
    "production.ensemble": "physics",
    "production.pressure_GPa": "physics",
    "production.equilibrate.**": "sampling",
    "production.segment_ps": "engine",
    "production.bulk.**": "sampling",
    "production.interfaces.**": "sampling",
    "analysis.**": "sampling",
    "machine.**": "machine",
    "machine.gpumd.executor": "engine",
    "machine.gpumd.release": "engine",
    "machine.nep.executor": "engine",
    "machine.nep.release": "engine",
    "packages.*": "engine",
    "structures.*.*": "sampling",
}
"""Path of a key in the lock to its class: ``*`` is any one name, ``**`` everything from here on.

Of several rows that match, the one with the most names written out holds.
"""

CLASSES_OF_SUBJECTS: Mapping[str, DifferenceClass] = {
    "machine": "machine",
    "convergence": "engine",
    "output": "cosmetic",
}
"""What an INCAR tag is about to its class, where that is not physics."""

_ROWS = tuple((tuple(pattern.split(".")), value) for pattern, value in CLASSES.items())


def class_of(path: tuple[str, ...]) -> DifferenceClass | None:
    """Give the class of a key.

    Parameters
    ----------
    path : tuple of str
        Names that lead to a value in the lock, under ``campaign``; those of the machine profile, of
        packages and of frozen sets begin with ``machine``, ``packages`` and ``structures``.

    Returns
    -------
    str or None
        None for a key that the table does not hold.
    """
    if len(path) > len(TAGS) and path[: len(TAGS)] == TAGS:
        return _class_of_tag(path[len(TAGS)])
    found = [(_written_out(row), value) for row, value in _ROWS if _matches(row, path)]
    return max(found, key=lambda each: each[0])[1] if found else None


def _class_of_tag(name: str) -> DifferenceClass:
    from saggar.compiler.incar import table

    subject = table.TAGS[name].subject if name in table.TAGS else ""
    return CLASSES_OF_SUBJECTS.get(subject, "physics")


def matching_rows(path: tuple[str, ...]) -> tuple[str, ...]:
    """Give the patterns of the table that match a key."""
    return tuple(".".join(row) for row, _ in _ROWS if _matches(row, path))


def gravest(classes: Iterable[DifferenceClass]) -> DifferenceClass:
    """Give the first of the classes in the order of gravity."""
    return min(classes, key=ORDER.index)


def _matches(row: tuple[str, ...], path: tuple[str, ...]) -> bool:
    if row[-1] == "**":
        row = row[:-1]
        path = path[: len(row)]
    return len(row) == len(path) and all(
        word in ("*", name) for word, name in zip(row, path, strict=True)
    )


def _written_out(row: tuple[str, ...]) -> int:
    return sum(word not in ("*", "**") for word in row)
