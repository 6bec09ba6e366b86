"""Compiling into a run that has begun: finished iterations of loops stay as they were executed.

An edit of a loop's own settings (thresholds, explorations, selection, training, cap) applies from
the next iteration. Whether an edit is one is found out by compiling: the present campaign with the
former settings of the loop must give the former body of the loop, and what the loop reads from
outside must have the same digest.
"""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import takewhile

from pydantic import ValidationError

from saggar.compiler.compile import Compiled, sealed
from saggar.compiler.diff.tasks import unroll
from saggar.compiler.planner import plan_study
from saggar.compiler.planning.changes import Standing
from saggar.schemas.base import pretty_json
from saggar.schemas.errors import CompileError
from saggar.schemas.plan import Loop, Past, Task
from saggar.schemas.resolved import Lock

LOCKS = "history"
"""Folder of the locks under which finished iterations were executed."""


@dataclass(frozen=True)
class Continued:
    """A compiled campaign fitted to a run.

    Parameters
    ----------
    compiled : Compiled
        What is to be written: loops with the past that stays, and its locks.
    notes : tuple of str
        What becomes of finished iterations, for people.
    """

    compiled: Compiled
    notes: tuple[str, ...]


def continued(compiled: Compiled, standing: Standing, redo_from: int | None = None) -> Continued:
    """Fit a compiled campaign to a run that has begun.

    Parameters
    ----------
    compiled : Compiled
        As it would be written into a new run directory.
    standing : Standing
        The run.
    redo_from : int, optional
        First iteration that does not stay, even where it could.

    Returns
    -------
    Continued
        Wholly finished iterations of each loop keep the settings under which they were executed,
        as far as only the loop's own settings were changed.

    Raises
    ------
    CompileError
        If a lock of the past is missing or damaged.
    """
    former = {loop.name: loop for loop in standing.run.plan.loops}
    loops: list[Loop] = []
    notes: list[str] = []
    locks: dict[str, str] = {}
    for loop in compiled.plan.loops:
        past = _PastOfLoop(compiled, standing, former.get(loop.name, loop), redo_from)
        kept = past.fitted(loop)
        loops.append(kept)
        notes += past.notes(loop, kept)
        locks |= {each.lock_file: past.lock_text(each.lock_file) for each in kept.past}
    plan = compiled.plan.model_copy(update={"loops": tuple(loops)})
    files = {**compiled.files, **locks, "plan.json": pretty_json(plan)}
    return Continued(replace(compiled, plan=plan, files=sealed(files)), tuple(notes))


