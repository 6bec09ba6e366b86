"""Ensembles on systems whose distributions have closed forms."""

from dataclasses import replace

import numpy as np
import pytest

from saggar.runtime.engines.gpumd.deck import Block, CorrectVelocity, NptScr, Nve, NvtBdp, Run
from saggar.runtime.engines.gpumd.dynamics import propagate
from saggar.runtime.engines.gpumd.integrators import resample_kinetic_energy
from saggar.runtime.engines.gpumd.state import initial_state
from saggar.runtime.engines.gpumd.units import BOLTZMANN_EV_K, PRESSURE_GPA, TIME_FS

RIGID_GPA = 3000.0


def run(system, ensemble, steps, *, history, time_step_fs=2.0, correct_every=None, seed=3):
    state = initial_state(system.model, system.force_field)
    correction = None if correct_every is None else CorrectVelocity(1, correct_every)
    block = Block(time_step_fs, ensemble, correction, (), Run(9, steps))
    rng = np.random.default_rng(seed)
    propagate(state, block, system.force_field, rng, recorders=[history])
    return state


def hydrostatic(pressure_GPa, components):
    return (pressure_GPa,) * 3 + (0.0,) * (components - 3)


class TestSpringCrystal:
    def test_virial_is_the_strain_derivative_of_the_energy(self, spring_crystal):
        """Of the test's own force field: W = -dE/de, which fixes sign and index order."""
        crystal = spring_crystal(100.0)
        rng = np.random.default_rng(5)
        positions = crystal.model.positions + 0.05 * rng.standard_normal((32, 3))
        cell = crystal.model.cell * 1.01
        virial = crystal.force_field.evaluate(positions, cell).virials.sum(axis=0).reshape(3, 3)
        for i, j in [(0, 0), (1, 2), (2, 0)]:
            strain = np.zeros((3, 3))
            strain[i, j] = 1e-6
            up, down = (
                crystal.force_field.evaluate(positions @ s, cell @ s).energies.sum()
                for s in (np.eye(3) + strain, np.eye(3) - strain)
            )
            assert virial[i, j] == pytest.approx(-(up - down) / 2e-6, rel=1e-6, abs=1e-7)


class TestVelocityVerlet:
    def test_one_particle_pair_oscillates_with_the_frequency_of_its_springs(self, spring_crystal):
        """The zone-boundary X mode along [100] has m w^2 = 8 k for fcc nearest neighbours."""
        crystal = spring_crystal(1.0)
        planes = np.rint(crystal.model.positions[:, 0] / 2.5).astype(int)
        state = initial_state(crystal.model, crystal.force_field)
        amplitude = 1e-4
        state.positions = crystal.model.positions + amplitude * np.outer(
            (-1.0) ** planes, [1, 0, 0]
        )
        state.velocities = np.zeros((32, 3))
        state.interaction = crystal.force_field.evaluate(state.positions, state.cell)
        period_fs = 2 * np.pi / np.sqrt(8 * 5.0 / 39.948) * TIME_FS
        steps = 2000
        block = Block(period_fs / steps, Nve(1), None, (), Run(1, steps))
        propagate(state, block, crystal.force_field, np.random.default_rng(0))
        wanted = crystal.model.positions[:, 0] + amplitude * (-1.0) ** planes
        shift = (state.positions[:, 0] - wanted + 5.0) % 10.0 - 5.0
        np.testing.assert_allclose(shift, 0.0, atol=1e-3 * amplitude)

    def test_energy_error_scales_with_the_square_of_the_time_step(self, spring_crystal, history):
        spread = {}
        for time_step_fs in (2.0, 4.0):
            record = history()
            steps = int(2000 / time_step_fs)
            run(spring_crystal(300.0), Nve(1), steps, history=record, time_step_fs=time_step_fs)
            spread[time_step_fs] = (
                record.series("kinetic_eV") + record.series("potential_eV")
            ).std()
        assert spread[4.0] / spread[2.0] == pytest.approx(4.0, rel=0.1)

    def test_energy_does_not_drift(self, spring_crystal, history):
        record = history()
        run(spring_crystal(300.0), Nve(1), 10_000, history=record)
        energy = record.series("kinetic_eV") + record.series("potential_eV")
        drift = np.polyfit(np.linspace(0.0, 1.0, len(energy)), energy, 1)[0]
        assert abs(drift) < 1e-3 * record.series("kinetic_eV").mean()


