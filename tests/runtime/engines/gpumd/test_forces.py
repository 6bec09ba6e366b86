"""The committee's deviation, and NEPs through calorine."""

import numpy as np
import pytest

from saggar.runtime.engines.gpumd.forces import (
    NepForceField,
    NepHeader,
    force_deviation,
    read_nep_header,
)
from saggar.runtime.engines.gpumd.model import read_model
from saggar.schemas.errors import EngineError


class TestDeviation:
    def test_it_is_the_root_of_the_summed_population_variances(self):
        """Members at -1 and +1 in x, 0 and 4 in y: variances 1 and 4 over two, not over one."""
        forces = np.array([[[-1.0, 0.0, 7.0]], [[1.0, 4.0, 7.0]]])
        np.testing.assert_allclose(force_deviation(forces), [np.sqrt(5.0)])

    def test_it_agrees_with_moments_summed_by_hand(self):
        forces = np.random.default_rng(1).standard_normal((4, 6, 3))
        for atom, deviation in enumerate(force_deviation(forces)):
            squared = 0.0
            for axis in range(3):
                values = [forces[member, atom, axis] for member in range(4)]
                squared += sum(v * v for v in values) / 4 - (sum(values) / 4) ** 2
            assert deviation == pytest.approx(np.sqrt(squared))

    def test_an_agreement_is_exactly_zero(self):
        forces = np.repeat(np.random.default_rng(1).standard_normal((1, 6, 3)), 4, axis=0)
        np.testing.assert_array_equal(force_deviation(forces), 0.0)


class TestHeader:
    def test_species_and_cutoff_are_read(self, reference):
        header = read_nep_header(reference / "nep0.txt")
        assert header == NepHeader(("Li", "Zr", "Cl", "O"), 5.0)

    def test_the_largest_of_typewise_cutoffs_counts(self, tmp_path):
        (tmp_path / "nep.txt").write_text("nep4 2 Li Cl\ncutoff 6 4 7.5 4.5 60 40\n")
        assert read_nep_header(tmp_path / "nep.txt").radial_cutoff_A == 7.5

    @pytest.mark.parametrize(
        ("text", "reason"),
        [
            ("", "does not start a potential"),
            ("nep4 3 Li Cl\ncutoff 5 4 50 30\n", "does not start a potential"),
            ("nep4_charge1 1 Li\ncutoff 5 4 50 30\n", "does not start a potential"),
            ("nep4 2 Li Cl\ncutoff 5 4\n", "is not the line 'cutoff radial"),
            ("nep4 2 Li Cl\n", "is not the line 'cutoff radial"),
        ],
    )
    def test_another_file_is_refused(self, tmp_path, text, reason):
        (tmp_path / "nep.txt").write_text(text)
        with pytest.raises(EngineError, match=reason):
            read_nep_header(tmp_path / "nep.txt")


class TestNep:
    @pytest.fixture
    def model(self, reference):
        return read_model(reference / "model.xyz")

    def test_forces_are_the_negative_gradient_of_the_energy(self, reference, model):
        nep = NepForceField(reference / "nep0.txt", model.species, model.positions, model.cell)
        forces = nep.evaluate(model.positions, model.cell).forces
        for atom, axis in [(0, 0), (50, 1), (130, 2)]:
            energies = []
            for shift in (1e-4, -1e-4):
                moved = model.positions.copy()
                moved[atom, axis] += shift
                energies.append(nep.evaluate(moved, model.cell).energies.sum())
            slope = (energies[0] - energies[1]) / 2e-4
            assert forces[atom, axis] == pytest.approx(-slope, abs=1e-6)

    def test_virial_is_the_negative_strain_derivative_of_the_energy(self, reference, model):
        nep = NepForceField(reference / "nep0.txt", model.species, model.positions, model.cell)
        virial = nep.evaluate(model.positions, model.cell).virials.sum(axis=0).reshape(3, 3)
        for i, j in [(0, 0), (2, 2), (0, 1), (1, 2)]:
            energies = []
            for size in (1e-5, -1e-5):
                strain = np.eye(3)
                strain[i, j] += size
                strained = nep.evaluate(model.positions @ strain, model.cell @ strain)
                energies.append(strained.energies.sum())
            assert virial[i, j] == pytest.approx(-(energies[0] - energies[1]) / 2e-5, abs=1e-4)

    def test_a_changed_cell_is_noticed_and_a_restored_one_too(self, reference, model):
        nep = NepForceField(reference / "nep0.txt", model.species, model.positions, model.cell)
        before = nep.evaluate(model.positions, model.cell).energies.sum()
        stretched = nep.evaluate(model.positions, model.cell * 1.01).energies.sum()
        after = nep.evaluate(model.positions, model.cell).energies.sum()
        assert stretched != before
        assert after == before

    def test_atoms_too_dense_for_the_neighbour_list_are_an_engine_error(self, reference, model):
        nep = NepForceField(reference / "nep0.txt", model.species, model.positions, model.cell)
        with pytest.raises(EngineError, match=r"the potential gave up: .* neighbors"):
            nep.evaluate(model.positions * 0.25, model.cell * 0.25)

    def test_loading_prints_nothing(self, reference, model, capfd):
        NepForceField(reference / "nep0.txt", model.species, model.positions, model.cell)
        assert capfd.readouterr().out == ""
