"""What a campaign says about structures, as one digest: another one makes frozen cells stale."""

import hashlib
import re
from pathlib import Path
from typing import Any

from saggar.compiler.chosen import holdout_sets
from saggar.schemas.campaign import Campaign
from saggar.schemas.phases import Phase

_OF_RELAXATION = frozenset({"model"})
"""A lock is told apart by what was to be made. By which model and with which effort it was ranked
stands in the lock, and where the campaign says otherwise is a warning."""

_COMMENT = re.compile(rb"^#.*(\r\n|\n|\Z)", re.MULTILINE)
"""A line of a CIF that tells nothing of the structure."""


def needs_freezing(campaign: Campaign) -> bool:
    """Say whether cells of a campaign have to be made before it can be compiled."""
    phases = campaign.phases.values()
    return bool(campaign.interfaces.sets) or any(each.ordering or each.relax for each in phases)


def is_digest_of(digest: str, campaign: Campaign, folder: Path) -> bool:
    """Tell whether a lock was frozen from what a campaign says.

    A digest in which comments of CIF files counted, as they did once, remains valid.

    Parameters
    ----------
    digest : str
        That of the lock.
    campaign, folder : Campaign, Path
        As for `structures_digest`.

    Raises
    ------
    OSError
        If a file of a phase cannot be read.
    """
    return digest == structures_digest(campaign, folder) or (
        digest == structures_digest(campaign, folder, comments=True)
    )


def structures_digest(campaign: Campaign, folder: Path, *, comments: bool = False) -> str:
    """Digest all that decides which cells are frozen.

    Parameters
    ----------
    campaign : Campaign
        Resolved.
    folder : Path
        Folder that its files are relative to.
    comments : bool
        Whether lines of comment in CIF files count.

    Returns
    -------
    str
        sha256 over charges, phases with their files, sets of interfaces and how they are built, and
        which set is held out. Names of files, sources of cells, seeds, models and the effort of
        the ranking do not count.

    Raises
    ------
    OSError
        If a file of a phase cannot be read.
    """
    from saggar.schemas.plan import sha256_of

    interfaces = campaign.interfaces.lock()
    for section in ("films", "substrates"):
        interfaces[section] = sorted(interfaces[section])
    del interfaces["given"], interfaces["rank"]
    for each in interfaces["sets"].values():
        del each["held_out"]
    described = {
        "charges": dict(campaign.charges),
        "phases": {name: _phase(each, folder, comments) for name, each in campaign.phases.items()},
        "interfaces": _without_models(interfaces),
        "held_out": holdout_sets(campaign),
    }
    return sha256_of(described)


def _phase(phase: Phase, folder: Path, comments: bool) -> dict[str, Any]:
    content = (folder / phase.file).read_bytes()
    if not comments and Path(phase.file).suffix.lower() == ".cif":
        content = _COMMENT.sub(b"", content)
    section: dict[str, Any] = _without_models(phase.lock())
    for name in ("file", "source", "training"):
        del section[name]
    return {**section, "sha256": hashlib.sha256(content).hexdigest()}


def _without_models(tree: Any) -> Any:
    if not isinstance(tree, dict):
        return tree
    return {key: _without_models(value) for key, value in tree.items() if key not in _OF_RELAXATION}
