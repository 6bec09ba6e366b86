"""A campaign of more than 10,000 tasks: forty crystals at up to fifty temperatures."""

import json
import sys
from dataclasses import replace
from pathlib import Path

sys.path.append(str(Path(__file__).parents[1] / "compiler"))

from studies import changed, fluorite

from saggar.runtime.structures.extxyz import format_extxyz

CELLS, TEMPERATURES, EXPLORED = 40, 50, 30


def temperatures(count: int) -> str:
    """Give temperatures from 300 K in steps of 10 K."""
    return ", ".join(str(300 + 10 * number) for number in range(count)) + " K"


def write_campaign(folder: Path) -> Path:
    """Write the campaign and its structures and give its file.

    Parameters
    ----------
    folder : Path
        An empty folder.
    """
    names = [f"phase-{number:02d}" for number in range(CELLS)]
    crystal = fluorite()
    for number, name in enumerate(names):
        stretch = 1 + 1e-3 * number
        cell = replace(
            crystal, lattice=crystal.lattice * stretch, positions=crystal.positions * stretch
        )
        (folder / f"{name}.xyz").write_text(format_extxyz([cell]), encoding="utf-8")
    tree = changed(
        phases={name: {"file": f"{name}.xyz"} for name in names},
        initial_data__sample={
            "temperatures": temperatures(EXPLORED),
            "duration": "1 ps",
            "dump_every": "0.1 ps",
        },
        active_learning__explore__solid__temperatures=temperatures(EXPLORED),
        production__bulk={
            "phases": dict.fromkeys(names, 96),
            "temperatures": temperatures(TEMPERATURES),
            "duration": "5 ps",
            "dump_every": "0.1 ps",
        },
    )
    path = folder / "campaign.yaml"
    path.write_text(json.dumps(tree, ensure_ascii=False), encoding="utf-8")
    return path
