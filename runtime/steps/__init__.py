"""One module per step: read files, call kernels, write files.

Each module has ``execute(settings, context) -> Outcome``. `STEPS` names the module of each step; it
is imported when the step is executed, so that no process loads what it does not use.
"""

STEPS: dict[str, str] = {
    "admit_frames": "saggar.runtime.steps.admit_frames",
    "admit_potential": "saggar.runtime.steps.admit_potential",
    "analyse": "saggar.runtime.steps.analyse",
    "assess": "saggar.runtime.steps.assess",
    "build_interfaces": "saggar.runtime.steps.build_interfaces",
    "choose_candidates": "saggar.runtime.steps.choose_candidates",
    "collect": "saggar.runtime.steps.collect",
    "compare": "saggar.runtime.steps.compare",
    "dynamics": "saggar.runtime.steps.dynamics",
    "freeze_structures": "saggar.runtime.steps.freeze_structures",
    "label": "saggar.runtime.steps.label",
    "order": "saggar.runtime.steps.order",
    "perturb": "saggar.runtime.steps.perturb",
    "pick_frames": "saggar.runtime.steps.pick_frames",
    "rank_interfaces": "saggar.runtime.steps.rank_interfaces",
    "relax": "saggar.runtime.steps.relax",
    "sample": "saggar.runtime.steps.sample",
    "select_initial": "saggar.runtime.steps.select_initial",
    "settle_phase": "saggar.runtime.steps.settle_phase",
    "train": "saggar.runtime.steps.train",
}
