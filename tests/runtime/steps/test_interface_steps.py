"""From candidates to ranked interfaces: names, energies, exclusions, draws, and every count."""

import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from structure_tasks import BUILD, LIMITS, PHASES_OF, build, building, evaluate, published
from surroundings import context

from saggar.runtime.steps import choose_candidates, rank_interfaces
from saggar.runtime.steps.structure_records import (
    COUNTS,
    KEPT,
    PHASES,
    read_candidates,
    read_phases,
    read_ranked,
)
from saggar.runtime.structures.cell import Cell
from saggar.runtime.structures_lock.wording import left_out
from saggar.schemas.errors import EngineError, SaggarError
from saggar.schemas.interfaces import InterfaceSet, Pair, Thickness
from saggar.schemas.results import ChooseOutcome, RankOutcome
from saggar.schemas.steps import ChooseCandidates, RankInterfaces

EV_PER_A2 = 16.02176634
"""One eV/A^2 in J/m^2."""


def area_A2(cell: Cell) -> float:
    return float(np.linalg.norm(np.cross(*cell.lattice[:2])))


def by_number(cell: Cell) -> float:
    """Give an excess of 0.1 eV/A^2 for the first candidate of its planes, 0.2 for the second ..."""
    return 0.1 * int(cell.name.rsplit("-", 1)[1]) * area_A2(cell)


def rank(
    root: Path, candidates: Path, evaluated: str, taken: tuple[str, ...] = (), **changes: object
) -> tuple[Path, RankOutcome]:
    fields = {
        "set": "training",
        "limits": LIMITS,
        "build": BUILD,
        "charges": building().charges,
        "held_out": False,
        "never": (),
        "cutoff_A": 5.0,
        "seed": 3,
    }
    settings = RankInterfaces.model_validate(fields | changes)
    needs = [
        ("candidates", candidates.name),
        ("relaxed", evaluated),
        *(("phase", f"phases/{name}") for name in PHASES_OF),
        *(("taken", task) for task in taken),
    ]
    where = context(root, settings, needs)
    outcome = rank_interfaces.execute(settings, where)
    return published(root, f"rank-{settings.set}", where, outcome), outcome


def limits(**changes: object) -> InterfaceSet:
    return LIMITS.model_copy(update=changes)


def test_candidates_are_named_by_set_and_planes(tmp_path: Path) -> None:
    folder, _ = build(tmp_path, building())
    candidates, _ = read_candidates(folder)
    assert "training-ZrO.111-LiCl.111-1" in candidates
    assert "training-ZrO.111-LiCl.111-2" in candidates
    for name, (record, cell) in candidates.items():
        assert cell.name == name
        assert f"{record.film}." in name
        assert record.atoms == len(cell)


def test_bulk_cells_of_the_phases_stand_beside_the_candidates(tmp_path: Path) -> None:
    folder, _ = build(tmp_path, building(films=("LiO",)))
    _, bulk = read_candidates(folder)
    phases = read_phases([tmp_path / "work" / "phases" / "LiO"])
    assert [cell.name for cell in bulk] == ["bulk/LiO", "bulk/LiCl"]
    assert bulk[0].positions == pytest.approx(phases["LiO"].primitive.positions)


def test_names_that_would_be_too_long_are_the_set_and_a_number(tmp_path: Path) -> None:
    folder, _ = build(tmp_path, building(set="s" * 50))
    assert "s" * 50 + "-1" in read_candidates(folder)[0]


def test_what_stands_too_close_or_beyond_the_cap_is_counted(tmp_path: Path) -> None:
    whole = build(tmp_path, building())[1]
    close = build(
        tmp_path, building(build=BUILD.model_copy(update={"minimum_distance_A": 2.25})), "close"
    )[1]
    capped = build(tmp_path, building(at_most=5), "capped")[1]
    assert (whole.candidates, whole.too_close, whole.beyond_cap) == (16, 0, 0)
    assert (close.candidates, close.too_close) == (16, 12)
    assert (capped.candidates, capped.beyond_cap) == (16, 11)
    assert len(read_candidates(tmp_path / "work" / "capped")[0]) == 5


