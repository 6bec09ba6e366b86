"""Executing a folder: files, refusals, and what happens when dynamics breaks down."""

import re
import subprocess
import sys

import numpy as np
import pytest

from saggar.runtime.engines.gpumd.deck import Block, DumpThermo, Nve, NvtBdp, Run, parse_deck
from saggar.runtime.engines.gpumd.dynamics import propagate
from saggar.runtime.engines.gpumd.forces import Interaction, NepForceField
from saggar.runtime.engines.gpumd.interpreter import CLOSING_LINE, execute
from saggar.runtime.engines.gpumd.model import Model, read_model, write_model
from saggar.runtime.engines.gpumd.output import iter_frames, read_active, read_thermo
from saggar.runtime.engines.gpumd.recorders import OutputFiles, open_recorder
from saggar.runtime.engines.gpumd.releases import gpumd_release
from saggar.runtime.engines.gpumd.state import initial_state
from saggar.schemas.errors import DynamicsError, EngineError

COMMITTEE = "".join(f"potential nep{i}.txt\n" for i in range(4))
TRICLINIC = "400 400 100 0.0001 0.0001 0.0001 0 0 0 50 50 50 50 50 50 1000"


def contents(folder):
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.suffix != ".in"}


class TestFiles:
    def test_same_seed_gives_the_same_files_and_another_seed_does_not(self, interface_folder):
        folder = interface_folder(
            f"potential nep0.txt\nensemble npt_scr {TRICLINIC}\ndump_thermo 1\n"
            "dump_xyz 10 dump.xyz velocity\nrun 10\n"
        )
        execute(folder, release="main", seed=5)
        first = contents(folder)
        execute(folder, release="main", seed=5)
        assert contents(folder) == first
        execute(folder, release="main", seed=6)
        assert contents(folder)["thermo.out"] != first["thermo.out"]

    def test_completed_lists_the_files_and_the_log_ends_as_gpumd_ends(self, interface_folder):
        folder = interface_folder(
            COMMITTEE + "time_step 2\nensemble nve\nactive 5 1 1 1 0.1\nrun 10\n"
        )
        done = execute(folder, release="5.6", seed=1)
        assert set(done.files) == {"stdout.txt", "active.out", "active.xyz"}
        assert (done.steps, done.time_fs) == (10, 20.0)
        assert (folder / "stdout.txt").read_text().splitlines()[-1] == CLOSING_LINE

    def test_time_goes_on_over_runs_and_outputs_hold_for_one(self, interface_folder):
        folder = interface_folder(
            "potential nep0.txt\nensemble nve\ndump_thermo 2\ndump_xyz 3 a.xyz\nrun 6\n"
            "time_step 2\nensemble nve\ndump_xyz 1 a.xyz\nrun 2\n"
        )
        execute(folder, release="main", seed=1)
        assert [frame.time_fs for frame in iter_frames(folder / "a.xyz")] == [3, 6, 8, 10]
        assert len(read_thermo(folder / "thermo.out").temperature_K) == 3

    def test_each_run_has_its_header_in_thermo_out_since_5_6(self, interface_folder):
        run = "ensemble nve\ndump_thermo 2\nrun 2\n"
        folder = interface_folder("potential nep0.txt\n" + 2 * run)
        execute(folder, release="5.6", seed=1)
        assert (folder / "thermo.out").read_text().count("# dump_thermo 2\n") == 2
        execute(folder, release="5.5", seed=1)
        assert "#" not in (folder / "thermo.out").read_text()

    def test_double_precision_frames_continue_a_run_exactly(self, interface_folder, tmp_path):
        """Ten steps are five and five more from the last frame, as segments of a long run are."""
        deck = (
            "potential nep0.txt\nensemble nve\n"
            "dump_xyz {0} d.xyz precision double velocity\nrun {0}"
        )
        folder = interface_folder(deck.format(10))
        execute(folder, release="main", seed=1)
        whole = list(iter_frames(folder / "d.xyz"))[-1]
        (folder / "run.in").write_text(deck.format(5))
        for _ in range(2):
            execute(folder, release="main", seed=1)
            last = list(iter_frames(folder / "d.xyz"))[-1]
            write_model(folder / "model.xyz", last.model())
        np.testing.assert_allclose(last.positions, whole.positions, atol=1e-11)
        np.testing.assert_allclose(last.velocities, whole.velocities, atol=1e-12)

    def test_only_frames_above_the_threshold_are_kept(self, interface_folder):
        folder = interface_folder(COMMITTEE + "ensemble nve\nactive 2 0 1 0 0.548\nrun 20\n")
        execute(folder, release="5.6", seed=1)
        deviations = read_active(folder / "active.out")
        above = deviations.force_deviation_eV_A > 0.548
        assert 0 < above.sum() < len(above)
        frames = list(iter_frames(folder / "active.xyz"))
        assert [frame.time_fs for frame in frames] == list(deviations.time_fs[above])
        assert frames[0].velocities is None
        assert frames[0].atom_deviations_eV_A is None
        assert frames[0].forces is not None

    def test_active_judges_the_cell_after_the_barostat(self, interface_folder):
        """Forces in active.xyz belong to the positions and the cell beside them."""
        folder = interface_folder(
            COMMITTEE + f"ensemble npt_scr {TRICLINIC}\nactive 5 1 1 1 0\nrun 5\n"
        )
        execute(folder, release="main", seed=1)
        (frame,) = iter_frames(folder / "active.xyz")
        again = NepForceField(folder / "nep0.txt", frame.species, frame.positions, frame.cell)
        forces = again.evaluate(frame.positions, frame.cell).forces
        np.testing.assert_allclose(frame.forces, forces, atol=1e-6)


