import numpy as np
import pytest

from saggar.runtime.interfaces.crystal import find_crystal
from saggar.runtime.interfaces.planes import lattice_plane
from saggar.runtime.structures.cell import Cell
from saggar.schemas.errors import StructureError

_CENTRINGS = {
    "I": ([[0, 0, 0], [0.5, 0.5, 0.5]], np.diag([3.0, 3.0, 4.1])),
    "F": ([[0, 0, 0], [0, 0.5, 0.5], [0.5, 0, 0.5], [0.5, 0.5, 0]], np.diag([4.0, 4.0, 4.0])),
    "C": (
        [[0, 0, 0], [0.5, 0.5, 0]],
        np.array([[6.0, 0, 0], [0, 3.7, 0], [-2.1, 0, 5.0]]),
    ),
    "R": (
        [[0, 0, 0], [2 / 3, 1 / 3, 1 / 3], [1 / 3, 2 / 3, 2 / 3]],
        np.array([[4.5, 0, 0], [-2.25, 2.25 * 3**0.5, 0], [0, 0, 11.9]]),
    ),
}


def _turned(cell: Cell) -> Cell:
    """Turn a cell by a rotation that no crystal shares."""
    a, b, c = 0.3, 1.1, -0.7
    about_z = np.array([[np.cos(a), np.sin(a), 0], [-np.sin(a), np.cos(a), 0], [0, 0, 1]])
    about_x = np.array([[1, 0, 0], [0, np.cos(b), np.sin(b)], [0, -np.sin(b), np.cos(b)]])
    about_y = np.array([[np.cos(c), 0, -np.sin(c)], [0, 1, 0], [np.sin(c), 0, np.cos(c)]])
    rotation = about_z @ about_x @ about_y
    return Cell(cell.species, cell.positions @ rotation, cell.lattice @ rotation)


@pytest.mark.parametrize("centring", sorted(_CENTRINGS))
def test_the_primitive_cell_of_a_centred_lattice_holds_one_lattice_point(centring):
    points, lattice = _CENTRINGS[centring]
    cell = _turned(Cell.from_fractional(["Zr"] * len(points), points, lattice))
    crystal = find_crystal(cell)
    assert crystal.space_group.startswith(centring)
    assert len(crystal.primitive) == 1
    coefficients = crystal.primitive.lattice @ np.linalg.inv(cell.lattice)
    offsets = coefficients[:, None] - np.array(points)
    assert np.abs(offsets - np.rint(offsets)).max(axis=2).min(axis=1) == pytest.approx(0, abs=1e-6)


def test_primitive_atoms_stand_where_atoms_of_the_given_cell_stand(zirconia):
    crystal = zirconia["c-ZrO2"]
    assert crystal.primitive.counts == {"Zr": 1, "O": 2}
    places = crystal.primitive.positions @ np.linalg.inv(crystal.conventional)
    zirconium, *oxygen = places
    assert (zirconium * 2) == pytest.approx(np.rint(zirconium * 2), abs=1e-6)
    for place in oxygen:
        assert (place * 4) % 2 == pytest.approx([1, 1, 1], abs=1e-6)


def test_indices_refer_to_the_given_cell_where_it_is_conventional_in_another_setting(zirconia):
    pbca = zirconia["o-ZrO2-Pbca"]
    assert np.linalg.norm(pbca.conventional, axis=1) == pytest.approx(
        [5.159, 10.213, 5.330], abs=1e-3
    )


def test_indices_of_a_primitive_cell_refer_to_the_standard_conventional_cell(zirconia):
    crystal = find_crystal(zirconia["c-ZrO2"].primitive)
    metric = crystal.conventional @ crystal.conventional.T
    assert metric == pytest.approx(5.14948734**2 * np.eye(3), abs=1e-4)


def test_a_supercell_gives_the_crystal_of_its_primitive_cell(zirconia):
    primitive = zirconia["t-ZrO2"].primitive
    atoms = primitive.to_ase() * (2, 1, 2)
    crystal = find_crystal(Cell.from_ase(atoms))
    assert len(crystal.primitive) == len(primitive)
    assert crystal.primitive.volume_A3 == pytest.approx(primitive.volume_A3)


@pytest.mark.parametrize(
    ("name", "order"), [("c-ZrO2", 48), ("t-ZrO2", 16), ("m-ZrO2", 4), ("o-ZrO2-Pca21", 4)]
)
def test_index_operations_are_the_point_group(zirconia, name, order):
    operations = zirconia[name].index_operations
    assert len(operations) == order
    reciprocal = np.linalg.inv(zirconia[name].primitive.lattice).T
    metric = np.linalg.inv(reciprocal @ reciprocal.T)
    for operation in operations:
        inverse = np.linalg.inv(metric)
        assert operation.T @ inverse @ operation == pytest.approx(inverse, rel=1e-3, abs=1e-4)


def test_atoms_on_top_of_each_other_are_refused():
    cell = Cell.from_fractional(
        ["Zr", "Zr"], [[0, 0, 0], [0, 0, 0.0001]], 4 * np.eye(3), name="bad"
    )
    with pytest.raises(StructureError, match=r"bad: no space group within 0\.01 A"):
        find_crystal(cell)


@pytest.mark.parametrize("miller", [(0, 0, 1), (2, 0, 1), (1, 1, 0)])
def test_planes_of_an_ordering_are_named_by_the_axes_that_are_kept(miller):
    a, c = 9.0, 5.0
    lattice = np.array([[a, 0, 0], [-a / 2, a / 2 * 3**0.5, 0], [0, 0, c]])
    ordering = Cell.from_fractional(["Zr", "Li"], [[0, 0, 0], [0.34, 0, 0.1]], lattice)
    crystal = find_crystal(_turned(ordering), keep_axes=True)
    h, k, m = miller
    spacing_A = (4 / 3 * (h * h + h * k + k * k) / a**2 + m * m / c**2) ** -0.5
    plane = lattice_plane(crystal, miller)
    assert crystal.primitive.volume_A3 / plane.area_A2 == pytest.approx(spacing_A, abs=1e-9)


def test_a_supercell_that_is_less_symmetric_than_its_crystal_loses_no_operation(zirconia):
    primitive = zirconia["c-ZrO2"].primitive
    crystal = find_crystal(Cell.from_ase(primitive.to_ase() * (1, 1, 2)))
    assert len(crystal.index_operations) == 48


@pytest.mark.parametrize("name", ["c-ZrO2", "t-ZrO2", "m-ZrO2", "o-ZrO2-Pca21", "o-ZrO2-Pbca"])
def test_the_operations_take_the_crystal_to_itself(zirconia, name):
    crystal = zirconia[name]
    places, species = crystal.primitive.fractional, np.array(crystal.primitive.species)
    for operation, translation in zip(crystal.index_operations, crystal.translations, strict=True):
        rotation = np.linalg.inv(operation).T
        offsets = (places @ rotation.T + translation)[:, None] - places
        offsets -= np.rint(offsets)
        nearest = np.abs(offsets).max(axis=2)
        assert nearest.min(axis=1) == pytest.approx(0, abs=5e-3)
        assert (species[nearest.argmin(axis=1)] == species).all()