def test_cells_whose_slabs_came_too_close_in_the_relaxation_are_left_out_and_counted(
    tmp_path: Path,
) -> None:
    folder, _ = build(tmp_path, building())
    evaluate(tmp_path, folder, "relax", by_number)
    stricter = BUILD.model_copy(update={"minimum_distance_A": 2.25})
    ranked, outcome = rank(tmp_path, folder, "relax", build=stricter)
    assert outcome.counts.too_close == 12
    assert outcome.counts.kept + sum(left_out(outcome.counts).values()) == 16
    kept = read_ranked(ranked).kept.values()
    assert all(each.record.film_substrate_distance_A >= 2.25 for each in kept)


def test_pairs_of_phases_without_a_candidate_are_named_through_to_the_ranking(
    tmp_path: Path,
) -> None:
    folder, outcome = build(tmp_path, building(limits=limits(max_strain=0.02)))
    assert (outcome.without_match, outcome.without_cell) == (("LiO on LiCl",), ())
    evaluate(tmp_path, folder, "relax", by_number)
    assert rank(tmp_path, folder, "relax")[1].without_match == ("LiO on LiCl",)
    first, capped = build(tmp_path, building(at_most=1), "capped")
    (record,) = [each for each, _ in read_candidates(first)[0].values()]
    (other,) = {"LiO", "ZrO"} - {record.film}
    assert (capped.without_match, capped.without_cell) == ((), (f"{other} on LiCl",))


def test_declared_pairs_without_a_candidate_are_named_and_no_others(tmp_path: Path) -> None:
    whole = build(tmp_path, building(limits=PAIRS, substrates=("LiCl", "LiO")))[1]
    assert (whole.without_match, whole.without_cell) == ((), ())
    capped = build(tmp_path, building(limits=PAIRS, at_most=1), "capped")[1]
    assert capped.without_cell in {("zro111",), ("lio100",)}


def test_the_thickness_of_a_set_goes_before_that_of_build(tmp_path: Path) -> None:
    thick = limits(thickness=Thickness(film_layers=5, substrate_layers=7))
    folder, _ = build(tmp_path, building(limits=thick))
    for record, _ in read_candidates(folder)[0].values():
        assert record.film_termination.repeats == 5
        assert record.substrate_termination.repeats == 7


def test_energy_is_the_excess_over_both_interfaces(tmp_path: Path) -> None:
    folder, _ = build(tmp_path, building())
    evaluate(tmp_path, folder, "relax", by_number)
    ranked, _ = rank(tmp_path, folder, "relax")
    kept = read_ranked(ranked).kept
    assert kept["training-ZrO.111-LiCl.111-1"].record.energy_J_per_m2 == pytest.approx(
        0.1 * EV_PER_A2 / 2
    )
    second = kept["training-ZrO.111-LiCl.111-2"].record
    assert second.energy_J_per_m2 == pytest.approx(0.2 * EV_PER_A2 / 2)
    assert second.above_lowest_J_per_m2 == pytest.approx(0.1 * EV_PER_A2 / 2)


def test_the_lowest_of_each_orientation_are_kept(tmp_path: Path) -> None:
    folder, _ = build(tmp_path, building())
    evaluate(tmp_path, folder, "relax", by_number)
    ranked, outcome = rank(tmp_path, folder, "relax", limits=limits(keep_per_orientation=1))
    kept = read_ranked(ranked).kept
    assert "training-ZrO.111-LiCl.111-1" in kept
    assert "training-ZrO.111-LiCl.111-2" not in kept
    assert (outcome.orientations, outcome.counts.kept, outcome.counts.not_kept) == (14, 14, 2)


