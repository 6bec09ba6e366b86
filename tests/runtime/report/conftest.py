"""Run directories in several states, and one report of a complete run for all tests."""

import sys
from dataclasses import dataclass
from pathlib import Path

import matplotlib.figure
import pytest

from saggar.runtime.report import write_report

sys.path.insert(0, str(Path(__file__).parent))  # the builders stand beside the tests

from synthetic_run import SyntheticRun, complete, failed, fresh, half_way


@dataclass(frozen=True)
class WrittenReport:
    """A report, and the figures that were drawn for it."""

    run: SyntheticRun
    path: Path
    figures: tuple[matplotlib.figure.Figure, ...]

    @property
    def text(self) -> str:
        """The page."""
        return self.path.read_text(encoding="utf-8")


@pytest.fixture(scope="session")
def complete_report(tmp_path_factory: pytest.TempPathFactory) -> WrittenReport:
    run = complete(tmp_path_factory.mktemp("complete") / "run")
    figures = []

    class Recorded(matplotlib.figure.Figure):
        def __init__(self, *arguments, **named):
            super().__init__(*arguments, **named)
            figures.append(self)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(matplotlib.figure, "Figure", Recorded)
        path = write_report(run.root)
    shown = tuple(figure for figure in figures if figure.get_layout_engine() is not None)
    return WrittenReport(run, path, shown)


@pytest.fixture(scope="session")
def complete_run(complete_report: WrittenReport) -> SyntheticRun:
    return complete_report.run


@pytest.fixture
def fresh_run(tmp_path: Path) -> SyntheticRun:
    return fresh(tmp_path / "fresh")


@pytest.fixture
def half_way_run(tmp_path: Path) -> SyntheticRun:
    return half_way(tmp_path / "half-way")


@pytest.fixture
def failed_run(tmp_path: Path) -> SyntheticRun:
    return failed(tmp_path / "failed")
