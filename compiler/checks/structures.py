"""SG3: structures are there, whole, neutral and not overlapping."""

import hashlib
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from saggar.compiler.cells import read_content
from saggar.compiler.checks.fetched import altered_records, how_to_get
from saggar.compiler.checks.finding import Finding
from saggar.compiler.checks.orderings import unorderable_phases
from saggar.compiler.checks.subject import Rule, Subject
from saggar.compiler.positions import KeyPath, dotted
from saggar.compiler.sides import HOW_TO_GROUP, Sides
from saggar.compiler.structures.inspection import CLOSEST_RATIO
from saggar.compiler.structures.known import KnownCell, PartialOccupancyError, known_cell
from saggar.compiler.structures.memory import Memory
from saggar.runtime.structures.elements import DENSITY_RANGE_g_cm3
from saggar.schemas.campaign import Campaign
from saggar.schemas.errors import CampaignError, StructureError

if TYPE_CHECKING:
    from saggar.runtime.structures.cell import Cell

NEUTRAL_WITHIN_E = 1e-6
"""Charges are whole numbers; this is for rounding only."""


def read_cells(
    campaign: Campaign, folder: Path, memory: Memory
) -> tuple[dict[str, KnownCell], list[Finding]]:
    """Read the structures of a campaign, noting what cannot be read.

    Parameters
    ----------
    campaign : Campaign
        Names the files.
    folder : Path
        Folder to which they are relative.
    memory : Memory
        What was found of them before.

    Returns
    -------
    dict of str to KnownCell
        What could be read, in standard orientation, by name of phase or given interface.
    list of Finding
        SG301, SG302 and SG305 for the others; SG309 for absolute paths. A phase with partial
        occupancy and an `ordering` has no cell yet; SG316 if it cannot be ordered. SG318
        for a downloaded file that was edited.
    """
    cells: dict[str, KnownCell] = {}
    found: list[Finding] = []
    for path, file, ordered in _files(campaign):
        name = str(path[-2])
        if Path(file).is_absolute():
            problem = f"{dotted(path)} is {file}, an absolute path"
            hint = "write it relative to the campaign, so that the study can be moved"
            found.append(Finding(path, "SG309", problem, hint))
            continue
        try:
            cell = _read(folder / file, name, memory, ordered=ordered)
        except FileNotFoundError:
            problem = f"{dotted(path)} is {file}; there is no such file in {folder}"
            found.append(Finding(path, "SG301", problem, how_to_get(campaign, path)))
        except PartialOccupancyError as error:
            hint = "give the phase an `ordering`, or a file in which every site is filled"
            found.append(Finding(path, "SG305", f"{dotted(path)} is {file}; {error}", hint))
        except (CampaignError, StructureError, OSError) as error:
            hint = "mend or replace the file"
            found.append(Finding(path, "SG302", f"{dotted(path)} is {file}; {error}", hint))
        else:
            if cell is not None:
                cells[name] = cell
    found += unorderable_phases(campaign, folder, memory)
    return cells, [*found, *altered_records(campaign, folder)]


def _files(campaign: Campaign) -> Iterator[tuple[KeyPath, str, bool]]:
    """Give each structure's key, its file, and whether its sites must be filled."""
    for name, phase in campaign.phases.items():
        yield ("phases", name, "file"), phase.file, phase.ordering is None
    for name, given in campaign.interfaces.given.items():
        yield ("interfaces", "given", name, "file"), given.file, True


def _read(path: Path, name: str, memory: Memory, *, ordered: bool) -> KnownCell | None:
    if not path.is_file():
        raise FileNotFoundError(path)
    content = read_content(path, name=name)

    def read() -> "Cell | None":
        from saggar.compiler.structures.given import read_given

        return read_given(content, path, name, ordered=ordered)

    sha256 = hashlib.sha256(content).hexdigest()
    how = "ordered" if ordered else "given"
    return known_cell(f"{how} {name}{path.suffix} {sha256}", read, memory)


def place_of(subject: Subject, name: str) -> KeyPath:
    """Give the key that a structure comes from; a reviewed one comes from the sets."""
    if name in subject.campaign.phases:
        return ("phases", name, "file")
    if name in subject.campaign.interfaces.given:
        return ("interfaces", "given", name, "file")
    return ("interfaces", "sets")


def called(subject: Subject, name: str) -> str:
    """Say which structure is meant: by its key, or by its name where a review added it."""
    path = place_of(subject, name)
    return dotted(path) if path[-1] == "file" else f"{name}, added to structures.lock"