def test_the_relaxed_cell_is_the_one_that_is_used(tmp_path: Path) -> None:
    folder, _ = build(tmp_path, building())
    evaluate(tmp_path, folder, "relax", by_number, up_A=0.7)
    ranked, _ = rank(tmp_path, folder, "relax")
    built = read_candidates(folder)[0]["training-LiO.100-LiCl.100-1"][1]
    used = read_ranked(ranked).kept["training-LiO.100-LiCl.100-1"]
    assert used.cell.positions[:, 2] == pytest.approx(built.positions[:, 2] + 0.7)
    assert used.record.relaxed is not None
    assert not used.record.rebuilt


def test_a_relaxed_lattice_is_measured_anew(tmp_path: Path) -> None:
    folder, _ = build(tmp_path, building())
    evaluate(tmp_path, folder, "relax", by_number, stretch=1.02)
    ranked, _ = rank(tmp_path, folder, "relax")
    built = read_candidates(folder)[0]["training-LiO.100-LiCl.100-1"][0]
    used = read_ranked(ranked).kept["training-LiO.100-LiCl.100-1"].record
    assert used.area_A2 == pytest.approx(1.02**2 * built.area_A2)
    assert used.match_area_A2 == pytest.approx(1.02**2 * built.match_area_A2)
    assert used.lengths_A == pytest.approx([1.02 * length for length in built.lengths_A])
    assert used.film_substrate_distance_A == pytest.approx(1.02 * built.film_substrate_distance_A)
    assert used.energy_J_per_m2 == pytest.approx(0.1 * EV_PER_A2 / 2 / 1.02**2)


def test_a_draw_covers_every_pair_of_phases(tmp_path: Path) -> None:
    folder, _ = build(tmp_path, building())
    evaluate(tmp_path, folder, "relax", by_number)
    for seed in range(5):
        ranked, outcome = rank(tmp_path, folder, "relax", limits=limits(draw=2), seed=seed)
        films = sorted(each.record.film for each in read_ranked(ranked).kept.values())
        assert films == ["LiO", "ZrO"]
        assert (outcome.pairs_covered, outcome.pairs_missed) == (2, ())
        assert outcome.counts.not_drawn == 14


def test_a_draw_of_fewer_than_the_pairs_is_refused(tmp_path: Path) -> None:
    folder, _ = build(tmp_path, building())
    evaluate(tmp_path, folder, "relax", by_number)
    with pytest.raises(SaggarError, match="2 pairs of phases"):
        rank(tmp_path, folder, "relax", limits=limits(draw=1))


def test_the_held_out_set_leaves_alone_what_training_has(tmp_path: Path) -> None:
    folder, _ = build(tmp_path, building())
    held, _ = build(tmp_path, building(set="holdout"), "build-holdout")
    for each in ("", "-holdout"):
        evaluate(tmp_path, tmp_path / "work" / f"build{each}", f"relax{each}", by_number)
    training, _ = rank(tmp_path, folder, "relax", limits=limits(draw=6))
    holdout, outcome = rank(
        tmp_path,
        held,
        "relax-holdout",
        taken=("rank-training",),
        set="holdout",
        held_out=True,
        limits=limits(draw=100),
    )
    used = {each.record.identity for each in read_ranked(training).kept.values()}
    kept = {each.record.identity for each in read_ranked(holdout).kept.values()}
    assert not used & kept
    assert (len(kept), outcome.counts.taken) == (10, 6)
    assert all(each.record.held_out for each in read_ranked(holdout).kept.values())


def test_what_was_ever_held_out_is_not_trained_on_and_changes_no_draw(tmp_path: Path) -> None:
    folder, _ = build(tmp_path, building())
    evaluate(tmp_path, folder, "relax", by_number)
    first, _ = rank(tmp_path, folder, "relax", limits=limits(draw=6))
    drawn = set(read_ranked(first).kept)
    records = {name: record for name, (record, _) in read_candidates(folder)[0].items()}
    never = tuple(each.identity for name, each in records.items() if name not in drawn)[:4]
    again, outcome = rank(tmp_path, folder, "relax", limits=limits(draw=6), never=never)
    assert set(read_ranked(again).kept) == drawn
    assert (outcome.counts.held_out_before, outcome.counts.not_drawn) == (0, 10)
    two = tuple(records[name].identity for name in list(drawn)[:2])
    _, outcome = rank(tmp_path, folder, "relax", limits=limits(draw=6), never=(*never, *two))
    assert (outcome.counts.held_out_before, outcome.counts.not_drawn) == (2, 8)
    every = tuple(each.identity for each in records.values() if each.film == "LiO")
    _, outcome = rank(tmp_path, folder, "relax", limits=limits(draw=6), never=every)
    assert outcome.pairs_missed == ("LiO on LiCl",)


