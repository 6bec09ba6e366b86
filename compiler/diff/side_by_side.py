"""Results of several studies side by side, as a table."""

from collections.abc import Callable, Iterator
from typing import Any

from saggar.compiler.diff.results import RunDiffusion, StudyResults, short_names
from saggar.runtime.report.verdict import reference_name
from saggar.schemas.base import Frozen
from saggar.schemas.results import Accuracy, Diffusion, Mean


class Table(Frozen):
    """Rows of quantities, one column a study."""

    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    """Each begins with the quantity and its unit."""
    notes: tuple[str, ...] = ()


MISSING = "-"


def side_by_side(studies: tuple[StudyResults, ...]) -> Table:
    """Put results side by side.

    Parameters
    ----------
    studies : tuple of StudyResults
        In the order of the columns.

    Returns
    -------
    Table
        Quantities that no study has are left out.
    """
    rows = [
        (name, *(give(each) or MISSING for each in studies)) for name, give in _QUANTITIES.items()
    ]
    rows += _diffusion_rows(studies)
    return Table(
        head=("", *short_names(studies)),
        rows=tuple(row for row in rows if set(row[1:]) != {MISSING}),
        notes=tuple(_notes(studies)),
    )


def _energy(accuracy: Accuracy | None) -> str:
    return f"{accuracy.energy_rmse_meV_per_atom:.3g}" if accuracy else ""


def _force(accuracy: Accuracy | None) -> str:
    return f"{accuracy.force_rmse_eV_per_A:.3g}" if accuracy else ""


def _virial(accuracy: Accuracy | None) -> str:
    return f"{accuracy.virial_rmse_meV_per_atom:.3g}" if accuracy else ""


def _converged(study: StudyResults) -> str:
    return "" if study.converged is None else "yes" if study.converged else "no"


def _percent(fraction: float | None) -> str:
    return "" if fraction is None else f"{100 * fraction:.3g} %"


_QUANTITIES: dict[str, Callable[[StudyResults], str]] = {
    "campaign": lambda study: study.name,
    "reference": lambda study: reference_name(study.reference),
    "finished tasks": lambda study: f"{study.finished_tasks} of {study.tasks}",
    "labels computed": lambda study: str(study.labels.computed),
    "labels reused": lambda study: str(study.labels.reused),
    "labels failed": lambda study: str(study.labels.failed),
    "training frames": lambda study: str(study.training_frames or ""),
    "iterations": lambda study: str(study.iterations),
    "converged": _converged,
    "candidates in the last": lambda study: _percent(study.candidate_fraction),
    "energy RMSE, training set (meV/atom)": lambda study: _energy(study.training),
    "force RMSE, training set (eV/Å)": lambda study: _force(study.training),
    "virial RMSE, training set (meV/atom)": lambda study: _virial(study.training),
    "energy RMSE, production frames (meV/atom)": lambda study: _energy(study.production),
    "force RMSE, production frames (eV/Å)": lambda study: _force(study.production),
    "virial RMSE, production frames (meV/atom)": lambda study: _virial(study.production),
    "CPU time (h)": lambda study: f"{study.cpu_seconds / 3600:.3g}",
}
"""Quantity with its unit, and how it is written; empty where a study has none."""


def _diffusion_rows(studies: tuple[StudyResults, ...]) -> Iterator[tuple[str, ...]]:
    found = [{_quantity(each): each.measured for each in study.diffusion} for study in studies]
    for name in dict.fromkeys(name for each in found for name in each):
        yield (name, *(_coefficient(each.get(name)) for each in found))


def _quantity(diffusion: RunDiffusion) -> str:
    axes = diffusion.measured.axes
    return f"D({diffusion.mobile}) {axes}, {diffusion.cell}, {diffusion.temperature_K:g} K (cm²/s)"


def _coefficient(measured: Diffusion | None) -> str:
    if measured is None:
        return MISSING
    if measured.coefficient_cm2_per_s is not None:
        return with_error(measured.coefficient_cm2_per_s)
    bound = measured.bound_cm2_per_s
    return measured.regime if bound is None else f"below {bound:.2g}"


def with_error(value: Mean) -> str:
    """Write a mean and its standard error with a common power of ten: ``(1.20 ± 0.15)e-7``."""
    if not value.error > 0:
        return f"{value.mean:.3g}"
    mantissa, power = f"{value.mean:e}".split("e")
    scaled = value.error / 10.0 ** int(power)
    return f"({float(mantissa):.2f} ± {scaled:.2f})e{int(power)}"


def _notes(studies: tuple[StudyResults, ...]) -> Iterator[str]:
    for name, study in zip(short_names(studies), studies, strict=True):
        if study.doubts:
            yield f"{name} is not to be relied on: {'; '.join(study.doubts)}"
    references = [study.reference for study in studies]
    if any(reference != references[0] for reference in references):
        yield "the references differ: errors are against different truths and do not rank studies"
    elif sum(bool(study.training or study.production) for study in studies) > 1:
        yield "RMSEs are on frames of each study's own and do not rank studies"
    if any(study.finished_tasks < study.tasks for study in studies):
        yield "a study is not finished; its numbers can change"


def table_text(table: Table) -> str:
    """Write a table in columns for a terminal."""
    widths = [max(map(len, column)) for column in zip(table.head, *table.rows, strict=True)]
    lines = [_line(row, widths) for row in (table.head, *table.rows)]
    return "\n".join([*lines, *(f"note: {note}" for note in table.notes)])


def _line(row: tuple[str, ...], widths: list[int]) -> str:
    name, *values = row
    cells = [f"{value:>{width}}" for value, width in zip(values, widths[1:], strict=True)]
    return "   ".join([f"{name:<{widths[0]}}", *cells])


def table_markdown(table: Table) -> str:
    """Write a table in Markdown, numbers to the right."""
    aligned = "|---|" + "---:|" * (len(table.head) - 1)
    lines = [f"| {' | '.join(row)} |" for row in (table.head, *table.rows)]
    notes = ["", *(f"- {note}" for note in table.notes)] if table.notes else []
    return "\n".join([lines[0], aligned, *lines[1:], *notes])


def table_json(studies: tuple[StudyResults, ...]) -> dict[str, Any]:
    """Give the results themselves as JSON, not the texts of the table."""
    return {"version": 1, "studies": [each.model_dump(mode="json") for each in studies]}
