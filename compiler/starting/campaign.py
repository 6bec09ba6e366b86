"""A commented campaign for a starting point and the files at hand."""

import json
import re
from collections.abc import Iterable
from functools import reduce
from math import gcd
from pathlib import Path

from saggar.compiler.nearest import did_you_mean
from saggar.compiler.render import plain, render
from saggar.compiler.starting.ions import charges_of, mobile_of
from saggar.compiler.starting.points import STARTING_POINTS, StartingPoint
from saggar.compiler.starting.proposal import (
    PLANES_UP_TO,
    Proposal,
    ProposedPair,
    propose_interfaces,
)
from saggar.compiler.starting.survey import Structure, read_structures, relative
from saggar.schemas.base import Frozen
from saggar.schemas.errors import CampaignError

_LONGEST_NAME = 64


class _Entry(Frozen):
    name: str
    file: str
    source: str
    atoms: int
    cell_atoms: int
    to_be_ordered: bool
    supercell: str


class _Charge(Frozen):
    symbol: str
    charge: str


class _Pair(Frozen):
    name: str
    film: str
    film_plane: str
    substrate: str
    substrate_plane: str


class _Proposed(Frozen):
    """Interfaces of ``campaign/matched.yaml.j2``."""

    films: str
    substrates: str
    max_index: int
    max_area: str
    max_strain: str
    max_area_of_pairs: str
    max_strain_of_pairs: str
    draw: int
    draw_held_out: int
    pairs: tuple[_Pair, ...]
    unfit: tuple[str, ...]


