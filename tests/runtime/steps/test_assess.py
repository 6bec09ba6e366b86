"""What an exploration has shown: every frame in one class, convergence in the domain alone."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from surroundings import context, finished, labelled, shifted, write_active, write_dump

from saggar.runtime.dataset import write_train_xyz
from saggar.runtime.steps import assess
from saggar.runtime.steps.frames import read_frames
from saggar.runtime.structures.cell import Cell
from saggar.schemas.active_learning import Candidate, Domain, ForceDeviation, Reject
from saggar.schemas.results import AssessOutcome, DynamicsOutcome
from saggar.schemas.steps import Assess, LaterStart


def settings(
    fraction: float = 0.5,
    for_iterations: int = 1,
    at_most: int = 10,
    ratio: float = 0.7,
    later: tuple[LaterStart, ...] = (),
) -> Assess:
    window = ForceDeviation(above_eV_per_A=0.3, below_eV_per_A=3.0)
    return Assess(
        candidate=Candidate(force_deviation=window),
        reject=Reject(distance_ratio_below=ratio),
        at_most=at_most,
        within=Domain(temperature_K=(300.0, 600.0), pressure_up_to_GPa=0.1),
        candidate_fraction_below=fraction,
        for_iterations=for_iterations,
        later=later,
        iteration=3,
    )


def explored(
    root: Path,
    name: str,
    deviations: list[float],
    *,
    temperature_K: float = 300.0,
    pressure_GPa: float | None = None,
    moved_A: float = 0.1,
    stopped: str = "",
) -> None:
    """Write an exploration with one check every 10 fs."""
    outcome = DynamicsOutcome(
        cell="c-ZrO2",
        set_temperature_K=temperature_K,
        set_pressure_GPa=pressure_GPa,
        steps=10 * len(deviations),
        records=10,
        checks=len(deviations),
        mean_temperature_K=temperature_K,
        mean_pressure_GPa=0.0,
        stopped=stopped,
    )
    folder = finished(root, f"explore/{name}", outcome)
    times = [10.0 * (index + 1) for index in range(len(deviations))]
    write_active(folder / "active.out", times, deviations)
    seen = [(time, value) for time, value in zip(times, deviations, strict=True) if value > 0.3]
    cell = shifted(0.0)
    frames = [(time, shifted(moved_A * (1 + 0.1 * time)).positions) for time, _ in seen]
    values = [value for _, value in seen]
    write_dump(folder / "active.xyz", cell.species, frames, cell.lattice, uncertainty=values)


@pytest.fixture(autouse=True)
def first_coordinate_as_descriptor(monkeypatch: pytest.MonkeyPatch) -> None:
    def describe(cells: list[Cell], potential: Path) -> np.ndarray:
        return np.array([[cell.positions[0, 0]] for cell in cells])

    monkeypatch.setattr(assess, "mean_descriptors", describe)


def assessed(root: Path, chosen: Assess, *names: str, previous: str | None = None) -> AssessOutcome:
    write_train_xyz(finished(root, "set") / "train.xyz", [labelled(shifted(0.0, "known"))])
    finished(root, "member")
    needs = [("explorations", f"explore/{name}") for name in names]
    needs += [("descriptors", "member"), ("data_set", "set")]
    needs += [("previous", previous)] if previous else []
    return assess.execute(chosen, context(root, chosen, needs))


def test_every_checked_frame_is_counted_once(tmp_path: Path) -> None:
    explored(tmp_path, "a", [0.1, 0.2, 0.4, 0.5, 3.5], moved_A=0.01)
    counts = assessed(tmp_path, settings(), "a").counts
    assert counts.checked == 5
    assert (counts.below, counts.candidates, counts.above, counts.too_close) == (2, 2, 1, 0)
    assert counts.below + counts.candidates + counts.above + counts.too_close == counts.checked
    assert counts.selected + counts.not_chosen == counts.candidates


def test_frames_with_atoms_too_close_are_not_selected(tmp_path: Path) -> None:
    explored(tmp_path, "a", [0.4], moved_A=0.6)
    zr_o_ratio = 1.81 / (1.75 + 0.66)  # Zr moved by 1.2 A, covalent radii of Cordero et al.
    assert assessed(tmp_path, settings(ratio=zr_o_ratio - 0.01), "a").counts.selected == 1
    outcome = assessed(tmp_path, settings(ratio=zr_o_ratio + 0.01), "a")
    assert (outcome.counts.too_close, outcome.counts.selected) == (1, 0)


def test_farthest_candidates_are_selected_first(tmp_path: Path) -> None:
    explored(tmp_path, "a", [0.4, 0.4, 0.4], moved_A=0.01)
    assessed(tmp_path, settings(at_most=1), "a")
    (frame,) = read_frames(tmp_path / "work" / "attempt" / "frames.xyz")
    assert frame.name == "explore/003/a/30fs"


def test_only_the_declared_domain_decides(tmp_path: Path) -> None:
    explored(tmp_path, "cold", [0.1, 0.1])
    explored(tmp_path, "hot", [0.9, 0.9], temperature_K=900.0, moved_A=0.01)
    explored(tmp_path, "pressed", [0.9], pressure_GPa=1.0, moved_A=0.01)
    outcome = assessed(tmp_path, settings(), "cold", "hot", "pressed")
    assert outcome.candidate_fraction == 0.0
    assert outcome.converged


def test_frames_above_the_window_count_as_unknown(tmp_path: Path) -> None:
    explored(tmp_path, "a", [0.1, 5.0, 5.0], moved_A=0.01)
    outcome = assessed(tmp_path, settings(), "a")
    assert outcome.candidate_fraction == pytest.approx(2 / 3)
    assert not outcome.converged


def test_an_exploration_that_broke_down_is_not_converged(tmp_path: Path) -> None:
    explored(tmp_path, "a", [0.1, 0.1], stopped="step 20: a force is not finite")
    assert not assessed(tmp_path, settings(), "a").converged


def test_convergence_needs_iterations_in_a_row(tmp_path: Path) -> None:
    explored(tmp_path, "a", [0.1])
    first = assessed(tmp_path, settings(for_iterations=2), "a")
    assert (first.converged_here, first.consecutive, first.converged) == (True, 1, False)
    finished(tmp_path, "assess-before", first)
    second = assessed(tmp_path, settings(for_iterations=2), "a", previous="assess-before")
    assert (second.consecutive, second.converged) == (2, True)


def test_no_exploration_in_the_domain_is_never_convergence(tmp_path: Path) -> None:
    explored(tmp_path, "hot", [0.1], temperature_K=900.0)
    assert not assessed(tmp_path, settings(), "hot").converged


NEAR_THE_LIMITS = st.sampled_from([0.3, 0.3 + 4e-12, 0.3 + 4e-9, 0.3 - 4e-12, 3.0, 3.0 - 4e-9])
DEVIATIONS = st.one_of(
    NEAR_THE_LIMITS, st.floats(1e-3, 10.0), st.sampled_from([float("nan"), float("inf")])
)


@hypothesis_settings(max_examples=40, deadline=None)
@given(
    first=st.lists(DEVIATIONS, max_size=6),
    second=st.lists(DEVIATIONS, max_size=6),
    moved_A=st.sampled_from([0.01, 0.6]),
)
def test_classes_add_up_to_the_frames_checked_whatever_the_rounding(
    tmp_path_factory: pytest.TempPathFactory,
    first: list[float],
    second: list[float],
    moved_A: float,
) -> None:
    root = tmp_path_factory.mktemp("explored")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(
            assess,
            "mean_descriptors",
            lambda cells, potential: np.array([[cell.positions[0, 0]] for cell in cells]),
        )
        explored(root, "a", first, moved_A=moved_A)
        explored(root, "b", second, moved_A=moved_A)
        outcome = assessed(root, settings(), "a", "b")
    counts = outcome.counts
    classes = (counts.below, counts.candidates, counts.above, counts.too_close, counts.not_finite)
    assert counts.checked == len(first) + len(second) == sum(classes)
    assert min(classes) >= 0
    assert counts.selected + counts.not_chosen == counts.candidates
    for part in outcome.explorations:
        assert 0 <= part.unknown <= part.checked
    assert sum(part.unknown for part in outcome.explorations) == counts.checked - counts.below


def test_frames_that_are_not_finite_have_a_count_of_their_own(tmp_path: Path) -> None:
    explored(tmp_path, "a", [0.1, 0.4, float("nan"), float("inf")], moved_A=0.01)
    outcome = assessed(tmp_path, settings(), "a")
    assert (outcome.counts.not_finite, outcome.counts.above) == (2, 0)
    assert outcome.candidate_fraction == pytest.approx(3 / 4)
    assert outcome.explorations[0].largest_deviation_eV_per_A == pytest.approx(0.4)


def test_frame_that_was_cut_short_is_a_candidate_that_cannot_be_chosen(tmp_path: Path) -> None:
    explored(tmp_path, "a", [0.4, 0.5], moved_A=0.01)
    path = tmp_path / "work" / "explore" / "a" / "active.xyz"
    path.write_text(path.read_text()[:-20])
    counts = assessed(tmp_path, settings(), "a").counts
    assert (counts.candidates, counts.selected, counts.not_chosen) == (2, 1, 1)


def starts(iteration: int, temperature_K: float) -> LaterStart:
    return LaterStart(
        exploration="later",
        from_iteration=iteration,
        temperature_K=temperature_K,
        pressure_GPa=None,
    )


@pytest.mark.parametrize(
    ("iteration", "temperature_K", "converged"),
    [(4, 500.0, False), (3, 500.0, True), (4, 900.0, True)],
)
def test_nothing_converges_before_all_of_the_domain_is_explored(
    tmp_path: Path, iteration: int, temperature_K: float, converged: bool
) -> None:
    """The iteration assessed here is 3; the domain ends at 600 K."""
    explored(tmp_path, "a", [0.1])
    outcome = assessed(tmp_path, settings(later=(starts(iteration, temperature_K),)), "a")
    assert outcome.converged == converged
    assert outcome.not_begun == (() if converged else ("later",))
    assert outcome.not_begun_outside == (("later",) if temperature_K > 600 else ())
