"""What the embedded trainer made of a nep.in: kept, replaced, left out, and why."""

import json
from dataclasses import asdict, dataclass
from importlib.metadata import version
from pathlib import Path

from saggar.runtime.engines.nep.deck import LossWeights, NepDeck

SIGMA_ENERGY_EV_PER_ATOM = 0.001
SIGMA_FORCE_EV_A = 0.03
SIGMA_VIRIAL_EV_PER_ATOM = 0.03
"""Error scales of neppo 1.0's terms; a test compares them with the installed release."""

KEPT = ("type", "version", "cutoff", "n_max", "basis_size", "l_max", "neuron", "zbl")
"""Keys that mean the same in both trainers."""


@dataclass(frozen=True)
class Change:
    """A key of nep.in, or a habit of GPUMD's ``nep``, that the embedded trainer does not follow.

    Parameters
    ----------
    key : str
        The key.
    given : str
        Its value in nep.in, or what ``nep`` does without it.
    used : str
        What the embedded trainer does instead; empty where it does nothing.
    why : str
        The reason.
    """

    key: str
    given: str
    used: str
    why: str


@dataclass(frozen=True)
class Translation:
    """Record of one training by the embedded trainer, written as translation.json.

    Parameters
    ----------
    trainer : str
        Name and release of the trainer.
    kept : tuple of str
        Keys of nep.in that were honoured as they stand.
    changed : tuple of Change
        Everything else.
    """

    trainer: str
    kept: tuple[str, ...]
    changed: tuple[Change, ...]

    def write(self, path: Path) -> None:
        """Write the record as JSON."""
        path.write_text(json.dumps(asdict(self), indent=1) + "\n", encoding="utf-8")


def translate(
    deck: NepDeck, *, steps: int, batch: int, learning_rate: tuple[float, float], seed: int
) -> Translation:
    """Say what the embedded trainer does with a nep.in.

    Parameters
    ----------
    deck : NepDeck
        Content of nep.in.
    steps, batch : int
        Gradient steps, and frames in each.
    learning_rate : tuple of two float
        Of the first and the last step.
    seed : int
        Of the initial parameters and of the order of the batches.

    Returns
    -------
    Translation
    """
    first, last = learning_rate
    kept = tuple(key for key in KEPT if key != "zbl" or deck.architecture.zbl_A is not None)
    return Translation(
        trainer=f"neppo {version('neppo')}",
        kept=kept,
        changed=(
            *_loss_changes(deck),
            Change("batch", str(deck.batch), str(batch), "a gradient step needs few frames"),
            Change(
                "generation",
                str(deck.generations),
                f"{steps} steps of AdamW, learning rate {first:g} to {last:g} along a cosine",
                "gradient descent in place of the evolution strategy",
            ),
            Change("population", str(deck.population), "", "gradient descent has no population"),
            Change("seed", "by the clock", str(seed), "training is reproducible bit by bit"),
        ),
    )


def neppo_lambdas(weights: LossWeights) -> LossWeights:
    """Return the lambdas that neppo's own nep.in would need for the embedded trainer's loss.

    neppo minimises ``sum of lambda' MSE / (2 sigma)`` with sigma_E = 0.001 eV/atom, sigma_F =
    0.03 eV/A and sigma_W = 0.03 eV/atom. With ``lambda' = lambda sigma / sigma_F`` that is ``sum
    of lambda MSE``, up to the factor ``1 / (2 sigma_F)``. GPUMD's default of 1, 1, 0.1 becomes
    1/30, 1, 0.1.

    Parameters
    ----------
    weights : LossWeights
        lambda_e, lambda_f, lambda_v of nep.in.

    Returns
    -------
    LossWeights
        The numbers in neppo's convention.
    """
    return LossWeights(
        energy=weights.energy * SIGMA_ENERGY_EV_PER_ATOM / SIGMA_FORCE_EV_A,
        forces=weights.forces,
        virial=weights.virial * SIGMA_VIRIAL_EV_PER_ATOM / SIGMA_FORCE_EV_A,
    )


def _loss_changes(deck: NepDeck) -> tuple[Change, ...]:
    given, used = deck.loss, neppo_lambdas(deck.loss)
    why = (
        "lambda multiplies the mean square error, where nep takes its root; "
        "both descend alike where the three errors are equal"
    )
    weights = tuple(
        Change(f"lambda_{key}", f"{before:g}", f"{after:g} in neppo's convention", why)
        for key, before, after in (
            ("e", given.energy, used.energy),
            ("f", given.forces, used.forces),
            ("v", given.virial, used.virial),
        )
    )
    regularisation = Change(
        "lambda_1, lambda_2", "automatic", "", "a few hundred steps from small weights need none"
    )
    return (*weights, regularisation)
