"""A small campaign and its plan, with the task names that the compiler uses."""

import itertools

from saggar.schemas.active_learning import Reject
from saggar.schemas.analysis import Msd
from saggar.schemas.campaign import Campaign
from saggar.schemas.plan import Loop, Need, Plan, Resources, Task
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
        steps=5000,
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
            directions=("xyz",),
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
