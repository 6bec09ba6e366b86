"""What each stage of a plan takes, loops from their first possible end to their cap."""

import math
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from itertools import accumulate, chain, pairwise

from saggar.compiler.estimate import reasons
from saggar.compiler.estimate.amounts import Amount, Range, exactly, total
from saggar.compiler.estimate.decks import run_length
from saggar.compiler.estimate.flow import Flow, flow_of
from saggar.compiler.estimate.usage import Facts, Usage, usage_of
from saggar.compiler.existing import TRAINING_SET
from saggar.schemas.base import Frozen
from saggar.schemas.campaign import StageName
from saggar.schemas.plan import Loop, Plan, Task
from saggar.schemas.resolved import Lock

GROWING = frozenset({"train", "assess", "collect"})
"""Steps of a loop whose usage grows with the training set."""

FILES_OF_JOB = 3
"""Lock, log and file of a closed job."""


class Takes(Frozen):
    """What something takes, each quantity with the reason for its range."""

    core_hours: Amount
    gpu_hours: Amount
    reference_calculations: Amount
    jobs: Amount
    files: Amount
    disk_MB: Amount


class StageEstimate(Frozen):
    """One stage."""

    stage: StageName
    tasks: Amount
    """Those of all iterations."""
    iterations: Amount
    takes: Takes

    @property
    def once(self) -> bool:
        """Say whether the stage is no loop."""
        return self.iterations.high == 1


def facts_of(
    lock: Lock, texts: Mapping[str, str], ratios: Mapping[str, Range] | None = None
) -> Facts:
    """Gather what usages depend on.

    Parameters
    ----------
    lock : Lock
        Campaign, cells and machine.
    texts : mapping of str to str
        Rendered decks and the existing training set, path to text; others are passed over.
    ratios : mapping of str to Range, optional
        Measured seconds over estimated ones, by step.
    """
    return Facts(
        lock=lock,
        atoms={cell.file: cell.atoms for cell in lock.cells.values()},
        lengths={
            path: run_length(text) for path, text in texts.items() if path.endswith("/run.in")
        },
        ratios=ratios or {},
        existing_frames=_sizes_of_frames(texts.get(TRAINING_SET, "")),
    )


def _sizes_of_frames(train_xyz: str) -> tuple[int, ...]:
    """Give the atoms of each frame of a train.xyz: the line above each lattice."""
    lines = train_xyz.splitlines()
    return tuple(int(size) for size, head in pairwise(lines) if "lattice=" in head.lower())


def estimate_stages(plan: Plan, facts: Facts) -> tuple[StageEstimate, ...]:
    """Estimate every stage of a plan.

    Parameters
    ----------
    plan : Plan
        Tasks and loops.
    facts : Facts
        What their usage depends on.
    """
    estimator = _Estimator(facts, flow_of(plan, facts))
    loops = {loop.name: loop for loop in plan.loops}
    by_stage: dict[StageName, list[Task]] = {stage: [] for stage in plan.stages}
    for task in plan.tasks:
        by_stage[task.stage].append(task)
    return tuple(
        estimator.loop(loops[stage]) if stage in loops else estimator.once(stage, tasks)
        for stage, tasks in by_stage.items()
    )


