"""Orderings are written lowest first, with all that is needed to judge the ranking."""

from pathlib import Path

import pytest
from surroundings import context

from saggar.runtime.steps import order
from saggar.runtime.steps.frames import read_frames
from saggar.schemas.errors import StructureError
from saggar.schemas.phases import Ordering
from saggar.schemas.steps import Order

ALPHA = Path(__file__).parents[2] / "data" / "structures" / "alpha-LZC-disordered.cif"
CHARGES = {"Li": 1.0, "Zr": 4.0, "Cl": -1.0}


def settings(**changes: object) -> Order:
    return Order(file="alpha.cif", phase="alpha", ordering=Ordering(**changes), charges=CHARGES)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "alpha.cif").write_text(ALPHA.read_text())
    return tmp_path


def test_the_lowest_orderings_are_written_under_their_ranks(root: Path) -> None:
    where = context(root, settings(relax=5))
    outcome = order.execute(settings(relax=5), where)
    frames = read_frames(where.folder / "frames.xyz")
    assert [frame.name for frame in frames] == [f"alpha/{rank:03d}" for rank in range(1, 6)]
    assert (outcome.orderings, outcome.distinct, outcome.not_chosen) == (924, 96, 91)
    energies = list(outcome.ewald_energies_eV.values())
    assert energies == sorted(energies)
    assert list(outcome.ewald_energies_eV) == [frame.name for frame in frames]


def test_all_distinct_orderings_stand_in_the_table(root: Path) -> None:
    where = context(root, settings())
    order.execute(settings(), where)
    header, *rows = (where.folder / "orderings.csv").read_text().splitlines()
    assert header == "ewald_rank,ewald_energy_eV,equivalent_orderings"
    assert sum(int(row.split(",")[2]) for row in rows) == 924


def test_chiral_orderings_are_named(root: Path) -> None:
    """Rotations alone tell 178 orderings apart, 82 of them mirror images of others."""
    outcome = order.execute(settings(relax=96), context(root, settings()))
    assert outcome.mirror_images_merged
    assert len(outcome.chiral) == 178 - 96
    assert set(outcome.chiral) < set(outcome.ewald_energies_eV)


SPLIT = """\
data_split
_cell_length_a 6
_cell_length_b 6
_cell_length_c 6
_cell_angle_alpha 90
_cell_angle_beta 90
_cell_angle_gamma 90
_symmetry_space_group_name_H-M 'P 1'
loop_
_atom_site_label
_atom_site_type_symbol
_atom_site_fract_x
_atom_site_fract_y
_atom_site_fract_z
_atom_site_occupancy
Cl1 Cl 0.5 0.5 0.5 1
Cl2 Cl 0.0 0.5 0.5 1
Li1 Li 0.00 0.03 0.1 0.5
Li2 Li 0.15 0.00 0.0 0.5
Li3 Li 0.50 0.01 0.2 0.5
Li4 Li 0.65 0.00 0.0 0.5
"""
"""Two pairs of places for lithium that are about 1.1 and 1.5 A apart, less than 1.28 A once."""


def test_orderings_with_overlapping_atoms_are_passed_over_and_counted(tmp_path: Path) -> None:
    """Of the six ways to fill two of four places, one fills both of a pair 1.1 A apart."""
    (tmp_path / "alpha.cif").write_text(SPLIT)
    wanted = settings().model_copy(update={"charges": {"Li": 1.0, "Cl": -1.0}})
    outcome = order.execute(wanted, context(tmp_path, wanted))
    assert (outcome.distinct, outcome.overlapping, outcome.not_chosen) == (6, 1, 0)
    assert len(outcome.ewald_energies_eV) == 5


def test_names_and_ranks_belong_together() -> None:
    assert order.ordering_rank(order.ordering_name("a/b.c", 12)) == 12


def test_a_file_without_occupancies_is_refused(tmp_path: Path) -> None:
    wanted = settings().model_copy(update={"file": "POSCAR"})
    with pytest.raises(StructureError, match=r"alpha: POSCAR has no occupancies .*give a CIF"):
        order.execute(wanted, context(tmp_path, wanted))
