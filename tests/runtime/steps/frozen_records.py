"""Hand-made phases and interfaces: an interface of fluorite ZrO2 on rock salt LiCl."""

from typing import Any

import numpy as np

from saggar.runtime.structures.cell import Cell
from saggar.runtime.structures_lock.contents import InterfaceCell, PhaseCells
from saggar.schemas.engines import Chgnet
from saggar.schemas.frozen_structures import (
    BuiltInterface,
    Lattice,
    RankedInterface,
    Relaxed,
    SetCounts,
    SettledPhase,
    Symmetry,
    Termination,
)
from saggar.schemas.phases import Relaxation

CHARGES = {"Li": 1.0, "Zr": 4.0, "O": -2.0, "Cl": -1.0}

CHGNET = Chgnet(engine="chgnet", dispersion="d3bj")


def interface_cell(name: str = "interface", edge_A: float = 5.1, up_A: float = 0.0) -> Cell:
    """Give two layers of LiCl (001) below two of ZrO2 (001), 2.2 A apart, moved up by `up_A`.

    Atoms are wrapped into the cell, so that a move splits a slab.
    """
    half = 0.5 * edge_A
    substrate = [
        (symbol, x, y, 2.5 * layer)
        for layer in range(3)
        for symbol, x, y in (
            ("Li" if layer % 2 else "Cl", 0.0, 0.0),
            ("Cl" if layer % 2 else "Li", half, 0.0),
        )
    ]
    film = [
        atom
        for layer in range(2)
        for atom in (
            ("Zr", half * layer, half, 8.5 + 2.6 * layer),
            ("O", 0.5 * half, 0.5 * half, 7.2 + 2.6 * layer),
            ("O", 1.5 * half, 0.5 * half, 7.2 + 2.6 * layer),
        )
    ]
    atoms = substrate + film
    height = 11.1 + 2.2
    positions = np.array([[x, y, (z + up_A) % height] for _, x, y, z in atoms])
    group = np.repeat([1, 0], [len(substrate), len(film)])
    lattice = np.diag([edge_A, 1.2 * edge_A, height])
    return Cell(tuple(atom[0] for atom in atoms), positions, lattice, group, name)


def relaxed(energy_eV_per_atom: float = -6.0, **changes: Any) -> Relaxed:
    """Give a relaxation by CHGNet with D3."""
    fields = {
        "model": CHGNET,
        "relaxation": Relaxation(cell=False),
        "steps": 41,
        "converged": True,
        "largest_force_eV_per_A": 0.0092,
        "energy_eV_per_atom": energy_eV_per_atom,
    }
    return Relaxed(**fields | changes)


def built(**changes: Any) -> BuiltInterface:
    """Give the record of `interface_cell`."""
    return BuiltInterface(**_built() | changes)


def _built() -> dict[str, Any]:
    cut = {"number": 1, "offset": 0.25, "repeats": 2, "dipole_e_A_per_A2": 0.0}
    return {
        "identity": "a" * 64,
        "orientation": "c-ZrO2 001 on LiCl 001 at 0.0",
        "film": "c-ZrO2",
        "substrate": "LiCl",
        "film_plane": (0, 0, 1),
        "substrate_plane": (0, 0, 1),
        "film_matrix": ((1, 0), (0, 1)),
        "substrate_matrix": ((1, 1), (-1, 1)),
        "rotation_deg": 0.0,
        "strains": (-0.0031, 0.0012),
        "length_strains": (-0.0030, 0.0011),
        "strain_on": "film",
        "boundary": "sandwich",
        "match_area_A2": 31.212,
        "area_A2": 31.212,
        "repeats": (1, 1),
        "shift": (0.0, 0.0),
        "film_termination": Termination(bottom="O2", top="Zr", thickness_A=3.9, **cut),
        "substrate_termination": Termination(bottom="ClLi", top="ClLi", thickness_A=5.0, **cut),
        "atoms": 12,
        "formula": "Cl3 Li3 Zr2 O4",
        "lengths_A": (5.1, 6.12, 13.3),
        "film_substrate_distance_A": 2.2,
        "closest_pair": ("O", "Li"),
        "gaps_A": (2.2, 2.31),
        "net_charge_e": 0.0,
    }


def ranked(**changes: Any) -> RankedInterface:
    """Give the record of `interface_cell` with an energy."""
    fields = {
        "set": "training",
        "energy_J_per_m2": 0.84,
        "above_lowest_J_per_m2": 0.0,
        "relaxed": relaxed(),
    }
    return RankedInterface(**_built() | fields | changes)


def kept(name: str, **changes: Any) -> InterfaceCell:
    """Give a kept interface with its cell."""
    return InterfaceCell(ranked(**changes), interface_cell(name))


def counts(**changes: int) -> SetCounts:
    """Give counts of a set that keeps one cell of ten candidates."""
    fields = {
        "plane_pairs": 9,
        "matches": 4,
        "candidates": 10,
        "too_close": 2,
        "beyond_cap": 0,
        "not_relaxed": 3,
        "failed": 1,
        "no_energy": 0,
        "not_kept": 2,
        "not_drawn": 1,
        "held_out_before": 0,
        "kept": 1,
    }
    return SetCounts(**fields | changes)


def phase(name: str, species: tuple[str, str], edge_A: float) -> PhaseCells:
    """Give a rock salt crystal of two elements in its primitive and conventional cells."""
    conventional = _rock_salt(species, edge_A)
    primitive = Cell.from_fractional(
        species,
        [(0.0, 0.0, 0.0), (0.5, 0.5, 0.5)],
        0.5 * edge_A * np.array([[0.0, 1.0, 1.0], [1.0, 0.0, 1.0], [1.0, 1.0, 0.0]]),
        name=name,
    )
    lattice = Lattice(lengths_A=(edge_A,) * 3, angles_deg=(90.0,) * 3)
    given = Lattice(lengths_A=(1.01 * edge_A,) * 3, angles_deg=(90.0,) * 3)
    record = SettledPhase(
        phase=name,
        source="rock salt, made by hand",
        formula=f"{species[0]}1 {species[1]}1",
        atoms=2,
        density_g_per_cm3=primitive.density_g_cm3,
        symmetry=Symmetry(symbol="Fm-3m", number=225, tolerance_A=0.01, chiral=False),
        conventional=lattice,
        as_given=given,
        relaxed=relaxed(relaxation=Relaxation()),
    )
    return PhaseCells(record, primitive, conventional)


def _rock_salt(species: tuple[str, str], edge_A: float) -> Cell:
    corners = [(0.0, 0.0, 0.0), (0.5, 0.5, 0.0), (0.5, 0.0, 0.5), (0.0, 0.5, 0.5)]
    other = [(0.5 + x, y, z) for x, y, z in corners]
    symbols = (species[0],) * 4 + (species[1],) * 4
    return Cell.from_fractional(symbols, corners + other, edge_A * np.eye(3))
