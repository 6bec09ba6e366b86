"""SG43x: limits and known faults of the engines by release.

References
----------
GPUMD, src/main_nep/parameters.cu and src/force/nep.cu, tags v4.0 to v5.6.
"""

import math
from collections.abc import Iterator
from typing import NamedTuple

from saggar.compiler.checks.finding import Finding
from saggar.compiler.checks.subject import Rule, Subject
from saggar.compiler.positions import KeyPath, dotted
from saggar.runtime.structures.box import (
    supercell_for_box_rule,
    supercell_of_size,
    violates_box_rule,
)
from saggar.schemas.engines import Nep
from saggar.schemas.errors import StructureError

Version = tuple[int, ...]

MAIN: Version = (999,)
"""The development after the last release."""


def version_of(release: str) -> Version:
    """Give a release as numbers that compare: ``4.9.1`` is (4, 9, 1)."""
    return MAIN if release == "main" else tuple(int(part) for part in release.split("."))


class Limit(NamedTuple):
    """Bounds of one number of nep.in within a range of releases.

    Attributes
    ----------
    keys : KeyPath
        Below ``models.potential``; an index names an item of a list.
    since, until : Version
        First release, and first one in which the limit no longer holds.
    least, most : float
        Inclusive; in Å for lengths.
    """

    keys: KeyPath
    since: Version
    until: Version
    least: float
    most: float
    unit: str = ""


_FIRST: Version = (4, 0)
_ALL: Version = (1000,)

NEP_LIMITS = (
    Limit(("cutoff", "radial"), _FIRST, (4, 7), 2.5, 10, " Å"),
    Limit(("cutoff", "radial"), (4, 7), _ALL, 2.5, 100, " Å"),
    Limit(("cutoff", "angular"), _FIRST, (4, 9), 2.5, 10, " Å"),
    Limit(("cutoff", "angular"), (4, 9), _ALL, 3.0, 100, " Å"),
    Limit(("n_max", 0), _FIRST, (4, 1), 0, 19),
    Limit(("n_max", 0), (4, 1), _ALL, 0, 12),
    Limit(("n_max", 1), _FIRST, (4, 1), 0, 19),
    Limit(("n_max", 1), (4, 1), _ALL, 0, 8),
    Limit(("basis_size", 0), _FIRST, (4, 1), 0, 19),
    Limit(("basis_size", 0), (4, 1), (5, 3), 0, 16),
    Limit(("basis_size", 0), (5, 3), (5, 4), 0, 8),
    Limit(("basis_size", 0), (5, 4), _ALL, 0, 16),
    Limit(("basis_size", 1), _FIRST, (4, 1), 0, 19),
    Limit(("basis_size", 1), (4, 1), (5, 3), 0, 12),
    Limit(("basis_size", 1), (5, 3), (5, 4), 0, 8),
    Limit(("basis_size", 1), (5, 4), _ALL, 0, 12),
    Limit(("l_max", 0), _FIRST, (5, 3), 0, 8),
    Limit(("l_max", 0), (5, 3), _ALL, 2, 8),
    Limit(("neurons",), _FIRST, _ALL, 1, 120),
    Limit(("zbl",), _FIRST, (4, 9), 1.0, 2.5, " Å"),
    Limit(("zbl",), (4, 9), _ALL, 1.0, 4.0, " Å"),
)
"""What `nep` accepts, release by release."""


def potential_is_within_limits(subject: Subject) -> Iterator[Finding]:
    """Require that the architecture is accepted by the release of `nep` (SG430)."""
    release = subject.machine.nep.release
    version = version_of(release)
    for limit in NEP_LIMITS:
        value = _value(subject.campaign.models.potential, limit.keys)
        if value is None or not limit.since <= version < limit.until:
            continue
        if not limit.least <= value <= limit.most:
            path = ("models", "potential", *limit.keys)
            yield Finding(
                path,
                "SG430",
                f"{dotted(path)} is {value:g}{limit.unit}; nep of GPUMD {release} takes "
                f"{limit.least:g} to {limit.most:g}{limit.unit}",
                f"write a value within {limit.least:g} and {limit.most:g}{limit.unit}, or choose "
                "another release in the machine profile",
            )


def _value(potential: Nep, keys: KeyPath) -> float | None:
    numbers: dict[str | int, tuple[float, ...] | float | None] = {
        "n_max": potential.n_max,
        "basis_size": potential.basis_size,
        "l_max": potential.l_max,
        "neurons": potential.neurons,
        "zbl": potential.zbl_A,
        "radial": potential.cutoff.radial_A,
        "angular": potential.cutoff.angular_A,
    }
    name, index = (keys[0], keys[1]) if isinstance(keys[-1], int) else (keys[-1], 0)
    value = numbers[name]
    return value[int(index)] if isinstance(value, tuple) else value


