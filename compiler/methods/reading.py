"""Reads what a Methods section tells of: a campaign, a lock, or a run."""

from collections.abc import Sequence
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any

from saggar.compiler.existing import Existing, existing_beside
from saggar.compiler.frozen.cells import FrozenCells
from saggar.compiler.frozen.digest import needs_freezing
from saggar.compiler.frozen.reading import read_structures_lock
from saggar.compiler.lock_files import read_lock
from saggar.compiler.methods.account import Account, Execution, as_declared
from saggar.runtime.rundir import RunDirectory, sha256_of_file
from saggar.schemas.errors import CampaignError
from saggar.schemas.machine import Machine
from saggar.schemas.resolved import Lock, Source

if TYPE_CHECKING:
    from saggar.compiler.cli import Checked

NOT_FROZEN = (
    "Cells are still to be frozen: what is said of phases and interfaces is what is asked for."
)
NO_RECORDS = (
    "The records of the frozen cells cannot be read beside this lock: what is said of phases and "
    "interfaces is what was asked for."
)


def of_campaign(file: Path, machine: Machine, settings: Sequence[str] = ()) -> Account:
    """Read a campaign with the cells that are frozen beside it.

    Parameters
    ----------
    file : Path
        The campaign.
    machine : Machine
        Where it is to be executed.
    settings : sequence of str
        ``path=value`` each, laid over the file.

    Raises
    ------
    CampaignErrors
        If it is wrong.
    """
    from saggar.compiler.cli import check_file

    checked = check_file(file, machine, settings)
    checked.require_no_errors_in_text()
    campaign = checked.resolved.campaign
    return Account(
        campaign=campaign,
        machine=machine,
        execution=as_declared(campaign, machine),
        frozen=checked.frozen.frozen,
        existing_frames=_frames(checked.existing),
        origins=checked.resolved.origins,
        tree=checked.loaded.tree,
        waiting=tuple(each.message for each in checked.of("unsupported")),
        remarks=_not_frozen(checked),
    )


def _not_frozen(checked: "Checked") -> tuple[str, ...]:
    if not checked.makes_structures or checked.frozen.frozen is not None:
        return ()
    why = "".join(f" {each.message}." for each in checked.frozen.findings)
    return (f"{NOT_FROZEN}{why}",)


def of_run(directory: Path) -> Account:
    """Read a run directory: what was compiled, and what its records say of its execution.

    Of a run that makes structures the whole study is told as it is declared.

    Raises
    ------
    RunStateError
        If it is damaged.
    """
    from saggar.compiler.methods.executed import as_executed

    run = RunDirectory.existing(directory)
    if run.plan.stages == ("structures",):
        return _of_lock(run.lock, directory, as_declared(run.lock.campaign, run.lock.machine))
    return _of_lock(run.lock, directory, as_executed(run))


def of_lock(path: Path) -> Account:
    """Read a lock, with the frozen cells that stand where its run has them.

    Raises
    ------
    RunStateError
        If it is damaged.
    """
    lock = read_lock(path)
    return _of_lock(lock, path.parent, as_declared(lock.campaign, lock.machine))


def _of_lock(lock: Lock, root: Path, execution: Execution) -> Account:
    frozen, why = _frozen_beside(lock, root)
    missing = frozen is None and needs_freezing(lock.campaign)
    return Account(
        campaign=lock.campaign,
        machine=lock.machine,
        execution=execution,
        frozen=frozen,
        existing_frames=_frames(existing_beside(lock.campaign, root)),
        origins=lock.origins,
        packages=lock.packages,
        tree=_as_written(root, lock.source),
        waiting=lock.partial,
        remarks=(f"{NO_RECORDS} {why}".strip(),) if missing else (),
    )


def _frozen_beside(lock: Lock, root: Path) -> tuple[FrozenCells | None, str]:
    """Read the records of the frozen cells that a lock was compiled with, or say what hinders."""
    if lock.structures is None:
        return None, ""
    path = root / PurePosixPath(lock.source.file).parent / lock.structures.file
    if not path.is_file():
        return None, ""
    if sha256_of_file(path) != lock.structures.sha256:
        return None, f"{path} is not what it was compiled with."
    try:
        return FrozenCells(lock.structures, lock=read_structures_lock(path)), ""
    except CampaignError as error:
        return None, f"{error}."


def _frames(existing: Existing) -> int | None:
    """Count the frames of a training set; each has one lattice."""
    text = existing.training_set
    return None if text is None else text.lower().count("lattice=")


def _as_written(root: Path, source: Source) -> dict[str, Any]:
    """Give what a lock was compiled from; nothing where it is gone or has been spoiled since."""
    from saggar.compiler.load import load_campaign

    if not source.file:
        return {}
    try:
        return load_campaign(root / source.file, source.settings).tree
    except CampaignError:
        return {}