@dataclass(frozen=True)
class _Estimator:
    facts: Facts
    flow: Flow

    def once(self, stage: StageName, tasks: list[Task]) -> StageEstimate:
        usages = [(task, usage_of(task, self.flow.of(task), self.facts)) for task in tasks]
        jobs = Range(len({task.resources.family for task in tasks}), len(tasks))
        one = Amount(low=1, high=1, reasons=("executed once",))
        count = Amount(low=len(tasks), high=len(tasks), reasons=("all of them",))
        return StageEstimate(
            stage=stage, tasks=count, iterations=one, takes=self.takes(usages, jobs)
        )

    def loop(self, loop: Loop) -> StageEstimate:
        count = self.flow.iterations
        usages = [(task, self._in_loop(task, count)) for task in loop.body]
        families = len({task.resources.family for task in loop.body})
        tasks = Range(*(sum(_present(task, n) for task in loop.body) for n in _ends(count)))
        jobs = Range(families * count.low, tasks.high)
        learning = self.facts.lock.campaign.active_learning
        assert learning is not None, "a loop is planned from its section"
        reason = (
            f"converged at the earliest after {_number(count.low, 'iteration')} "
            f"(for_iterations {learning.stop.for_iterations}), at the latest ended by at_most "
            f"{loop.at_most}"
        )
        return StageEstimate(
            stage=loop.name,
            tasks=_counted(tasks, (f"{_each_iteration(loop)} an iteration",)),
            iterations=_amount(count, (reason,)),
            takes=self.takes(usages, jobs, (reasons.of_iterations(loop.name, count),)),
        )

    def remaining(self, plan: Plan, names: AbstractSet[str]) -> Takes:
        usages = [
            (task, usage_of(task, self.flow.of(task), self.facts))
            for task in plan.tasks
            if task.id in names
        ]
        causes: list[str] = []
        for loop in plan.loops:
            in_loop = list(self._remaining_of(loop, names))
            usages += in_loop
            if in_loop:
                causes.append(f"{loop.name}: from the earliest end of the loop to its cap")
        jobs = Range(len({task.resources.family for task, _ in usages}), len(usages))
        return self.takes(usages, jobs, tuple(causes))

    def _remaining_of(self, loop: Loop, names: AbstractSet[str]) -> Iterator[tuple[Task, Usage]]:
        """Give what is open of a loop: its first open iteration takes place, later ones may."""
        alike: dict[str, Usage] = {}
        certain = int(self.flow.iterations.low)
        begun = False
        for iteration in range(loop.at_most):
            tasks = [task for name, task in loop.named(iteration).items() if name in names]
            if tasks and not begun:
                begun, certain = True, max(certain, iteration + 1)
            for task in tasks:
                if task.settings.step in GROWING or task.id not in alike:
                    alike[task.id] = usage_of(task, self.flow.of(task, iteration), self.facts)
                usage = alike[task.id]
                yield task, usage if iteration < certain else usage.times(Range(0.0, 1.0))

    def _in_loop(self, task: Task, count: Range) -> Usage:
        rounds = Range(_present(task, count.low), _present(task, count.high))
        if task.settings.step not in GROWING:
            return usage_of(task, self.flow.of(task), self.facts).times(rounds)
        all_rounds = [
            usage_of(task, self.flow.of(task, iteration), self.facts)
            for iteration in range(task.from_iteration, int(count.high))
        ]
        return _first_to_all(all_rounds, int(rounds.low))

    def takes(
        self, usages: list[tuple[Task, Usage]], jobs: Range, causes: tuple[str, ...] = ()
    ) -> Takes:
        """Add up tasks; `causes` are those of all ranges."""
        tasks = [task for task, _ in usages]
        both = sum((usage for _, usage in usages), Usage())
        return Takes(
            core_hours=self._hours(usages, causes, on_gpu=False),
            gpu_hours=self._hours(usages, causes, on_gpu=True),
            reference_calculations=_counted(both.references, self._why_references(tasks, causes)),
            jobs=_counted(jobs, ("from one process for all tasks of a family to one for each",)),
            files=_counted(
                both.files + jobs.times(FILES_OF_JOB), (*causes, *reasons.of_files(tasks))
            ),
            disk_MB=_amount(both.bytes.times(1e-6), (*causes, *reasons.of_disk(tasks))),
        )

    def _hours(
        self, usages: list[tuple[Task, Usage]], causes: tuple[str, ...], *, on_gpu: bool
    ) -> Amount:
        machine = self.facts.lock.machine
        there = [each for each in usages if (each[0].settings.step in machine.on_gpu) == on_gpu]
        tasks = [task for task, _ in there]
        found = sum((usage for _, usage in there), Usage()).seconds.times(1 / 3600)
        why = (*causes, *reasons.of_time(tasks, self.facts.lock, self.facts.ratios))
        return _amount(found, why, tuple(reasons.left_out(tasks, machine)))

    def _why_references(self, tasks: list[Task], causes: tuple[str, ...]) -> tuple[str, ...]:
        stages = {task.stage for task in tasks if task.settings.step == "label"}
        found = list(causes) if stages else []
        if "initial_data" in stages and self.flow.initial.labelled.high:
            found.append("frames of the sampling are labelled by it: the reference is that model")
        if "active_learning" in stages:
            most = self.flow.per_iteration.chosen.high
            found.append(f"in each iteration from 0 to at_most {most:g} frames")
        return tuple(found) or ("every chosen frame once",)


