"""Words for frozen cells: planes, cells of a match, lattices, terminations, models."""

from saggar.schemas.engines import Reference
from saggar.schemas.frozen_structures import (
    BuiltInterface,
    IntegerMatrix,
    Lattice,
    Ordered,
    RankedInterface,
    Relaxed,
    SetCounts,
    Symmetry,
    Termination,
)
from saggar.schemas.interfaces import Miller, Ranking

MINUS = "\u2212"

LEFT_OUT: dict[str, str] = {
    "too_close": "film and substrate nearer than allowed",
    "beyond_cap": "not evaluated: more candidates than allowed",
    "not_relaxed": "not relaxed: too high in energy as built",
    "failed": "failed in the model",
    "no_energy": "composition that is no mixture of the two phases: no interface energy",
    "not_kept": "not among the lowest of their orientation",
    "held_out_before": "held out by an earlier lock",
    "taken": "in another set already",
    "not_drawn": "not drawn",
}
"""Why candidates are not in a set, by the fields of `SetCounts` in the order in which they act."""


def plane(miller: Miller) -> str:
    """Write Miller indices, such as ``(1 −1 0)``."""
    return f"({' '.join(map(str, miller))})".replace("-", MINUS)


def relationship(interface: BuiltInterface) -> str:
    """Write which plane stands on which, such as ``c-ZrO2 (1 1 1) on ideal-LZC (0 0 1)``."""
    return (
        f"{interface.film} {plane(interface.film_plane)} on "
        f"{interface.substrate} {plane(interface.substrate_plane)}"
    )


def cells_of_match(interface: BuiltInterface) -> str:
    """Write how many cells of the film's plane stand on how many of the substrate's."""
    film, substrate = _size(interface.film_matrix), _size(interface.substrate_matrix)
    repeats = "×".join(map(str, interface.repeats))
    return f"{film}:{substrate}" + (f" × ({repeats})" if interface.repeats != (1, 1) else "")


def _size(matrix: IntegerMatrix) -> int:
    (a, b), (c, d) = matrix
    return abs(a * d - b * c)


def strains(values: tuple[float, float]) -> str:
    """Write two strains in percent, such as ``−0.31 / +0.12``."""
    return " / ".join(f"{100 * value:+.2f}".replace("-", MINUS) for value in values)


def closest(interface: BuiltInterface) -> str:
    """Write the smallest distance of film and substrate, and between which elements it is."""
    pair = f" {'–'.join(interface.closest_pair)}" if interface.closest_pair else ""
    return f"{interface.film_substrate_distance_A:.2f}{pair}"


def gaps(interface: BuiltInterface) -> str:
    """Write the gaps below and above the film, such as ``2.31 / 2.40``."""
    if interface.gaps_A is None:
        return "–"
    return " / ".join(f"{gap:.2f}".replace("-", MINUS) for gap in interface.gaps_A)


def cut(termination: Termination) -> str:
    """Write what a slab ends with, its layers, thickness and dipole."""
    dipole = termination.dipole_e_A_per_A2
    polar = f", dipole {dipole:+.3f} e/Å".replace("-", MINUS) if abs(dipole) >= 5e-4 else ""
    layers = f"{termination.repeats} layer{'s' if termination.repeats != 1 else ''}"
    return (
        f"{termination.bottom} below, {termination.top} above; {layers}, "
        f"{termination.thickness_A:.1f} Å{polar}"
    )


def lattice(cell: Lattice) -> str:
    """Write lengths in A, and angles where one differs from 90 degrees."""
    text = " × ".join(f"{length:.4f}" for length in cell.lengths_A)
    if any(abs(angle - 90.0) > 5e-3 for angle in cell.angles_deg):
        text += "; " + ", ".join(f"{angle:.2f}°" for angle in cell.angles_deg)
    return text


def space_group(symmetry: Symmetry) -> str:
    """Write symbol and number, and whether the crystal has a hand."""
    symbol = symmetry.symbol.replace("-", MINUS)
    return f"{symbol} ({symmetry.number}){', chiral' if symmetry.chiral else ''}"


def ordering(ordered: Ordered | None) -> str:
    """Write which of the orderings of a phase is used."""
    if ordered is None:
        return "none"
    return (
        f"rank {ordered.ewald_rank} by Ewald energy of {ordered.distinct} distinct "
        f"({ordered.orderings} in all); number {ordered.place} of {ordered.relaxed} relaxed, "
        f"{1000 * ordered.above_lowest_eV_per_atom:.1f} meV/atom above the lowest"
    )


def relaxation(relaxed: Relaxed | None) -> str:
    """Write by what a cell was relaxed and how that ended."""
    if relaxed is None:
        return "none"
    if relaxed.relaxation is None:
        return f"evaluated as it stands by {model(relaxed.model)}"
    what = "cell and atoms" if relaxed.relaxation.cell else "atoms"
    end = (
        f"to {relaxed.relaxation.force_tolerance_eV_per_A:g} eV/Å in {relaxed.steps} steps"
        if relaxed.converged
        else f"not converged: {relaxed.largest_force_eV_per_A:.3f} eV/Å left "
        f"after {relaxed.steps} steps"
    )
    return f"{what} by {model(relaxed.model)}, {end}"


def ranking(interface: RankedInterface) -> str:
    """Write by what an interface was relaxed or evaluated, and whether it was built anew."""
    text = relaxation(interface.relaxed)
    return f"ranked thinner ({text}), then built anew" if interface.rebuilt else text


def effort(rank: Ranking) -> str:
    """Write how much was spent on ranking the interfaces of each set."""
    most = f"at most {rank.at_most:,} candidates"
    what = "cells and atoms" if rank.relax.cell else "atoms"
    chosen = (
        f", the {rank.relax_per_orientation} lowest of each orientation as built"
        if rank.relax_per_orientation is not None
        else ""
    )
    tolerance = f"{rank.relax.force_tolerance_eV_per_A:g} eV/Å"
    steps = f"at most {rank.relax.max_steps} steps"
    return f"{most}{chosen}; {what} relaxed to {tolerance} in {steps}"


def model(settings: Reference) -> str:
    """Write a model by its published name, or its file, and dispersion."""
    dispersion = {"none": "", "d3": " + D3", "d3bj": " + D3(BJ)"}[settings.dispersion]
    return settings.title + dispersion


def left_out(counts: SetCounts) -> dict[str, int]:
    """Give the numbers of candidates that are not in a set, by reason."""
    return {reason: int(getattr(counts, field)) for field, reason in LEFT_OUT.items()}
