"""From a campaign file to the texts of a run directory."""

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import saggar
from saggar.compiler.cells import cell_path, record
from saggar.compiler.estimate.amounts import duration
from saggar.compiler.estimate.stages import estimate_stages, facts_of
from saggar.compiler.frozen.cells import Described
from saggar.compiler.planner import Planned, plan_study
from saggar.compiler.render import render
from saggar.compiler.requirements import package_versions, requirements
from saggar.compiler.source import Written
from saggar.compiler.study import Study
from saggar.schemas.base import Frozen, pretty_json
from saggar.schemas.manifest import Manifest
from saggar.schemas.plan import Plan
from saggar.schemas.resolved import CellRecord, Lock


@dataclass(frozen=True)
class Compiled:
    """A compiled campaign.

    Parameters
    ----------
    lock : Lock
        The resolved campaign.
    plan : Plan
        Its tasks and loops.
    files : dict of str to str
        Every file of the run directory, path to text, the manifest last.
    study : Study
        What was compiled.
    """

    lock: Lock
    plan: Plan
    files: dict[str, str]
    study: Study


class _StageRow(Frozen):
    name: str
    tasks: str
    time: str


class _Readme(Frozen):
    """Context of ``run_directory/README.md.j2``."""

    name: str
    description: str
    machine: str
    campaign_file: str
    folder: str
    example_task: str
    stages: tuple[_StageRow, ...]


def compile_study(
    study: Study,
    *,
    origins: dict[str, str],
    written: Written,
    plan: Callable[[Study], Planned] = plan_study,
    partial: tuple[str, ...] = (),
) -> Compiled:
    """Render a study into the texts of its run directory.

    Parameters
    ----------
    study : Study
        Campaign, machine and cells.
    origins : dict of str to str
        Where each value was written.
    written : Written
        The author's files.
    plan : callable
        What plans it; another one for the run that makes structures.
    partial : tuple of str
        What of the campaign nothing executes yet.

    Returns
    -------
    Compiled
        The same study gives the same bytes.
    """
    planned = plan(study)
    lock = Lock(
        source=written.source,
        campaign=study.campaign,
        origins=origins,
        cells=_cell_records(study, planned),
        machine=study.machine,
        packages=package_versions(),
        structures=study.frozen.source if study.frozen is not None else None,
        partial=partial,
    )
    files = {
        **written.files,
        "lock.json": pretty_json(lock),
        "plan.json": pretty_json(planned.plan),
        "requirements.json": pretty_json(
            requirements(study.campaign, study.machine, lock.packages)
        ),
        "README.md": _readme(lock, planned),
        **planned.files,
    }
    return Compiled(lock, planned.plan, sealed(files), study)


def _cell_records(study: Study, planned: Planned) -> dict[str, CellRecord]:
    kinds = dict.fromkeys(study.phases, "phase") | dict.fromkeys(study.interfaces, "interface")
    described = _described(study)
    return {
        name: record(
            cell,
            planned.files[cell_path(name)],
            name=name,
            kind=kinds.get(name, "supercell"),
            source=described[name].source if name in kinds else f"repeated from {cell.name}",
            strains=described[name].strains if name in kinds else None,
        )
        for name, cell in planned.cells.items()
    }


def _described(study: Study) -> dict[str, Described]:
    """Say where each cell comes from that is no supercell."""
    campaign = study.campaign
    said = {name: Described(phase.source) for name, phase in campaign.phases.items()}
    said |= {name: Described(each.source) for name, each in campaign.interfaces.given.items()}
    return said | (study.frozen.described if study.frozen is not None else {})


def _readme(lock: Lock, planned: Planned) -> str:
    rows = tuple(
        _StageRow(
            name=stage.stage,
            tasks=f"{stage.tasks}"
            + ("" if stage.once else f" in each of at most {stage.iterations.high:g} iterations"),
            time=f"{duration(3600 * time.low)} to {duration(3600 * time.high)}",
        )
        for stage in estimate_stages(planned.plan, facts_of(lock, planned.files))
        for time in [stage.takes.core_hours]
    )
    context = _Readme(
        name=lock.campaign.name,
        description=lock.campaign.description,
        machine=lock.machine.name,
        campaign_file=lock.source.file,
        folder="DIR",
        example_task=planned.plan.tasks[0].id,
        stages=rows,
    )
    return render("run_directory/README.md.j2", context)


def sealed(files: Mapping[str, str]) -> dict[str, str]:
    """Give files with the manifest that names them, last; one that they had is replaced."""
    content = {path: text for path, text in files.items() if path != "manifest.json"}
    manifest = Manifest(
        saggar=saggar.__version__,
        files={
            path: hashlib.sha256(text.encode()).hexdigest()
            for path, text in sorted(content.items())
        },
    )
    return {**content, "manifest.json": pretty_json(manifest)}
