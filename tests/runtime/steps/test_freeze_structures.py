"""The frozen folder: complete, the same bytes each time, held-out identities kept for ever."""

import hashlib
from dataclasses import replace
from pathlib import Path

import pytest
from frozen_records import CHARGES, counts, kept, relaxed
from structure_tasks import settled
from surroundings import context, finished

from saggar.runtime.steps import freeze_structures
from saggar.runtime.steps.structure_records import RankedSet, write_ranked
from saggar.schemas.errors import RunStateError
from saggar.schemas.frozen_structures import Effort, StructuresLock
from saggar.schemas.results import FreezeOutcome, RankOutcome
from saggar.schemas.steps import FreezeStructures


def ranking(root: Path, name: str, effort: Effort | None = None, **pairs: tuple[str, ...]) -> Path:
    """Make the task that ranked a set, which says which pairs of phases it has no cell of."""
    outcome = RankOutcome(
        counts=counts(), effort=effort or Effort(), orientations=1, pairs_covered=1, **pairs
    )
    return finished(root, f"{name}/rank", outcome)


def freeze(
    root: Path, other: str = "holdout-1", more: tuple[str, ...] = (), **changes: object
) -> tuple[Path, StructuresLock, FreezeOutcome]:
    sets = {
        "training": {"training-1": kept("training-1", identity="a" * 64)},
        "holdout": {other: kept(other, identity="b" * 64, set="holdout", held_out=True)},
    }
    for name, interfaces in sets.items():
        write_ranked(ranking(root, name), RankedSet(name, interfaces, counts()))
    settings = FreezeStructures.model_validate({"digest": "d" * 64} | changes)
    needs = [("phase", settled(root, "LiO")), ("phase", settled(root, "LiCl"))]
    needs += [("rank", task) for task in ("training/rank", "holdout/rank", *more)]
    where = context(root, settings, needs)
    campaign = where.lock.campaign.model_copy(update={"charges": CHARGES})
    where = replace(where, lock=where.lock.model_copy(update={"campaign": campaign}))
    outcome = freeze_structures.execute(settings, where)
    text = (where.folder / "lock.json").read_text(encoding="utf-8")
    return where.folder, StructuresLock.model_validate_json(text), outcome


def files(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


def test_the_folder_is_complete(tmp_path: Path) -> None:
    folder, lock, outcome = freeze(tmp_path)
    assert set(files(folder)) == {
        "lock.json",
        "README.md",
        "phases/LiO.xyz",
        "phases/LiO.conventional.xyz",
        "phases/LiCl.xyz",
        "phases/LiCl.conventional.xyz",
        "interfaces/training-1.xyz",
        "interfaces/holdout-1.xyz",
        "pictures/training-1.svg",
        "pictures/holdout-1.svg",
    }
    assert list(lock.sets) == ["training", "holdout"]
    assert outcome.interfaces == {"training": 1, "holdout": 1}
    assert outcome.left_out == 18


def test_records_name_files_by_the_digest_of_their_bytes(tmp_path: Path) -> None:
    folder, lock, _ = freeze(tmp_path)
    for record in (*lock.phases.values(), *lock.interfaces.values()):
        content = (folder / record.file).read_bytes()
        assert record.sha256 == hashlib.sha256(content).hexdigest()
    for phase in lock.phases.values():
        content = (folder / phase.conventional_file).read_bytes()
        assert phase.conventional_sha256 == hashlib.sha256(content).hexdigest()


def test_two_freezes_have_the_same_bytes(tmp_path: Path) -> None:
    first, _, _ = freeze(tmp_path / "one")
    second, _, _ = freeze(tmp_path / "two")
    assert files(first) == files(second)


def test_identities_that_were_ever_held_out_stay(tmp_path: Path) -> None:
    _, lock, outcome = freeze(tmp_path, held_out=("0" * 64, "b" * 64))
    assert lock.held_out == ("0" * 64, "b" * 64)
    assert outcome.held_out == 2


def test_bounded_budgets_are_named(tmp_path: Path) -> None:
    interfaces = {
        "one": kept("one", relaxed=relaxed(converged=False, steps=5)),
        "two": kept("two"),
    }
    ranked = RankedSet("wide", interfaces, counts(candidates=14, beyond_cap=4))
    write_ranked(ranking(tmp_path, "wide"), ranked)
    _, lock, _ = freeze(tmp_path, more=("wide/rank",))
    first, second = lock.notes
    assert first.startswith("Set wide: 4 of 14 candidates were not evaluated")
    assert second.startswith("Set wide: 1 of 2 interfaces used up the 5 steps")


def test_pairs_of_phases_without_a_cell_are_named_with_the_reason(tmp_path: Path) -> None:
    folder = ranking(
        tmp_path,
        "wide",
        without_match=("LiO on LiCl", "ZrO on LiCl"),
        without_cell=("LiO on ZrO",),
        pairs_missed=("LiCl on LiO",),
    )
    write_ranked(folder, RankedSet("wide", {"one": kept("one")}, counts()))
    where, lock, _ = freeze(tmp_path, more=("wide/rank",))
    (note,) = lock.notes
    assert note.startswith("Set wide has no cell of LiO on LiCl, ZrO on LiCl, whose lattices have")
    assert "; LiO on ZrO, whose matches give no cell that is neutral" in note
    assert note.endswith("; LiCl on LiO, of which no candidate was kept.")
    assert note in (where / "README.md").read_text(encoding="utf-8")


def test_the_effort_of_a_ranking_is_stated_with_an_estimate_of_its_time(tmp_path: Path) -> None:
    effort = Effort(relaxations=303, evaluations=612, atom_evaluations=81_000)
    folder = ranking(tmp_path, "wide", effort)
    write_ranked(folder, RankedSet("wide", {"one": kept("one")}, counts()))
    where, lock, _ = freeze(tmp_path, more=("wide/rank",))
    (note,) = (note for note in lock.notes if "CPU hours" in note)
    assert note.startswith("Set wide: the ranking is 303 relaxations or single evaluations")
    assert "612 evaluations of the model, 81,000 atom evaluations; about 0.079 CPU hours" in note
    assert "3.5 ms an atom (the rate of the machine profile)" in note
    assert note in (where / "README.md").read_text(encoding="utf-8")
    assert lock.efforts["wide"] == effort


def test_interfaces_whose_nearest_ions_repel_are_counted(tmp_path: Path) -> None:
    interfaces = {
        "one": kept("one", closest_pair=("O", "Cl"), film_substrate_distance_A=2.2),
        "two": kept("two", closest_pair=("Zr", "Cl"), film_substrate_distance_A=2.1),
        "three": kept("three", closest_pair=("Zr", "Li"), film_substrate_distance_A=1.9),
    }
    write_ranked(ranking(tmp_path, "wide"), RankedSet("wide", interfaces, counts()))
    _, lock, _ = freeze(tmp_path, more=("wide/rank",))
    (note,) = (note for note in lock.notes if note.startswith("Set wide"))
    assert "in 2 of 3 interfaces" in note
    assert "Zr–Li 1.90 Å" in note


def test_models_stand_under_their_roles(tmp_path: Path) -> None:
    _, lock, _ = freeze(tmp_path)
    assert {role: model.engine for role, model in lock.models.items()} == {"foundation": "chgnet"}


def test_two_interfaces_of_one_name_are_refused(tmp_path: Path) -> None:
    with pytest.raises(RunStateError, match="two interfaces are called training-1"):
        freeze(tmp_path, other="training-1")