class TestBussiThermostat:
    def test_kinetic_energy_is_canonical(self, spring_crystal, history, standard_error):
        """Mean 3N/2 k_B T and variance 3N/2 (k_B T)^2, with all 3N degrees of freedom."""
        record = history()
        run(spring_crystal(300.0), NvtBdp(1, 300.0, 300.0, 10.0), 20_000, history=record)
        heat = BOLTZMANN_EV_K * 300.0
        kinetic = record.series("kinetic_eV")[1000:]
        mean, squares = 1.5 * 32 * heat, (kinetic - 1.5 * 32 * heat) ** 2
        assert abs(kinetic.mean() - mean) < 3 * standard_error(kinetic)
        assert abs(squares.mean() - 1.5 * 32 * heat**2) < 3 * standard_error(squares)
        assert standard_error(kinetic) < 0.01 * mean
        assert standard_error(squares) < 0.1 * 1.5 * 32 * heat**2

    def test_kinetic_energy_of_one_atom_is_canonical(self):
        """Three degrees of freedom, where one more or less would change the mean by a third."""
        rng = np.random.default_rng(4)
        heat = BOLTZMANN_EV_K * 400.0
        drawn = [heat]
        for _ in range(40_000):
            drawn.append(resample_kinetic_energy(drawn[-1], 400.0, 3, 1.0, rng))
        assert np.mean(drawn) == pytest.approx(1.5 * heat, rel=0.02)
        assert np.var(drawn) == pytest.approx(1.5 * heat**2, rel=0.06)

    def test_kinetic_energy_forgets_its_past_in_the_relaxation_time(self):
        """Without noise in the mean, <K'> - K0 = exp(-1/tau) (K - K0)."""
        rng = np.random.default_rng(2)
        mean = 0.5 * 300 * BOLTZMANN_EV_K * 400.0
        drawn = [resample_kinetic_energy(2 * mean, 400.0, 300, 5.0, rng) for _ in range(20_000)]
        error = np.std(drawn) / np.sqrt(len(drawn))
        assert abs(np.mean(drawn) - mean * (1 + np.exp(-0.2))) < 3 * error

    def test_ramp_starts_at_the_first_and_reaches_the_second_temperature(self, ideal_gas, history):
        record = history()
        gas = ideal_gas(2000, 200.0, 100.0)
        run(gas, NvtBdp(1, 200.0, 600.0, 1.0), 2000, history=record)
        temperature = record.series("temperature_K")
        spread = np.sqrt(2 / 6000) / np.sqrt(100)
        assert temperature[:100].mean() == pytest.approx(210.0, rel=4 * spread)
        assert temperature[950:1050].mean() == pytest.approx(400.0, rel=4 * spread)
        assert temperature[-100:].mean() == pytest.approx(590.0, rel=4 * spread)

    def test_directions_of_velocities_are_kept(self, ideal_gas, history):
        gas = ideal_gas(10, 300.0, 20.0)
        record = history(interval=5)
        run(gas, NvtBdp(1, 300.0, 300.0, 10.0), 50, history=record)
        ratio = record.velocities[-1] / record.velocities[0]
        np.testing.assert_allclose(ratio, ratio[0, 0], rtol=1e-12)


