"""Readers of thermo.out, active.out and trajectories."""

import numpy as np
import pytest

from saggar.runtime.engines.gpumd.output import iter_frames, read_active, read_thermo
from saggar.schemas.errors import EngineError


def frame(time_fs, x=0.5):
    return (
        f'2\nTime={time_fs} pbc="T T T" Lattice="9 0 0 0 8 0 0 0 7" energy=-3.5 '
        'virial="1 2 3 2 5 6 3 6 9" stress="0.1 0.2 0.3 0.2 0.5 0.6 0.3 0.6 0.9" '
        "Properties=species:S:1:pos:R:3:vel:R:3\n"
        f"Li {x} 1 2 0.1 0.2 0.3\nCl 4 5 6 -0.1 -0.2 -0.3\n"
    )


@pytest.fixture
def trajectory(tmp_path):
    def write(text):
        path = tmp_path / "dump.xyz"
        path.write_text(text)
        return path

    return write


class TestFrames:
    def test_quantities_of_a_frame_have_their_units_and_shapes(self, trajectory):
        (read,) = iter_frames(trajectory(frame(50.0)))
        assert (read.time_fs, read.energy_eV, read.species) == (50.0, -3.5, ("Li", "Cl"))
        np.testing.assert_array_equal(read.cell, np.diag([9.0, 8.0, 7.0]))
        np.testing.assert_array_equal(read.positions, [[0.5, 1, 2], [4, 5, 6]])
        np.testing.assert_array_equal(read.velocities[1], [-0.1, -0.2, -0.3])
        np.testing.assert_array_equal(read.virial_eV[1], [2, 5, 6])
        assert read.stress_eV_A3[2, 2] == 0.9
        assert read.forces is None
        assert read.atom_virials_eV is None
        assert read.force_deviation_eV_A is None

    def test_a_frame_starts_another_run(self, trajectory):
        (read,) = iter_frames(trajectory(frame(50.0)))
        model = read.model()
        np.testing.assert_array_equal(model.velocities, read.velocities)
        np.testing.assert_array_equal(model.cell, read.cell)

    def test_total_virial_is_the_sum_over_atoms(self, reference):
        for read in iter_frames(reference / "head" / "nve" / "dump.xyz"):
            total = read.atom_virials_eV.sum(axis=0)
            np.testing.assert_allclose(total, read.virial_eV, atol=1e-5)

    def test_stress_is_virial_plus_kinetic_over_volume(self, reference):
        """The convention of the field, checked on GPUMD's own numbers."""
        masses = {"Li": 6.94, "Zr": 91.224, "Cl": 35.45, "O": 15.999}
        for read in iter_frames(reference / "head" / "nve" / "dump.xyz"):
            weights = np.array([masses[symbol] for symbol in read.species])
            natural = read.velocities * 10.18051
            kinetic = np.einsum("i,ij,ik->jk", weights, natural, natural)
            wanted = (read.virial_eV + kinetic) / np.linalg.det(read.cell)
            np.testing.assert_allclose(read.stress_eV_A3, wanted, atol=1e-8)

    @pytest.mark.parametrize("kept", [1, 2, 20, 100, 200, -2, -1])
    def test_a_last_frame_cut_short_is_left_out_and_reported(self, trajectory, kept):
        whole, last = frame(1.0), frame(2.0)
        frames = iter_frames(trajectory(whole + last[:kept]))
        assert [read.time_fs for read in frames] == [1.0]
        assert frames.truncated

    def test_a_whole_file_is_not_reported_as_cut(self, trajectory):
        frames = iter_frames(trajectory(frame(1.0) + frame(2.0)))
        assert len(list(frames)) == 2
        assert not frames.truncated
        assert frames.repeated == 0

    def test_a_repeated_time_is_left_out_and_counted(self, trajectory):
        frames = iter_frames(trajectory(frame(1.0, x=1) + frame(1.0, x=2) + frame(2.0, x=3)))
        assert [read.positions[0, 0] for read in frames] == [1, 3]
        assert frames.repeated == 1

    def test_a_fault_inside_the_file_is_named_with_its_line(self, trajectory):
        broken = frame(1.0) + frame(2.0).replace("Cl 4 5 6", "Cl 4 5") + frame(3.0)
        frames = iter_frames(trajectory(broken))
        with pytest.raises(EngineError, match=r"dump\.xyz:5: .*atom 2 has 6 columns, not 7"):
            list(frames)

    def test_an_exploded_frame_reads_as_it_was_written(self, trajectory):
        text = frame(1.0).replace("-3.5", "-nan").replace("Li 0.5", "Li inf")
        (read,) = iter_frames(trajectory(text))
        assert np.isnan(read.energy_eV)
        assert np.isinf(read.positions[0, 0])

    def test_a_missing_file_is_an_error_at_once(self, tmp_path):
        with pytest.raises(EngineError, match="does not exist"):
            iter_frames(tmp_path / "gone.xyz")

    def test_an_empty_file_has_no_frames(self, trajectory):
        frames = iter_frames(trajectory(""))
        assert list(frames) == []
        assert not frames.truncated


class TestThermo:
    def test_columns_are_those_of_the_manual(self, tmp_path):
        path = tmp_path / "thermo.out"
        path.write_text("# columns\n" + " ".join(map(str, range(1, 19))) + "\n")
        thermo = read_thermo(path)
        assert thermo.temperature_K == [1.0]
        assert thermo.kinetic_eV == [2.0]
        assert thermo.potential_eV == [3.0]
        np.testing.assert_array_equal(thermo.pressure_GPa, [[4, 5, 6, 7, 8, 9]])
        np.testing.assert_array_equal(thermo.cell_A[0], [[10, 11, 12], [13, 14, 15], [16, 17, 18]])

    def test_volume_is_the_determinant(self, reference):
        thermo = read_thermo(reference / "head" / "nve" / "thermo.out")
        np.testing.assert_allclose(thermo.volume_A3, 10.992303866 * 9.5196143942 * 22.653759978)

    def test_a_last_line_cut_short_is_left_out(self, reference, tmp_path):
        text = (reference / "head" / "nve" / "thermo.out").read_text()
        path = tmp_path / "thermo.out"
        path.write_text(text[:-20])
        whole = read_thermo(reference / "head" / "nve" / "thermo.out")
        assert len(read_thermo(path).temperature_K) == len(whole.temperature_K) - 1

    def test_twelve_columns_of_an_old_release_are_refused_with_the_line(self, tmp_path):
        path = tmp_path / "thermo.out"
        path.write_text(" ".join(map(str, range(12))) + "\n")
        with pytest.raises(EngineError, match=r"thermo\.out:1: .* are not 18 numbers"):
            read_thermo(path)

    def test_a_file_without_records_has_empty_columns(self, tmp_path):
        (tmp_path / "thermo.out").write_text("# dump_thermo 10\n")
        assert read_thermo(tmp_path / "thermo.out").pressure_GPa.shape == (0, 6)


def test_active_out_has_time_and_deviation(reference):
    deviations = read_active(reference / "head" / "active" / "active.out")
    np.testing.assert_allclose(deviations.time_fs, np.arange(10, 101, 10))
    assert deviations.force_deviation_eV_A[0] == pytest.approx(0.54630290003)