def elements_have_charges(subject: Subject) -> Iterator[Finding]:
    """Require that every element of a structure has a charge (SG307)."""
    charges = subject.campaign.charges
    for name, known in subject.written_cells.items():
        cell = known.summary
        missing = [symbol for symbol in cell.counts if symbol not in charges]
        if missing:
            path = place_of(subject, name)
            yield Finding(
                path,
                "SG307",
                f"{called(subject, name)}: "
                f"{cell.formula} has {', '.join(missing)}; charges are given for "
                f"{', '.join(charges) or 'no element'}",
                f"add {missing[0]} to `charges`, or give another file",
            )


def cells_are_neutral(subject: Subject) -> Iterator[Finding]:
    """Require that the formal charges of a structure add up to zero (SG303)."""
    charges = subject.campaign.charges
    for name, known in subject.written_cells.items():
        cell = known.summary
        if not set(cell.counts) <= set(charges):
            continue
        total = sum(count * charges[symbol] for symbol, count in cell.counts.items())
        if abs(total) > NEUTRAL_WITHIN_E:
            path = place_of(subject, name)
            terms = " ".join(
                f"{count} {symbol} ({charges[symbol]:+g})" for symbol, count in cell.counts.items()
            )
            yield Finding(
                path,
                "SG303",
                f"{called(subject, name)}: "
                f"the charges of {terms} add up to {total:+g}; the sum must be 0",
                "correct `charges` or complete the structure",
            )


def atoms_keep_their_distance(subject: Subject) -> Iterator[Finding]:
    """Require that no two atoms of a structure are at one place or nearly so (SG306)."""
    for name, known in subject.written_cells.items():
        clash = known.inspection.clash
        if clash is not None:
            path = place_of(subject, name)
            yield Finding(
                path,
                "SG306",
                f"{called(subject, name)}: "
                f"{clash.first} and {clash.second} are {clash.distance_A:.3f} Å apart, at least "
                f"{clash.limit_A:.3f} Å is needed ({CLOSEST_RATIO:g} of the covalent radii); "
                f"pairs that are too close: {clash.pairs}",
                "remove the atom that is there twice, or mend cell and coordinates",
            )


def densities_are_those_of_crystals(subject: Subject) -> Iterator[Finding]:
    """Require a density between those of the lightest and the heaviest solids (SG315)."""
    low, high = DENSITY_RANGE_g_cm3
    for name, known in subject.written_cells.items():
        density = known.summary.density_g_per_cm3
        if not low <= density <= high:
            path = place_of(subject, name)
            yield Finding(
                path,
                "SG315",
                f"{called(subject, name)}: the density is {density:.3g} g/cm³; crystals lie "
                f"between {low:g} and {high:g} g/cm³",
                "mend the cell; lengths are in Å, and every atom stands there once",
            )


def interfaces_hold_their_phases(subject: Subject) -> Iterator[Finding]:
    """Require that a given interface has the elements of its two phases, no others (SG308)."""
    for name, (film, substrate) in subject.written_interfaces.items():
        if not {name, film, substrate} <= set(subject.cells):
            continue
        found = set(subject.cells[name].counts)
        due = set(subject.cells[film].counts) | set(subject.cells[substrate].counts)
        path = place_of(subject, name)
        if found != due:
            yield Finding(
                path,
                "SG308",
                f"{called(subject, name)}: "
                f"the interface holds {_listed(found)}, but film {film} and "
                f"substrate {substrate} together hold {_listed(due)}",
                "give the file or the phases that belong together",
            )
        elif subject.cells[name].groups is not None:
            yield from _wrong_groups(subject, name, film, substrate)


def _wrong_groups(subject: Subject, name: str, film: str, substrate: str) -> Iterator[Finding]:
    cells, groups = subject.cells, subject.cells[name].groups
    assert groups is not None
    sides = Sides(film, substrate, set(cells[film].counts), set(cells[substrate].counts))
    fault = sides.fault_of_groups(groups)
    if fault:
        message = f"{called(subject, name)}: {fault}"
        yield Finding(place_of(subject, name), "SG308", message, HOW_TO_GROUP)


def _listed(symbols: set[str]) -> str:
    return ", ".join(sorted(symbols))


RULES: tuple[Rule, ...] = (
    elements_have_charges,
    cells_are_neutral,
    atoms_keep_their_distance,
    densities_are_those_of_crystals,
    interfaces_hold_their_phases,
)
