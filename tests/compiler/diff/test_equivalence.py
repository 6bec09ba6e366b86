"""Crystals in other settings: what is the same, what another description, what another crystal."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from studies import fluorite

from saggar.compiler.diff import equivalence
from saggar.compiler.diff.equivalence import SAME_WITHIN_A, find_equivalence
from saggar.compiler.diff.lattice import reduced_basis
from saggar.compiler.diff.primitive import primitive
from saggar.runtime.structures.cell import Cell
from saggar.runtime.structures.sanity import repeat

seeds = st.integers(0, 2**32 - 1)


def triclinic(generator: np.random.Generator) -> Cell:
    """Eight atoms at random in a lattice without symmetry, at least 0.5 A apart by construction."""
    lattice = np.diag([5.0, 6.0, 7.0]) + generator.uniform(-1, 1, (3, 3))
    corners = np.array([(x, y, z) for x in (0, 0.5) for y in (0, 0.5) for z in (0, 0.5)])
    sites = corners + generator.uniform(0, 0.3, (8, 3))
    return Cell.from_fractional(["Li"] * 3 + ["Zr"] * 2 + ["O"] * 3, sites, lattice)


def turned(cell: Cell, generator: np.random.Generator) -> Cell:
    matrix, _ = np.linalg.qr(generator.normal(size=(3, 3)))
    rotation = matrix * np.sign(np.linalg.det(matrix))
    return replace(cell, positions=cell.positions @ rotation, lattice=cell.lattice @ rotation)


def unimodular(generator: np.random.Generator) -> NDArray[np.float64]:
    matrix = np.eye(3)
    for _ in range(4):
        i, j = generator.choice(3, 2, replace=False)
        matrix[i] += generator.integers(-1, 2) * matrix[j]
    return matrix


@settings(max_examples=40, deadline=None)
@given(seeds)
def test_wrapping_and_order_of_atoms_make_no_difference(seed: int) -> None:
    generator = np.random.default_rng(seed)
    cell = triclinic(generator)
    wrapped = cell.positions + generator.integers(-3, 4, (8, 3)) @ cell.lattice
    other = replace(cell, positions=wrapped).take(generator.permutation(8))
    found = find_equivalence(cell, other)
    assert found is not None
    assert found.relation == "same"
    assert found.largest_A < 1e-9


@settings(max_examples=40, deadline=None)
@given(seeds)
def test_origin_orientation_and_basis_are_another_description(seed: int) -> None:
    generator = np.random.default_rng(seed)
    cell = triclinic(generator)
    shifted = replace(cell, positions=cell.positions + generator.uniform(0.5, 1, 3))
    other = turned(replace(shifted, lattice=unimodular(generator) @ cell.lattice), generator)
    found = find_equivalence(cell, other.take(generator.permutation(8)))
    assert found is not None
    assert found.relation == "other description"
    assert found.largest_A < 1e-9


@settings(max_examples=20, deadline=None)
@given(seeds)
def test_a_supercell_in_another_origin_is_another_description(seed: int) -> None:
    generator = np.random.default_rng(seed)
    cell = triclinic(generator)
    doubled = repeat(cell, (1, 2, 1))
    found = find_equivalence(cell, replace(doubled, positions=doubled.positions + 0.7))
    assert found is not None
    assert found.relation == "other description"


@settings(max_examples=20, deadline=None)
@given(seeds)
def test_the_mirror_image_of_a_crystal_without_symmetry_is_told_apart(seed: int) -> None:
    cell = triclinic(np.random.default_rng(seed))
    flip = np.diag([1.0, 1.0, -1.0])
    found = find_equivalence(
        cell, replace(cell, positions=cell.positions @ flip, lattice=cell.lattice @ flip)
    )
    assert found is not None
    assert found.relation == "mirror image"


@settings(max_examples=20, deadline=None)
@given(seeds)
def test_another_crystal_of_the_same_composition_is_no_equivalent(seed: int) -> None:
    generator = np.random.default_rng(seed)
    cell = triclinic(generator)
    moved = cell.positions.copy()
    moved[generator.integers(8)] += [0.0, 0.0, 0.01]
    assert find_equivalence(cell, replace(cell, positions=moved)) is None


@pytest.mark.parametrize(("apart_A", "same"), [(0.9e-4, True), (1.3e-4, False)])
def test_sites_are_the_same_within_a_ten_thousandth_of_an_angstrom(
    apart_A: float, same: bool
) -> None:
    cell = triclinic(np.random.default_rng(1))
    moved = cell.positions.copy()
    moved[0, 0] += apart_A
    assert (find_equivalence(cell, replace(cell, positions=moved)) is not None) is same


@pytest.mark.parametrize(("longer_A", "same"), [(0.9e-4, True), (1e-3, False)])
def test_lattices_are_the_same_within_a_ten_thousandth_of_an_angstrom(
    longer_A: float, same: bool
) -> None:
    cell = fluorite()
    lattice = cell.lattice.copy()
    lattice[0, 0] += longer_A
    other = Cell.from_fractional(cell.species, cell.fractional, lattice)
    assert (find_equivalence(cell, other) is not None) is same


def test_permuted_axes_are_another_description() -> None:
    cell = triclinic(np.random.default_rng(4))
    found = find_equivalence(cell, replace(cell, lattice=cell.lattice[[1, 2, 0]]))
    assert found is not None
    assert found.relation == "other description"


def test_exchanged_elements_are_another_crystal() -> None:
    cell = triclinic(np.random.default_rng(2))
    species = ("Zr", "Li", "Li", "Li", *cell.species[4:])
    assert find_equivalence(cell, replace(cell, species=species)) is None


def test_conventional_and_primitive_fluorite_are_one_crystal() -> None:
    cell = fluorite()
    small = primitive(cell, SAME_WITHIN_A)
    assert len(small) == 3
    assert small.volume_A3 == pytest.approx(5.12**3 / 4)
    assert find_equivalence(cell, small) is not None


def test_primitive_cell_of_a_supercell_is_the_cell() -> None:
    cell = triclinic(np.random.default_rng(3))
    small = primitive(repeat(cell, (2, 3, 1)), SAME_WITHIN_A)
    assert len(small) == 8
    assert small.volume_A3 == pytest.approx(cell.volume_A3)


@settings(max_examples=40, deadline=None)
@given(seeds)
def test_reduction_finds_the_shortest_vectors_of_a_skewed_lattice(seed: int) -> None:
    generator = np.random.default_rng(seed)
    skewed = unimodular(generator) @ unimodular(generator) @ np.diag([3.0, 4.0, 5.0])
    lengths = np.linalg.norm(reduced_basis(skewed), axis=1)
    assert lengths == pytest.approx([3, 4, 5])


def test_reduced_basis_of_a_face_centred_cube_has_edges_of_half_the_face_diagonal() -> None:
    a = 4.0
    skewed = np.array([[0, 2, 2], [2, 2, 4], [2, 2, 0]])
    assert np.linalg.norm(reduced_basis(skewed), axis=1) == pytest.approx(a / np.sqrt(2))


@pytest.mark.parametrize("apart_A", [1.5e-4, 3e-4, 1e-3])
def test_a_small_move_that_breaks_a_translation_is_not_smoothed_away(apart_A: float) -> None:
    moved = fluorite().positions.copy()
    moved[7, 1] += apart_A
    assert find_equivalence(fluorite(), replace(fluorite(), positions=moved)) is None


@settings(max_examples=20, deadline=None)
@given(seeds)
def test_noise_below_the_tolerance_hides_no_other_description(seed: int) -> None:
    generator = np.random.default_rng(seed)
    noise = generator.uniform(-2e-5, 2e-5, (12, 3))
    other = turned(replace(fluorite(), positions=fluorite().positions + 0.4 + noise), generator)
    found = find_equivalence(fluorite(), other)
    assert found is not None
    assert found.relation == "other description"


def exchanged(cell: Cell) -> Cell:
    return replace(cell, species=tuple("O" if each == "Zr" else "Zr" for each in cell.species))


def stretched(cell: Cell) -> Cell:
    return replace(cell, lattice=1.01 * cell.lattice, positions=1.01 * cell.positions)


@pytest.mark.parametrize("change", [exchanged, stretched])
def test_another_composition_or_density_is_told_before_any_site_is_looked_at(
    change: Callable[[Cell], Cell], monkeypatch: pytest.MonkeyPatch
) -> None:
    def looked_at(*arguments: object) -> None:
        raise AssertionError("the sites of 12,000 atoms take minutes")

    monkeypatch.setattr(equivalence, "primitive", looked_at)
    monkeypatch.setattr(equivalence, "Sites", looked_at)
    assert find_equivalence(fluorite(), change(fluorite())) is None
