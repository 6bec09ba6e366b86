"""Known faults by release, and what a deck uses."""

import pytest

from saggar.compiler.grammar import UnknownReleaseError, advisories, features_of
from saggar.compiler.grammar.advisories import KNOWN

NPT = "ensemble npt_scr 300 300 100 0 0 0 0 0 0 50 50 50 50 50 50 1000"


def names(release: str, *features: str) -> list[str]:
    return [each.name for each in advisories(release, features)]


@pytest.mark.parametrize(("release", "met"), [("4.8", 0), ("4.9", 1), ("4.9.1", 0), ("5.0", 0)])
def test_neighbours_are_counted_twice_in_one_release(release: str, met: int) -> None:
    assert names(release).count("neighbours-counted-twice") == met


def test_fault_needs_all_its_features() -> None:
    assert "msd-under-npt" in names("5.6", "npt", "mean_square_displacement")
    assert "msd-under-npt" not in names("5.6", "npt")
    assert "msd-under-npt" not in names("5.6", "mean_square_displacement")


def test_restart_of_another_shape_is_refused_on_main() -> None:
    assert "restart-of-another-shape" in names("5.6", "warm_start")
    assert "restart-of-another-shape" not in names("main", "warm_start")


def test_features_are_those_of_one_run() -> None:
    apart = f"potential a\n{NPT}\nrun 1\nensemble nve\ncompute_msd 1 1\nrun 1"
    together = f"potential a\n{NPT}\ncompute_msd 1 1\nrun 1"

    used = {"npt", "npt_scr", "six_pressures"}
    assert features_of(apart, "5.6") == used
    assert features_of(together, "5.6") == used | {"mean_square_displacement"}


@pytest.mark.parametrize(
    ("ensemble", "faults"),
    [
        (NPT, {"scr-turns-the-cell", "scr-repeats-random-numbers"}),
        ("ensemble npt_scr 300 300 100 0 0 0 50 50 50 1000", {"scr-repeats-random-numbers"}),
        ("ensemble npt_ber 300 300 100 0 0 0 0 0 0 50 50 50 50 50 50 1000", set()),
        ("ensemble nvt_bdp 300 300 100", set()),
    ],
)
def test_rescaling_turns_a_cell_by_its_number_of_pressures(ensemble: str, faults: set[str]) -> None:
    used = features_of(f"potential a\n{ensemble}\nrun 1", "main")
    assert set(names("main", *used)) == faults


def test_coupling_of_mttk_is_seen() -> None:
    deck = "potential a\nensemble npt_mttk temp 300 300 aniso 0 0 couple xy\nrun 1"

    assert "mttk-couple-inverted" in names("5.6", *features_of(deck, "5.6"))


def test_every_fault_has_a_source_and_advice() -> None:
    assert all(each.message and each.advice and each.source for each in KNOWN)
    assert len({each.name for each in KNOWN}) == len(KNOWN)


def test_unknown_release_is_refused() -> None:
    with pytest.raises(UnknownReleaseError):
        advisories("3.9", ())
