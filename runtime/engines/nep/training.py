"""Training a potential in a folder that holds nep.in and train.xyz, as GPUMD's ``nep`` does."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from saggar.runtime.dataset import LabelledFrame, read_train_xyz
from saggar.runtime.engines.nep.architecture import read_architecture, require_same
from saggar.runtime.engines.nep.deck import LossWeights, read_nep_in
from saggar.runtime.engines.nep.translation import translate
from saggar.runtime.nep_file import Architecture
from saggar.schemas.errors import EngineError

_ERRORS = ("energy", "forces", "virial")

SMALLEST_BATCH = 2
"""The loss ignores the mean energy error of a batch, so one frame would teach no energy."""


@dataclass(frozen=True)
class Accuracy:
    """Root mean square errors on one set of frames, as GPUMD reports them.

    Parameters
    ----------
    energy_eV_per_atom, virial_eV_per_atom : float
        eV/atom.
    force_eV_A : float
        Over components, eV/A.
    """

    energy_eV_per_atom: float
    force_eV_A: float
    virial_eV_per_atom: float


@dataclass(frozen=True)
class Training:
    """Outcome of a training.

    Parameters
    ----------
    potential : Path
        The nep.txt.
    frames : int
        Number of training frames.
    warm : bool
        Whether it started from a potential.
    train : Accuracy
        On train.xyz.
    test : Accuracy or None
        On test.xyz, if there is one.
    """

    potential: Path
    frames: int
    warm: bool
    train: Accuracy
    test: Accuracy | None


def train(
    folder: Path,
    *,
    steps: int,
    batch: int,
    learning_rate: tuple[float, float],
    seed: int,
    warm_start: Path | None = None,
    on_step: Callable[[int], None] = lambda step: None,
) -> Training:
    """Train the potential that ``nep.in`` describes on ``train.xyz``.

    Writes ``nep.txt``, ``loss.out`` (GPUMD's columns), ``{energy,force,virial,stress}_train.out``
    (``_test.out`` where a ``test.xyz`` stands) and ``translation.json``, which tells what of
    nep.in was not followed. One seed gives one nep.txt, bit for bit, on one machine.

    Parameters
    ----------
    folder : Path
        Holds nep.in, train.xyz and perhaps test.xyz.
    steps, batch : int
        Gradient steps, and frames in each (at least 2).
    learning_rate : tuple of two float
        Of the first and the last step.
    seed : int
        Of the initial parameters and of the order of the batches.
    warm_start : Path or None
        A nep.txt of the same architecture to start from.
    on_step : callable
        Called with the number of every finished step.

    Returns
    -------
    Training

    Raises
    ------
    EngineError
        If an input is wrong, the previous potential has another architecture, or the loss is
        not finite; nep.txt is then not written.
    """
    from saggar.runtime.engines.nep import descent

    deck = read_nep_in(folder / "nep.in")
    frames = _read_frames(folder / "train.xyz", deck.architecture)
    test = _read_test(folder / "test.xyz", deck.architecture)
    _require_batch(batch, len(frames))
    record = translate(deck, steps=steps, batch=batch, learning_rate=learning_rate, seed=seed)
    model = _starting_model(deck.architecture, seed, warm_start)
    schedule = descent.Schedule(steps, batch, learning_rate)
    trainer = descent.descend(
        model, frames, test, weights=deck.loss, schedule=schedule, seed=seed, on_step=on_step
    )
    record.write(folder / "translation.json")
    _write_loss_out(folder / "loss.out", trainer.history, deck.loss)
    descent.write_train_out(trainer, folder)
    _write_potential(model, folder / "nep.txt")
    return Training(
        potential=folder / "nep.txt",
        frames=len(frames),
        warm=warm_start is not None,
        train=_accuracy(trainer.history, "train"),
        test=_accuracy(trainer.history, "test") if test else None,
    )


def _read_frames(path: Path, architecture: Architecture) -> tuple[LabelledFrame, ...]:
    frames = read_train_xyz(path)
    if not frames:
        raise EngineError(f"{path}: no frames; nothing can be learned")
    for frame in frames:
        unknown = sorted(set(frame.cell.species) - set(architecture.species))
        if unknown:
            raise EngineError(
                f"{path}: frame {frame.origin} contains {', '.join(unknown)}, which nep.in does "
                f"not name (type {' '.join(architecture.species)})"
            )
    return frames


def _read_test(path: Path, architecture: Architecture) -> tuple[LabelledFrame, ...]:
    return _read_frames(path, architecture) if path.exists() else ()


def _require_batch(batch: int, n_frames: int) -> None:
    if batch < SMALLEST_BATCH:
        raise EngineError(
            f"training: a batch of {batch} frames; at least {SMALLEST_BATCH} are needed, because "
            "the mean energy error of a batch is left out of the loss"
        )
    if n_frames < SMALLEST_BATCH:
        raise EngineError(f"training: {n_frames} frame; at least {SMALLEST_BATCH} are needed")


def _starting_model(architecture: Architecture, seed: int, warm_start: Path | None) -> Any:
    from saggar.runtime.engines.nep import descent

    if warm_start is None:
        return descent.fresh_model(architecture, seed)
    require_same(architecture, read_architecture(warm_start), warm_start)
    return descent.previous_model(warm_start)


def _write_potential(model: Any, path: Path) -> None:
    scratch = path.with_name(f".{path.name}.part")
    model.write(scratch)
    scratch.replace(path)


def _accuracy(history: Any, label: str) -> Accuracy:
    last = history.iloc[-1]
    return Accuracy(
        energy_eV_per_atom=float(last[f"rmse_energy_{label}"]),
        force_eV_A=float(last[f"rmse_forces_{label}"]),
        virial_eV_per_atom=float(last[f"rmse_virial_{label}"]),
    )


def _write_loss_out(path: Path, history: Any, weights: LossWeights) -> None:
    """Write GPUMD's columns: generation, total, L1, L2, then RMSE of energy, force and virial.

    The total is GPUMD's own sum of weighted RMSE over the training set, without L1 and L2, so
    that it compares with a loss.out of ``nep``. Errors of a missing test set are 0.
    """
    lambdas = np.array([weights.energy, weights.forces, weights.virial])
    lines = []
    for _, row in history.iterrows():
        train, test = (
            np.array([row.get(f"rmse_{what}_{label}", 0.0) for what in _ERRORS])
            for label in ("train", "test")
        )
        losses = "".join(f"{value:<11.5f}" for value in (float(lambdas @ train), 0.0, 0.0))
        errors = "".join(f"{value:<13.5f}" for value in (*train, *test))
        lines.append(f"{row['step']:<8.0f}{losses}{errors}\n")
    path.write_text("".join(lines), encoding="utf-8")
