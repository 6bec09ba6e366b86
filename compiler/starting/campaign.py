"""A commented campaign for a starting point and the files at hand."""

import json
import re
from collections.abc import Iterable
from pathlib import Path

from saggar.compiler.nearest import did_you_mean
from saggar.compiler.render import plain, render
from saggar.compiler.starting.ions import charges_of, mobile_of
from saggar.compiler.starting.points import STARTING_POINTS, StartingPoint
from saggar.compiler.starting.survey import Structure, read_structures, relative
from saggar.schemas.base import Frozen
from saggar.schemas.errors import CampaignError


class _Entry(Frozen):
    name: str
    file: str
    atoms: int


class _Charge(Frozen):
    symbol: str
    charge: str


class _Context(Frozen):
    """Context of ``campaign/*.yaml.j2``."""

    name: str
    file: str
    charges: tuple[_Charge, ...]
    unusual: str
    unbalanced: tuple[str, ...]
    phases: tuple[_Entry, ...]
    produced: tuple[_Entry, ...]
    partial: tuple[_Entry, ...]
    film: str
    substrate: str
    interfaces: tuple[_Entry, ...]
    existing: str
    mobile: str


def starting_campaign(point: str, files: list[Path], out: Path) -> str:
    """Write the text of a campaign.

    Parameters
    ----------
    point : str
        A key of `STARTING_POINTS`.
    files : list of Path
        What it begins with, in the order that the starting point names.
    out : Path
        Where the campaign will stand; files are named relative to its folder.

    Returns
    -------
    str
        YAML with comments. Phases, species, usual charges and sizes are those of the files.

    Raises
    ------
    CampaignError
        If the starting point is not known, or files are missing or not of its kind.
    StructureError
        If a structure cannot be read.
    """
    known = STARTING_POINTS.get(point)
    if known is None:
        hint = did_you_mean(point, STARTING_POINTS, allowed="starting points")
        raise CampaignError(f"there is no starting point {point!r}; {hint}")
    data, rest = _split(point, known, files)
    structures = read_structures(rest, out.parent)
    existing = relative(data, out.parent) if data is not None else ""
    context = _context(structures, known.phases, existing, out)
    return render(f"campaign/{known.template}.yaml.j2", context)


def _split(name: str, point: StartingPoint, files: list[Path]) -> tuple[Path | None, list[Path]]:
    data = [file for file in files if point.data and file.suffix.lower() == point.data][:1]
    rest = [file for file in files if file not in data]
    least = 1 if point.phases is None else point.phases + 1
    if (point.data and not data) or len(rest) < least:
        raise CampaignError(
            f"{name} takes files: {point.files}; given are {', '.join(map(str, files)) or 'none'}"
        )
    for file in files:
        if not file.is_file():
            raise CampaignError(f"there is no file {file}")
    return (data[0] if data else None), rest


def _context(
    structures: tuple[Structure, ...], phases: int | None, existing: str, out: Path
) -> _Context:
    charges = charges_of(_symbols(structures))
    bulk = structures[:phases]
    ordered = tuple(each for each in bulk if each.cell is not None)
    if not ordered:
        raise CampaignError(
            "sites of every structure are filled only partly; give at least one whose sites are "
            "full, from which the size of production cells follows"
        )
    mobile = mobile_of(_symbols(ordered))
    return _Context(
        name=_scalar(re.sub(r"[^A-Za-z0-9._-]+", "-", out.stem).strip("-._")[:64] or "study"),
        file=out.name,
        charges=tuple(_Charge(symbol=s, charge=plain(c)) for s, c in charges.items()),
        unusual=", ".join(symbol for symbol, charge in charges.items() if charge == 0),
        unbalanced=tuple(_unbalanced(structures, charges)),
        phases=_entries(ordered),
        produced=_entries(each for each in ordered if mobile in each.symbols),
        partial=_entries(each for each in bulk if each.cell is None),
        film=_scalar(bulk[0].name),
        substrate=_scalar(bulk[-1].name),
        interfaces=_entries(structures[len(bulk) :]),
        existing=_scalar(existing),
        mobile=mobile,
    )


def _symbols(structures: Iterable[Structure]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(symbol for each in structures for symbol in each.symbols))


def _entries(structures: Iterable[Structure]) -> tuple[_Entry, ...]:
    return tuple(
        _Entry(name=_scalar(each.name), file=_scalar(each.file), atoms=each.atoms)
        for each in structures
    )


def _scalar(text: str) -> str:
    """Write a text for YAML, in quotes where it could be taken for something else."""
    return text if _PLAIN.fullmatch(text) and text.lower() not in _WORDS else json.dumps(text)


_PLAIN = re.compile(r"[A-Za-z./][A-Za-z0-9_./-]*[A-Za-z][A-Za-z0-9_./-]*")
_WORDS = ("true", "false", "null")


def _unbalanced(structures: tuple[Structure, ...], charges: dict[str, int]) -> list[str]:
    """Say which structures are not neutral with these charges."""
    sums = {
        each.name: sum(n * charges[symbol] for symbol, n in each.cell.counts.items())
        for each in structures
        if each.cell is not None
    }
    return [f"{name} has a net charge of {total:+d}" for name, total in sums.items() if total]
