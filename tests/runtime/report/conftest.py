"""Synthetic run directories, built through the models, in several states of completion."""

import itertools
import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest

from saggar.runtime.engines.nep.translation import Change, Translation
from saggar.runtime.execution.expansion import Outcomes, expand
from saggar.schemas.active_learning import Reject
from saggar.schemas.analysis import Msd
from saggar.schemas.base import Frozen
from saggar.schemas.campaign import Campaign
from saggar.schemas.machine import LAPTOP
from saggar.schemas.manifest import Manifest
from saggar.schemas.plan import Loop, Need, Plan, Resources, Task
from saggar.schemas.resolved import CellRecord, Lock
from saggar.schemas.results import (
    Accuracy,
    AnalyseOutcome,
    AssessOutcome,
    CollectOutcome,
    CompareOutcome,
    Discarded,
    DomainFraction,
    DynamicsOutcome,
    FramesOutcome,
    LabelOutcome,
    Mean,
    TrainOutcome,
)
from saggar.schemas.state import Event, ExitRecord
from saggar.schemas.steps import (
    Analyse,
    Assess,
    Collect,
    Compare,
    Label,
    Perturb,
    PickFrames,
    RunDynamics,
    SelectInitialFrames,
    StepSettings,
    TrainPotential,
)

CELLS = ("c-ZrO2", "alpha-LZC")
TEMPERATURES_K = (300.0, 500.0)
ATOMS = 24
TIME_STEP_FS = 1.0


def campaign(**changes: object) -> Campaign:
    """Give a small campaign."""
    text = {
        "saggar": 1,
        "name": "zro2-li2zrcl6-small",
        "description": "A small study of Li2ZrCl6 and ZrO2 labelled by a published potential.",
        "seed": 2459,
        "charges": {"Li": 1, "Zr": 4, "O": -2, "Cl": -1},
        "phases": {name: {"file": f"structures/{name}.cif"} for name in CELLS},
        "models": {
            "foundation": {"engine": "chgnet"},
            "reference": {"engine": "chgnet", "dispersion": "d3bj"},
            "potential": {"engine": "nep"},
        },
        "initial_data": {"perturb": {"per_structure": 20}, "select": {"frames": 40}},
        "active_learning": {
            "committee": 3,
            "train": {"generations": 1000, "gradient": {"steps": 100}},
            "explore": {
                "solid": {
                    "temperatures": "300, 1000 K",
                    "duration": "2 ps",
                    "check_every": "0.05 ps",
                },
                "hot": {"temperatures": "2000 K", "duration": "2 ps", "check_every": "0.05 ps"},
            },
            "candidate": {"force_deviation": {"above": "0.3 eV/Å", "below": "3 eV/Å"}},
            "select": {"at_most": 12},
            "stop": {
                "within": {"temperature": "300, 1000 K"},
                "candidate_fraction_below": "1 %",
                "at_most": 2,
            },
        },
        "final_training": {"generations": 10000, "gradient": {"steps": 1000}},
        "validation": {"production_frames": {"per_run": 5}},
        "production": {
            "equilibrate": {"duration": "1 ps"},
            "segment": "5 ps",
            "bulk": {
                "phases": dict.fromkeys(CELLS, ATOMS),
                "temperatures": "300, 500 K",
                "duration": "10 ps",
                "dump_every": "0.05 ps",
            },
        },
        "analysis": {"mobile": "Li"},
        "assumptions": {"n_max": "8 functions are read as n_max 8, not 7."},
        "ignore": {"SG104": "The cell is small on purpose."},
    }
    return Campaign.model_validate({**text, **changes})


def task(id: str, stage: str, settings: StepSettings, *needs: str) -> Task:
    """Give a task whose needs all have one role."""
    return Task(
        id=id,
        stage=stage,
        settings=settings,
        needs=tuple(Need(role="input", task=name, first=name) for name in needs),
        resources=Resources(seconds=1.0, family="test"),
    )


def _train(study: Campaign, seed: int) -> TrainPotential:
    gradient = study.active_learning.train.gradient
    return TrainPotential(deck="decks/nep/nep.in", gradient=gradient, seed=seed)


def _label(study: Campaign) -> Label:
    return Label(model=study.models.reference, share=0, shares=1)


def _dynamics(cell: str, temperature_K: float, purpose: str) -> RunDynamics:
    return RunDynamics(
        purpose=purpose,
        deck="decks/gpumd/run.in",
        cell=f"inputs/cells/{cell}.xyz",
        release="5.6",
        temperature_K=temperature_K,
        pressure_GPa=None,
        time_step_fs=TIME_STEP_FS,
        seed=7,
    )


