"""Cells of kept interfaces: the gaps that a relaxation found outlive a change of thickness."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from structure_tasks import BUILD, LIMITS, PHASES_OF, build, building

from saggar.runtime.interfaces.construction import Construction
from saggar.runtime.interfaces.contacts import closest_contact, find_gaps_A
from saggar.runtime.steps.final_interfaces import Finishing
from saggar.runtime.steps.structure_records import read_candidates, read_phases
from saggar.runtime.structures.cell import Cell
from saggar.schemas.interfaces import Pair, Thickness
from saggar.schemas.steps import RankInterfaces

PAIR = Pair(film="ZrO", film_plane=(1, 1, 1), substrate="LiCl", substrate_plane=(1, 1, 1))
THICK = PAIR.model_copy(update={"thickness": Thickness(film_layers=4, substrate_layers=6)})


def finished_from(
    root: Path, pair: Pair, up_A: float, aside: float = 0.0
) -> tuple[Cell, Construction]:
    """Give the thin cell of a pair with its film moved, and the cell that is made of it.

    The film moves up, and aside by a part of the vector a.
    """
    limits = LIMITS.model_copy(update={"pairs": {"it": pair}})
    folder, _ = build(root, building(limits=limits))
    record, thin = read_candidates(folder)[0]["it-1"]
    move = aside * thin.lattice[0] + np.array([0.0, 0.0, up_A])
    moves = np.where((thin.group == 0)[:, None], move, 0.0)
    ranked = replace(thin, positions=thin.positions + moves)
    settings = RankInterfaces(
        set="training",
        limits=limits,
        build=BUILD,
        charges=building().charges,
        held_out=False,
        never=(),
        cutoff_A=5.0,
        seed=3,
    )
    phases = read_phases(root / "work" / "phases" / name for name in PHASES_OF)
    return ranked, Finishing(settings, phases).finish(record, ranked)


def test_a_cell_that_is_built_anew_has_the_gaps_of_the_relaxed_one(tmp_path: Path) -> None:
    _, made = finished_from(tmp_path, THICK, up_A=0.0)
    assert made.record.gaps_A == pytest.approx((BUILD.gap_A, BUILD.gap_A), abs=1e-5)
    ranked, made = finished_from(tmp_path, THICK, up_A=0.3)
    assert made.record.film_termination.repeats == 4
    assert find_gaps_A(made.cell) == pytest.approx(made.record.gaps_A, abs=1e-5)
    below, above = find_gaps_A(made.cell)
    assert below == pytest.approx(BUILD.gap_A + 0.3, abs=1e-5)
    assert above == pytest.approx(BUILD.gap_A - 0.3, abs=1e-2)
    assert closest_contact(made.cell).distance_A >= closest_contact(ranked).distance_A - 1e-5


def test_a_film_that_sank_in_leaves_no_atoms_nearer_than_it_had(tmp_path: Path) -> None:
    """On (100) atoms stand above each other as built; aside they have more room, and sink."""
    pair = THICK.model_copy(update={"film_plane": (1, 0, 0), "substrate_plane": (1, 0, 0)})
    ranked, made = finished_from(tmp_path, pair, up_A=-0.5, aside=0.5)
    nearest = closest_contact(ranked).distance_A
    _, straight = finished_from(tmp_path, pair, up_A=-0.5)
    assert straight.record.film_substrate_distance_A < nearest - 0.1
    assert made.record.film_substrate_distance_A == pytest.approx(nearest, abs=1e-5)
    relaxed, used = np.array(find_gaps_A(ranked)), np.array(find_gaps_A(made.cell))
    assert (used >= relaxed - 1e-5).all()
    assert (used > relaxed + 0.1).any()


def test_gaps_and_nearest_atoms_of_a_relaxed_cell_are_measured(tmp_path: Path) -> None:
    ranked, made = finished_from(tmp_path, PAIR, up_A=0.3)
    assert made.record.gaps_A == pytest.approx((BUILD.gap_A + 0.3, BUILD.gap_A - 0.3), abs=1e-5)
    assert made.record.closest_pair == closest_contact(ranked).pair
