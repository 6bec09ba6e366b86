"""Frozen structures as they stand beside a campaign, written by hand."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
from studies import changed, fluorite

from saggar.compiler.frozen.digest import structures_digest
from saggar.compiler.load import load_campaign
from saggar.compiler.resolve import resolve
from saggar.runtime.structures.cell import Cell
from saggar.runtime.structures.extxyz import format_extxyz
from saggar.schemas.engines import Chgnet
from saggar.schemas.frozen_structures import (
    FrozenInterface,
    FrozenPhase,
    Lattice,
    Ordered,
    SetCounts,
    StructuresLock,
    Symmetry,
    Termination,
)

SET = {
    "max_index": 1,
    "max_area": "50 Å^2",
    "max_strain": "10 %",
    "keep_per_orientation": 2,
    "draw": 2,
}
SETS: dict[str, Any] = {
    "training": SET,
    "holdout": {"like": "training", "draw": 1, "held_out": True},
    "production": {
        "max_area": "50 Å^2",
        "max_strain": "5 %",
        "training": False,
        "pairs": {
            "c001": {
                "film": "c-ZrO2",
                "film_plane": [0, 0, 1],
                "substrate": "rutile",
                "substrate_plane": [0, 0, 1],
            }
        },
    },
}
"""A set of each kind."""

RUNS = {
    "set": "production",
    "temperatures": "600 K",
    "duration": "5 ps",
    "dump_every": "0.1 ps",
}


def rutile() -> Cell:
    """A small tetragonal cell of TiO2's kind with Zr, 6 atoms."""
    zr = [(0, 0, 0), (0.5, 0.5, 0.5)]
    o = [(0.3, 0.3, 0), (0.7, 0.7, 0), (0.2, 0.8, 0.5), (0.8, 0.2, 0.5)]
    return Cell.from_fractional(
        ["Zr"] * 2 + ["O"] * 4, np.array(zr + o), np.diag([4.9, 4.9, 3.2]), name="rutile"
    )


def sandwich(name: str, layers: int = 3, width: int = 1) -> Cell:
    """Fluorite as film on fluorite as substrate, `layers` cells each, `width` cells wide."""
    cells = [
        (np.array(fluorite().positions) + 5.12 * np.array([x, y, z]), int(z >= layers))
        for x in range(width)
        for y in range(width)
        for z in range(2 * layers)
    ]
    return Cell(
        fluorite().species * len(cells),
        np.concatenate([positions for positions, _ in cells]),
        5.12 * np.diag([width, width, 2 * layers]),
        np.repeat([1 - upper for _, upper in cells], len(fluorite())),
        name,
    )


def opened(cell: Cell, by_A: float = 0.4) -> Cell:
    """Raise the film, so that the cell is another structure than the bulk crystal."""
    assert cell.group is not None
    up = np.outer(cell.group == 0, (0.0, 0.0, by_A))
    return replace(cell, positions=cell.positions + up)


def write_campaign(folder: Path, **changes: Any) -> Path:
    """Write the small campaign with a second phase and sets of interfaces."""
    wanted: dict[str, Any] = {
        "phases": {"c-ZrO2": {"file": "cell.xyz"}, "rutile": {"file": "rutile.xyz"}},
        "interfaces": {"films": ["c-ZrO2"], "substrates": ["rutile"], "sets": SETS},
        "production__interfaces": RUNS,
        "ignore": {
            "SG332": "limits are wide",
            "SG433": "small cells are quick",
            "SG438": "small cells are quick",
        },
    }
    content = changed(**{key: value for key, value in (wanted | changes).items() if value})
    (folder / "cell.xyz").write_text(format_extxyz([fluorite()]), encoding="utf-8")
    (folder / "rutile.xyz").write_text(format_extxyz([rutile()]), encoding="utf-8")
    path = folder / "campaign.yaml"
    path.write_text(json.dumps(content, ensure_ascii=False), encoding="utf-8")
    return path


INTERFACES: dict[str, Cell] = {
    "training-1": sandwich("training-1"),
    "training-2": sandwich("training-2", layers=2),
    "holdout-1": opened(sandwich("holdout-1", layers=1)),
    "c001": sandwich("c001", width=3),
}
"""Frozen interfaces; what stands before the dash is their set, and c001 is of production."""