def _first_to_all(rounds: list[Usage], least: int) -> Usage:
    """Give the lows of the first rounds with the highs of all."""
    first, every = sum(rounds[:least], Usage()), sum(rounds, Usage())
    return Usage(
        *(
            Range(getattr(first, name).low, getattr(every, name).high)
            for name in ("seconds", "references", "files", "bytes")
        )
    )


def _present(task: Task, iterations: float) -> float:
    return max(0.0, iterations - task.from_iteration)


def _each_iteration(loop: Loop) -> str:
    """Say how many tasks an iteration has, and from which on it has more."""
    starts = Counter(task.from_iteration for task in loop.body)
    numbers = accumulate(starts[start] for start in sorted(starts))
    (_, first), *later = zip(sorted(starts), numbers, strict=True)
    return ", ".join([f"{first:g}", *(f"{count} from iteration {start}" for start, count in later)])


def _ends(span: Range) -> tuple[float, float]:
    return span.low, span.high


def _amount(found: Range, why: tuple[str, ...], left_out: tuple[str, ...] = ()) -> Amount:
    return Amount(low=found.low, high=found.high, reasons=why, left_out=left_out)


def _counted(found: Range, why: tuple[str, ...]) -> Amount:
    """Give a number of things: shares of tasks may have added up to some rounding error."""
    low, high = (round(end, 6) for end in _ends(found))
    return _amount(Range(math.floor(low), math.ceil(high)), why)


def _number(count: float, what: str) -> str:
    return f"{count:g} {what}{'s' * (count != 1)}"


def estimate_remaining(plan: Plan, facts: Facts, names: AbstractSet[str]) -> Takes:
    """Estimate tasks that are not finished, or are redone, in a run.

    Parameters
    ----------
    plan : Plan
        Tasks and loops.
    facts : Facts
        What their usage depends on.
    names : set of str
        Of these tasks. Of a loop the first iteration that has one takes place; later ones only
        where the loop goes on.
    """
    return _Estimator(facts, flow_of(plan, facts)).remaining(plan, names)


def add_up(parts: Iterable[Takes]) -> Takes:
    """Add what several stages take; reasons that differ stand side by side."""
    every = list(parts)
    sums: dict[str, Amount] = {}
    for name in Takes.model_fields:
        amounts: list[Amount] = [getattr(each, name) for each in every]
        found = total(amount.range for amount in amounts)
        wide = [amount.reasons for amount in amounts if amount.low != amount.high]
        why = dict.fromkeys(chain.from_iterable(wide or [amounts[0].reasons]))
        unknown = chain.from_iterable(amount.left_out for amount in amounts)
        sums[name] = _amount(found, tuple(why), tuple(unknown))
    return Takes(**sums)


def of_directory(compiled: Mapping[str, str], stages: Iterable[StageEstimate]) -> Takes:
    """Estimate what a run directory holds besides the results of tasks.

    Parameters
    ----------
    compiled : mapping of str to str
        Compiled files, path to text.
    stages : iterable of StageEstimate
        Its stages: the journal grows with their jobs.
    """
    written = sum(len(text.encode()) for text in compiled.values())
    jobs = total(each.takes.jobs.range for each in stages)
    none = Amount(low=0, high=0, reasons=("no task",))
    files = exactly(len(compiled)) + _STATE_FILES + _REPORT_FILES
    size = exactly(written) + jobs.times(_BYTES_OF_JOB) + _REPORT_BYTES
    return Takes(
        core_hours=none,
        gpu_hours=none,
        reference_calculations=none,
        jobs=none,
        files=_counted(
            files, (f"{len(compiled)} compiled; the journal, the report and its tables",)
        ),
        disk_MB=_amount(size.times(1e-6), ("the report's figures grow with the data",)),
    )


_STATE_FILES = exactly(3)
"""Journal, snapshot, lock."""
_REPORT_FILES = Range(5, 60)
_REPORT_BYTES = Range(1e5, 2e7)
_BYTES_OF_JOB = Range(1000.0, 6000.0)