def _loop(study: Campaign) -> Loop:
    active = study.active_learning
    name = "active_learning"
    here = f"{name}/{{iteration}}"
    trainings = [task(f"{here}/train/{m}", name, _train(study, m)) for m in range(3)]
    members = [training.id for training in trainings]
    runs = [
        task(
            f"{here}/explore/{kind}-c-ZrO2-{t:g}K",
            name,
            _dynamics("c-ZrO2", t, "explore"),
            *members,
        )
        for kind, t in (("solid", 300.0), ("solid", 1000.0), ("hot", 2000.0))
    ]
    assess = Assess(
        candidate=active.candidate,
        reject=active.reject,
        at_most=12,
        within=active.stop.within,
        candidate_fraction_below=0.01,
        for_iterations=1,
    )
    body = (
        *trainings,
        *runs,
        task(f"{here}/assess", name, assess, *(run.id for run in runs)),
        task(f"{here}/label/000", name, _label(study), f"{here}/assess"),
        task(
            f"{here}/collect",
            name,
            Collect(reject=active.reject, origin="active_learning"),
            f"{here}/label/000",
        ),
    )
    return Loop(name=name, body=body, at_most=2, decision=f"{here}/assess")


def plan_of(study: Campaign) -> Plan:
    """Give the plan of the small campaign, with the names that the compiler uses."""
    select = SelectInitialFrames(select=study.initial_data.select, seed=5)
    perturb = Perturb(cells=CELLS, strain=(0.01, 0.05), rattle_A=0.05, per_structure=20, seed=3)
    tasks = [
        task("initial_data/perturb", "initial_data", perturb),
        task("initial_data/select", "initial_data", select, "initial_data/perturb"),
        task("initial_data/label/000", "initial_data", _label(study), "initial_data/select"),
        task(
            "initial_data/collect",
            "initial_data",
            Collect(reject=Reject(), origin="initial_data"),
            "initial_data/label/000",
        ),
        task(
            "final_training/train",
            "final_training",
            _train(study, 99),
            "active_learning/{last}/collect",
        ),
    ]
    segments = []
    for cell in CELLS:
        for temperature_K in TEMPERATURES_K:
            run = f"{cell}-{temperature_K:g}K"
            first = f"production/{run}/equilibrate"
            names = [first, *(f"production/{run}/segment-{n:03d}" for n in range(2))]
            tasks.append(
                task(
                    first,
                    "production",
                    _dynamics(cell, 300.0, "equilibrate"),
                    "final_training/train",
                )
            )
            for before, name in itertools.pairwise(names):
                tasks.append(task(name, "production", _dynamics(cell, 300.0, "produce"), before))
            segments.append((run, temperature_K, names[1:]))
    pick = "validation/production_frames/pick"
    label = "validation/production_frames/label/000"
    tasks += [
        task(pick, "validation", PickFrames(per_run=5), *(n for s in segments for n in s[2])),
        task(label, "validation", _label(study), pick),
        task("validation/production_frames/compare", "validation", Compare(), label),
    ]
    for run, temperature_K, names in segments:
        settings = Analyse(
            mobile="Li",
            msd=Msd(),
            temperature_K=temperature_K,
            pressure_GPa=None,
            time_step_fs=TIME_STEP_FS,
            thermo_every=20,
        )
        tasks.append(task(f"analysis/{run}", "analysis", settings, *names))
    stages = (
        "initial_data", "active_learning", "final_training", "production", "validation", "analysis"
    )  # fmt: skip
    return Plan(campaign=study.name, stages=stages, tasks=tuple(tasks), loops=(_loop(study),))


