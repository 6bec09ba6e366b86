"""The whole comparison of two studies."""

from collections.abc import Sequence
from pathlib import Path

from saggar.compiler.diff.consequences import Cost, Labels, StageConsequence, label_validity
from saggar.compiler.diff.differences import Difference, find_differences
from saggar.compiler.diff.effect import Effect, find_effect
from saggar.compiler.diff.rendered import FileDifference
from saggar.compiler.diff.sides import Kind, Side, read_sides
from saggar.compiler.diff.structures import (
    StructureDifference,
    compare_records,
    compare_structures,
    same_content,
)
from saggar.schemas.base import Frozen
from saggar.schemas.machine import Machine


class SideRecord(Frozen):
    """What was compared."""

    path: str
    kind: Kind
    name: str
    """Of the campaign."""
    edited: tuple[str, ...] = ()
    """Files of a run directory that are not what was compiled."""
    settings: tuple[str, ...] = ()
    """``path=value`` each, laid over a campaign."""
    waiting: tuple[str, ...] = ()
    """What nothing executes yet; it has no tasks."""


class StudyDifference(Frozen):
    """Differences of two studies and what follows; the form of ``saggar diff --json``.

    A number of `version` stands for one form: keys may be added to it, none removed or changed.
    """

    version: int = 1
    a: SideRecord
    b: SideRecord
    differs: bool
    """Whether anything of meaning differs: a value that is not cosmetic, the content of a
    structure, a task's declared result, or a compiled file that was edited."""
    differences: tuple[Difference, ...]
    structures: tuple[StructureDifference, ...]
    labels: Labels
    stages: tuple[StageConsequence, ...]
    """Empty where two campaigns are equal, and where the tasks of a side are not known, which
    `notes` explains."""
    files: tuple[FileDifference, ...]
    cost: Cost | None
    notes: tuple[str, ...]


def compare_studies(
    a: Path,
    b: Path,
    *,
    with_text: bool = False,
    settings: Sequence[str] = (),
    machine: Machine | None = None,
) -> StudyDifference:
    """Compare two studies.

    Parameters
    ----------
    a, b : Path
        Each a campaign file, a lock or a run directory. A is what stands, B what is wanted.
    with_text : bool
        Whether differences of rendered files are given line by line.
    settings : sequence of str
        ``path=value`` each, laid over B, which is then a campaign file.
    machine : Machine, optional
        Profile for campaigns; else that of a lock on the other side, or the built-in one.

    Returns
    -------
    StudyDifference

    Raises
    ------
    SaggarError
        If a side cannot be read.
    """
    one, other = read_sides(a, b, settings, machine)
    mine, theirs = one.structures, other.structures
    differences = find_differences(
        one.leaves, other.leaves, lambda old, new: same_content(mine, theirs, old, new)
    )
    structures = _structures(one, other, differences)
    effect = _effect(one, other, differences, structures, with_text=with_text)
    differences += effect.packages
    redone = any(stage.stale or stage.new or stage.dropped for stage in effect.stages)
    return StudyDifference(
        a=_record(one),
        b=_record(other),
        differs=redone
        or bool(one.edited or other.edited)
        or any(each.category != "cosmetic" for each in differences)
        or any(each.category != "cosmetic" for each in structures),
        differences=differences,
        structures=structures,
        labels=label_validity(one.campaign, other.campaign, differences),
        stages=effect.stages,
        files=effect.files,
        cost=effect.cost,
        notes=effect.notes,
    )


def _record(side: Side) -> SideRecord:
    return SideRecord(
        path=str(side.path),
        kind=side.kind,
        name=side.campaign.name,
        edited=side.edited,
        settings=side.settings,
        waiting=side.waiting,
    )


def _old_names(differences: tuple[Difference, ...]) -> dict[str, str]:
    """Give for phases and interfaces with another name in B their name in A."""
    return {
        str(each.b.value): str(each.a.value)
        for each in differences
        if each.kind == "renamed" and each.a and each.b
    }


def _structures(
    a: Side, b: Side, differences: tuple[Difference, ...]
) -> tuple[StructureDifference, ...]:
    """Compare the structures that both sides name."""
    old_names = _old_names(differences)
    mine, theirs = a.structures, b.structures
    found = []
    for name in dict.fromkeys((*b.campaign.phases, *b.campaign.interfaces.given, *b.frozen_cells)):
        old = old_names.get(name, name)
        if old in mine and name in theirs:
            found.append(compare_structures(name, mine[old], theirs[name]))
        elif old in a.records and name in b.records:
            found.append(compare_records(name, a.records[old], b.records[name]))
    return tuple(each for each in found if each is not None)


def _effect(
    a: Side,
    b: Side,
    differences: tuple[Difference, ...],
    structures: tuple[StructureDifference, ...],
    *,
    with_text: bool,
) -> Effect:
    """Give what follows; of two campaigns that are equal nothing does."""
    if not (differences or structures) and a.kind == b.kind == "campaign" and _same_order(a, b):
        return Effect()
    old_names = _old_names(differences)
    alike = {
        each.name: old_names.get(each.name, each.name)
        for each in structures
        if each.verdict == "equal digits aside"
    }
    return find_effect(a, b, alike, with_text=with_text)


def _same_order(a: Side, b: Side) -> bool:
    return a.campaign.model_dump_json() == b.campaign.model_dump_json()
