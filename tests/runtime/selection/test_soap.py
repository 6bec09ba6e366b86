from dataclasses import replace

import numpy as np
import pytest

from saggar.runtime.selection.soap import SoapSettings, soap_descriptors
from saggar.runtime.structures.sanity import repeat

SETTINGS = SoapSettings(cutoff_A=4.5, n_max=3, l_max=3)
SPECIES = ("Li", "Zr", "Cl", "O")


def assert_same_fingerprint(one, other):
    features = soap_descriptors([one, other], SPECIES, SETTINGS)
    np.testing.assert_allclose(features[0], features[1], rtol=1e-6, atol=1e-9)


def test_a_supercell_has_the_fingerprint_of_its_cell(ideal_lzc):
    assert_same_fingerprint(ideal_lzc, repeat(ideal_lzc, (2, 1, 1)))


def test_rotation_and_permutation_leave_the_fingerprint(ideal_lzc, rotation):
    turn = rotation(5)
    turned = replace(
        ideal_lzc, positions=ideal_lzc.positions @ turn, lattice=ideal_lzc.lattice @ turn
    )
    assert_same_fingerprint(ideal_lzc, turned.take(np.arange(len(turned))[::-1]))


def test_the_fingerprint_is_the_mean_over_the_atoms_spectra(ideal_lzc):
    from dscribe.descriptors import SOAP

    of_atoms = SOAP(
        species=sorted(SPECIES), r_cut=4.5, n_max=3, l_max=3, sigma=0.5, periodic=True
    ).create(ideal_lzc.to_ase())
    features = soap_descriptors([ideal_lzc], SPECIES, SETTINGS)
    np.testing.assert_allclose(features[0], of_atoms.mean(axis=0), rtol=1e-8, atol=1e-12)


def test_fingerprints_of_all_phases_have_one_length(ideal_lzc, zirconias):
    features = soap_descriptors([ideal_lzc, *zirconias], SPECIES, SETTINGS)
    pairs_of_channels = len(SPECIES) * 3 * (len(SPECIES) * 3 + 1) // 2
    assert features.shape == (4, pairs_of_channels * (3 + 1))


def test_polymorphs_differ_more_than_a_polymorph_from_its_rattled_self(zirconias):
    cubic, tetragonal, monoclinic = zirconias
    noise = np.random.default_rng(0).normal(scale=0.01, size=cubic.positions.shape)
    rattled = replace(cubic, positions=cubic.positions + noise)
    features = soap_descriptors([cubic, rattled, tetragonal, monoclinic], SPECIES, SETTINGS)
    to_cubic = np.linalg.norm(features - features[0], axis=1)
    assert to_cubic[1] < 0.2 * to_cubic[2] < to_cubic[3]


def test_default_settings_give_the_number_of_features_that_they_promise(zirconias):
    features = soap_descriptors(zirconias[:1], SPECIES, SoapSettings())
    assert features.shape[1] == pytest.approx(16 * 17 / 2 * 5)
