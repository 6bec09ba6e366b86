"""What follows from the differences of two studies: in tasks, rendered files and versions."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

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
    meant = _aligned(a, b, alike)
    installed = None if _require_the_same(*meant) else _installed()
    try:
        one, other = (realise(side, installed) for side in meant)
    except CompileError as error:
        return Effect(notes=(f"tasks, files and cost are not known: {error}",))
    runs = [side.run for side in meant]
    converged = frozenset[Decision]().union(*(decided(run) for run in runs if run))
    before, after = (
        _course(side, unroll(each.plan, converged))
        for side, each in zip(meant, (one, other), strict=True)
    )
    again = _as_written((a, b), meant, (before, after), converged)
    stages = stage_consequences(before, after)
    return Effect(
        stages=stages,
        files=compare_files(one.files, other.files, with_text=with_text),
        cost=cost_of(stages),
        packages=_packages(one, other),
        notes=(*again, *_not_executed(a, b)),
    )


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
    converged: frozenset[Decision],
) -> Iterator[str]:
    """Say what order and digits change that have no meaning but are part of digests."""
    for side, aligned, course in zip(written, meant, courses, strict=True):
        if aligned is side:
            continue
        tasks = unroll(realise(side, None).plan, converged)
        again = len(tasks.tasks) - len(declared_alike(course.unrolled, tasks))
        if again:
            yield (
                f"{side.path} names sections in another order, or holds other digits of the same "
                f"structures: compiled as it is written, it declares {again} more tasks anew"
            )


def _not_executed(a: Side, b: Side) -> Iterator[str]:
    if a.waiting or b.waiting:
        yield "sections that cannot be executed yet have no tasks and cost nothing here"