def angular_terms_exist(subject: Subject) -> Iterator[Finding]:
    """Require that four- and five-body terms are those that NEP has (SG431)."""
    three, four, five = subject.campaign.models.potential.l_max
    path: KeyPath = ("models", "potential", "l_max")
    problem = ""
    if four not in (0, 2):
        problem, path = f"the four-body term is {four}; it is 0 (none) or 2", (*path, 1)
    elif five not in (0, 1):
        problem, path = f"the five-body term is {five}; it is 0 (none) or 1", (*path, 2)
    elif four > three:
        problem = f"the four-body term {four} exceeds the three-body term {three}"
    elif five > four:
        problem = "a five-body term needs a four-body term"
    if problem:
        yield Finding(path, "SG431", f"{dotted(path)}: {problem}", "write for instance [4, 2, 1]")


def supercells_obey_the_box_rule(subject: Subject) -> Iterator[Finding]:
    """Require that bulk supercells are not thin and long at once (SG432)."""
    bulk = subject.campaign.production.bulk
    cutoff = subject.campaign.models.potential.cutoff.radial_A
    for name, atoms in bulk.phases.items() if bulk is not None else ():
        cell = subject.bulk_cell(name)
        if cell is None:
            yield from _no_formula_units(subject, name, atoms)
            continue
        path: KeyPath = ("production", "bulk", "phases", name)
        try:
            built = cell.repeated(supercell_of_size(cell, atoms))
        except StructureError as error:
            hint = f"write a multiple of the {len(cell)} atoms of the cell"
            yield Finding(path, "SG436", f"{dotted(path)} is {atoms}: {error}", hint)
            continue
        if violates_box_rule(built, cutoff):
            widths = ", ".join(f"{width:.1f}" for width in built.thicknesses_A)
            least = len(built) * math.prod(supercell_for_box_rule(built, cutoff))
            yield Finding(
                path,
                "SG432",
                f"{dotted(path)} is {atoms}: the supercell is {widths} Å thick; where one side is "
                f"at most {2.5 * (cutoff + 1):g} Å, GPUMD allows none above {10 * cutoff:g} Å",
                f"choose a number of atoms that gives a compact cell, for instance {least}",
            )


def _no_formula_units(subject: Subject, phase: str, atoms: int) -> Iterator[Finding]:
    """Find a number of atoms that no cell can have which is made of a phase (SG436)."""
    counts = subject.cells[phase].counts if phase in subject.cells else {}
    units = math.gcd(*counts.values()) if counts else 0
    size = sum(counts.values()) // units if units else 1
    if atoms % size:
        path = ("production", "bulk", "phases", phase)
        formula = " ".join(f"{symbol}{count // units}" for symbol, count in counts.items())
        near = [n * size for n in (atoms // size, atoms // size + 1) if n]
        yield Finding(
            path,
            "SG436",
            f"{dotted(path)} is {atoms}, no multiple of the {size} atoms of {formula}; no cell "
            "that is made of the phase has so many",
            f"write for instance {' or '.join(map(str, near))}",
        )


def release_counts_neighbours_once(subject: Subject) -> Iterator[Finding]:
    """Require that no release with a known fault is used (SG434)."""
    machine = subject.machine
    for program, each in (("gpumd", machine.gpumd), ("nep", machine.nep)):
        if each.executor == program and each.release == "4.9":
            yield Finding(
                ("machine", program, "release"),
                "SG434",
                f"machine {machine.name}: {program}.release is 4.9, which counts neighbours twice; "
                "4.9.1 mends it",
                "install 4.9.1 or newer, and name that release in the machine profile",
            )


def trainer_has_its_settings(subject: Subject) -> Iterator[Finding]:
    """Require that a trainer that descends gradients is told how many steps (SG437)."""
    if subject.machine.nep.executor != "neppo":
        return
    for name, training in subject.campaign.trainings.items():
        path: KeyPath = tuple(name.split("."))
        if training.gradient is None:
            yield Finding(
                path,
                "SG437",
                f"{dotted(path)} has no `gradient`; machine {subject.machine.name} trains with "
                "neppo, which descends gradients and has no generations",
                "add for instance 'gradient: {steps: 1000}'",
                at_key=True,
            )


RULES: tuple[Rule, ...] = (
    potential_is_within_limits,
    angular_terms_exist,
    supercells_obey_the_box_rule,
    release_counts_neighbours_once,
    trainer_has_its_settings,
)
