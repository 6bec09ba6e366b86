"""Synthetic results of every stage, in several states of completion."""

from pathlib import Path

import numpy as np
from synthetic_disk import RunOnDisk
from synthetic_plan import ATOMS, CELLS, TEMPERATURES_K, campaign, plan_of
from synthetic_values import accuracy_of, dynamics_outcome, mean_of, table_rows, write_csv

from saggar.runtime.engines.nep.translation import Change, Translation
from saggar.schemas.results import (
    AnalyseOutcome,
    AssessOutcome,
    CollectOutcome,
    CompareOutcome,
    Diffusion,
    Discarded,
    DomainFraction,
    FramesOutcome,
    LabelOutcome,
    Mean,
    TrainOutcome,
)

DIFFUSIVE = Diffusion(
    axes="xyz",
    log_log_slope=1.0,
    regime="diffusive",
    coefficient_cm2_per_s=Mean(mean=2.1e-6, error=4e-7, standard_deviation=1e-6),
    bound_cm2_per_s=None,
)
CAGED = Diffusion(
    axes="xyz",
    log_log_slope=0.1,
    regime="subdiffusive",
    coefficient_cm2_per_s=None,
    bound_cm2_per_s=3e-7,
)


class SyntheticRun(RunOnDisk):
    """A run whose stages can be finished one by one."""

    def initial_data(self) -> None:
        """Finish the initial data: 40 of 120 frames, one label of which failed."""
        self.finish("initial_data/perturb", FramesOutcome(frames=120))
        folder = self.finish(
            "initial_data/select",
            FramesOutcome(frames=40, pool=120, explained_variance=(0.71, 0.18)),
        )
        points = self.random.normal(size=(120, 2)) * [3.0, 1.0]
        points[60:] += [6.0, 2.0]
        origin = ["perturb"] * 60 + ["sample"] * 60
        rows = [
            f"{i},{origin[i]},{x:.6f},{y:.6f},{i % 7},{int(i % 3 == 0)}"
            for i, (x, y) in enumerate(points)
        ]
        write_csv(folder / "projection.csv", "frame,origin,pc1,pc2,cluster,selected", rows)
        self.label("initial_data/label/000", frames=40, failures=("frame 7: did not converge",))
        self.collect("initial_data/collect", frames=38, added=38, outliers=1)

    def label(
        self, id: str, *, frames: int, failures: tuple[str, ...] = (), damaged: int = 0
    ) -> None:
        """Finish a labelling."""
        outcome = LabelOutcome(
            frames=frames,
            labelled=frames - len(failures),
            reused=0,
            failed=len(failures),
            failures=failures,
            damaged=damaged,
            engine="chgnet",
            engine_version="0.4.2",
        )
        self.finish(id, outcome)

    def collect(
        self, id: str, *, frames: int, added: int, outliers: int = 0, duplicates: int = 0
    ) -> None:
        """Finish a collection."""
        outcome = CollectOutcome(
            frames=frames,
            added=added,
            force_outliers=outliers,
            duplicates=duplicates,
            largest_force_eV_per_A=11.0,
        )
        self.finish(id, outcome)

    def iteration(self, number: int, *, scale: float, collected: bool = True) -> None:
        """Finish one iteration of active learning whose deviations are log-normal."""
        here = f"active_learning/{number:03d}"
        for member in range(3):
            self.train(f"{here}/train/{member}", error=scale * (1 + 0.1 * member), files=False)
        parts, rows, total = [], [], dict.fromkeys(("checked", "below", "candidates", "above"), 0)
        for kind, temperature_K, factor in (
            ("solid", 300.0, 0.5),
            ("solid", 1000.0, 1.0),
            ("hot", 2000.0, 4.0),
        ):
            name = f"{kind}-c-ZrO2-{temperature_K:g}K"
            stopped = "deviation above 3 eV/Å at 0.4 ps" if kind == "hot" else ""
            self.finish(f"{here}/explore/{name}", dynamics_outcome(temperature_K, stopped))
            values = self.random.lognormal(np.log(scale * factor), 0.6, size=80)
            rows += [f"{name},{50 * i},{value:.8f}" for i, value in enumerate(values)]
            above, window = int((values > 3).sum()), int(((values > 0.3) & (values <= 3)).sum())
            total["checked"] += 80
            total["below"] += 80 - above - window
            total["candidates"] += window
            total["above"] += above
            parts.append(
                DomainFraction(
                    name=kind,
                    cell="c-ZrO2",
                    temperature_K=temperature_K,
                    pressure_GPa=None,
                    within_domain=temperature_K <= 1000,
                    checked=80,
                    candidates=window,
                    above=above,
                    too_close=0,
                    not_finite=0,
                    largest_deviation_eV_per_A=float(values.max()),
                )
            )
        within = [part for part in parts if part.within_domain]
        fraction = sum(p.candidates + p.above for p in within) / sum(p.checked for p in within)
        too_close = min(2, total["candidates"])
        total["candidates"] -= too_close
        selected = min(12, total["candidates"])
        outcome = AssessOutcome(
            counts=Discarded(
                **total,
                too_close=too_close,
                not_finite=0,
                not_chosen=total["candidates"] - selected,
                selected=selected,
            ),
            explorations=tuple(parts),
            candidate_fraction=fraction,
            threshold=0.01,
            converged_here=fraction < 0.01,
            consecutive=int(fraction < 0.01),
            converged=fraction < 0.01,
        )
        folder = self.finish(f"{here}/assess", outcome)
        write_csv(folder / "deviations.csv", "exploration,time_fs,deviation_eV_per_A", rows)
        if collected:
            self.label(f"{here}/label/000", frames=selected, damaged=number)
            self.collect(
                f"{here}/collect", frames=38 + 12 * (number + 1), added=selected - 1, duplicates=1
            )

    def train(self, id: str, *, error: float, files: bool = True) -> None:
        """Finish a training whose fit has a Gaussian error."""
        frames, atoms = 60, ATOMS
        energy = self.random.normal(-5.0, 0.4, size=(frames, 1))
        force = self.random.normal(0.0, 1.0, size=(frames * atoms, 3))
        virial = self.random.normal(0.0, 0.3, size=(frames, 6))
        predicted = [
            values + self.random.normal(0, noise, size=values.shape)
            for values, noise in ((energy, 0.004), (force, error), (virial, 0.02))
        ]
        accuracy = accuracy_of(frames, energy, force, virial, *predicted)
        outcome = TrainOutcome(
            seed=1, warm=False, frames=frames, trainer="neppo", accuracy=accuracy
        )
        folder = self.finish(id, outcome)
        if files:
            virial[-1] = -1e6
            for name, guess, target in zip(
                ("energy", "force", "virial"), predicted, (energy, force, virial), strict=True
            ):
                np.savetxt(folder / f"{name}_train.out", np.hstack([guess, target]), fmt="%.9g")
            change = Change("population", "50", "", "gradient descent has no population")
            Translation("neppo 1.0", ("cutoff", "n_max"), (change,)).write(
                folder / "translation.json"
            )

    def production(self, *, stopped: str = "") -> None:
        """Finish every production run."""
        for cell in CELLS:
            for temperature_K in TEMPERATURES_K:
                run = f"production/{cell}-{temperature_K:g}K"
                self.finish(f"{run}/equilibrate", dynamics_outcome(temperature_K))
                self.finish(f"{run}/segment-000", dynamics_outcome(temperature_K))
                last = dynamics_outcome(temperature_K, stopped if cell == CELLS[1] else "")
                self.finish(f"{run}/segment-001", last)

    def validation(self) -> None:
        """Finish the comparison on 20 production frames."""
        here = "validation/production_frames"
        self.finish(f"{here}/pick", FramesOutcome(frames=20, pool=800))
        self.label(f"{here}/label/000", frames=20)
        energy = self.random.normal(-5.0, 0.3, size=(20, 1))
        force = self.random.normal(0.0, 0.9, size=(20 * ATOMS, 3))
        virial = self.random.normal(0.0, 0.2, size=(20, 6))
        predicted = [
            values + self.random.normal(0, noise, size=values.shape)
            for values, noise in ((energy, 0.006), (force, 0.14), (virial, 0.03))
        ]
        accuracy = accuracy_of(20, energy, force, virial, *predicted)
        origins = [f"{cell}-{t:g}K" for cell in CELLS for t in TEMPERATURES_K for _ in range(5)]
        by_origin = {name: accuracy.model_copy(update={"frames": 5}) for name in set(origins)}
        folder = self.finish(
            f"{here}/compare", CompareOutcome(accuracy=accuracy, by_origin=by_origin)
        )
        write_csv(
            folder / "energy.csv",
            "frame,origin,atoms,reference_eV_per_atom,predicted_eV_per_atom",
            [
                f"{i},{origins[i]},{ATOMS},{energy[i, 0]:.10f},{predicted[0][i, 0]:.10f}"
                for i in range(20)
            ],
        )
        write_csv(
            folder / "force.csv",
            "frame,origin,species,component,reference_eV_per_A,predicted_eV_per_A",
            [
                f"{i // ATOMS},{origins[i // ATOMS]},Li,{axis},"
                f"{force[i, k]:.10f},{predicted[1][i, k]:.10f}"
                for i in range(20 * ATOMS)
                for k, axis in enumerate("xyz")
            ],
        )
        write_csv(
            folder / "virial.csv",
            "frame,origin,component,reference_eV_per_atom,predicted_eV_per_atom",
            [
                f"{i},{origins[i]},{name},{virial[i, k]:.10f},{predicted[2][i, k]:.10f}"
                for i in range(20)
                for k, name in enumerate(("xx", "yy", "zz", "xy", "yz", "zx"))
            ],
        )

    def analysis(self) -> None:
        """Finish the analysis of every production run."""
        for cell in CELLS:
            for temperature_K in TEMPERATURES_K:
                self._analyse(cell, temperature_K, diffusive=cell == CELLS[1])

    def _analyse(self, cell: str, temperature_K: float, *, diffusive: bool) -> None:
        time = np.arange(1000) * 0.01
        temperature = temperature_K + self.random.normal(0, 0.05 * temperature_K, time.size)
        pressure = self.random.normal(0.1, 0.3, time.size)
        potential = -5.1 + 0.0002 * time + self.random.normal(0, 0.003, time.size)
        volume = 900 + self.random.normal(0, 2, time.size)
        lag = np.arange(1, 500) * 0.01
        axes = (
            np.outer(lag, [0.4, 0.5, 0.2])
            if diffusive
            else np.tile([0.05, 0.06, 0.04], (lag.size, 1))
        )
        axes = axes + 0.03 * (1 - np.exp(-lag / 0.1))[:, None]
        outcome = AnalyseOutcome(
            cell=cell,
            atoms=ATOMS,
            set_temperature_K=temperature_K,
            set_pressure_GPa=None,
            duration_ps=10.0,
            temperature_K=mean_of(temperature),
            pressure_GPa=mean_of(pressure),
            potential_energy_eV_per_atom=mean_of(potential),
            density_g_per_cm3=mean_of(2.4 * 900 / volume),
            energy_drift_meV_per_atom_ps=0.2,
            mobile="Li",
            mobile_ions=6,
            msd_end_A2=tuple(axes[-1]),
            diffusion=(DIFFUSIVE if diffusive else CAGED,),
        )
        folder = self.finish(f"analysis/{cell}-{temperature_K:g}K", outcome)
        write_csv(
            folder / "thermo.csv",
            "time_ps,temperature_K,pressure_GPa,potential_eV_per_atom,volume_A3,density_g_per_cm3",
            table_rows(time, temperature, pressure, potential, volume, 2.4 * 900 / volume),
        )
        write_csv(
            folder / "msd.csv",
            "lag_ps,msd_x_A2,msd_y_A2,msd_z_A2,msd_total_A2",
            table_rows(lag, *axes.T, axes.sum(axis=1)),
        )


