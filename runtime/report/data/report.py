"""All values of the report."""

from dataclasses import dataclass
from pathlib import Path

from saggar.runtime.engines.nep.translation import Translation
from saggar.runtime.report.data.comparisons import (
    Comparison,
    read_comparisons,
    read_training_fit,
)
from saggar.runtime.report.data.discarded import Losses, read_losses
from saggar.runtime.report.data.execution import StageProgress, read_execution
from saggar.runtime.report.data.initial import Selection, read_selection
from saggar.runtime.report.data.learning import Learning, read_learning
from saggar.runtime.report.data.problems import Problems
from saggar.runtime.report.data.production import ProductionRun, read_production
from saggar.runtime.report.data.structures import (
    FrozenStructures,
    makes_structures,
    read_structures,
)
from saggar.runtime.report.data.translation import read_translation
from saggar.runtime.report.records import RunRecords, read_records


@dataclass(frozen=True)
class ReportData:
    """Everything that is stated or drawn, and what could not be read."""

    records: RunRecords
    execution: tuple[StageProgress, ...]
    structures: FrozenStructures | None
    selection: Selection | None
    learning: Learning
    training_fit: Comparison | None
    comparisons: tuple[Comparison, ...]
    runs: tuple[ProductionRun, ...]
    losses: Losses
    translation: Translation | None
    unreadable: tuple[str, ...]

    @property
    def makes_structures(self) -> bool:
        """Whether the run makes structures and nothing else."""
        return makes_structures(self.records)


def read_report(root: Path) -> ReportData:
    """Read what a run directory holds at this moment.

    Parameters
    ----------
    root : Path
        The run directory.

    Returns
    -------
    ReportData
        Its values; what stands but cannot be read is left out and named in `unreadable`.

    Raises
    ------
    RunStateError
        If there is no lock or plan.
    """
    records = read_records(root)
    problems = Problems()
    return ReportData(
        records=records,
        execution=read_execution(records),
        structures=read_structures(records, problems),
        selection=read_selection(records, problems),
        learning=read_learning(records, problems),
        training_fit=read_training_fit(records, problems),
        comparisons=read_comparisons(records, problems),
        runs=read_production(records, problems),
        losses=read_losses(records, problems),
        translation=read_translation(records, problems),
        unreadable=records.damaged + problems.messages,
    )
