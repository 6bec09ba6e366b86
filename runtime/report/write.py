"""Writing the report: the page, and a CSV file behind each picture."""

from pathlib import Path

from saggar.runtime.durable import write_atomically
from saggar.runtime.report.data.report import read_report
from saggar.runtime.report.page import compose, pictures, render
from saggar.runtime.rundir import RunDirectory


def write_report(root: Path) -> Path:
    """Write ``results/report.html`` and ``results/csv/`` of a run, whatever its state.

    Parameters
    ----------
    root : Path
        The run directory.

    Returns
    -------
    Path
        The page. A second report on the same state has the same bytes.

    Raises
    ------
    RunStateError
        If the directory holds no lock or no plan.
    """
    page = compose(read_report(root))
    results = RunDirectory(root).results
    tables = results / "csv"
    tables.mkdir(parents=True, exist_ok=True)
    texts = {f"{picture.name}.csv": picture.table.csv() for picture in pictures(page)}
    for stale in set(tables.glob("*.csv")) - {tables / name for name in texts}:
        stale.unlink()
    for name, text in texts.items():
        write_atomically(tables / name, text)
    write_atomically(results / "report.html", render(page))
    return results / "report.html"