def fresh(root: Path) -> SyntheticRun:
    """Give a run that was compiled and nothing else."""
    study = campaign()
    run = SyntheticRun(root, study, plan_of(study), np.random.default_rng(11))
    run.compile()
    return run


def complete(root: Path) -> SyntheticRun:
    """Give a run with every task finished, not converged after two iterations."""
    run = fresh(root)
    run.fail("initial_data/label/000", 1, "CUDA out of memory", "line\nout of memory")
    run.initial_data()
    run.iteration(0, scale=0.30)
    run.iteration(1, scale=0.16)
    run.train("final_training/train", error=0.1)
    run.production()
    run.validation()
    run.analysis()
    return run


def half_way(root: Path) -> SyntheticRun:
    """Give a run in its second iteration."""
    run = fresh(root)
    run.initial_data()
    run.iteration(0, scale=0.30)
    run.train("active_learning/001/train/0", error=0.2, files=False)
    return run


def failed(root: Path) -> SyntheticRun:
    """Give a run whose final training was given up."""
    run = fresh(root)
    run.initial_data()
    run.iteration(0, scale=0.30)
    run.iteration(1, scale=0.16)
    for attempt in (1, 2):
        run.fail("final_training/train", attempt, "loss is not finite", "step 10\nloss nan <&>")
    return run
