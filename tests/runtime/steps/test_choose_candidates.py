"""A choice before the relaxation: counts and effort of both parts come together."""

from pathlib import Path

import numpy as np
from structure_tasks import BUILD, LIMITS, PHASES_OF, build, building, evaluate, published
from surroundings import context

from saggar.runtime.steps import choose_candidates, rank_interfaces
from saggar.runtime.steps.structure_records import group_of, read_candidates
from saggar.runtime.structures.cell import Cell
from saggar.runtime.structures_lock.wording import left_out
from saggar.schemas.frozen_structures import Effort
from saggar.schemas.results import ChooseOutcome, RankOutcome
from saggar.schemas.steps import ChooseCandidates, RankInterfaces

STEPS = 41
"""Of each relaxation that the fake relax task reports."""


def number(cell: Cell) -> float:
    """Give candidates an excess by their number, so that the first of an orientation is lowest."""
    area_A2 = float(np.linalg.norm(np.cross(*cell.lattice[:2])))
    return 0.1 * int(cell.name.rsplit("-", 1)[1]) * area_A2


def choose(root: Path) -> tuple[Path, ChooseOutcome]:
    settings = ChooseCandidates(per_orientation=1)
    where = context(root, settings, [("candidates", "build"), ("evaluated", "evaluate")])
    outcome = choose_candidates.execute(settings, where)
    return published(root, "choose", where, outcome), outcome


def rank(root: Path) -> RankOutcome:
    settings = RankInterfaces(
        set="training",
        limits=LIMITS,
        build=BUILD,
        charges=building().charges,
        held_out=False,
        never=(),
        cutoff_A=5.0,
        seed=3,
    )
    needs = [("candidates", "build"), ("chosen", "choose"), ("relaxed", "relax")]
    needs += [("phase", f"phases/{name}") for name in PHASES_OF]
    return rank_interfaces.execute(settings, context(root, settings, needs))


def test_each_candidate_is_counted_under_its_own_reason(tmp_path: Path) -> None:
    folder, _ = build(tmp_path, building())
    groups = {name: group_of(record) for name, (record, _) in read_candidates(folder)[0].items()}
    alone = [name for name, group in groups.items() if list(groups.values()).count(group) == 1]
    as_built, relaxing = alone[:2]
    evaluate(tmp_path, folder, "evaluate", number, {as_built: "no neighbours"})
    chosen, outcome = choose(tmp_path)
    assert (outcome.failed, outcome.not_chosen) == (1, 2)
    evaluate(tmp_path, chosen, "relax", number, {relaxing: "no neighbours"})
    counts = rank(tmp_path).counts
    assert (counts.failed, counts.not_relaxed, counts.no_energy) == (2, 2, 0)
    assert sum(left_out(counts).values()) + counts.kept == counts.candidates == 16


def test_the_effort_is_that_of_the_choice_and_of_the_relaxations(tmp_path: Path) -> None:
    folder, _ = build(tmp_path, building())
    evaluate(tmp_path, folder, "evaluate", number)
    chosen, outcome = choose(tmp_path)
    evaluate(tmp_path, chosen, "relax", number)
    atoms, relaxed = (
        [len(cell) for _, cell in read[0].values()] + [len(cell) for cell in read[1]]
        for read in map(read_candidates, (folder, chosen))
    )
    each = STEPS + 1
    assert outcome.effort == Effort(
        relaxations=19, evaluations=19 * each, atom_evaluations=each * sum(atoms)
    )
    assert rank(tmp_path).effort == Effort(
        relaxations=19 + 17,
        evaluations=36 * each,
        atom_evaluations=each * (sum(atoms) + sum(relaxed)),
    )