class TestRefusals:
    def refusal(self, folder, release="main"):
        with pytest.raises(EngineError) as caught:
            execute(folder, release=release, seed=1)
        assert not (folder / "stdout.txt").exists()
        return str(caught.value)

    def test_problems_of_deck_potentials_and_model_are_reported_together(self, interface_folder):
        folder = interface_folder("potential nep0.txt\npotential gone.txt\ndump_thermo 0\nrun 5\n")
        model = read_model(folder / "model.xyz")
        write_model(folder / "model.xyz", Model(model.species, model.positions, model.cell))
        message = self.refusal(folder)
        assert "run.in:2: potential gone.txt does not exist" in message
        assert "run.in:3: 'dump_thermo 0'" in message
        assert "run.in:4: no 'ensemble' line" in message
        assert "model.xyz: no velocities" in message

    def test_species_in_another_order_make_no_committee(self, interface_folder):
        folder = interface_folder(COMMITTEE + "ensemble nve\nactive 1 1 1 1 0\nrun 5\n")
        text = (folder / "nep2.txt").read_text().replace("4 Li Zr Cl O", "4 Zr Li Cl O")
        (folder / "nep2.txt").write_text(text)
        assert "run.in:3: nep2.txt lists Zr Li Cl O, the first potential Li Zr Cl O" in (
            self.refusal(folder)
        )

    def test_species_outside_the_potential_are_named(self, interface_folder):
        folder = interface_folder("potential nep0.txt\nensemble nve\nrun 5\n")
        text = (folder / "model.xyz").read_text().replace("\nLi ", "\nNa ")
        (folder / "model.xyz").write_text(text)
        assert "species Na are not in the potential, which has Li, Zr, Cl, O" in (
            self.refusal(folder)
        )

    def test_a_file_that_is_no_potential_is_refused(self, interface_folder):
        folder = interface_folder("potential nep0.txt\nensemble nve\nrun 5\n")
        (folder / "nep0.txt").write_text("nep4_dipole 1 Li\ncutoff 5 4 50 30\n")
        assert "nep0.txt:1: 'nep4_dipole 1 Li' does not start a potential" in self.refusal(folder)

    def test_a_cell_thin_in_one_and_long_in_another_direction_is_refused(self, interface_folder):
        """rc = 5 A: up to 15 A beside more than 50 A; 11 x 11 x 50.1 A is too much."""
        folder = interface_folder("potential nep0.txt\nensemble nve\nrun 1\n")
        model = read_model(folder / "model.xyz")
        for height, refused in ((49.9, False), (50.1, True)):
            cell = model.cell.copy()
            cell[2, 2] = height
            longer = Model(model.species, model.positions, cell, model.velocities)
            write_model(folder / "model.xyz", longer)
            if refused:
                (folder / "stdout.txt").unlink()
                assert "2.5 (rc + 1) = 15 A together with another above 10 rc = 50 A" in (
                    self.refusal(folder)
                )
            else:
                execute(folder, release="main", seed=1)

    def test_a_triclinic_cell_needs_six_pressures(self, interface_folder):
        folder = interface_folder(
            "potential nep0.txt\nensemble npt_scr 300 300 100 0 0 0 50 50 50 1000\nrun 5\n"
        )
        assert "run.in:2: npt_scr with three pressures" in self.refusal(folder)

    def test_a_thermostat_cannot_start_from_rest(self, interface_folder):
        folder = interface_folder("potential nep0.txt\nensemble nvt_bdp 300 300 100\nrun 5\n")
        model = read_model(folder / "model.xyz")
        still = Model(model.species, model.positions, model.cell, np.zeros((135, 3)))
        write_model(folder / "model.xyz", still)
        assert "all velocities are zero" in self.refusal(folder)

    def test_a_folder_without_a_deck_is_refused(self, tmp_path):
        with pytest.raises(EngineError, match=r"run\.in does not exist"):
            execute(tmp_path, release="main", seed=1)