class TestCellRescaling:
    @pytest.mark.parametrize("components", [3, 6])
    def test_ideal_gas_has_the_isothermal_isobaric_volume(
        self, ideal_gas, history, standard_error, components
    ):
        """p(V) ~ V^N exp(-p0 V / k_B T): <p> = p0, <V> = (N+1) k_B T/p0, var V = (N+1)(k_B T/p0)^2.

        With the compressibility kappa = 1/p0 of an ideal gas, var V = k_B T V kappa. The shears
        are held, as nothing else keeps a gas from flattening its cell.
        """
        n_atoms, temperature_K, steps = 40, 300.0, 30_000
        unit_A3 = 20.0**3 / n_atoms
        pressure_GPa = BOLTZMANN_EV_K * temperature_K / unit_A3 * PRESSURE_GPA
        target = hydrostatic(pressure_GPa, components)
        moduli = hydrostatic(pressure_GPa, components)[:3] + (RIGID_GPA,) * (components - 3)
        ensemble = NptScr(1, temperature_K, temperature_K, 1.0, target, moduli, 30.0)
        record = history()
        run(ideal_gas(n_atoms, temperature_K, 20.0), ensemble, steps, history=record)
        pressure = record.series("stress_eV_A3")[:, [0, 4, 8]].mean(axis=1) * PRESSURE_GPA
        volume = np.abs(np.linalg.det(np.array(record.cells)))
        assert abs(pressure.mean() - pressure_GPa) < 3 * standard_error(pressure)
        assert abs(volume.mean() - (n_atoms + 1) * unit_A3) < 3 * standard_error(volume)
        assert standard_error(volume) < 0.02 * volume.mean()
        assert volume.var() == pytest.approx((n_atoms + 1) * unit_A3**2, rel=0.15)

    def test_crystal_fluctuates_with_its_elastic_constants(
        self, spring_crystal, history, standard_error
    ):
        """Var V = k_B T V / B; var e_ij = k_B T / (4 V C44); <p> = 0 in all six components."""
        temperature_K, barostat = 50.0, (100.0,) * 6
        record = history()
        crystal = spring_crystal(temperature_K)
        ensemble = NptScr(1, temperature_K, temperature_K, 20.0, (0.0,) * 6, barostat, 10.0)
        run(crystal, ensemble, 25_000, history=record)
        cells = np.array(record.cells)[2000:]
        pressures = record.series("stress_eV_A3")[2000:]
        for component in (0, 4, 8, 1, 2, 5):
            series = pressures[:, component]
            assert abs(series.mean()) < 3 * standard_error(series)
        stiffness = crystal.stiffness_eV_A2 / crystal.lattice_constant_A
        heat, volume = BOLTZMANN_EV_K * temperature_K, np.abs(np.linalg.det(cells))
        bulk, shear = 4 * stiffness / 3, stiffness
        assert volume.var() == pytest.approx(heat * volume.mean() / bulk, rel=0.15)
        strains = np.linalg.solve(cells.mean(axis=0), cells)
        shears = [(strains[:, i, j] + strains[:, j, i]) / 2 for i, j in [(1, 2), (0, 2), (0, 1)]]
        variance = np.mean([strain.var() for strain in shears])
        assert variance == pytest.approx(heat / (4 * volume.mean() * shear), rel=0.15)

    def test_orthogonal_crystal_fluctuates_in_each_direction_by_its_compliance(
        self, spring_crystal, history, standard_error
    ):
        """Cov(e_ii, e_jj) = k_B T S_ij / V, with S the inverse of C11 = 2 k/a and C12 = k/a."""
        temperature_K = 50.0
        record = history()
        crystal = spring_crystal(temperature_K)
        target_GPa, barostat = (0.5, 1.0, 1.5), (100.0,) * 3
        ensemble = NptScr(1, temperature_K, temperature_K, 20.0, target_GPa, barostat, 10.0)
        run(crystal, ensemble, 25_000, history=record)
        pressures = record.series("stress_eV_A3")[2000:, [0, 4, 8]] * PRESSURE_GPA
        for direction in range(3):
            series = pressures[:, direction]
            assert abs(series.mean() - target_GPa[direction]) < 3 * standard_error(series)
        sides = np.array(record.cells)[2000:, range(3), range(3)]
        fluctuation = np.cov(np.log(sides), rowvar=False)
        stiffness = crystal.stiffness_eV_A2 / crystal.lattice_constant_A
        compliance = np.linalg.inv(stiffness * (np.eye(3) + 1.0))
        expected = BOLTZMANN_EV_K * temperature_K / sides.prod(axis=1).mean() * compliance
        assert np.diag(fluctuation).mean() == pytest.approx(expected[0, 0], rel=0.15)
        between = fluctuation[[0, 0, 1], [1, 2, 2]].mean()
        assert between == pytest.approx(expected[0, 1], rel=0.3)

    def test_cell_does_not_rotate(self, spring_crystal, history):
        """Rotations cost no energy: noise in them would grow without bound."""
        record = history(interval=100)
        ensemble = NptScr(1, 50.0, 50.0, 20.0, (0.0,) * 6, (100.0,) * 6, 20.0)
        run(spring_crystal(50.0), ensemble, 5000, history=record)
        strains = np.linalg.solve(record.cells[0], np.array(record.cells))
        rotation = strains - strains.transpose(0, 2, 1)
        shear = strains + strains.transpose(0, 2, 1) - 2 * np.eye(3)
        assert np.abs(rotation[-1]).max() < 0.1 * np.abs(shear).max()

    def test_each_modulus_belongs_to_its_component(self, spring_crystal, history):
        """Only yz may move where all other moduli are above 2000 GPa, which means rigid."""
        record = history()
        moduli = (RIGID_GPA, RIGID_GPA, RIGID_GPA, 100.0, RIGID_GPA, RIGID_GPA)
        ensemble = NptScr(1, 50.0, 50.0, 20.0, (0.0,) * 6, moduli, 20.0)
        run(spring_crystal(50.0), ensemble, 1000, history=record)
        strain = np.linalg.solve(np.eye(3) * 10.0, record.cells[-1]) - np.eye(3)
        assert abs(strain[1, 2]) > 1e-5
        np.testing.assert_allclose(strain[0], 0.0, atol=1e-14)
        np.testing.assert_allclose(strain[:, 0], 0.0, atol=1e-14)

    def test_each_pressure_belongs_to_its_component(self, spring_crystal, history):
        """A target shear pressure p0_xz strains xz by -p0 / (2 C44) and nothing else."""
        record = history()
        target_GPa = (0.0, 0.0, 0.0, 0.0, 2.0, 0.0)
        ensemble = NptScr(1, 1.0, 1.0, 20.0, target_GPa, (100.0,) * 6, 20.0)
        run(spring_crystal(1.0), ensemble, 5000, history=record)
        cell = np.mean(record.cells[2000:], axis=0)
        strain = cell / 10.0 - np.eye(3)
        wanted = -2.0 / PRESSURE_GPA / 2.0
        assert strain[0, 2] == pytest.approx(wanted, rel=0.02)
        assert strain[2, 0] == pytest.approx(wanted, rel=0.02)
        assert max(abs(strain[0, 1]), abs(strain[1, 2])) < 0.05 * abs(wanted)

    def test_orthogonal_form_keeps_exact_zeros_off_the_diagonal(self, spring_crystal, history):
        record = history()
        ensemble = NptScr(1, 300.0, 300.0, 20.0, (1.0, 2.0, 3.0), (100.0,) * 3, 20.0)
        run(spring_crystal(300.0), ensemble, 200, history=record)
        cell = record.cells[-1]
        assert not (cell - np.diag(np.diag(cell))).any()
        assert len(set(np.diag(cell))) == 3

    def test_fractional_coordinates_are_kept_by_the_rescaling(self, ideal_gas, history):
        """Of atoms at rest, whose only motion is the affine one of the cell."""
        gas = ideal_gas(20, 300.0, 20.0)
        state = initial_state(gas.model, gas.force_field)
        before = state.positions @ np.linalg.inv(state.cell)
        state.velocities = state.velocities * 1e-12
        ensemble = NptScr(1, 1e-20, 1e-20, 1.0, (0.1,) * 3 + (0.0,) * 3, (10.0,) * 6, 100.0)
        block = Block(1.0, ensemble, None, (), Run(1, 100))
        propagate(state, block, gas.force_field, np.random.default_rng(0))
        after = state.positions @ np.linalg.inv(state.cell)
        assert abs(np.linalg.det(state.cell) / 8000.0 - 1) > 0.005
        np.testing.assert_allclose(after, before, atol=1e-8)


class TestCorrectVelocity:
    def test_drift_is_gone_from_the_first_step(self, ideal_gas, history):
        gas = ideal_gas(30, 300.0, 20.0)
        velocities = gas.model.velocities + np.array([0.01, 0.0, -0.02])
        drifting = replace(gas, model=replace(gas.model, velocities=velocities))
        record = history()
        run(drifting, Nve(1), 3, history=record, correct_every=10)
        np.testing.assert_allclose(np.mean(record.velocities[0], axis=0), 0.0, atol=1e-14)
        record = history()
        run(drifting, Nve(1), 3, history=record)
        expected = np.array([0.01, 0.0, -0.02]) * TIME_FS
        np.testing.assert_allclose(np.mean(record.velocities[0], axis=0), expected, atol=1e-12)
