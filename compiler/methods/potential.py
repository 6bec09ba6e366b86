"""Sentences on the potential: where it comes from, its architecture, how it is trained."""

from collections.abc import Iterator

from saggar.compiler.methods.account import Account
from saggar.compiler.methods.manuscript import Manuscript, counted
from saggar.schemas.active_learning import Gradient, Train
from saggar.schemas.engines import Nep


def potential(account: Account, text: Manuscript) -> Iterator[str]:
    """Say which potential was used, and what it was fitted to."""
    nep = account.campaign.models.potential
    cited = text.cite("nep", "gpumd", "nep4")
    if nep.existing is None:
        yield f"A neuroevolution potential (NEP{nep.version}) {cited} {_architecture(nep, text)}."
    else:
        yield (
            f"The neuroevolution potential (NEP{nep.version}) {cited} existed already "
            f"({nep.existing}); it was not trained in this study, and its training set and loss "
            f"are not known here. By its file it {_architecture(nep, text)}."
        )
    if nep.zbl_A is not None:
        yield (
            f"The universal repulsion of Ziegler, Biersack and Littmark {text.cite('zbl')} was "
            f"added, switched off between half of and the whole {text.write(nep, 'zbl')}."
        )


def _architecture(nep: Nep, text: Manuscript) -> str:
    cutoff = nep.cutoff
    return (
        f"had radial and angular cutoffs of {text.write(cutoff, 'radial')} and "
        f"{text.write(cutoff, 'angular')}, {nep.n_max[0] + 1} radial and {nep.n_max[1] + 1} "
        f"angular functions (n_max {nep.n_max[0]} and {nep.n_max[1]}) of {nep.basis_size[0] + 1} "
        f"and {nep.basis_size[1] + 1} basis functions (basis_size {nep.basis_size[0]} and "
        f"{nep.basis_size[1]}), angular terms up to l = {nep.l_max[0]}, {nep.l_max[1]} and "
        f"{nep.l_max[2]} (three, four and five bodies; 0 is none), and {nep.neurons} neurons in "
        "the hidden layer"
    )


def training(
    train: Train, nep: Nep, trainer: str, text: Manuscript, *, follows: bool = False
) -> str:
    """Say how a potential was trained.

    Parameters
    ----------
    train : Train
        Length of the training.
    nep : Nep
        Weights of the loss, and batch and population of the evolution strategy.
    trainer : str
        ``neppo`` or ``nep``.
    text : Manuscript
        Cites and writes.
    follows : bool
        Whether there is a potential before the first training of this kind.
    """
    weights = f"{nep.loss.energy:g}, {nep.loss.force:g} and {nep.loss.virial:g}"
    took = length(train, trainer)
    if trainer == "neppo" and train.gradient is not None:
        gradient = train.gradient
        how = (
            f"Training by neppo {text.cite('neppo')} took {took} of AdamW {text.cite('adamw')} on "
            f"batches of {gradient.batch} frames, the learning rate falling along half a cosine "
            f"{_rates(train, gradient)}; mean square errors of energy per atom (without their mean "
            f"in a batch), force components and virial per atom were weighted by {weights}"
        )
    else:
        how = (
            f"Training by GPUMD's nep took {took} of a separable natural evolution strategy "
            f"{text.cite('snes')} with a population of {nep.population} on batches of up to "
            f"{nep.batch} frames; root mean square errors of energy per atom, force components "
            f"and virial per atom were weighted by {weights}, with the program's own regularisation"
        )
    return f"{how}. {start_of_final(train) if follows else _start_of_committee(train)}"


def length(train: Train, trainer: str) -> str:
    """Say how long a training was."""
    if trainer == "neppo" and train.gradient is not None:
        return counted(train.gradient.steps, "step")
    return counted(train.generations, "generation")


def _rates(train: Train, gradient: Gradient) -> str:
    cold, warm = gradient.cold, gradient.warm
    if not train.warm_start:
        return f"from {cold.start:g} to {cold.stop:g}"
    return (
        f"(from {cold.start:g} to {cold.stop:g} where it began from random parameters, from "
        f"{warm.start:g} to {warm.stop:g} where it began from a potential)"
    )


def start_of_final(train: Train) -> str:
    """Say from where a training after the loop began."""
    if train.warm_start:
        return "It began from the first potential of the last committee."
    return "It began from random parameters."


def _start_of_committee(train: Train) -> str:
    if not train.warm_start:
        return "It began from random parameters."
    return (
        "The first iteration began from random parameters, each later one from the potentials of "
        "the one before."
    )
