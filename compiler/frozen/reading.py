"""Reads frozen structures: the lock beside a campaign, each cell as it was frozen."""

import hashlib
import json
from dataclasses import replace
from pathlib import Path

from pydantic import ValidationError

from saggar.compiler.checks.finding import Finding
from saggar.compiler.frozen.cells import Described, FrozenCells, FrozenReading, remembered_cell
from saggar.compiler.frozen.digest import is_digest_of, structures_digest
from saggar.compiler.frozen.review import Reviewed, read_review, reviewed, with_groups
from saggar.compiler.positions import KeyPath
from saggar.compiler.structures.known import KnownCell
from saggar.compiler.structures.memory import Memory
from saggar.schemas.campaign import Campaign
from saggar.schemas.errors import CampaignError, StructureError
from saggar.schemas.frozen_structures import (
    STRUCTURES_LOCK_VERSION,
    FrozenInterface,
    FrozenPhase,
    StructuresLock,
)
from saggar.schemas.misfit import misfit
from saggar.schemas.resolved import FrozenSource

FOLDER = "structures.lock"
"""Folder of frozen structures, beside the campaign."""

LOCK = "lock.json"
REVIEW = "review.yaml"

_DIGITS = 12


def read_frozen(campaign: Campaign, folder: Path, file: str, memory: Memory) -> FrozenReading:
    """Read the frozen structures of a campaign, noting what is wrong with them.

    Parameters
    ----------
    campaign : Campaign
        Resolved; it needs frozen structures.
    folder : Path
        Folder of the campaign.
    file : str
        The campaign, as messages name it in commands.
    memory : Memory
        What was found of the cells before.

    Returns
    -------
    FrozenReading

    Raises
    ------
    CampaignErrors
        If ``review.yaml`` cannot be understood.
    """
    at = _place(campaign)
    try:
        digest = structures_digest(campaign, folder)
    except OSError:
        return FrozenReading()
    path = folder / FOLDER / LOCK
    if not path.is_file():
        hint = f"make them with `saggar structures {file}`, and look at them before you go on"
        message = f"cells are to be made first: there is no {path}"
        return FrozenReading(findings=(Finding(at, "SG320", message, hint, at_key=True),))
    try:
        lock = read_structures_lock(path)
    except CampaignError as error:
        hint = f"restore it, or move {path.parent} away and run `saggar structures {file}`"
        return FrozenReading(findings=(Finding(at, "SG322", str(error), hint, at_key=True),))
    if not is_digest_of(lock.digest, campaign, folder):
        found = [_stale(at, path, lock, digest, file), *_renamed(campaign, lock, path)]
        return FrozenReading(lock=lock, findings=tuple(found))
    return _cells(campaign, folder, lock, at, memory)


def read_structures_lock(path: Path) -> StructuresLock:
    """Read a ``lock.json`` of frozen structures.

    Raises
    ------
    CampaignError
        If it cannot be read, is damaged, or of another version.
    """
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
        version = content["version"]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise CampaignError(f"{path} cannot be read as frozen structures ({error!r})") from error
    if version != STRUCTURES_LOCK_VERSION:
        raise CampaignError(
            f"{path} has format version {version!r}; this saggar reads {STRUCTURES_LOCK_VERSION}"
        )
    try:
        return StructuresLock.model_validate(content)
    except ValidationError as error:
        raise CampaignError(f"{path} is {misfit(error)}") from None


def _place(campaign: Campaign) -> KeyPath:
    """Give the key that asks for cells to be made."""
    if campaign.interfaces.sets:
        return ("interfaces", "sets")
    name = next(name for name, each in campaign.phases.items() if each.ordering or each.relax)
    return ("phases", name)


def _stale(at: KeyPath, path: Path, lock: StructuresLock, digest: str, file: str) -> Finding:
    return Finding(
        at,
        "SG321",
        f"{path} was frozen from other phases, charges or sets of interfaces ({lock.campaign}, "
        f"digest {lock.digest[:_DIGITS]}; this campaign has {digest[:_DIGITS]})",
        f"freeze anew with `saggar structures {file}`: what the change does not touch is kept; or "
        "take the change back",
        at_key=True,
    )


def _renamed(campaign: Campaign, lock: StructuresLock, path: Path) -> list[Finding]:
    """Refuse other names of phases while interfaces are remembered by them."""
    known = {each.phase for each in lock.phases.values()}
    gone = [f"{name!r}" for name in sorted(known - {*campaign.phases})]
    new = [name for name in campaign.phases if name not in known]
    if not (lock.held_out and gone and new):
        return []
    return [
        Finding(
            ("phases", new[0]),
            "SG335",
            f"phases.{new[0]} is new, and {', '.join(gone)} of {path} is gone; held-out interfaces "
            f"({len(lock.held_out)}) are remembered by the names of their phases",
            f"take the old name back; if it is another phase, move {path.parent} away to forget "
            "what was held out",
            at_key=True,
        )
    ]


