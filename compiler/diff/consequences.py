"""What follows from the differences: results that stay valid, stages to redo, what it costs."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

from saggar.compiler.diff.alike import declared_alike
from saggar.compiler.diff.differences import Difference
from saggar.compiler.diff.tasks import Unrolled
from saggar.schemas.base import Frozen
from saggar.schemas.campaign import Campaign, StageName
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
    """Time of stale and new tasks in B."""
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
    measured_tasks: int
    """Tasks among them whose time was measured, scaled by the ratio of the estimates."""
    estimated_tasks: int
    """The others, from the rates in the machine profile."""
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
    """

    unrolled: Unrolled
    records: Mapping[str, ExitRecord]

    def by_stage(self) -> dict[StageName, dict[str, None]]:
        """Give the names of its tasks in order, by stage."""
        stages: dict[StageName, dict[str, None]] = {}
        for name, (task, _) in self.unrolled.tasks.items():
            stages.setdefault(task.stage, {})[name] = None
        return stages


def stage_consequences(a: Course, b: Course) -> tuple[StageConsequence, ...]:
    """Compare the tasks of two studies by their declared digests, stage by stage.

    Parameters
    ----------
    a, b : Course
        What stands, and what is wanted.
    """
    alike = declared_alike(a.unrolled, b.unrolled)
    before, after = a.by_stage(), b.by_stage()
    stages = dict.fromkeys((*after, *before))
    return tuple(
        _of_stage(stage, a, b, _Names(before.get(stage, {}), after.get(stage, {}), alike))
        for stage in stages
    )


class _Names(NamedTuple):
    """Names of the tasks of a stage."""

    before: dict[str, None]
    after: dict[str, None]
    alike: frozenset[str]
    """Of all stages."""


def _of_stage(stage: StageName, a: Course, b: Course, names: _Names) -> StageConsequence:
    before, after, alike = names
    valid = [name for name in after if name in alike]
    stale = tuple(name for name in after if name in before and name not in alike)
    new = tuple(name for name in after if name not in before)
    dropped = tuple(name for name in before if name not in after)
    return StageConsequence(
        stage=stage,
        valid=len(valid),
        finished=sum(name in a.records for name in valid),
        stale=stale,
        new=new,
        dropped=dropped,
        redo_core_seconds=sum(_seconds(name, a, b) for name in (*stale, *new)),
        lost_cpu_seconds=sum(
            a.records[name].cpu_s for name in (*stale, *dropped) if name in a.records
        ),
    )


def _seconds(name: str, a: Course, b: Course) -> float:
    """Time of a task of B, s: measured there; or in A, scaled by the estimates; or estimated."""
    estimate = b.unrolled.tasks[name].task.resources.seconds
    if name in b.records:
        return b.records[name].cpu_s
    if name in a.records:
        return a.records[name].cpu_s * estimate / a.unrolled.tasks[name].task.resources.seconds
    return estimate


def cost_of(stages: tuple[StageConsequence, ...], a: Course, b: Course) -> Cost:
    """Add up what redoing costs."""
    redone = [name for stage in stages for name in (*stage.stale, *stage.new)]
    measured = sum(name in a.records or name in b.records for name in redone)
    return Cost(
        core_seconds=sum(stage.redo_core_seconds for stage in stages),
        measured_tasks=measured,
        estimated_tasks=len(redone) - measured,
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
