"""What a side amounts to: its plan and its rendered files."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from saggar.compiler.diff.leaves import aligned
from saggar.compiler.diff.sides import Side
from saggar.compiler.source import FOLDER
from saggar.schemas.base import pretty_json
from saggar.schemas.campaign import Campaign
from saggar.schemas.errors import CompileError
from saggar.schemas.plan import HISTORY, Plan

if TYPE_CHECKING:
    from saggar.runtime.rundir import RunDirectory
    from saggar.runtime.structures.cell import Cell

REQUIREMENTS = "requirements.json"

DOCUMENTS = ("lock.json", "plan.json", "manifest.json", "README.md")
"""Files that are compared by meaning and not as text; so is what the author wrote, and the locks
of the past."""


@dataclass(frozen=True)
class Realised:
    """A side as it is or would be compiled.

    Attributes
    ----------
    plan : Plan
        Its tasks.
    files : dict of str to str
        What tasks read, and what the study requires, path to content.
    packages : dict of str to str
        Versions that decide a result.
    """

    plan: Plan
    files: dict[str, str]
    packages: dict[str, str]


def realise(side: Side, installed: Mapping[str, str] | None) -> Realised:
    """Plan a campaign or a lock in memory; read what was compiled of a run directory.

    Parameters
    ----------
    side : Side
        The study.
    installed : mapping of str to str, or None
        Versions of the packages with which it would be compiled; None where what it requires is
        not asked for.

    Raises
    ------
    CompileError
        If structures of a lock are not at hand, or it cannot be compiled.
    RunStateError
        If a run directory is damaged.
    """
    if side.run is not None:
        return Realised(side.run.plan, _texts(side.run), side.packages)
    wanted = tuple(side.records) or tuple(side.cells)
    missing = [name for name in wanted if name not in side.cells]
    if missing and side.kind == "lock":
        raise CompileError(
            f"{side.path}: the structures of {', '.join(missing)} do not stand in inputs/cells "
            "beside it"
        )
    from saggar.compiler.planner import plan_study

    planned = plan_study(side.study)
    if installed is None:
        return Realised(planned.plan, planned.files, {})
    from saggar.compiler.requirements import requirements

    required = requirements(side.campaign, side.machine, installed)
    files = planned.files | {REQUIREMENTS: pretty_json(required)}
    return Realised(planned.plan, files, side.packages or dict(installed))


def _texts(run: "RunDirectory") -> dict[str, str]:
    paths = [path for path in run.manifest.files if _is_rendered(path)]
    files = ((path, run.root / path) for path in paths)
    return {path: file.read_text(encoding="utf-8") for path, file in files if file.is_file()}


def _is_rendered(path: str) -> bool:
    return path not in DOCUMENTS and PurePosixPath(path).parts[0] not in (FOLDER, HISTORY)


def aligned_with(side: Side, model: Side, alike: Mapping[str, str]) -> Side | None:
    """Give a side without the differences from another that have no meaning.

    Parameters
    ----------
    side : Side
        A campaign or a lock.
    model : Side
        The other side.
    alike : mapping of str to str
        Structures of `side` to those of `model` that are equal but for digits.

    Returns
    -------
    Side or None
        Sections and sets in the order of `model`, and its digits of equal structures; None where
        there is nothing to change.
    """
    tree = side.campaign.lock()
    ordered = aligned(tree, model.campaign.lock())
    cells = {name: _of(model, alike, name, cell) for name, cell in side.cells.items()}
    if _text(ordered) == _text(tree) and not alike:
        return None
    campaign = Campaign.model_validate(ordered, by_alias=False, by_name=True)
    return replace(side, campaign=campaign, cells=cells)


def _of(model: Side, alike: Mapping[str, str], name: str, cell: "Cell") -> "Cell":
    return replace(model.structures[alike[name]], name=cell.name) if name in alike else cell


def _text(tree: object) -> str:
    """Write a tree in its own order, in which equal dicts may differ."""
    return repr(tree)