class _PastOfLoop:
    """What a loop has done in a run, and what of it stays under another compilation."""

    def __init__(
        self, compiled: Compiled, standing: Standing, former: Loop, redo_from: int | None
    ) -> None:
        self._compiled = compiled
        self._standing = standing
        self._former = former
        self._redo_from = redo_from
        self.finished = sum(1 for _ in takewhile(self._is_finished, range(former.at_most)))
        self._locks: dict[str, str] = {}

    def fitted(self, loop: Loop) -> Loop:
        """Give the loop with the past that stays, and a cap that holds what is finished."""
        limit = self.finished
        if self._redo_from is not None:
            limit = min(limit, self._redo_from)
        past = tuple(self._still_valid(loop, limit))
        if past and _same(past[-1].body, loop.body):
            stays, past = past[-1].until, past[:-1]
        else:
            stays = past[-1].until if past else 0
        fitted = loop.model_copy(update={"past": past, "at_most": max(loop.at_most, stays)})
        stays = min(stays, self._unchanged_inputs(fitted, stays))
        past = tuple(_until(past, stays))
        return fitted.model_copy(update={"past": past, "at_most": max(loop.at_most, stays)})

    def notes(self, loop: Loop, fitted: Loop) -> Iterator[str]:
        """Say what becomes of finished iterations where that is not plain."""
        if not self.finished:
            return
        if fitted.past:
            stay = fitted.past[-1].until
            yield (
                f"{loop.name}: {_iterations(stay)} finished before stay as they were executed; "
                f"what was changed applies from iteration {stay}"
            )
            if stay >= fitted.at_most:
                yield (
                    f"{loop.name}: its cap is reached, so the change applies to none; raise "
                    f"stop.at_most above {stay}, or give --redo-from N"
                )
        elif self._redo_from is None and not _same(self._former.body, loop.body):
            yield (
                f"{loop.name}: {_iterations(self.finished)} finished before do not stay: more than "
                "the settings of the loop was changed"
            )
        if fitted.at_most > loop.at_most:
            yield f"{loop.name}: at_most {loop.at_most} is less than what is finished, which stays"

    def _is_finished(self, iteration: int) -> bool:
        declared, records = self._standing.declared, self._standing.records
        return all(
            name in records and records[name].digest == declared.digest(name)
            for name in self._former.named(iteration)
        )

    def _still_valid(self, loop: Loop, limit: int) -> Iterator[Past]:
        """Give the bodies, oldest first, that the present physics gives with former settings."""
        start = 0
        for past in (*self._former.past, self._present(limit)):
            until = min(past.until, limit)
            if until <= start:
                continue
            if not self._is_of_this_physics(past, loop):
                return
            yield past.model_copy(update={"until": until})
            start = until

    def _present(self, limit: int) -> Past:
        text = self._read("lock.json")
        name = f"{LOCKS}/lock-{hashlib.sha256(text.encode()).hexdigest()[:12]}.json"
        self._locks[name] = text
        return Past(body=self._former.body, until=limit, lock_file=name)

    def _is_of_this_physics(self, past: Past, loop: Loop) -> bool:
        if _same(past.body, loop.body):
            return True
        lock = self._lock(past.lock_file)
        study = self._compiled.study
        section = {"active_learning": lock.campaign.active_learning}
        former = replace(
            study, campaign=study.campaign.model_copy(update=section), machine=lock.machine
        )
        loops = {each.name: each for each in plan_study(former).plan.loops}
        return _same(loops[loop.name].body, past.body)

    def _lock(self, name: str) -> Lock:
        try:
            return Lock.model_validate_json(self.lock_text(name), by_alias=False, by_name=True)
        except ValidationError as error:
            raise self._unusable(name, error) from error

    def lock_text(self, name: str) -> str:
        """Give the text of a lock of the past.

        Raises
        ------
        CompileError
            If it is missing.
        """
        if name not in self._locks:
            self._locks[name] = self._read(name)
        return self._locks[name]

    def _read(self, name: str) -> str:
        try:
            return (self._standing.run.root / name).read_text(encoding="utf-8")
        except OSError as error:
            raise self._unusable(name, error) from error

    def _unusable(self, name: str, error: Exception) -> CompileError:
        return CompileError(
            f"{self._standing.run.root / name}, under which finished iterations were executed, "
            f"cannot be read ({type(error).__name__}); put it back, or give --redo-from 0"
        )

    def _unchanged_inputs(self, fitted: Loop, iterations: int) -> int:
        """Give how many iterations, from the first, have the digests under which they finished."""
        plan = self._compiled.plan
        loops = tuple(fitted if each.name == fitted.name else each for each in plan.loops)
        wanted = unroll(plan.model_copy(update={"loops": loops}), frozenset())
        declared = self._standing.declared
        for iteration in range(iterations):
            names = fitted.named(iteration)
            if any(wanted.digest(name) != declared.digest(name) for name in names):
                return iteration
        return iterations


def _until(past: tuple[Past, ...], end: int) -> Iterator[Past]:
    start = 0
    for each in past:
        if start < end:
            yield each.model_copy(update={"until": min(each.until, end)})
        start = each.until


def _same(one: tuple[Task, ...], other: tuple[Task, ...]) -> bool:
    """Compare bodies by what decides a result; estimates do not count."""
    return [_deciding(task) for task in one] == [_deciding(task) for task in other]


def _deciding(task: Task) -> tuple[object, ...]:
    return task.id, task.settings, task.needs, task.files, task.from_iteration


def _iterations(count: int) -> str:
    return "1 iteration" if count == 1 else f"{count} iterations"
