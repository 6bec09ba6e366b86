"""The results of one study, read from its run directory, for a table of several."""

from collections.abc import Iterator
from pathlib import Path
from typing import TypeVar

from pydantic import ValidationError

from saggar.compiler.diff.tasks import Unrolled, decided, finished, unroll
from saggar.runtime.report.data.production import is_kept
from saggar.runtime.rundir import RunDirectory
from saggar.schemas.base import Frozen
from saggar.schemas.campaign import Campaign
from saggar.schemas.engines import Reference
from saggar.schemas.errors import RunStateError
from saggar.schemas.misfit import misfit
from saggar.schemas.results import (
    Accuracy,
    AnalyseOutcome,
    AssessOutcome,
    CollectOutcome,
    CompareOutcome,
    Diffusion,
    LabelOutcome,
    Outcome,
    TrainOutcome,
)
from saggar.schemas.state import ExitRecord

SomeOutcome = TypeVar("SomeOutcome", bound=Outcome)


class Labels(Frozen):
    """Labels of a study, counted over all tasks."""

    computed: int
    reused: int
    """Found in the store."""
    failed: int


class RunDiffusion(Frozen):
    """Tracer diffusion in one production run along some axes."""

    cell: str
    mobile: str
    temperature_K: float
    measured: Diffusion


class StudyResults(Frozen):
    """What a study has found so far; None where it has not."""

    path: str
    name: str
    reference: Reference
    finished_tasks: int
    tasks: int
    """With loops to their cap, or to where they ended."""
    labels: Labels
    training_frames: int | None
    iterations: int
    """Assessed."""
    converged: bool | None
    candidate_fraction: float | None
    """In the declared domain, in the last iteration."""
    training: Accuracy | None
    """Of the final potential on its training set."""
    production: Accuracy | None
    """Of the final potential on labelled frames of the production runs."""
    diffusion: tuple[RunDiffusion, ...]
    cpu_seconds: float
    """Of all finished tasks."""
    doubts: tuple[str, ...] = ()
    """Why numbers of the production runs are not to be relied on."""


def read_results(root: Path) -> StudyResults:
    """Read the results of a run, whatever its state.

    Parameters
    ----------
    root : Path
        A run directory.

    Returns
    -------
    StudyResults
        Of the tasks that are finished as the plan declares them; results that an edit has made
        stale do not count.

    Raises
    ------
    RunStateError
        If the directory is no run, or an exit record is damaged.
    """
    run = RunDirectory(root)
    unrolled = unroll(run.plan, decided(run))
    records = finished(run, unrolled)
    done = _Done(root, unrolled, records)
    assessed = done.outcomes("assess", AssessOutcome)
    collected = done.outcomes("collect", CollectOutcome)
    trained = done.outcomes("train", TrainOutcome, stage="final_training")
    compared = done.outcomes("compare", CompareOutcome, stage="validation")
    analysed = done.outcomes("analyse", AnalyseOutcome)
    accuracy = compared[-1].accuracy if compared else None
    campaign = run.lock.campaign
    return StudyResults(
        path=str(root),
        name=campaign.name,
        reference=campaign.models.reference,
        finished_tasks=len(records),
        tasks=len(unrolled.tasks),
        labels=_labels(done.outcomes("label", LabelOutcome)),
        training_frames=collected[-1].frames if collected else None,
        iterations=len(assessed),
        converged=assessed[-1].converged if assessed else None,
        candidate_fraction=assessed[-1].candidate_fraction if assessed else None,
        training=trained[-1].accuracy if trained else None,
        production=accuracy,
        diffusion=tuple(_diffusion(analysed)),
        cpu_seconds=sum(record.cpu_s for record in records.values()),
        doubts=(*_lost_temperatures(campaign, analysed), *_large_errors(campaign, accuracy)),
    )


def _lost_temperatures(campaign: Campaign, analysed: list[AnalyseOutcome]) -> Iterator[str]:
    """Count the runs that left their temperature, by the rule of the report."""
    if campaign.production.ensemble == "nve":
        return
    lost = [
        each for each in analysed if is_kept(each.temperature_K, each.set_temperature_K) is False
    ]
    if lost:
        yield f"temperature not kept in {len(lost)} of {len(analysed)} production runs"


def _large_errors(campaign: Campaign, found: Accuracy | None) -> Iterator[str]:
    """Hold the error on production frames against the deviation at which frames are learned."""
    if campaign.active_learning is None or found is None:
        return
    limit_eV_per_A = campaign.active_learning.candidate.force_deviation.above_eV_per_A
    if found.force_rmse_eV_per_A > limit_eV_per_A:
        yield (
            f"force RMSE of {found.force_rmse_eV_per_A:.3g} eV/Å on production frames, above the "
            f"{limit_eV_per_A:g} eV/Å at which frames are learned"
        )


class _Done:
    """Finished tasks by step."""

    def __init__(self, root: Path, unrolled: Unrolled, records: dict[str, ExitRecord]) -> None:
        self._root, self._unrolled, self._records = root, unrolled, records

    def outcomes(
        self, step: str, kind: type[SomeOutcome], *, stage: str | None = None
    ) -> list[SomeOutcome]:
        """Give the outcomes of a step, in the order of the stages."""
        return [self._outcome(name, kind) for name in self._names(step, stage)]

    def _names(self, step: str, stage: str | None) -> Iterator[str]:
        for name, task in self._unrolled.tasks.items():
            wanted = task.settings.step == step and stage in (None, task.stage)
            if wanted and name in self._records:
                yield name

    def _outcome(self, name: str, kind: type[SomeOutcome]) -> SomeOutcome:
        try:
            return kind.model_validate(self._records[name].outcome)
        except ValidationError as error:
            raise RunStateError(
                f"{self._root}: the outcome of {name} is {misfit(error)}. Execute the task again."
            ) from None


def _labels(outcomes: list[LabelOutcome]) -> Labels:
    return Labels(
        computed=sum(each.labelled - each.reused for each in outcomes),
        reused=sum(each.reused for each in outcomes),
        failed=sum(each.failed for each in outcomes),
    )


def _diffusion(outcomes: list[AnalyseOutcome]) -> Iterator[RunDiffusion]:
    for outcome in outcomes:
        for measured in outcome.diffusion:
            yield RunDiffusion(
                cell=outcome.cell,
                mobile=outcome.mobile,
                temperature_K=outcome.set_temperature_K,
                measured=measured,
            )


def short_names(studies: tuple[StudyResults, ...]) -> tuple[str, ...]:
    """Name studies by their folders, numbered where two folders have one name."""
    folders = [Path(study.path).resolve().name for study in studies]
    return tuple(
        f"{folder} ({folders[:index].count(folder) + 1})" if folders.count(folder) > 1 else folder
        for index, folder in enumerate(folders)
    )
