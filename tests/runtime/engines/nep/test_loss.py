"""The loss of the embedded trainer against its closed form."""

import numpy as np
import pytest

from saggar.runtime.engines.nep import descent, translation
from saggar.runtime.engines.nep.deck import LossWeights
from saggar.runtime.nep_file import Architecture

LI_CL = Architecture(("Li", "Cl"), (4.0, 3.5), (2, 2), (4, 4), (4, 2, 0), 4, None)


def evaluate(weights: LossWeights, frames, terms=None) -> tuple[float, list[np.ndarray]]:
    """Return the loss of a fresh potential, and its errors of energy, force and virial."""
    from neppo import StructureContainer, Trainer

    model = descent.fresh_model(LI_CL, seed=2)
    atoms = [descent._target(frame) for frame in frames]
    container = StructureContainer(model, atoms)
    loss = descent.WatchedLoss(terms or descent.loss_terms(weights), lambda step: None)
    trainer = Trainer(model, loss, container, batch_size=len(frames), device="cpu", seed=1)
    ((batch, targets),) = trainer._batches
    results = model(batch)
    total, _ = loss(results, targets, model)
    energy = ((results["energy"] - targets.energy) / 8).detach().numpy()
    force = (results["forces"] - targets.forces).detach().numpy()
    virial = ((results["virial"] - targets.virial) / 8).detach().numpy()
    return float(total.detach()), [energy, force, virial[:, [0, 1, 2, 0, 1, 2], [0, 1, 2, 1, 2, 0]]]


@pytest.mark.parametrize(
    "weights",
    [
        LossWeights(1.0, 1.0, 0.1),
        LossWeights(2.0, 0.0, 0.0),
        LossWeights(0.0, 0.5, 0.0),
        LossWeights(0.0, 0.0, 3.0),
    ],
)
def test_loss_is_the_weighted_sum_of_mean_square_errors(salt, weights: LossWeights) -> None:
    total, (energy, force, virial) = evaluate(weights, salt)
    expected = (
        weights.energy * np.var(energy)  # the mean is removed
        + weights.forces * np.mean(force**2)
        + weights.virial * np.mean(virial**2)
    )
    assert total == pytest.approx(expected, rel=1e-4)


def test_neppo_given_the_translated_lambdas_minimises_the_same_loss(salt) -> None:
    from neppo.nep_in import get_loss

    weights = LossWeights(0.7, 1.3, 0.2)
    used = translation.neppo_lambdas(weights)
    settings = {
        "type": ["2", "Li", "Cl"],
        "lambda_e": [str(used.energy)],
        "lambda_f": [str(used.forces)],
        "lambda_v": [str(used.virial)],
    }
    ours, _ = evaluate(weights, salt)
    neppos, _ = evaluate(weights, salt, terms=get_loss(settings).terms)
    assert neppos == pytest.approx(ours / (2 * translation.SIGMA_FORCE_EV_A), rel=1e-5)


def test_gpumds_default_weights_become_a_thirtieth_one_and_a_tenth() -> None:
    used = translation.neppo_lambdas(LossWeights(1.0, 1.0, 0.1))
    assert (used.energy, used.forces, used.virial) == pytest.approx((1 / 30, 1.0, 0.1))


def test_error_scales_are_those_of_the_installed_neppo() -> None:
    energy, forces, virial = descent.loss_terms(LossWeights(1.0, 1.0, 1.0))
    assert energy.sigma == translation.SIGMA_ENERGY_EV_PER_ATOM
    assert forces.sigma == translation.SIGMA_FORCE_EV_A
    assert virial.sigma == translation.SIGMA_VIRIAL_EV_PER_ATOM
