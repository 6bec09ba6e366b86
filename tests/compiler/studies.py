"""A small campaign that compiles, and ways to change it."""

from collections.abc import Mapping
from copy import deepcopy
from pathlib import Path
from typing import Any

import numpy as np

from saggar.compiler.compile import Compiled, compile_study
from saggar.compiler.source import Written
from saggar.compiler.structures.known import KnownCell, known_cell
from saggar.compiler.structures.memory import Memory
from saggar.compiler.study import Study
from saggar.runtime.structures.cell import Cell
from saggar.schemas.campaign import Campaign
from saggar.schemas.machine import LAPTOP, Machine
from saggar.schemas.resolved import Source

REPOSITORY = Path(__file__).parents[2]
DEMO = REPOSITORY / "campaigns" / "demo" / "campaign.yaml"

SMALL: dict[str, Any] = {
    "saggar": 1,
    "name": "small",
    "seed": 7,
    "charges": {"Zr": 4, "O": -2},
    "phases": {"c-ZrO2": {"file": "c-ZrO2.cif", "source": "fluorite"}},
    "models": {
        "foundation": {"engine": "chgnet"},
        "reference": {"engine": "chgnet", "dispersion": "d3bj"},
        "potential": {"engine": "nep", "cutoff": {"radial": "5 Å", "angular": "4 Å"}},
    },
    "initial_data": {
        "perturb": {"strain": ["1 %", "5 %"], "per_structure": 2},
        "select": {"frames": 2},
    },
    "active_learning": {
        "train": {"generations": 10000, "gradient": {"steps": 50}},
        "explore": {
            "solid": {
                "temperatures": "300, 600 K",
                "duration": "1 ps",
                "check_every": "0.01 ps",
            },
            "hot": {
                "ensemble": "npt",
                "temperatures": "900 K",
                "pressures": "1000 bar",
                "duration": "1 ps",
                "check_every": "0.01 ps",
                "from_iteration": 1,
            },
        },
        "candidate": {"force_deviation": {"above": "0.3 eV/Å", "below": "3 eV/Å"}},
        "stop": {"within": {"temperature": ["300 K", "600 K"]}, "at_most": 2},
    },
    "final_training": {"generations": 100000, "gradient": {"steps": 100}},
    "production": {
        "ensemble": "nvt",
        "segment": "2 ps",
        "equilibrate": {"from": "300 K", "duration": "1 ps"},
        "bulk": {
            "phases": {"c-ZrO2": 96},
            "temperatures": "600 K",
            "duration": "5 ps",
            "dump_every": "0.1 ps",
        },
    },
    "validation": {"production_frames": {"per_run": 3}},
    "analysis": {"mobile": "O"},
}


WRITTEN = Written(Source(file="campaign/campaign.yaml"), {"campaign/campaign.yaml": "saggar: 1\n"})


def known(cells: Mapping[str, Cell] | None) -> dict[str, KnownCell]:
    """Describe cells as checks take them."""
    return {name: described(cell, name) for name, cell in (cells or {}).items()}


def described(cell: Cell, name: str) -> KnownCell:
    """Describe a cell that is at hand."""
    found = known_cell(name, lambda: cell, Memory())
    assert found is not None
    return found


def fluorite() -> Cell:
    """Conventional cell of cubic ZrO2, 12 atoms, a = 5.12 A."""
    zr = [(0, 0, 0), (0, 0.5, 0.5), (0.5, 0, 0.5), (0.5, 0.5, 0)]
    o = [(x, y, z) for x in (0.25, 0.75) for y in (0.25, 0.75) for z in (0.25, 0.75)]
    return Cell.from_fractional(
        ["Zr"] * 4 + ["O"] * 8, np.array(zr + o), 5.12 * np.eye(3), name="c-ZrO2"
    )


def changed(**changes: Any) -> dict[str, Any]:
    """Give the small campaign with values replaced; ``a__b=1`` sets key b of section a."""
    tree = deepcopy(SMALL)
    for path, value in changes.items():
        *sections, key = path.split("__")
        place = tree
        for section in sections:
            place = place[section]
        place[key] = value
    return tree


def campaign(tree: dict[str, Any] = SMALL) -> Campaign:
    """Validate a campaign as it is read from a file."""
    return Campaign.model_validate(
        tree, by_alias=True, by_name=False, context={"units": "required"}
    )


def study(tree: dict[str, Any] = SMALL, machine: Machine = LAPTOP) -> Study:
    """Give the study of a campaign whose only phase is fluorite."""
    return Study(
        campaign=campaign(tree), machine=machine, phases={"c-ZrO2": fluorite()}, interfaces={}
    )


def sheared() -> Cell:
    """Cubic ZrO2 whose c leans along a, so that it is tilted."""
    cubic = fluorite()
    lattice = cubic.lattice + np.array([[0.0] * 3, [0.0] * 3, [0.4, 0.0, 0.0]])
    return Cell.from_fractional(cubic.species, cubic.positions / 5.12, lattice, name="sheared-ZrO2")


def barostat_tree() -> dict[str, Any]:
    """Give the small campaign with everything at constant pressure, for cells of both shapes."""
    phase = {"file": "sheared.cif", "source": "fluorite"}
    bulk = {**SMALL["production"]["bulk"], "phases": {"c-ZrO2": 96, "sheared-ZrO2": 96}}
    return changed(
        phases={**SMALL["phases"], "sheared-ZrO2": phase},
        models__potential={**SMALL["models"]["potential"], "zbl": "2 Å"},
        production__ensemble="npt",
        production__pressure="1 bar",
        production__bulk=bulk,
    )


def barostat_study(machine: Machine = LAPTOP) -> Study:
    """Give the study of cells of both shapes at constant pressure."""
    return Study(
        campaign=campaign(barostat_tree()),
        machine=machine,
        phases={"c-ZrO2": fluorite(), "sheared-ZrO2": sheared()},
        interfaces={},
    )


def compiled(tree: dict[str, Any] = SMALL, machine: Machine = LAPTOP) -> Compiled:
    """Compile a campaign."""
    return compile_study(study(tree, machine), origins={}, written=WRITTEN)


def machine_of_release(release: str) -> Machine:
    """Give the laptop profile with another release of GPUMD."""
    gpumd = LAPTOP.gpumd.model_copy(update={"release": release})
    return LAPTOP.model_copy(update={"gpumd": gpumd})