def test_freezing_again_beside_its_own_hold_out_set_gives_the_same_files(tmp_path: Path) -> None:
    folder, _ = build(tmp_path, building())
    held, _ = build(tmp_path, building(set="holdout"), "build-holdout")
    evaluate(tmp_path, folder, "relax", by_number)
    evaluate(tmp_path, held, "relax-holdout", by_number)

    def frozen(never: tuple[str, ...]) -> tuple[tuple[str, ...], list[bytes]]:
        training, _ = rank(tmp_path, folder, "relax", limits=limits(draw=4), never=never)
        holdout, _ = rank(
            tmp_path,
            held,
            "relax-holdout",
            taken=("rank-training",),
            set="holdout",
            held_out=True,
            limits=limits(draw=5),
        )
        files = [
            each / name for each in (training, holdout) for name in (KEPT, COUNTS, "frames.xyz")
        ]
        identities = [each.record.identity for each in read_ranked(holdout).kept.values()]
        return tuple(identities), [file.read_bytes() for file in files]

    held_out, first = frozen(())
    assert len(held_out) == 5
    assert frozen(held_out) == (held_out, first)


def test_a_cell_of_training_is_not_held_out_under_another_identity(tmp_path: Path) -> None:
    folder, _ = build(tmp_path, building())
    held, _ = build(tmp_path, building(set="holdout"), "build-holdout")
    evaluate(tmp_path, folder, "relax", by_number)
    evaluate(tmp_path, held, "relax-holdout", by_number)
    rank(tmp_path, folder, "relax", limits=limits(draw=6))
    kept = tmp_path / "work" / "rank-training" / KEPT
    content = json.loads(kept.read_text())
    for name, record in content["interfaces"].items():
        record["identity"] = f"another of {name}"
    kept.write_text(json.dumps(content))
    _, outcome = rank(
        tmp_path,
        held,
        "relax-holdout",
        taken=("rank-training",),
        set="holdout",
        held_out=True,
        limits=limits(draw=100),
    )
    assert (outcome.counts.taken, outcome.counts.kept) == (6, 10)


def test_orderings_of_one_phase_are_covered_as_one(tmp_path: Path) -> None:
    folder, _ = build(tmp_path, building())
    evaluate(tmp_path, folder, "relax", by_number)
    settled = tmp_path / "work" / "phases" / "LiO" / PHASES
    content = json.loads(settled.read_text())
    content["phases"]["LiO"]["phase"] = "ZrO"
    settled.write_text(json.dumps(content))
    _, outcome = rank(tmp_path, folder, "relax", limits=limits(draw=1))
    assert (outcome.counts.kept, outcome.pairs_covered, outcome.pairs_missed) == (1, 1, ())


@pytest.mark.parametrize("failing", [(), ("training-LiO.100-LiCl.100-1",)])
def test_every_candidate_is_counted_once(tmp_path: Path, failing: tuple[str, ...]) -> None:
    folder, _ = build(tmp_path, building(at_most=14))
    failures = dict.fromkeys(failing, "no neighbours")
    evaluate(tmp_path, folder, "relax", by_number, failures)
    _, outcome = rank(tmp_path, folder, "relax", limits=limits(draw=5, keep_per_orientation=1))
    counts = outcome.counts
    assert counts.failed == len(failing)
    assert sum(left_out(counts).values()) + counts.kept == counts.candidates == 16