class _Context(Frozen):
    """Context of ``campaign/*.yaml.j2``."""

    name: str
    file: str
    charges: tuple[_Charge, ...]
    unusual: str
    unbalanced: tuple[str, ...]
    phases: tuple[_Entry, ...]
    without_source: str
    produced: tuple[_Entry, ...]
    proposed: _Proposed | None
    interfaces: tuple[_Entry, ...]
    existing: str
    mobile: str
    conductors: str


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
        YAML with comments. Phases, species, usual charges, sizes and limits on interfaces are
        those of the files.

    Raises
    ------
    CampaignError
        If the starting point is not known, or files are missing or not of its kind.
    StructureError
        If a structure cannot be read, or its sites cannot be ordered.
    """
    known = STARTING_POINTS.get(point)
    if known is None:
        hint = did_you_mean(point, STARTING_POINTS, allowed="starting points")
        raise CampaignError(f"there is no starting point {point!r}; {hint}")
    data, rest = _split(point, known, files)
    structures = read_structures(rest, out.parent)
    existing = relative(data, out.parent) if data is not None else ""
    return render(f"campaign/{known.template}.yaml.j2", _context(structures, known, existing, out))


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
    structures: tuple[Structure, ...], point: StartingPoint, existing: str, out: Path
) -> _Context:
    charges = charges_of(_symbols(structures))
    bulk = structures[: point.phases]
    symbols = _symbols(bulk)
    mobile = mobile_of(symbols, {symbol for each in bulk for symbol in each.partly_filling})
    matched = point.matches and len(bulk) > 1
    return _Context(
        name=_scalar(_name(bulk, charges, out)),
        file=out.name,
        charges=tuple(_Charge(symbol=s, charge=plain(c)) for s, c in charges.items()),
        unusual=", ".join(symbol for symbol, charge in charges.items() if charge == 0),
        unbalanced=tuple(_unbalanced(structures, charges)),
        phases=_entries(bulk),
        without_source=", ".join(each.name for each in bulk if not each.source),
        produced=_entries(each for each in bulk if mobile in each.symbols),
        proposed=_proposed(propose_interfaces(bulk, mobile)) if matched else None,
        interfaces=_entries(structures[len(bulk) :]),
        existing=_scalar(existing),
        mobile=mobile,
        conductors=", ".join(each.name for each in bulk if mobile in each.symbols),
    )


def _name(phases: tuple[Structure, ...], charges: dict[str, int], out: Path) -> str:
    """Name a study after its file or, where that has the usual name, after its phases."""
    order = sorted(charges, key=lambda symbol: (charges[symbol] < 0, charges[symbol]))
    formulas = dict.fromkeys(_formula(each, order).lower() for each in phases)
    said = "-".join(formulas) if out.stem == "campaign" else out.stem
    return re.sub(r"[^A-Za-z0-9._-]+", "-", said)[:_LONGEST_NAME].strip("-._") or "study"


def _formula(structure: Structure, order: Iterable[str]) -> str:
    counts = structure.cell.counts
    divisor = reduce(gcd, counts.values())
    numbers = {symbol: counts[symbol] // divisor for symbol in order if symbol in counts}
    return "".join(f"{symbol}{n if n > 1 else ''}" for symbol, n in numbers.items())


def _symbols(structures: Iterable[Structure]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(symbol for each in structures for symbol in each.symbols))


def _entries(structures: Iterable[Structure]) -> tuple[_Entry, ...]:
    return tuple(
        _Entry(
            name=_scalar(each.name),
            file=_scalar(each.file),
            source=_scalar(each.source) if each.source else "",
            atoms=each.atoms,
            cell_atoms=len(each.cell),
            to_be_ordered=bool(each.partly_filling),
            supercell=_listed(each.supercell) if max(each.supercell) > 1 else "",
        )
        for each in structures
    )


def _proposed(proposal: Proposal) -> _Proposed:
    pairs = len(proposal.films) * len(proposal.substrates)
    return _Proposed(
        films=", ".join(_scalar(each.name) for each in proposal.films),
        substrates=", ".join(_scalar(each.name) for each in proposal.substrates),
        max_index=PLANES_UP_TO,
        max_area=plain(proposal.max_area_A2),
        max_strain=plain(round(100 * proposal.max_strain)),
        max_area_of_pairs=plain(proposal.max_area_A2 + 20),
        max_strain_of_pairs=plain(round(100 * proposal.max_strain) + 1),
        draw=max(4, 2 * pairs),
        draw_held_out=max(2, pairs),
        pairs=tuple(_pair(number, each) for number, each in enumerate(proposal.pairs, 1)),
        unfit=tuple(f"{film.name} on {substrate.name}" for film, substrate in proposal.unfit),
    )


def _pair(number: int, pair: ProposedPair) -> _Pair:
    sides = ((pair.film, pair.film_plane), (pair.substrate, pair.substrate_plane))
    name = "-".join(f"{each.name}.{''.join(map(str, plane))}" for each, plane in sides)
    return _Pair(
        name=_scalar(name if len(name) <= _LONGEST_NAME else f"pair-{number}"),
        film=_scalar(pair.film.name),
        film_plane=_listed(pair.film_plane),
        substrate=_scalar(pair.substrate.name),
        substrate_plane=_listed(pair.substrate_plane),
    )


def _listed(numbers: tuple[int, ...]) -> str:
    return f"[{', '.join(map(str, numbers))}]"


def _scalar(text: str) -> str:
    """Write a text for YAML, in quotes where it could be taken for something else."""
    if _PLAIN.fullmatch(text) and text.lower() not in _WORDS:
        return text
    return json.dumps(text, ensure_ascii=False)


_PLAIN = re.compile(r"[A-Za-z./][A-Za-z0-9_./-]*[A-Za-z][A-Za-z0-9_./-]*")
_WORDS = ("true", "false", "null")


def _unbalanced(structures: tuple[Structure, ...], charges: dict[str, int]) -> list[str]:
    """Say which structures are not neutral with these charges."""
    sums = {
        each.name: sum(n * charges[symbol] for symbol, n in each.cell.counts.items())
        for each in structures
    }
    return [f"{name} has a net charge of {total:+d}" for name, total in sums.items() if total]
