"""What follows from the differences: results that stay valid, stages to redo, what it costs."""

from collections.abc import Iterable, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from itertools import filterfalse
from typing import TYPE_CHECKING

from saggar.compiler.diff.alike import declared_alike
from saggar.compiler.diff.differences import Difference
from saggar.compiler.diff.tasks import Unrolled
from saggar.schemas.base import Frozen
from saggar.schemas.campaign import Campaign, StageName

if TYPE_CHECKING:
    from saggar.schemas.machine import Machine
    from saggar.schemas.state import ExitRecord


class StageConsequence(Frozen):
    """What happens to one stage when A becomes B."""

    stage: StageName
    valid: int
    """Tasks of B whose result A has or declares just so."""
    finished: int
    """Those of them that A, a run directory, has finished."""
    stale: tuple[str, ...]
    """Tasks of both whose result would be another."""
    new: tuple[str, ...]
    """Tasks of B alone."""
    dropped: tuple[str, ...]
    """Tasks of A alone."""
    redo_core_seconds: float
    """Time of stale and new tasks in B on cores."""
    redo_gpu_seconds: float
    """Time of those that B's machine does on a GPU."""
    redo_measured: int
    """Those whose time was measured on B's machine, scaled by the ratio of the estimates."""
    redo_unknown: int
    """Those for which B's machine profile lacks a rate; the times are without them."""
    lost_cpu_seconds: float
    """Measured time of finished results of A that B does not use."""


class Labels(Frozen):
    """Whether labels of A can be used in B."""

    valid: bool
    reason: str


class Cost(Frozen):
    """The cost of redoing."""

    core_seconds: float
    """Of all stale and new tasks, a loop that is not known to end earlier to its cap."""
    gpu_seconds: float
    """Of those that B's machine does on a GPU."""
    measured_tasks: int
    """Tasks among them whose time was measured, scaled by the ratio of the estimates."""
    estimated_tasks: int
    """The others, from the rates in the machine profile."""
    unknown_tasks: int
    """Those for which it lacks a rate; they are in no time."""
    lost_cpu_seconds: float
    """Measured time of finished results that are not used any more."""


@dataclass(frozen=True)
class Course:
    """Tasks of a side and what is finished of them.

    Attributes
    ----------
    unrolled : Unrolled
        Its tasks.
    records : dict of str to ExitRecord
        Of its finished tasks; empty where it is no run directory.
    machine : Machine
        Where they are, or would be, executed.
    """

    unrolled: Unrolled
    records: "Mapping[str, ExitRecord]"
    machine: "Machine"


@dataclass
class _Redo:
    """Times of tasks that are done again, s, and what is known of them."""

    core_s: float = 0.0
    gpu_s: float = 0.0
    measured: int = 0
    unknown: int = 0


def stage_consequences(a: Course, b: Course) -> tuple[StageConsequence, ...]:
    """Compare the tasks of two studies by their declared digests, stage by stage.

    Parameters
    ----------
    a, b : Course
        What stands, and what is wanted.
    """
    alike = declared_alike(a.unrolled, b.unrolled)
    return tuple(
        _of_stage(stage, a, b, alike) for stage in {**b.unrolled.stages, **a.unrolled.stages}
    )


def _of_stage(stage: StageName, a: Course, b: Course, alike: AbstractSet[str]) -> StageConsequence:
    before, after = a.unrolled.stages.get(stage, {}), b.unrolled.stages.get(stage, {})
    valid = [name for name in after if name in alike]
    stale = tuple([name for name in after if name in before and name not in alike])
    new = tuple(filterfalse(before.__contains__, after))
    dropped = tuple(filterfalse(after.__contains__, before))
    redo = _redo((*stale, *new), a, b)
    return StageConsequence(
        stage=stage,
        valid=len(valid),
        finished=sum(name in a.records for name in valid),
        stale=stale,
        new=new,
        dropped=dropped,
        redo_core_seconds=redo.core_s,
        redo_gpu_seconds=redo.gpu_s,
        redo_measured=redo.measured,
        redo_unknown=redo.unknown,
        lost_cpu_seconds=sum(
            a.records[name].cpu_s for name in (*stale, *dropped) if name in a.records
        ),
    )


def _redo(names: Iterable[str], a: Course, b: Course) -> _Redo:
    """Add up times of tasks of B: measured there; or in A, scaled by the estimates; or estimated.

    What another machine took, or another program, says nothing of B's time.
    """
    redo, on_gpu = _Redo(), b.machine.on_gpu
    of_a = a.records if a.machine.times_hold_on(b.machine) else {}
    for name in names:
        task = b.unrolled.tasks[name]
        gpu, seconds = task.settings.step in on_gpu, task.resources.seconds
        if name in b.records:
            seconds = _taken_s(b.records[name], on_gpu=gpu)
            redo.measured += 1
        elif task.resources.unrated:
            seconds = 0.0
            redo.unknown += 1
        elif name in of_a:
            taken = _taken_s(of_a[name], on_gpu=gpu)
            seconds *= taken / a.unrolled.tasks[name].resources.seconds
            redo.measured += 1
        if gpu:
            redo.gpu_s += seconds
        else:
            redo.core_s += seconds
    return redo


def _taken_s(record: "ExitRecord", *, on_gpu: bool) -> float:
    return record.wall_s if on_gpu else record.cpu_s


def cost_of(stages: tuple[StageConsequence, ...]) -> Cost:
    """Add up what redoing costs."""
    redone = sum(len(stage.stale) + len(stage.new) for stage in stages)
    measured = sum(stage.redo_measured for stage in stages)
    unknown = sum(stage.redo_unknown for stage in stages)
    return Cost(
        core_seconds=sum(stage.redo_core_seconds for stage in stages),
        gpu_seconds=sum(stage.redo_gpu_seconds for stage in stages),
        measured_tasks=measured,
        estimated_tasks=redone - measured - unknown,
        unknown_tasks=unknown,
        lost_cpu_seconds=sum(stage.lost_cpu_seconds for stage in stages),
    )


def label_validity(a: Campaign, b: Campaign, differences: tuple[Difference, ...]) -> Labels:
    """Say whether labels of one study serve the other.

    A label belongs to a structure, the physics of the reference, and the order of species in
    which the structure was written; sampling, the potential and the machine do not touch it.

    Parameters
    ----------
    a, b : Campaign
        The studies.
    differences : tuple of Difference
        Between them.
    """
    changed = [
        each.path
        for each in differences
        if each.path.startswith("models.reference.") and each.category == "physics"
    ]
    if changed:
        return Labels(valid=False, reason=f"the reference differs in {', '.join(changed)}")
    common = [element for element in a.species if element in b.species]
    if common != [element for element in b.species if element in a.species]:
        reason = "charges name the elements in another order, under which labels are not found"
        return Labels(valid=False, reason=reason)
    return Labels(valid=True, reason="same reference, same order of species")
