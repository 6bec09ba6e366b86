"""Compiling into a run that has begun: finished iterations of loops stay as they were executed.

An edit of a loop's own settings (thresholds, explorations, selection, training, cap) applies from
the next iteration. Whether an edit is one is found out by compiling: the present campaign with the
former settings of the loop must give the former body of the loop, and what the loop reads from
outside must have the same digest. The initial data set is filtered by settings of the loop; it
keeps those of the first iteration that stays.
"""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache
from itertools import takewhile

from pydantic import ValidationError

from saggar.compiler.compile import Compiled, sealed
from saggar.compiler.diff.tasks import unroll
from saggar.compiler.planner import plan_study
from saggar.compiler.planning.changes import Standing
from saggar.compiler.study import Study
from saggar.schemas.base import pretty_json
from saggar.schemas.errors import CompileError
from saggar.schemas.plan import HISTORY, Loop, Past, Plan, Task
from saggar.schemas.resolved import Lock

_BEGINNING = "initial_data"
"""Stage whose data set the first iteration reads, filtered by the settings of the loop."""


@dataclass(frozen=True)
class Fitted:
    """A plan fitted to a run.

    Parameters
    ----------
    plan : Plan
        Its loops with the past that stays.
    locks : dict of str to str
        Locks of the past, path in the run directory to text.
    notes : tuple of str
        What becomes of finished iterations, for people.
    """

    plan: Plan
    locks: dict[str, str]
    notes: tuple[str, ...]


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
    standing, redo_from
        As for `fit_to_past`.

    Raises
    ------
    CompileError
        As for `fit_to_past`.
    """
    fitted = fit_to_past(compiled.plan, compiled.study, standing, redo_from)
    files = {**compiled.files, **fitted.locks, "plan.json": pretty_json(fitted.plan)}
    return Continued(replace(compiled, plan=fitted.plan, files=sealed(files)), fitted.notes)


def fit_to_past(
    plan: Plan, study: Study, standing: Standing, redo_from: int | None = None
) -> Fitted:
    """Fit the plan of a study to a run that has begun.

    Parameters
    ----------
    plan : Plan
        As it would be executed in a new run directory.
    study : Study
        What it is the plan of.
    standing : Standing
        The run.
    redo_from : int, optional
        First iteration that does not stay, even where it could.

    Returns
    -------
    Fitted
        Wholly finished iterations of each loop keep the settings under which they were executed,
        as far as only the loop's own settings were changed.

    Raises
    ------
    CompileError
        If a lock of the past is missing or damaged, or no finished iteration has the number
        `redo_from`.
    """
    former = {loop.name: loop for loop in standing.run.plan.loops}
    notes: list[str] = []
    locks: dict[str, str] = {}
    finished = 0
    for loop in plan.loops:
        past = _PastOfLoop(plan, study, standing, former.get(loop.name, loop), redo_from)
        plan = past.fitted(loop)
        notes += past.notes(loop, next(each for each in plan.loops if each.name == loop.name))
        locks |= past.locks_of(plan)
        finished = max(finished, past.finished)
    if redo_from is not None and not 0 <= redo_from < finished:
        raise _out_of_range(redo_from, finished, standing)
    return Fitted(plan, locks, tuple(notes))


def _out_of_range(redo_from: int, finished: int, standing: Standing) -> CompileError:
    allowed = f"give 0 to {finished - 1}, or leave it out" if finished else "leave it out"
    return CompileError(
        f"--redo-from {redo_from}: {standing.run.root} has {_iterations(finished)} finished, "
        f"numbered from 0; {allowed}"
    )


class _PastOfLoop:
    """What a loop has done in a run, and what of it stays under another plan."""

    def __init__(
        self,
        plan: Plan,
        study: Study,
        standing: Standing,
        former: Loop,
        redo_from: int | None,
    ) -> None:
        self._plan = plan
        self._study = study
        self._standing = standing
        self._former = former
        self._redo_from = redo_from
        self.finished = sum(1 for _ in takewhile(self._is_finished, range(former.at_most)))
        self._stays = 0
        self._locks: dict[str, str] = {}
        self._planned_under = cache(self._plan_under)

    def fitted(self, loop: Loop) -> Plan:
        """Give the plan with the past of a loop that stays, and a cap that holds what does."""
        limit = self.finished
        if self._redo_from is not None:
            limit = min(limit, self._redo_from)
        past = tuple(self._still_valid(loop, limit))
        stays = past[-1].until if past else 0
        if past and _same(past[-1].body, loop.body):
            past = past[:-1]
        self._stays = self._unchanged_inputs(self._with(loop, past, stays), loop, stays)
        return self._with(loop, tuple(_until(past, self._stays)), self._stays)

    def _with(self, loop: Loop, past: tuple[Past, ...], stays: int) -> Plan:
        """Give the plan with a past, and what it began with as it was then."""
        fitted = loop.model_copy(update={"past": past, "at_most": max(loop.at_most, stays)})
        loops = tuple(fitted if each.name == loop.name else each for each in self._plan.loops)
        tasks = self._plan.tasks
        if past:
            then = {each.id: each for each in self._planned_under(past[0].lock_file).tasks}
            tasks = tuple(
                then.get(each.id, each) if each.stage == _BEGINNING else each for each in tasks
            )
        return self._plan.model_copy(update={"tasks": tasks, "loops": loops})

    def locks_of(self, plan: Plan) -> dict[str, str]:
        """Give the locks of the past of a plan, path to text."""
        names = [past.lock_file for loop in plan.loops for past in loop.past]
        return {name: self._lock_text(name) for name in names}

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
        elif (
            self._redo_from is None
            and self._stays < self.finished
            and not _same(self._former.body, loop.body)
        ):
            lost = self.finished - self._stays
            yield (
                f"{loop.name}: {_iterations(lost)} finished before will not stay: more than "
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
        name = f"{HISTORY}/lock-{hashlib.sha256(text.encode()).hexdigest()[:12]}.json"
        self._locks[name] = text
        return Past(body=self._former.body, until=limit, lock_file=name)

    def _is_of_this_physics(self, past: Past, loop: Loop) -> bool:
        if _same(past.body, loop.body):
            return True
        planned = self._planned_under(past.lock_file)
        body = next((each.body for each in planned.loops if each.name == loop.name), ())
        return _same(body, past.body)

    def _plan_under(self, lock_file: str) -> Plan:
        """Plan the study as it is, its loop and its machine as a lock of the past has them."""
        lock, study = self._lock(lock_file), self._study
        section = {"active_learning": lock.campaign.active_learning}
        campaign = study.campaign.model_copy(update=section)
        return plan_study(replace(study, campaign=campaign, machine=lock.machine)).plan

    def _lock(self, name: str) -> Lock:
        try:
            return Lock.model_validate_json(self._lock_text(name), by_alias=False, by_name=True)
        except ValidationError as error:
            raise self._unusable(name, error) from error

    def _lock_text(self, name: str) -> str:
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

    def _unchanged_inputs(self, plan: Plan, loop: Loop, iterations: int) -> int:
        """Give how many iterations, from the first, have the digests under which they finished."""
        wanted, declared = unroll(plan, frozenset()), self._standing.declared
        for iteration in range(iterations):
            names = wanted.loops[loop.name].named(iteration)
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