def write_lock(
    campaign: Path,
    *,
    interfaces: Mapping[str, Cell] = INTERFACES,
    phases: Mapping[str, tuple[str, Cell]] | None = None,
    **changes: Any,
) -> Path:
    """Freeze cells beside a campaign; give the folder.

    Parameters
    ----------
    campaign : Path
        The campaign, whose sets the interfaces are of.
    interfaces : mapping of str to Cell
        By names such as ``training-1``.
    phases : mapping of str to (str, Cell), optional
        By name, with the phase of the campaign; by default fluorite and rutile.
    **changes
        Other values of the lock.
    """
    folder = campaign.parent / "structures.lock"
    kept = phases or {"c-ZrO2": ("c-ZrO2", fluorite()), "rutile": ("rutile", rutile())}
    places = {name: place for place, name in enumerate(kept, start=1)}
    resolved = resolve(load_campaign(campaign)).campaign
    lock = StructuresLock(
        campaign=resolved.name,
        digest=structures_digest(resolved, campaign.parent),
        models={"foundation": Chgnet(engine="chgnet")},
        packages={},
        phases={
            name: _phase(folder, name, phase, cell, places[name] if phase != name else None)
            for name, (phase, cell) in kept.items()
        },
        interfaces={name: _interface(folder, name, cell) for name, cell in interfaces.items()},
        sets=dict.fromkeys(resolved.interfaces.sets, COUNTS),
        held_out=tuple(f"identity of {name}" for name in interfaces if set_of(name) == "holdout"),
    )
    text = lock.model_copy(update=changes).model_dump_json(indent=1, by_alias=False)
    (folder / "lock.json").write_text(text + "\n", encoding="utf-8")
    return folder


COUNTS = SetCounts(
    plane_pairs=3, matches=2, candidates=4, too_close=1, beyond_cap=0, not_relaxed=0, failed=0,
    no_energy=0, not_kept=1, not_drawn=0, held_out_before=0, kept=2,
)  # fmt: skip


def set_of(name: str) -> str:
    """Give the set that a name in these tests tells."""
    return name.rsplit("-", 1)[0] if "-" in name else "production"


def _saved(folder: Path, file: str, cell: Cell) -> str:
    path = folder / file
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(format_extxyz([cell]), encoding="utf-8")
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _phase(folder: Path, name: str, phase: str, cell: Cell, place: int | None) -> FrozenPhase:
    lattice = Lattice(lengths_A=(5.12, 5.12, 5.12), angles_deg=(90, 90, 90))
    ordered = None
    if place is not None:
        ordered = Ordered(
            orderings=6, distinct=3, relaxed=3, ewald_rank=1, ewald_energy_eV=-100.0, place=place,
            above_lowest_eV_per_atom=0.001 * (place - 1),
        )  # fmt: skip
    return FrozenPhase(
        file=f"phases/{name}.xyz",
        conventional_file=f"phases/{name}-conventional.xyz",
        sha256=_saved(folder, f"phases/{name}.xyz", cell),
        conventional_sha256=_saved(folder, f"phases/{name}-conventional.xyz", cell),
        phase=phase,
        source="made for tests",
        formula=cell.formula,
        atoms=len(cell),
        density_g_per_cm3=6.0,
        symmetry=Symmetry(symbol="Fm-3m", number=225, tolerance_A=0.01, chiral=False),
        conventional=lattice,
        as_given=lattice,
        ordered=ordered,
    )


def _interface(folder: Path, name: str, cell: Cell) -> FrozenInterface:
    cut = Termination(
        number=1, offset=0.0, bottom="Zr1", top="O2", repeats=3, thickness_A=15.0,
        dipole_e_A_per_A2=0.0,
    )  # fmt: skip
    return FrozenInterface(
        file=f"interfaces/{name}.xyz",
        sha256=_saved(folder, f"interfaces/{name}.xyz", cell),
        identity=f"identity of {name}",
        orientation="only",
        set=set_of(name),
        film="c-ZrO2",
        substrate="rutile",
        film_plane=(0, 0, 1),
        substrate_plane=(0, 0, 1),
        film_matrix=((1, 0), (0, 1)),
        substrate_matrix=((1, 0), (0, 1)),
        rotation_deg=0.0,
        strains=(-0.004, 0.006),
        length_strains=(-0.004, 0.006),
        strain_on="film",
        boundary="sandwich",
        match_area_A2=26.2,
        area_A2=26.2,
        repeats=(1, 1),
        shift=(0.0, 0.0),
        film_termination=cut,
        substrate_termination=cut,
        atoms=len(cell),
        formula=cell.formula,
        lengths_A=(5.12, 5.12, 30.72),
        film_substrate_distance_A=2.2,
        net_charge_e=0.0,
        held_out=set_of(name) == "holdout",
    )
