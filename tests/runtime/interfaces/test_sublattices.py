from itertools import product

import numpy as np
import pytest

from saggar.runtime.interfaces.sublattices import (
    determinants,
    hermite_normal_forms,
    lattice_symmetries,
    metrics_of,
    reduced_bases,
    sublattices_up_to,
    supercell_metrics,
    vectors_up_to,
)

_OBLIQUE = np.array([[3.1, 0.0], [1.3, 4.2]])
_HEXAGONAL = np.array([[3.0, 0.0], [-1.5, 1.5 * 3**0.5]])


@pytest.mark.parametrize("index", range(1, 41))
def test_sublattices_of_an_index_are_as_many_as_the_sum_of_its_divisors(index):
    forms = hermite_normal_forms(index)
    assert len(forms) == sum(d for d in range(1, index + 1) if index % d == 0)
    assert (determinants(forms) == index).all()


def test_no_sublattice_is_listed_twice():
    members = {
        tuple(
            (x, y)
            for x, y in product(range(12), repeat=2)
            if np.allclose(np.array([x, y]) @ np.linalg.inv(form) % 1.0 % (1 - 1e-9), 0, atol=1e-9)
        )
        for form in hermite_normal_forms(12)
    }
    assert len(members) == 28


def test_reduced_bases_span_the_same_lattice_and_are_shortest():
    metrics = metrics_of(_OBLIQUE)
    forms = np.concatenate([hermite_normal_forms(index) for index in range(1, 20)])
    reduced = reduced_bases(forms, metrics)
    change = np.linalg.solve(forms.transpose(0, 2, 1).astype(float), reduced.transpose(0, 2, 1))
    assert np.abs(change - np.rint(change)).max() < 1e-9
    assert (determinants(reduced) == determinants(forms)).all()
    uu, uv, vv = supercell_metrics(reduced, metrics).T
    assert (uu <= vv * (1 + 1e-9)).all()
    assert (2 * np.abs(uv) <= uu * (1 + 1e-8)).all()


def test_sublattices_of_several_lattices_stand_one_lattice_after_the_other():
    metrics = np.stack([metrics_of(_OBLIQUE), metrics_of(_HEXAGONAL)])
    found = sublattices_up_to(metrics, np.array([2, 3]))
    assert found.starts.tolist() == [0, 4, 12]
    assert determinants(found.matrices).tolist() == [1, 2, 2, 2, 1, 2, 2, 2, 3, 3, 3, 3]
    expected = supercell_metrics(found.matrices[4:], metrics[1])
    assert found.metrics[4:] == pytest.approx(expected)


def test_an_index_of_zero_leaves_no_sublattice():
    found = sublattices_up_to(metrics_of(_OBLIQUE)[None], np.array([0]))
    assert len(found.matrices) == 0


@pytest.mark.parametrize("length", [2.0, 3.0, 9.3, 17.0])
def test_vectors_up_to_a_length_are_all_those_of_a_larger_grid(length):
    lattices = np.stack([_OBLIQUE, _HEXAGONAL, np.array([[2.0, 0.0], [9.1, 2.2]])])
    found = vectors_up_to(metrics_of(lattices), np.full(3, length))
    grid = np.array([xy for xy in product(range(-60, 61), repeat=2) if xy > (0, 0)])
    for number, lattice in enumerate(lattices):
        lengths = np.sort(np.linalg.norm(grid @ lattice, axis=1))
        expected = lengths[lengths <= length * (1 + 1e-9)]
        assert found.lengths_A[found.lattices == number] == pytest.approx(expected)


def test_the_first_vector_not_below_a_length_is_sought_within_its_lattice():
    metrics = np.stack([metrics_of(_OBLIQUE), metrics_of(_HEXAGONAL)])
    vectors = vectors_up_to(metrics, np.array([5.0, 5.0]))
    first = vectors.first_not_below(np.array([0, 1, 1]), np.array([9.0, 0.1, 2.9999]))
    start = int(np.searchsorted(vectors.lattices, 1))
    assert first.tolist() == [start, start, start]


@pytest.mark.parametrize(
    ("basis", "count"),
    [
        (_OBLIQUE, 1),
        (np.diag([3.0, 4.0]), 2),
        (np.array([[3.0, 4.0], [3.0, -4.0]]), 2),
        (np.eye(2), 4),
        (_HEXAGONAL, 6),
    ],
)
def test_symmetry_is_that_of_the_five_plane_lattices_in_any_basis(basis, count):
    skewed = np.array([[2, 1], [5, 3]]) @ basis
    for rows in (basis, skewed):
        (operations,) = lattice_symmetries(metrics_of(rows)[None])
        assert len(operations) == count
        kept = supercell_metrics(operations, metrics_of(rows))
        assert kept == pytest.approx(np.tile(metrics_of(rows), (count, 1)), rel=1e-6, abs=1e-6)