def test_a_bulk_phase_without_energy_stops_the_ranking(tmp_path: Path) -> None:
    folder, _ = build(tmp_path, building())
    evaluate(tmp_path, folder, "relax", by_number, {"bulk/LiCl": "no neighbours"})
    with pytest.raises(EngineError, match=r"bulk cell of LiCl .* no neighbours"):
        rank(tmp_path, folder, "relax")


def choose(root: Path, per_orientation: int, **kinds: object) -> tuple[Path, ChooseOutcome]:
    settings = ChooseCandidates(per_orientation=per_orientation)
    where = context(root, settings, [("candidates", "build"), ("evaluated", "evaluate")])
    outcome = choose_candidates.execute(settings, where)
    return published(root, "choose", where, outcome), outcome


def test_only_the_lowest_as_built_are_relaxed(tmp_path: Path) -> None:
    folder, _ = build(tmp_path, building())
    evaluate(tmp_path, folder, "evaluate", by_number)
    chosen, outcome = choose(tmp_path, 1)
    candidates, bulk = read_candidates(chosen)
    assert "training-ZrO.111-LiCl.111-2" not in candidates
    assert (outcome.chosen, outcome.not_chosen, outcome.orientations) == (14, 2, 14)
    assert len(bulk) == 3
    evaluate(tmp_path, chosen, "relax", by_number)
    _, ranked = rank(tmp_path, folder, "relax")
    assert ranked.counts.not_relaxed == 2
    assert sum(left_out(ranked.counts).values()) + ranked.counts.kept == 16


PAIRS = limits(
    pairs={
        "zro111": Pair(
            film="ZrO",
            film_plane=(1, 1, 1),
            substrate="LiCl",
            substrate_plane=(1, 1, 1),
            atoms=600,
            thickness=Thickness(film_layers=4, substrate_layers=6),
        ),
        "lio100": Pair(
            film="LiO",
            film_plane=(1, 0, 0),
            substrate="LiCl",
            substrate_plane=(1, 0, 0),
            atoms=200,
        ),
    }
)


def ranked_pairs(root: Path, excess_eV: Callable[[Cell], float]) -> tuple[Path, RankOutcome]:
    folder, _ = build(root, building(set="production", limits=PAIRS))
    evaluate(root, folder, "relax", excess_eV, up_A=0.7)
    return rank(root, folder, "relax", set="production", limits=PAIRS)


def test_the_lowest_termination_of_a_pair_is_built_at_its_thickness(tmp_path: Path) -> None:
    def second_is_lower(cell: Cell) -> float:
        return -by_number(cell)

    ranked, outcome = ranked_pairs(tmp_path, second_is_lower)
    used = read_ranked(ranked).kept["zro111"]
    candidates = read_candidates(tmp_path / "work" / "build")[0]
    assert used.record.rebuilt
    assert used.record.identity == candidates["zro111-2"][0].identity
    assert used.record.film_termination.repeats == 4
    assert used.record.substrate_termination.repeats == 6
    assert used.record.energy_J_per_m2 == pytest.approx(-0.2 * EV_PER_A2 / 2)
    assert outcome.counts.kept == 2


def test_a_pair_is_repeated_to_its_number_of_atoms(tmp_path: Path) -> None:
    ranked, _ = ranked_pairs(tmp_path, by_number)
    used = read_ranked(ranked).kept["zro111"]
    match = 2 * (4 + 6)
    assert used.record.repeats == (5, 6)
    assert used.record.atoms == len(used.cell) == 30 * match
    assert used.record.area_A2 == pytest.approx(30 * used.record.match_area_A2)


def test_a_pair_without_a_thickness_of_its_own_keeps_its_relaxed_cell(tmp_path: Path) -> None:
    ranked, _ = ranked_pairs(tmp_path, by_number)
    used = read_ranked(ranked).kept["lio100"]
    built = read_candidates(tmp_path / "work" / "build")[0]["lio100-1"][1]
    assert not used.record.rebuilt
    assert used.cell.positions[:, 2].min() == pytest.approx(built.positions[:, 2].min() + 0.7)
    assert used.record.repeats == (5, 5)