class TestBreakdown:
    def test_atoms_at_one_place_stop_the_run_at_once(self, interface_folder):
        folder = interface_folder("potential nep0.txt\nensemble nve\ndump_thermo 1\nrun 5\n")
        model = read_model(folder / "model.xyz")
        positions = model.positions.copy()
        positions[1] = positions[0]
        collided = Model(model.species, positions, model.cell, model.velocities)
        write_model(folder / "model.xyz", collided)
        with pytest.raises(DynamicsError, match=r"step 1 of 'run 5': a \w+ is not finite"):
            execute(folder, release="main", seed=1)
        assert CLOSING_LINE not in (folder / "stdout.txt").read_text()

    @pytest.mark.parametrize("quantity", ["forces", "energies"])
    def test_what_was_written_before_is_kept(self, ideal_gas, tmp_path, quantity):
        gas = ideal_gas(10, 300.0, 20.0)
        state = initial_state(gas.model, gas.force_field)
        block = Block(1.0, Nve(1), None, (DumpThermo(2, 1),), Run(3, 10))
        with OutputFiles(tmp_path) as files:
            recorder = open_recorder(
                block.outputs[0],
                species=gas.model.species,
                committee=[gas.force_field],
                time_step_fs=1.0,
                release=gpumd_release("5.5"),
                files=files,
            )
            with pytest.raises(DynamicsError, match=r"step 5 of 'run 10': .*not finite"):
                propagate(
                    state,
                    block,
                    NotANumberAt(6, quantity),
                    np.random.default_rng(0),
                    recorders=[recorder],
                )
        assert len(read_thermo(tmp_path / "thermo.out").temperature_K) == 4

    def test_a_lost_position_is_noticed_though_forces_stay_finite(self, ideal_gas):
        gas = ideal_gas(10, 300.0, 20.0)
        state = initial_state(gas.model, gas.force_field)
        state.positions[3, 1] = np.nan
        block = Block(1.0, NvtBdp(1, 300, 300, 10), None, (), Run(1, 10))
        with pytest.raises(DynamicsError, match="a position is not finite"):
            propagate(state, block, gas.force_field, np.random.default_rng(0))

    def test_a_collapsing_cell_is_stopped(self, ideal_gas):
        gas = ideal_gas(10, 300.0, 20.0)
        state = initial_state(gas.model, gas.force_field)
        deck = parse_deck(
            "potential a\nensemble npt_scr 300 300 10 100 100 100 1 1 1 10\nrun 1000",
            release="main",
        )
        with pytest.raises(DynamicsError, match=r"the volume went from 8000 to \d+"):
            propagate(state, deck.blocks[0], gas.force_field, np.random.default_rng(0))


class NotANumberAt:
    """An ideal gas whose forces or energies are lost at one evaluation."""

    def __init__(self, evaluation, quantity):
        self.left = evaluation
        self.quantity = quantity

    def evaluate(self, positions, cell):
        self.left -= 1
        n_atoms = len(positions)
        values = {
            "energies": np.zeros(n_atoms),
            "forces": np.zeros((n_atoms, 3)),
            "virials": np.zeros((n_atoms, 9)),
        }
        if self.left == 0:
            values[self.quantity][2] = np.nan
        return Interaction(**values)


def test_no_heavy_package_is_imported_to_execute_a_deck(interface_folder):
    folder = interface_folder("potential nep0.txt\nensemble nve\nrun 1\n")
    script = (
        "import sys; from pathlib import Path\n"
        "from saggar.runtime.engines.gpumd.interpreter import execute\n"
        f"execute(Path({str(folder)!r}), release='main', seed=1)\n"
        "print(sorted({'torch', 'ase', 'scipy', 'matplotlib'} & sys.modules.keys()))"
    )
    answer = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    assert re.fullmatch(r"\[\]\s*", answer.stdout)
