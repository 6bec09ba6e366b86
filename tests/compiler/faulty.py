"""A campaign without fault, ways to spoil it, and its text in YAML and TOML with known places.

The writers here note the place of every key and value while they write, independently of the
readers under test.
"""

import json
from collections.abc import Callable
from copy import deepcopy
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

KeyPath = tuple[str | int, ...]
Place = tuple[int, int]

SOUND: dict[str, Any] = {
    "saggar": 1,
    "name": "base",
    "seed": 1,
    "charges": {"Li": 1, "Zr": 4, "Cl": -1, "O": -2},
    "phases": {"c-ZrO2": {"file": "c-ZrO2.cif"}},
    "models": {
        "foundation": {"engine": "chgnet"},
        "reference": {"engine": "chgnet", "dispersion": "d3bj"},
        "potential": {
            "engine": "nep",
            "cutoff": {"radial": "5 Å", "angular": "4 Å"},
            "n_max": [4, 4],
            "basis_size": [8, 8],
            "l_max": [4, 2, 0],
        },
    },
    "initial_data": {
        "perturb": {"strain": ["1 %", "5 %"], "per_structure": 10},
        "select": {"frames": 10},
    },
    "active_learning": {
        "committee": 4,
        "train": {"generations": 10000, "gradient": {"steps": 500}},
        "explore": {
            "solid": {"temperatures": "300, 600 K", "duration": "1 ps", "check_every": "0.01 ps"}
        },
        "candidate": {"force_deviation": {"above": "0.3 eV/Å", "below": "3 eV/Å"}},
        "stop": {"within": {"temperature": ["300 K", "600 K"]}, "at_most": 2},
    },
    "final_training": {"generations": 10000, "gradient": {"steps": 1000}},
    "production": {
        "ensemble": "nvt",
        "segment": "1 ns",
        "bulk": {
            "phases": {"c-ZrO2": 96},
            "temperatures": "300 K",
            "duration": "5 ps",
            "dump_every": "0.1 ps",
        },
    },
    "analysis": {"mobile": "O"},
}

FLUORITE = """\
data_c-ZrO2
_cell_length_a 5.1221
_cell_length_b 5.1221
_cell_length_c 5.1221
_cell_angle_alpha 90
_cell_angle_beta 90
_cell_angle_gamma 90
_symmetry_space_group_name_H-M 'F m -3 m'
loop_
_atom_site_label
_atom_site_type_symbol
_atom_site_fract_x
_atom_site_fract_y
_atom_site_fract_z
_atom_site_occupancy
Zr1 Zr 0 0 0 1
O1 O 0.25 0.25 0.25 1
"""
"""Cubic zirconia: 4 Zr and 8 O in the conventional cell."""

Edit = Callable[[dict[str, Any]], None]


def put(path: str, value: Any) -> Edit:
    """Set the value at a dotted path; a key with dots stands in the last place after a slash."""

    def edit(tree: dict[str, Any]) -> None:
        *above, key = _split(path)
        for step in above:
            tree = tree.setdefault(step, {})
        tree[key] = value

    return edit


def drop(path: str) -> Edit:
    """Delete the key at a dotted path."""

    def edit(tree: dict[str, Any]) -> None:
        *above, key = _split(path)
        for step in above:
            tree = tree[step]
        del tree[key]

    return edit


def _split(path: str) -> list[str]:
    return path.split(".")


def spoiled(*edits: Edit) -> dict[str, Any]:
    """Give the sound campaign with edits."""
    tree = deepcopy(SOUND)
    for edit in edits:
        edit(tree)
    return tree


@dataclass
class Written:
    """A text under way, with the places of its keys and values."""

    text: str = ""
    keys: dict[KeyPath, Place] = field(default_factory=dict)
    values: dict[KeyPath, Place] = field(default_factory=dict)

    @property
    def here(self) -> Place:
        return self.text.count("\n") + 1, len(self.text) - self.text.rfind("\n")

    def add(self, text: str) -> None:
        self.text += text

    def key(self, path: KeyPath, text: str) -> None:
        self.keys[path] = self.here
        self.add(text)

    def inline(self, value: Any, path: KeyPath, equals: str) -> None:
        """Write a value in one line: lists and sections in brackets, text in quotes."""
        self.values[path] = self.here
        if isinstance(value, list):
            self.add("[")
            for index, item in enumerate(value):
                self.add(", " if index else "")
                self.keys[(*path, index)] = self.here
                self.inline(item, (*path, index), equals)
            self.add("]")
        elif isinstance(value, dict):
            self.add("{")
            for index, (key, item) in enumerate(value.items()):
                self.add(", " if index else "")
                self.key((*path, key), _quoted(key))
                self.add(equals)
                self.inline(item, (*path, key), equals)
            self.add("}")
        else:
            self.add(json.dumps(value, ensure_ascii=False))


def _quoted(key: str) -> str:
    bare = key.replace("-", "").replace("_", "").isalnum() and key.isascii()
    return key if bare else json.dumps(key, ensure_ascii=False)


def as_yaml(tree: dict[str, Any]) -> Written:
    """Write a campaign in block style."""
    written = Written("# a campaign\n")

    def block(section: dict[str, Any], path: KeyPath, indent: str) -> None:
        for key, value in section.items():
            written.add(indent)
            written.key((*path, key), _quoted(key))
            written.add(":")
            if isinstance(value, dict) and value:
                written.add("\n")
                block(value, (*path, key), indent + "  ")
            else:
                written.add(" ")
                written.inline(value, (*path, key), ": ")
                written.add("\n")

    block(tree, (), "")
    return written


def as_toml(tree: dict[str, Any]) -> Written:
    """Write a campaign with a table for every section."""
    written = Written("# a campaign\n")

    def table(section: dict[str, Any], path: KeyPath) -> None:
        below = {key: value for key, value in section.items() if isinstance(value, dict)}
        for key, value in section.items():
            if key not in below:
                written.key((*path, key), _quoted(key))
                written.add(" = ")
                written.inline(value, (*path, key), " = ")
                written.add("\n")
        for key, value in below.items():
            written.add("\n[" + "".join(f"{_quoted(str(step))}." for step in path))
            written.key((*path, key), _quoted(key))
            written.add("]\n")
            table(value, (*path, key))

    table(tree, ())
    return written


WRITERS = {"yaml": as_yaml, "toml": as_toml}


def save(folder: Path, tree: dict[str, Any], suffix: str) -> tuple[Path, Written]:
    """Write a campaign and its structure into a folder."""
    written = WRITERS[suffix](tree)
    path = folder / f"campaign.{suffix}"
    path.write_text(written.text, encoding="utf-8")
    (folder / "c-ZrO2.cif").write_text(FLUORITE, encoding="utf-8")
    return path, written
