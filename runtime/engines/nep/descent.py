"""Gradient descent on the parameters of a NEP4 by neppo, on one thread of the CPU.

GPUMD's ``nep`` minimises a weighted sum of root mean square errors::

    L_nep = lambda_e RMSE(E / n) + lambda_f RMSE(F) + lambda_v RMSE(W / n)   [+ L1 + L2]

with the energy E (eV) and the virial W (eV) of frames of n atoms, and the force components F
(eV/A). Gradient descent takes the mean squares in place of their roots, with the same lambdas::

    L = lambda_e MSE(E / n) + lambda_f MSE(F) + lambda_v MSE(W / n)

on a batch. L has no kink where an error vanishes, and its gradient shrinks with the errors; it
points the way of L_nep's where the three errors are equal. In both, the mean error of E / n is
left out and folded into the energy of an atom.

neppo's terms are ``w MSE / (2 sigma^2)``, hence ``w = 2 sigma^2 lambda``; its own nep.in takes
``lambda' = w / sigma``.

References
----------
Z. Fan et al., J. Chem. Phys. 157, 114801 (2022): the loss of NEP.
"""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from neppo import StructureContainer, Trainer, read_model
from neppo.losses import EnergyLoss, ForceLoss, Loss, VirialLoss
from neppo.nep_in import get_model
from neppo.output import write_predictions

from saggar.runtime.dataset import LabelledFrame
from saggar.runtime.engines.nep.deck import LossWeights
from saggar.runtime.nep_file import Architecture
from saggar.schemas.errors import EngineError


@dataclass(frozen=True)
class Schedule:
    """How long and how fast to descend.

    Parameters
    ----------
    steps : int
        Gradient steps, one batch each.
    batch : int
        Frames in a batch.
    learning_rate : tuple of two float
        Of the first and of the last step; between them it follows half a cosine.
    reports : int
        Rows of loss.out; each costs an evaluation of all frames.
    """

    steps: int
    batch: int
    learning_rate: tuple[float, float]
    reports: int = 4

    @property
    def report_every(self) -> int:
        """Steps between two rows of loss.out."""
        return max(1, math.ceil(self.steps / self.reports))


class WatchedLoss(Loss):  # type: ignore[misc]
    """A loss that stops the training when it is not finite, and tells of every step.

    Parameters
    ----------
    terms : list of neppo.losses.LossTerm
        Terms with their weights.
    on_step : callable
        Called with the number of every step that was evaluated.
    """

    def __init__(self, terms: list[Any], on_step: Callable[[int], None]) -> None:
        super().__init__(terms)
        self._on_step = on_step
        self._step = 0

    def __call__(self, results: Any, targets: Any, model: Any) -> tuple[Any, Any]:
        """Return the loss and its terms.

        Raises
        ------
        EngineError
            If the loss is not finite.
        """
        total, terms = super().__call__(results, targets, model)
        self._step += 1
        if not math.isfinite(float(total.detach())):
            raise EngineError(
                f"training: the loss is {float(total.detach())} at step {self._step}; lower the "
                "learning rate or look for frames with insane forces"
            )
        self._on_step(self._step)
        return total, terms


def loss_terms(weights: LossWeights) -> list[Any]:
    """Return the terms of the weighted sum of mean square errors; see the module's summary."""
    terms = (EnergyLoss(form="mse"), ForceLoss(form="mse"), VirialLoss(form="mse"))
    lambdas = (weights.energy, weights.forces, weights.virial)
    return [
        2.0 * term.sigma**2 * factor * term for factor, term in zip(lambdas, terms, strict=True)
    ]


def fresh_model(architecture: Architecture, seed: int) -> Any:
    """Return a potential with parameters drawn from `seed`; torch's own generator is kept."""
    zbl = {} if architecture.zbl_A is None else {"zbl": [repr(architecture.zbl_A)]}
    settings = {
        "version": ["4"],
        "type": [str(len(architecture.species)), *architecture.species],
        "cutoff": [repr(radius) for radius in architecture.cutoff_A],
        "n_max": [str(index) for index in architecture.n_max],
        "basis_size": [str(index) for index in architecture.basis_size],
        "l_max": [str(order) for order in architecture.l_max],
        "neuron": [str(architecture.neurons)],
        **zbl,
    }
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(seed)
        return get_model(settings)


def previous_model(potential: Path) -> Any:
    """Return the potential of a file, to start from."""
    return read_model(potential)


def descend(
    model: Any,
    frames: Sequence[LabelledFrame],
    test: Sequence[LabelledFrame],
    *,
    weights: LossWeights,
    schedule: Schedule,
    seed: int,
    on_step: Callable[[int], None],
) -> Trainer:
    """Train `model` in place and return the trainer with its history.

    Raises
    ------
    EngineError
        If the loss is not finite at some step.
    """
    torch.set_num_threads(1)
    trainer = Trainer(
        model,
        WatchedLoss(loss_terms(weights), on_step),
        StructureContainer(model, [_target(frame) for frame in frames]),
        test=StructureContainer(model, [_target(frame) for frame in test]) if test else None,
        batch_size=schedule.batch,
        learning_rate=schedule.learning_rate,
        device="cpu",
        seed=seed,
    )
    trainer.train(steps=schedule.steps, report_interval=schedule.report_every)
    return trainer


def write_train_out(trainer: Trainer, folder: Path) -> None:
    """Write energy, force, virial and stress predictions (``*_train.out``, ``*_test.out``)."""
    write_predictions(trainer.model, trainer.train_structures, folder, "train")
    if trainer.test_structures is not None:
        write_predictions(trainer.model, trainer.test_structures, folder, "test")


def _target(frame: LabelledFrame) -> Any:
    """Return the frame as the trainer takes it: labels in `info` and `arrays`."""
    atoms = frame.cell.to_ase()
    atoms.info = {
        "energy": frame.label.energy_eV,
        "virial": frame.label.virial_eV.ravel(),
        "weight": frame.weight,
    }
    atoms.set_array("forces", frame.label.forces_eV_A)
    return atoms
