"""Whether the world is still the one that was planned."""

from collections.abc import Iterator
from pathlib import Path

from saggar.compiler.compile import Compiled
from saggar.compiler.diff.differences import find_differences
from saggar.compiler.diff.leaves import leaves_of
from saggar.compiler.diff.notation import difference_text, key_text, origins_text
from saggar.compiler.planning.changes import Changes, Fate
from saggar.compiler.planning.document import PlanDocument, read_document, world_of
from saggar.compiler.planning.recompile import Recompiled
from saggar.schemas.errors import CompileError
from saggar.schemas.resolved import Lock

_SHOWN = 8

_FOLLOW = frozenset({"lock.json", "plan.json", "README.md", "requirements.json"})
"""Files that hold the values themselves, or follow from them: where keys differ these say more."""


def require_as_planned(path: Path, there: Recompiled) -> None:
    """Refuse to compile what is not what was planned.

    Parameters
    ----------
    path : Path
        A plan that ``plan --out`` has written.
    there : Recompiled
        What would be written now, and what it would do.

    Raises
    ------
    CompileError
        If campaign, structures, machine profile, packages or what the run has finished differ from
        those that were planned; the message names what does.
    """
    planned = read_document(path)
    keys = [*_keys(planned.resolved, there.compiled.lock)]
    files = [*_files(planned, there.compiled, but=_FOLLOW if keys else frozenset())]
    found = [*keys, *files, *_run(planned, there)]
    if not found:
        return
    lines = "".join(f"\n  {line}" for line in found[:_SHOWN])
    more = f"\n  and {len(found) - _SHOWN} more" if len(found) > _SHOWN else ""
    raise CompileError(
        f"the world is not the one of {path}:{lines}{more}\n"
        "Look at the new plan with `saggar plan`, write it with --out, and compile with that one."
    )


def _keys(planned: Lock, now: Lock) -> Iterator[str]:
    """Name the values that differ, of campaign, machine and packages."""
    one, other = (
        leaves_of(lock.campaign.lock(), lock.origins)
        | leaves_of({"machine": lock.machine.lock(), "packages": lock.packages}, {})
        for lock in (planned, now)
    )
    for each in find_differences(one, other, lambda old, new: False):
        origins = origins_text(each)
        said = f"{key_text(each.path)}: {difference_text(each)}"
        yield f"{said} ({origins})" if origins else said


def _files(planned: PlanDocument, compiled: Compiled, but: frozenset[str]) -> Iterator[str]:
    now = world_of(compiled.files)
    for name in sorted({*planned.files, *now} - but):
        if name not in now:
            yield f"{name} would not be written any more"
        elif name not in planned.files:
            yield f"{name} would be written and was not planned"
        elif planned.files[name] != now[name]:
            yield f"{name} would have another content"


def _run(planned: PlanDocument, there: Recompiled) -> Iterator[str]:
    if planned.against is None or there.changes is None:
        if planned.against is not there.changes:
            then = planned.against.directory if planned.against else "a new directory"
            now = there.changes.directory if there.changes else "a new directory"
            yield f"the plan was made against {then}; this is {now}"
        return
    before, after = _fates(planned.against), _fates(there.changes)
    for name in sorted({*before, *after}):
        if before.get(name) != after.get(name):
            yield f"{name} was {before.get(name, 'no task')}, is {after.get(name, 'no task')}"


def _fates(changes: Changes) -> dict[str, Fate]:
    return {change.task: change.fate for change in changes.tasks}
