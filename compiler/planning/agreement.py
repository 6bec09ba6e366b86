"""Whether the world is still the one that was planned."""

from collections.abc import Iterator
from pathlib import Path

from saggar.compiler.compile import Compiled
from saggar.compiler.planning.changes import Changes, Fate, changes_to, standing_in
from saggar.compiler.planning.document import PlanDocument, read_document, world_of
from saggar.runtime.rundir import RunDirectory
from saggar.schemas.errors import CompileError

_SHOWN = 8


def require_as_planned(path: Path, compiled: Compiled, run: RunDirectory) -> None:
    """Refuse to compile what is not what was planned.

    Parameters
    ----------
    path : Path
        A plan that ``plan --out`` has written.
    compiled : Compiled
        What would be written now.
    run : RunDirectory
        Where it would be written.

    Raises
    ------
    CompileError
        If campaign, structures, machine profile, packages or what the run has finished differ from
        those that were planned; the message names what does.
    """
    planned = read_document(path)
    found = [*_files(planned, compiled), *_run(planned, compiled, run)]
    if not found:
        return
    lines = "".join(f"\n  {line}" for line in found[:_SHOWN])
    more = f"\n  and {len(found) - _SHOWN} more" if len(found) > _SHOWN else ""
    raise CompileError(
        f"the world is not the one of {path}:{lines}{more}\n"
        "Look at the new plan with `saggar plan`, write it with --out, and compile with that one."
    )


def _files(planned: PlanDocument, compiled: Compiled) -> Iterator[str]:
    now = world_of(compiled.files)
    for name in sorted({*planned.files, *now}):
        if name not in now:
            yield f"{name} would not be written any more"
        elif name not in planned.files:
            yield f"{name} would be written and was not planned"
        elif planned.files[name] != now[name]:
            yield f"{name} would have another content"


def _run(planned: PlanDocument, compiled: Compiled, run: RunDirectory) -> Iterator[str]:
    standing = (run.root / "manifest.json").is_file()
    if planned.against is None:
        if standing:
            yield f"{run.root} is a run directory; the plan was made for a new one"
        return
    if not standing:
        where = planned.against.directory
        yield f"{run.root} is no run directory; the plan was made against {where}"
        return
    now = changes_to(standing_in(run), compiled.plan)
    before, after = _fates(planned.against), _fates(now)
    for name in sorted({*before, *after}):
        if before.get(name) != after.get(name):
            yield f"{name} was {before.get(name, 'no task')}, is {after.get(name, 'no task')}"


def _fates(changes: Changes) -> dict[str, Fate]:
    return {change.task: change.fate for change in changes.tasks}
