"""What each stage of a plan takes, loops from their first possible end to their cap."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import pairwise

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
    tasks: int
    """Outside a loop all, in a loop those of its last iteration."""
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
class _Split:
    """Usage on cores and on GPUs."""

    cores: Usage
    gpus: Usage


@dataclass(frozen=True)
class _Estimator:
    facts: Facts
    flow: Flow

    def once(self, stage: StageName, tasks: list[Task]) -> StageEstimate:
        usages = [(task, usage_of(task, self.flow.of(task), self.facts)) for task in tasks]
        jobs = Range(len({task.resources.family for task in tasks}), len(tasks))
        one = Amount(low=1, high=1, reason="executed once")
        return self._stage(stage, len(tasks), one, usages, jobs)

    def loop(self, loop: Loop) -> StageEstimate:
        count = self.flow.iterations
        usages = [(task, self._in_loop(task, count)) for task in loop.body]
        families = len({task.resources.family for task in loop.body})
        jobs = Range(families * count.low, sum(_present(task, count.high) for task in loop.body))
        learning = self.facts.lock.campaign.active_learning
        assert learning is not None, "a loop is planned from its section"
        stop = learning.stop
        reason = (
            f"converged at the earliest after {_number(count.low, 'iteration')} "
            f"(for_iterations {stop.for_iterations}), at the latest ended by at_most {loop.at_most}"
        )
        iterations = Amount(low=count.low, high=count.high, reason=reason)
        return self._stage(loop.name, len(loop.named(loop.at_most - 1)), iterations, usages, jobs)

    def _in_loop(self, task: Task, count: Range) -> Usage:
        rounds = Range(_present(task, count.low), _present(task, count.high))
        if task.settings.step not in GROWING:
            return usage_of(task, self.flow.of(task), self.facts).times(rounds)
        all_rounds = [
            usage_of(task, self.flow.of(task, iteration), self.facts)
            for iteration in range(task.from_iteration, int(count.high))
        ]
        return _first_to_all(all_rounds, int(rounds.low))

    def _stage(
        self,
        stage: StageName,
        tasks: int,
        iterations: Amount,
        usages: list[tuple[Task, Usage]],
        jobs: Range,
    ) -> StageEstimate:
        split = self._split(usages)
        both = split.cores + split.gpus
        takes = Takes(
            core_hours=_amount(split.cores.seconds.times(1 / 3600), self._why_time()),
            gpu_hours=_amount(split.gpus.seconds.times(1 / 3600), self._why_gpu()),
            reference_calculations=_amount(both.references, self._why_references(stage)),
            jobs=_amount(jobs, "from one batch for all tasks of a family to one job for each"),
            files=_amount(
                both.files + jobs.times(FILES_OF_JOB),
                "what each step writes, one file for each new label, three for each job",
            ),
            disk_MB=_amount(
                both.bytes.times(1e-6),
                "bytes per atom of each kind of file; explorations write from none to all frames",
            ),
        )
        return StageEstimate(stage=stage, tasks=tasks, iterations=iterations, takes=takes)

    def _split(self, usages: list[tuple[Task, Usage]]) -> _Split:
        machine = self.facts.lock.machine
        on_gpu = set()
        if machine.gpumd.executor == "gpumd":
            on_gpu.add("dynamics")
        if machine.nep.executor == "nep":
            on_gpu.add("train")
        cores = sum((u for task, u in usages if task.settings.step not in on_gpu), Usage())
        gpus = sum((u for task, u in usages if task.settings.step in on_gpu), Usage())
        return _Split(cores, gpus)

    def _why_time(self) -> str:
        spread = f"rates of the machine profile, off by a factor of {self.facts.rates.spread:g}"
        if self.facts.ratios:
            spread = f"rates measured for {', '.join(self.facts.ratios)}; for the rest {spread}"
        return f"{spread} either way; a loop times its iterations; no task fails"

    def _why_gpu(self) -> str:
        machine = self.facts.lock.machine
        gpumd, nep = machine.gpumd.executor, machine.nep.executor
        if (gpumd, nep) == ("embedded", "neppo"):
            return f"{machine.name} executes the decks on cores ({gpumd}, {nep})"
        return f"{machine.name} executes decks with {gpumd} and {nep}; same spread as core hours"

    def _why_references(self, stage: StageName) -> str:
        if stage == "initial_data" and self.flow.initial.labelled.high:
            return "frames of the sampling are labelled by it: the reference is the same model"
        if stage == "active_learning":
            most = self.flow.per_iteration.chosen.high
            return f"in each iteration from 0 to at_most {most:g} frames"
        return "every chosen frame once"


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


def _amount(found: Range, reason: str) -> Amount:
    return Amount(low=found.low, high=found.high, reason=reason)


def _number(count: float, what: str) -> str:
    return f"{count:g} {what}{'s' * (count != 1)}"


def add_up(parts: Iterable[Takes]) -> Takes:
    """Add what several stages take; reasons that differ stand side by side."""
    every = list(parts)
    sums: dict[str, Amount] = {}
    for name in Takes.model_fields:
        amounts: list[Amount] = [getattr(each, name) for each in every]
        found = total(amount.range for amount in amounts)
        wide = [amount.reason for amount in amounts if amount.low != amount.high]
        reasons = dict.fromkeys(wide or [amount.reason for amount in amounts[:1]])
        sums[name] = _amount(found, "; ".join(reasons))
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
    none = Amount(low=0, high=0, reason="no task")
    files = exactly(len(compiled)) + _STATE_FILES + _REPORT_FILES
    size = exactly(written) + jobs.times(_BYTES_OF_JOB) + _REPORT_BYTES
    return Takes(
        core_hours=none,
        gpu_hours=none,
        reference_calculations=none,
        jobs=none,
        files=_amount(files, f"{len(compiled)} compiled, the journal, the report and its tables"),
        disk_MB=_amount(size.times(1e-6), "the report's figures grow with the data"),
    )


_STATE_FILES = exactly(3)
"""Journal, snapshot, lock."""
_REPORT_FILES = Range(5, 60)
_REPORT_BYTES = Range(1e5, 2e7)
_BYTES_OF_JOB = Range(1000.0, 6000.0)
