"""Differences between the structures of two studies, by content."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Literal

from saggar.compiler.diff.classes import DifferenceClass
from saggar.schemas.base import Frozen

if TYPE_CHECKING:
    import numpy as np

    from saggar.runtime.structures.cell import Cell
    from saggar.schemas.resolved import CellRecord

NEAR_LENGTH = 0.15
"""Relative difference of cell vectors up to which atoms are matched one by one."""

NEAR_ANGLE_DEG = 10.0
"""Difference of cell angles up to which atoms are matched one by one, degrees."""

Verdict = Literal[
    "equal digits aside", "another description", "mirror image", "changed", "different", "unknown"
]


class MovedAtom(Frozen):
    """An atom that stands elsewhere."""

    species: str
    number: int
    """In A's canonical cell, from 1."""
    distance_A: float


class StructureDifference(Frozen):
    """What differs between two structures of one name.

    ``equal digits aside``: same setting, every site within 1e-4 Å; no difference of meaning.
    ``another description``: same crystal in another setting, orientation or origin.
    ``changed``: same atoms, some moved or the lattice strained. ``different``: another
    composition or lattice. ``unknown``: a structure is not at hand and its digest differs.
    """

    name: str
    verdict: Verdict
    category: DifferenceClass
    formula_a: str
    formula_b: str
    largest_A: float | None = None
    """Largest distance between atoms that correspond."""
    moved: tuple[MovedAtom, ...] = ()
    """Farthest first."""
    origin_shift: tuple[float, float, float] | None = None
    """Fractional shift of the origin that was taken out first, where there is one."""
    lengths_percent: tuple[float, float, float] | None = None
    """Change of a, b, c from A to B, %."""
    angles_deg: tuple[float, float, float] | None = None
    """Change of alpha, beta, gamma, degrees."""
    volume_percent: float | None = None
    """Change of the volume per atom, %."""


def compare_structures(name: str, a: "Cell", b: "Cell") -> StructureDifference | None:
    """Compare two structures by content.

    Parameters
    ----------
    name : str
        Name of the structure in B.
    a, b : Cell
        The structures.

    Returns
    -------
    StructureDifference or None
        None where every digit is the same.
    """
    if a is b or _identical(a, b):
        return None
    from saggar.compiler.diff.equivalence import find_equivalence

    equivalence = find_equivalence(a, b)
    formulas = {"name": name, "formula_a": a.formula, "formula_b": b.formula}
    if equivalence is None:
        return _of_two_crystals(name, a, b)
    verdicts: dict[str, tuple[Verdict, DifferenceClass]] = {
        "same": ("equal digits aside", "cosmetic"),
        "other description": ("another description", "cosmetic"),
        "mirror image": ("mirror image", "physics"),
    }
    verdict, category = verdicts[equivalence.relation]
    return StructureDifference(
        verdict=verdict, category=category, largest_A=equivalence.largest_A, **formulas
    )


def compare_records(name: str, a: "CellRecord", b: "CellRecord") -> StructureDifference | None:
    """Compare two structures of which only the locks are at hand, by their digests."""
    if a.sha256 == b.sha256:
        return None
    return StructureDifference(
        name=name,
        verdict="unknown",
        category="physics",
        formula_a=a.formula,
        formula_b=b.formula,
    )


def same_content(a: Mapping[str, "Cell"], b: Mapping[str, "Cell"], one: str, other: str) -> bool:
    """Say whether a structure of A is, in the same setting, one of B under another name."""
    if one not in a or other not in b:
        return False
    found = compare_structures(other, a[one], b[other])
    return found is None or found.verdict == "equal digits aside"


def _identical(a: "Cell", b: "Cell") -> bool:
    import numpy as np

    return (
        a.species == b.species
        and np.array_equal(a.lattice, b.lattice)
        and np.array_equal(a.positions, b.positions)
    )


def _of_two_crystals(name: str, a: "Cell", b: "Cell") -> StructureDifference:
    import numpy as np

    from saggar.compiler.diff.lattice import lattice_parameters

    lengths, angles = lattice_parameters(a.lattice)
    lengths_b, angles_b = lattice_parameters(b.lattice)
    stretch, tilt = lengths_b / lengths - 1, angles_b - angles
    volume = (b.volume_A3 / len(b)) / (a.volume_A3 / len(a)) - 1
    near = np.abs(stretch).max() <= NEAR_LENGTH and np.abs(tilt).max() <= NEAR_ANGLE_DEG
    comparable = near and sorted(a.species) == sorted(b.species)
    difference = StructureDifference(
        name=name,
        verdict="changed" if comparable else "different",
        category="physics",
        formula_a=a.formula,
        formula_b=b.formula,
        lengths_percent=_three(100 * stretch),
        angles_deg=_three(tilt),
        volume_percent=float(100 * volume),
    )
    return _with_moves(difference, a, b) if comparable else difference


def _with_moves(difference: StructureDifference, a: "Cell", b: "Cell") -> StructureDifference:
    import numpy as np

    from saggar.compiler.diff.displacement import find_displacements
    from saggar.compiler.diff.equivalence import SAME_WITHIN_A

    found = find_displacements(a, b)
    order = np.argsort(-found.distance_A, kind="stable")
    moved = tuple(
        MovedAtom(
            species=a.species[index], number=int(index) + 1, distance_A=found.distance_A[index]
        )
        for index in order
        if found.distance_A[index] > SAME_WITHIN_A
    )
    return difference.model_copy(
        update={
            "moved": moved,
            "largest_A": float(found.distance_A.max()),
            "origin_shift": _three(found.shift) if found.shift.any() else None,
        }
    )


def _three(values: "np.ndarray") -> tuple[float, float, float]:
    x, y, z = (float(value) for value in values)
    return x, y, z
