"""How paths, values and structures are written for people."""

from typing import Any

from saggar.compiler.diff.differences import Difference, Value
from saggar.compiler.diff.structures import StructureDifference
from saggar.schemas.base import UNIT_SUFFIX, user_key

UNITS = {
    "K": "K",
    "fs": "fs",
    "ps": "ps",
    "s": "s",
    "A": "Å",
    "A2": "Å^2",
    "per_A": "1/Å",
    "eV": "eV",
    "eV_per_A": "eV/Å",
    "GPa": "GPa",
    "GB": "GB",
    "core_hours": "core h",
    "gpu_hours": "GPU h",
}
"""Suffix of a key to the unit that people write."""

FEW_ATOMS = 5
"""Moved atoms that are named one by one."""


def key_text(path: str) -> str:
    """Write the path of a key as the author of a campaign does: without units."""
    *sections, key = path.split(".")
    return ".".join([*sections, user_key(key)])


def value_text(path: str, value: Value | None) -> str:
    """Write one side of a difference; a dash where there is nothing."""
    return "-" if value is None else _text(path.rsplit(".", 1)[-1], value.value)


def origin_text(value: Value | None) -> str:
    """Write where a value comes from; empty where nothing is known."""
    return value.origin if value is not None else ""


def _text(key: str, value: Any) -> str:
    if isinstance(value, dict):
        entries = (f"{user_key(name)}: {_text(name, each)}" for name, each in value.items())
        return "{" + ", ".join(entries) + "}"
    suffix = UNIT_SUFFIX.search(key)
    unit = f" {UNITS[suffix[1]]}" if suffix and value not in (None, [], "") else ""
    if isinstance(value, list):
        return ", ".join(_scalar(each) for each in value) + unit if value else "none"
    return _scalar(value) + unit


def _scalar(value: Any) -> str:
    if value is None or value == "":
        return "none"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return f"{value:.12g}"
    return str(value)


def difference_text(difference: Difference) -> str:
    """Write a difference on one line, without its origins."""
    path = difference.path
    if difference.kind == "renamed":
        return f"{value_text('', difference.a)} is now named {value_text('', difference.b)}"
    before, after = value_text(path, difference.a), value_text(path, difference.b)
    texts = {
        "added": f"added {after}",
        "removed": f"removed {before}",
        "reordered": f"order {before} -> {after}",
    }
    return texts.get(difference.kind, f"{before} -> {after}")


def origins_text(difference: Difference) -> str:
    """Write where the values of a difference were written, A's first; empty if nowhere."""
    origins = [origin_text(difference.a), origin_text(difference.b)]
    return " -> ".join(dict.fromkeys(origin for origin in origins if origin))


def structure_text(difference: StructureDifference) -> str:
    """Write what differs between two structures, in one sentence."""
    sentences = {
        "equal digits aside": "same sites in other digits",
        "another description": "same crystal in another setting, orientation or origin",
        "mirror image": "the mirror image, which no rotation brings back",
        "different": f"another structure: {difference.formula_a} -> {difference.formula_b}",
        "unknown": "other content, by the digests in the locks; the cells are not at hand",
        "changed": _moves_text(difference),
    }
    parts = [sentences[difference.verdict], *_lattice_texts(difference)]
    if difference.verdict in ("equal digits aside", "another description", "mirror image"):
        parts.append(f"sites within {difference.largest_A or 0:.1e} Å")
    return "; ".join(part for part in parts if part)


def _moves_text(difference: StructureDifference) -> str:
    moved = difference.moved
    if not moved:
        return "no atom moved in the strained lattice"
    named = ", ".join(
        f"{atom.species} {atom.number} by {atom.distance_A:.4f} Å" for atom in moved[:FEW_ATOMS]
    )
    more = f" and {len(moved) - FEW_ATOMS} more by less" if len(moved) > FEW_ATOMS else ""
    noun = "atom" if len(moved) == 1 else "atoms"
    shift = difference.origin_shift
    origin = f" after a shift of the origin by {_triple(shift, '.4f')}" if shift else ""
    return f"{len(moved)} {noun} moved{origin}: {named}{more}"


def _lattice_texts(difference: StructureDifference) -> list[str]:
    """Write the changes of the lattice that show in the figures given."""
    texts = []
    if difference.lengths_percent and max(map(abs, difference.lengths_percent)) >= 5e-4:
        texts.append(f"a, b, c {_triple(difference.lengths_percent, '+.3f')} %")
    if difference.angles_deg and max(map(abs, difference.angles_deg)) >= 5e-4:
        texts.append(f"angles {_triple(difference.angles_deg, '+.3f')} degrees")
    if difference.volume_percent is not None and abs(difference.volume_percent) >= 5e-4:
        texts.append(f"volume per atom {difference.volume_percent:+.3f} %")
    return texts


def _triple(values: tuple[float, float, float], form: str) -> str:
    return ", ".join(f"{value:{form}}" for value in values)