@dataclass
class SyntheticRun:
    """A run directory and the means to add finished and failed tasks to it."""

    root: Path
    study: Campaign
    plan: Plan
    random: np.random.Generator

    def compile(self) -> None:
        """Write what the compiler writes."""
        cells = {
            name: CellRecord(
                kind="phase",
                file=f"inputs/{name}.vasp",
                source="mp-1565",
                sha256="ab" * 32,
                atoms=ATOMS,
                formula="Li2ZrCl6",
                thicknesses_A=(10.0, 10.0, 10.5),
            )
            for name in CELLS
        }
        lock = Lock(
            campaign=self.study,
            origins={},
            cells=cells,
            machine=LAPTOP,
            packages={"calorine": "4.1", "neppo": "1.0"},
        )
        self.root.mkdir(parents=True, exist_ok=True)
        manifest = Manifest(saggar="0.1.0", files={})
        for name, model in (("lock", lock), ("plan", self.plan), ("manifest", manifest)):
            text = json.dumps(model.model_dump(mode="json", by_alias=False))
            (self.root / f"{name}.json").write_text(text)

    def folder(self, id: str) -> Path:
        """Give the folder of a task's result."""
        return self.root / "work" / id

    def digest(self, id: str) -> str:
        """Give the declared digest of a task by what is finished so far."""

        def finished(task: str, digest: str) -> bool:
            return (self.folder(task) / "exit.json").is_file()

        def converged(task: str) -> bool:
            return bool(
                json.loads((self.folder(task) / "exit.json").read_text())["outcome"]["converged"]
            )

        return expand(self.plan, Outcomes(finished, converged)).digests[id]

    def finish(self, id: str, outcome: Frozen) -> Path:
        """Write the exit record of a finished task."""
        record = ExitRecord(
            task=id,
            digest=self.digest(id),
            status="finished",
            attempt=1,
            outcome=outcome.model_dump(mode="json"),
            wall_s=12.5,
            cpu_s=11.0,
            host="node",
            versions={"calorine": "4.1"},
        )
        self._write(self.folder(id), record)
        self._event("finished", id)
        return self.folder(id)

    def fail(self, id: str, attempt: int, error: str, log: str = "") -> None:
        """Write what a failed attempt leaves."""
        folder = self.folder(id).with_name(f"{Path(id).name}.failed-{attempt}")
        record = ExitRecord(
            task=id,
            digest=self.digest(id),
            status="failed",
            attempt=attempt,
            error=error,
            wall_s=2.0,
            cpu_s=1.5,
            host="node",
        )
        self._write(folder, record)
        (folder / "log.txt").write_text(log)
        self._event("failed", id)

    def _write(self, folder: Path, record: ExitRecord) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "exit.json").write_text(record.model_dump_json())

    def _event(self, event: str, id: str) -> None:
        line = Event(time="2026-01-02T03:04:05Z", event=event, task=id).model_dump_json()
        journal = self.root / "state" / "journal.jsonl"
        journal.parent.mkdir(exist_ok=True)
        with journal.open("a") as lines:
            lines.write(line + "\n")

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
            log_log_slope=1.0 if diffusive else 0.1,
            diffusive=diffusive,
            diffusion_cm2_per_s=Mean(mean=2.1e-6, error=4e-7, standard_deviation=1e-6)
            if diffusive
            else None,
            diffusion_bound_cm2_per_s=None if diffusive else 3e-7,
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


def table_rows(*columns: np.ndarray) -> list[str]:
    """Give comma-separated lines of columns."""
    return [",".join(f"{value:.8g}" for value in row) for row in zip(*columns, strict=True)]


def write_csv(path: Path, header: str, rows: list[str]) -> None:
    """Write a table."""
    path.write_text("\n".join([header, *rows]) + "\n")


def mean_of(values: np.ndarray) -> Mean:
    """Give mean, standard error (as of independent values) and standard deviation."""
    deviation = float(values.std())
    return Mean(
        mean=float(values.mean()),
        error=deviation / np.sqrt(values.size),
        standard_deviation=deviation,
    )


def dynamics_outcome(temperature_K: float, stopped: str = "") -> DynamicsOutcome:
    """Give the outcome of 5 ps of dynamics."""
    return DynamicsOutcome(
        cell="c-ZrO2",
        set_temperature_K=temperature_K,
        set_pressure_GPa=None,
        records=250,
        mean_temperature_K=temperature_K + 1.5,
        mean_pressure_GPa=0.1,
        stopped=stopped,
    )


def accuracy_of(
    frames: int, energy, force, virial, energy_guess, force_guess, virial_guess
) -> Accuracy:
    """Give the errors of predictions, from their definitions."""
    d_energy, d_force, d_virial = energy_guess - energy, force_guess - force, virial_guess - virial
    return Accuracy(
        frames=frames,
        atoms=frames * ATOMS,
        energy_rmse_meV_per_atom=1e3 * float(np.sqrt(np.mean(d_energy**2))),
        energy_mae_meV_per_atom=1e3 * float(np.mean(np.abs(d_energy))),
        force_rmse_eV_per_A=float(np.sqrt(np.mean(d_force**2))),
        force_mae_eV_per_A=float(np.mean(np.abs(d_force))),
        force_max_eV_per_A=float(np.abs(d_force).max()),
        virial_rmse_meV_per_atom=1e3 * float(np.sqrt(np.mean(d_virial**2))),
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


@pytest.fixture
def fresh_run(tmp_path: Path) -> SyntheticRun:
    return fresh(tmp_path / "fresh")


@pytest.fixture(scope="session")
def complete_run(tmp_path_factory: pytest.TempPathFactory) -> SyntheticRun:
    return complete(tmp_path_factory.mktemp("complete") / "run")


@pytest.fixture
def half_way_run(tmp_path: Path) -> SyntheticRun:
    return half_way(tmp_path / "half-way")


@pytest.fixture
def failed_run(tmp_path: Path) -> SyntheticRun:
    return failed(tmp_path / "failed")
