"""SG31x: training sets and potentials that exist are whole and belong to the campaign."""

from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from saggar.compiler.checks.finding import Finding
from saggar.compiler.checks.sampling import batches_above
from saggar.compiler.existing import Existing
from saggar.compiler.loading.unreadable import as_far_as_readable
from saggar.compiler.positions import KeyPath, dotted
from saggar.schemas.campaign import Campaign
from saggar.schemas.errors import EngineError

if TYPE_CHECKING:
    from saggar.runtime.dataset import LabelledFrame
    from saggar.runtime.nep_file import Architecture

TRAINING_SET: KeyPath = ("initial_data", "existing")
POTENTIAL: KeyPath = ("models", "potential", "existing")

LEAST_FRAMES = 2
"""A trainer takes batches of at least two frames, since the mean error of energy is removed."""


def read_existing(
    campaign: Campaign, folder: Path
) -> "tuple[Existing, Architecture | None, list[Finding]]":
    """Read what a campaign starts from, noting what is wrong with it.

    Parameters
    ----------
    campaign : Campaign
        Names the files.
    folder : Path
        Folder to which they are relative.

    Returns
    -------
    Existing
        Texts of the files that could be read.
    Architecture or None
        Of the potential, where there is a usable one.
    list of Finding
        SG301, SG309 to SG312.
    """
    found: list[Finding] = []
    frames_text = _read(TRAINING_SET, campaign.initial_data.existing, folder, found)
    potential_text = _read(POTENTIAL, campaign.models.potential.existing, folder, found)
    if frames_text is not None:
        found += _training_set(campaign, frames_text)
    architecture = None
    if potential_text is not None:
        from saggar.runtime.nep_file import parse_architecture

        try:
            architecture = parse_architecture(potential_text, name=dotted(POTENTIAL))
        except EngineError as error:
            hint = "give a nep.txt of version 4, as GPUMD's nep writes it"
            found.append(Finding(POTENTIAL, "SG312", str(error), hint))
        else:
            found += _potential(campaign, architecture)
    return Existing(frames_text, potential_text), architecture, found


def _read(path: KeyPath, file: str | None, folder: Path, found: list[Finding]) -> str | None:
    if file is None:
        return None
    if Path(file).is_absolute():
        problem = f"{dotted(path)} is {file}, an absolute path"
        hint = "write it relative to the campaign, so that the study can be moved"
        found.append(Finding(path, "SG309", problem, hint))
        return None
    try:
        return (folder / file).read_text(encoding="utf-8")
    except FileNotFoundError:
        problem = f"{dotted(path)} is {file}; there is no such file in {folder}"
        found.append(Finding(path, "SG301", problem, "give its path relative to the campaign"))
    except (OSError, UnicodeDecodeError) as error:
        problem = f"{dotted(path)} is {file}, which cannot be read as text: {error}"
        found.append(Finding(path, "SG302", problem, "mend or replace the file"))
    return None


def _training_set(campaign: Campaign, text: str) -> Iterator[Finding]:
    """Require frames that are complete, finite and of the declared species (SG310, SG311).

    Batches are held against their number (SG462, SG463).
    """
    from saggar.runtime.dataset import parse_train_xyz

    name = campaign.initial_data.existing
    try:
        frames = parse_train_xyz(text, name=str(name))
    except EngineError as error:
        hint = (
            "each frame needs Lattice, energy, virial or stress, and Properties with species, pos, "
            "forces"
        )
        yield Finding(TRAINING_SET, "SG310", f"{dotted(TRAINING_SET)}: {error}", hint)
        return
    problems = [
        (index, problem)
        for index, frame in enumerate(frames, start=1)
        if (problem := _problem(frame))
    ]
    if len(frames) < LEAST_FRAMES:
        message = f"{dotted(TRAINING_SET)}: {name} holds {len(frames)} frames; at least "
        yield Finding(TRAINING_SET, "SG310", f"{message}{LEAST_FRAMES} are needed", "add frames")
    if problems:
        number, problem = problems[0]
        message = (
            f"{dotted(TRAINING_SET)}: frame {number} of {name} {problem}; frames with such "
            f"faults: {len(problems)} of {len(frames)}"
        )
        yield Finding(TRAINING_SET, "SG310", message, "leave these frames out")
    yield from _species(campaign, _symbols(frames), TRAINING_SET)
    for each in as_far_as_readable(partial(batches_above, campaign, len(frames))):
        yield each.ignored_by(campaign)


def _problem(frame: "LabelledFrame") -> str:
    import numpy as np

    label, cell = frame.label, frame.cell
    numbers = (cell.positions, cell.lattice, label.forces_eV_A, label.virial_eV)
    if not np.isfinite(label.energy_eV) or not all(np.isfinite(each).all() for each in numbers):
        return "holds a number that is not finite"
    if abs(np.linalg.det(cell.lattice)) < 1.0:
        return "has a cell of less than 1 Å^3"
    return ""


def _symbols(frames: "Sequence[LabelledFrame]") -> tuple[str, ...]:
    return tuple(dict.fromkeys(symbol for frame in frames for symbol in frame.cell.counts))


def _species(campaign: Campaign, held: tuple[str, ...], path: KeyPath) -> Iterator[Finding]:
    unknown = [symbol for symbol in held if symbol not in campaign.charges]
    if unknown:
        yield Finding(
            path,
            "SG311",
            f"{dotted(path)}: the frames hold {', '.join(unknown)}; charges are given for "
            f"{', '.join(campaign.charges)}",
            f"add {unknown[0]} to `charges`, or leave these frames out",
        )


def _potential(campaign: Campaign, found: "Architecture") -> Iterator[Finding]:
    """Require that the potential knows all species (SG311)."""
    unknown = [symbol for symbol in campaign.species if symbol not in found.species]
    if unknown:
        yield Finding(
            POTENTIAL,
            "SG311",
            f"{dotted(POTENTIAL)}: the potential knows {', '.join(found.species)}, not "
            f"{', '.join(unknown)} of `charges`",
            "give a potential of all species, or leave these out",
        )
