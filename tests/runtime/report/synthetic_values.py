"""Values of synthetic runs, from the definitions of what they stand for."""

from pathlib import Path

import numpy as np
from synthetic_plan import ATOMS

from saggar.schemas.results import (
    Accuracy,
    Average,
    DynamicsOutcome,
)


def table_rows(*columns: np.ndarray) -> list[str]:
    """Give comma-separated lines of columns."""
    return [",".join(f"{value:.8g}" for value in row) for row in zip(*columns, strict=True)]


def write_csv(path: Path, header: str, rows: list[str]) -> None:
    """Write a table."""
    path.write_text("\n".join([header, *rows]) + "\n")


def mean_of(values: np.ndarray) -> Average:
    """Give mean, standard error (as of independent values) and standard deviation."""
    deviation = float(values.std())
    return Average(
        mean=float(values.mean()),
        error=deviation / np.sqrt(values.size),
        standard_deviation=deviation,
    )


def dynamics_outcome(temperature_K: float, stopped: str = "") -> DynamicsOutcome:
    """Give the outcome of 5 ps of dynamics."""
    return DynamicsOutcome(
        cell="c-ZrO2",
        set_temperature_K=temperature_K,
        set_pressure_GPa=None,
        steps=5000,
        records=250,
        mean_temperature_K=temperature_K + 1.5,
        mean_pressure_GPa=0.1,
        stopped=stopped,
    )


def accuracy_of(
    frames: int, energy, force, virial, energy_guess, force_guess, virial_guess
) -> Accuracy:
    """Give the errors of predictions, from their definitions."""
    d_energy, d_force, d_virial = energy_guess - energy, force_guess - force, virial_guess - virial
    return Accuracy(
        frames=frames,
        atoms=frames * ATOMS,
        energy_rmse_meV_per_atom=1e3 * float(np.sqrt(np.mean(d_energy**2))),
        energy_mae_meV_per_atom=1e3 * float(np.mean(np.abs(d_energy))),
        force_rmse_eV_per_A=float(np.sqrt(np.mean(d_force**2))),
        force_mae_eV_per_A=float(np.mean(np.abs(d_force))),
        force_max_eV_per_A=float(np.abs(d_force).max()),
        virial_rmse_meV_per_atom=1e3 * float(np.sqrt(np.mean(d_virial**2))),
    )