def _cells(
    campaign: Campaign, folder: Path, lock: StructuresLock, at: KeyPath, memory: Memory
) -> FrozenReading:
    root = folder / FOLDER
    review = reviewed(lock, read_review(root / REVIEW), campaign, root, memory)
    used = {name: each for name, each in lock.interfaces.items() if name not in review.dropped}
    cells: dict[str, KnownCell] = dict(review.cells)
    found = list(review.findings)
    paths = [root / LOCK, *review.paths]
    kept_out = {name: each for name, each in lock.interfaces.items() if each.held_out}
    held_out: dict[str, KnownCell] = {}
    records: dict[str, FrozenPhase | FrozenInterface] = {**lock.phases, **used, **kept_out}
    for name, record in records.items():
        path = root / record.file
        try:
            cell = remembered_cell(_frozen(path, record.sha256), path, name, memory)
            paths.append(path)
            if name in kept_out:
                held_out[name] = cell
            if name not in review.dropped:
                cells[name] = cell
        except (CampaignError, StructureError) as error:
            hint = f"restore the file; add cells of your own in {root / REVIEW}"
            found.append(Finding(at, "SG323", str(error), hint, at_key=True))
    added = with_groups(review, cells, lock)
    cells |= added.cells
    found += added.findings
    for phase in lock.phases.values():
        path = root / phase.conventional_file
        try:
            _frozen(path, phase.conventional_sha256)
            paths.append(path)
        except CampaignError as error:
            found.append(Finding(at, "SG323", str(error), "restore the file", at_key=True))
    found += _missing_phases(campaign, lock, root, at)
    frozen = None
    if not any(each.blocks_check for each in found):
        frozen = replace(_described(campaign, lock, used, review, root), held_out=held_out)
    return FrozenReading(cells, frozen, lock, tuple(paths), tuple(found))


def _frozen(path: Path, sha256: str) -> bytes:
    """Give the content of a file if it is what was frozen."""
    try:
        content = path.read_bytes()
    except OSError as error:
        raise CampaignError(f"{path} cannot be read: {error.strerror}") from error
    if hashlib.sha256(content).hexdigest() != sha256:
        raise CampaignError(f"{path} is not what was frozen: it was changed since")
    return content


def _missing_phases(
    campaign: Campaign, lock: StructuresLock, root: Path, at: KeyPath
) -> list[Finding]:
    held = {each.phase for each in lock.phases.values()}
    missing = [name for name in campaign.phases if name not in held]
    if not missing:
        return []
    message = f"{root / LOCK} holds no cell of {', '.join(missing)}"
    return [Finding(at, "SG322", message, "freeze anew with `saggar structures`", at_key=True)]


def _described(
    campaign: Campaign,
    lock: StructuresLock,
    used: dict[str, FrozenInterface],
    review: Reviewed,
    root: Path,
) -> FrozenCells:
    phases = sorted(lock.phases.items(), key=lambda item: _place_of(item[1]))
    sets = {
        name: tuple(
            [each for each, record in used.items() if record.set == name]
            + [each for each, added in review.added.items() if added.set == name]
        )
        for name in campaign.interfaces.sets
    }
    source = FrozenSource(
        file=f"{FOLDER}/{LOCK}",
        sha256=hashlib.sha256((root / LOCK).read_bytes()).hexdigest(),
        digest=lock.digest,
        phases={name: record.phase for name, record in phases},
        sets=sets,
        dropped=review.dropped,
        added={name: each.reason for name, each in review.added.items()},
    )
    described = {name: Described(f"{FOLDER}: {each.source}") for name, each in phases}
    described |= {name: _of_interface(each) for name, each in used.items()}
    described |= {
        name: Described(f"{FOLDER}: added to set {each.set} from {each.file}: {each.reason}")
        for name, each in review.added.items()
    }
    return FrozenCells(source, described, review.added, lock)


def _place_of(phase: FrozenPhase) -> int:
    return phase.ordered.place if phase.ordered is not None else 0


def _of_interface(each: FrozenInterface) -> Described:
    film = f"{each.film} ({' '.join(map(str, each.film_plane))})"
    substrate = f"{each.substrate} ({' '.join(map(str, each.substrate_plane))})"
    return Described(f"{FOLDER}: {film} on {substrate}, set {each.set}", each.strains)
