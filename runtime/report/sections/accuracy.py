"""Accuracy: predictions of the final potential against the reference."""

from collections.abc import Iterator

from saggar.runtime.report.content import Block, Paragraph, Pictures, Section, grid
from saggar.runtime.report.data.comparisons import Comparison
from saggar.runtime.report.data.report import ReportData
from saggar.runtime.report.figures.parity import parity_pictures
from saggar.runtime.report.notation import count, significant
from saggar.runtime.report.verdict import correlation, reference_name
from saggar.schemas.results import Accuracy


def accuracy_section(data: ReportData) -> Section:
    """Tabulate the errors and draw predictions against the reference."""
    return Section("accuracy", "Accuracy of the final potential", tuple(_blocks(data)))


def _blocks(data: ReportData) -> Iterator[Block]:
    sets = [*data.comparisons, *([data.training_fit] if data.training_fit else [])]
    existing = data.records.lock.campaign.models.potential.existing
    if not sets:
        given = f"The potential is {existing}, as it was given; nothing was compared with it."
        yield Paragraph(given if existing else "The final potential is not trained yet.", "note")
        return
    reference = reference_name(data.records.lock.campaign.models.reference)
    yield Paragraph(
        f"Errors are predicted minus {reference}. Energies and virials are divided by the number "
        "of atoms. An error on the training set says how well the potential fits, not how well it "
        "predicts."
    )
    yield _table(sets)
    for sentence in (text for comparison in sets for text in correlation(comparison)):
        yield Paragraph(sentence)
    for comparison in sets:
        pictures = parity_pictures(comparison)
        if pictures:
            yield Paragraph(f"Predictions on the {comparison.title}.")
            yield Pictures(pictures, "third")


def _table(sets: list[Comparison]) -> Block:
    rows = []
    for comparison in sets:
        rows.append((comparison.title, *_errors(comparison.accuracy)))
        if len(comparison.by_origin) > 1:
            for origin, accuracy in sorted(comparison.by_origin.items()):
                rows.append((f"\u2003{origin}", *_errors(accuracy)))
    return grid(
        "Errors of the final potential.",
        (
            "Frames of",
            "Frames",
            "Atoms",
            "Energy RMSE (meV/atom)",
            "Energy MAE (meV/atom)",
            "Force RMSE (eV/Å)",
            "Force MAE (eV/Å)",
            "Largest force error (eV/Å)",
            "Virial RMSE (meV/atom)",
        ),
        rows,
    )


def _errors(accuracy: Accuracy) -> tuple[str, ...]:
    return (
        count(accuracy.frames),
        count(accuracy.atoms),
        significant(accuracy.energy_rmse_meV_per_atom),
        significant(accuracy.energy_mae_meV_per_atom),
        significant(accuracy.force_rmse_eV_per_A),
        significant(accuracy.force_mae_eV_per_A),
        significant(accuracy.force_max_eV_per_A),
        significant(accuracy.virial_rmse_meV_per_atom),
    )
