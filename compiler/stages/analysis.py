"""Analysis of each production run."""

from typing import Final

from saggar.compiler.stages.parts import Parts
from saggar.compiler.stages.production import production_runs, segment_names
from saggar.compiler.study import Study
from saggar.schemas import steps
from saggar.schemas.plan import Need, Resources, Task

STAGE: Final = "analysis"


def plan_analysis(study: Study) -> Parts:
    """Plan the stage: ``analysis/<cell>/<T>K`` for each production run."""
    section = study.campaign.analysis
    production = study.campaign.production
    parts = Parts()
    for run in production_runs(study):
        settings = steps.Analyse(
            mobile=section.mobile,
            msd=section.msd,
            directions=("xy", "z") if run.is_interface else ("xyz",),
            temperature_K=run.temperature_K,
            pressure_GPa=production.pressure_GPa,
            time_step_fs=study.campaign.dynamics.time_step_fs,
            thermo_every=study.campaign.dynamics.thermo_every,
        )
        parts.tasks.append(
            Task(
                id=f"analysis/{run.folder}",
                stage=STAGE,
                settings=settings,
                needs=tuple(Need(role="segments", task=name) for name in segment_names(study, run)),
                resources=Resources(seconds=5, family="light"),
            )
        )
    return parts
