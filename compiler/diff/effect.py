"""What follows from the differences of two studies: in tasks, rendered files and versions."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple, Self

from saggar.compiler.diff.alike import declared_alike
from saggar.compiler.diff.consequences import (
    Cost,
    Course,
    StageConsequence,
    cost_of,
    stage_consequences,
)
from saggar.compiler.diff.differences import Difference, find_differences
from saggar.compiler.diff.leaves import leaves_of
from saggar.compiler.diff.realised import Realised, aligned_with, realise
from saggar.compiler.diff.rendered import FileDifference, compare_files
from saggar.compiler.diff.sides import Side
from saggar.compiler.diff.tasks import Decision, Unrolled, decided, finished, unroll
from saggar.schemas.errors import CompileError
from saggar.schemas.plan import Plan

if TYPE_CHECKING:
    from saggar.compiler.planning.changes import Standing


@dataclass(frozen=True)
class Effect:
    """What follows from differences.

    Attributes
    ----------
    stages : tuple of StageConsequence
        Tasks by stage; empty where they are not known.
    files : tuple of FileDifference
        Rendered files that differ.
    cost : Cost or None
        Of redoing; none where tasks are not known.
    packages : tuple of Difference
        Versions that differ.
    notes : tuple of str
        What the comparison by meaning leaves out, and what is not known.
    """

    stages: tuple[StageConsequence, ...] = ()
    files: tuple[FileDifference, ...] = ()
    cost: Cost | None = None
    packages: tuple[Difference, ...] = ()
    notes: tuple[str, ...] = ()


def find_effect(a: Side, b: Side, alike: Mapping[str, str], *, with_text: bool) -> Effect:
    """Plan both sides in memory and compare what comes out.

    Parameters
    ----------
    a, b : Side
        What stands, and what is wanted.
    alike : mapping of str to str
        Structures of B to those of A that are equal but for digits.
    with_text : bool
        Whether differences of files are given line by line.
    """
    to_be_made = dict.fromkeys((*a.to_be_made, *b.to_be_made))
    if to_be_made:
        why = "; ".join(to_be_made)
        return Effect(notes=(f"tasks, files and cost are not known: {why}",))
    meant = _aligned(a, b, alike)
    installed = None if _require_the_same(*meant) else _installed()
    try:
        one, other = (realise(side, installed) for side in meant)
    except CompileError as error:
        return Effect(notes=(f"tasks, files and cost are not known: {error}",))
    past = _Past.of(a, b)
    fitted = past.fit(meant[0], one), past.fit(meant[1], other)
    before, after = (
        _course(side, unroll(each.plan, past.converged))
        for side, each in zip(meant, fitted, strict=True)
    )
    stages = stage_consequences(before, after)
    valid = sum(stage.valid for stage in stages)
    again = _as_written((a, b), meant, (before, after), past, valid)
    return Effect(
        stages=stages,
        files=compare_files(one.files, other.files, with_text=with_text),
        cost=cost_of(stages),
        packages=_packages(one, other),
        notes=(*fitted[0].notes, *fitted[1].notes, *again, *_not_executed(a, b)),
    )


@dataclass(frozen=True)
class _Past:
    """What the one run among two sides has done, to which the other is fitted.

    Attributes
    ----------
    converged : frozenset of Decision
        Decisions of runs that ended a loop.
    standing : Standing or None
        What stands in the run; none where there is no run, or two.
    """

    converged: frozenset[Decision]
    standing: "Standing | None" = None

    @classmethod
    def of(cls, a: Side, b: Side) -> Self:
        """Look at what stands; two runs have each its own past and stay as they are."""
        runs = [run for run in (a.run, b.run) if run]
        converged = frozenset[Decision]().union(*map(decided, runs))
        if len(runs) != 1:
            return cls(converged)
        from saggar.compiler.planning.changes import standing_in

        return cls(converged, standing_in(runs[0]))

    def fit(self, side: Side, realised: Realised) -> "_Meant":
        """Give the plan with which a side would go on with the run; a run's own is what it is."""
        if self.standing is None or side.kind == "run":
            return _Meant(realised.plan)
        from saggar.compiler.planning.continuation import fit_to_past

        fitted = fit_to_past(realised.plan, side.study, self.standing)
        return _Meant(fitted.plan, fitted.notes)


class _Meant(NamedTuple):
    """A plan as it would go on with a run, and what becomes of finished iterations."""

    plan: Plan
    notes: tuple[str, ...] = ()


def _aligned(a: Side, b: Side, alike: Mapping[str, str]) -> tuple[Side, Side]:
    """Bring one side into the order and digits of the other; what was compiled stays."""
    if b.kind != "run":
        return a, aligned_with(b, a, alike) or b
    if a.kind != "run":
        backwards = {old: new for new, old in alike.items()}
        return aligned_with(a, b, backwards) or a, b
    return a, b


def _installed() -> dict[str, str]:
    from saggar.compiler.requirements import package_versions

    return package_versions()


def _require_the_same(a: Side, b: Side) -> bool:
    """Say whether two campaigns, to be compiled with the same packages, need the same."""
    return (
        a.kind == b.kind == "campaign"
        and a.machine == b.machine
        and a.campaign.models.foundation == b.campaign.models.foundation
        and a.campaign.models.reference == b.campaign.models.reference
    )


def _course(side: Side, tasks: Unrolled) -> Course:
    return Course(tasks, finished(side.run, tasks) if side.run else {}, side.machine)


def _packages(a: Realised, b: Realised) -> tuple[Difference, ...]:
    one, other = (leaves_of({"packages": each.packages}, {}) for each in (a, b))
    return find_differences(one, other, lambda old, new: False)


def _as_written(
    written: tuple[Side, Side],
    meant: tuple[Side, Side],
    courses: tuple[Course, Course],
    past: _Past,
    valid: int,
) -> Iterator[str]:
    """Say what order and digits change that have no meaning but are part of digests.

    `valid` results are, order and digits aside.
    """
    for side, aligned, other in zip(written, meant, reversed(courses), strict=True):
        if aligned is side:
            continue
        tasks = unroll(past.fit(side, realise(side, None)).plan, past.converged)
        again = valid - len(declared_alike(other.unrolled, tasks))
        if again > 0:
            yield (
                f"{side.path} names sections in another order, or holds other digits of the same "
                f"structures: compiled as it is written, it declares {again} more tasks anew"
            )


def _not_executed(a: Side, b: Side) -> Iterator[str]:
    if a.waiting or b.waiting:
        yield "sections that cannot be executed yet have no tasks and cost nothing here"
