"""The nep.in of GPUMD's ``nep``, from the potential's settings and one training's length."""

from typing import NamedTuple

from saggar.compiler.render import plain, render_deck
from saggar.schemas.engines import Nep


class NepDeck(NamedTuple):
    """Values of ``nep/nep.in``."""

    species: str
    version: int
    cutoff: str
    n_max: str
    basis_size: str
    l_max: str
    neuron: int
    zbl: str | None
    lambda_e: str
    lambda_f: str
    lambda_v: str
    batch: int
    population: int
    generation: int


def training_deck(potential: Nep, species: tuple[str, ...], generations: int) -> str:
    """Render nep.in; its length differs between the committee and the final training.

    Parameters
    ----------
    potential : Nep
        Architecture and loss.
    species : tuple of str
        Elements in the order of every file of the study.
    generations : int
        Generations of the evolution strategy.

    Returns
    -------
    str
        The text of nep.in. It holds no seed: ``nep`` takes none.
    """
    deck = NepDeck(
        species=f"{len(species)} {' '.join(species)}",
        version=potential.version,
        cutoff=f"{plain(potential.cutoff.radial_A)} {plain(potential.cutoff.angular_A)}",
        n_max=" ".join(map(str, potential.n_max)),
        basis_size=" ".join(map(str, potential.basis_size)),
        l_max=" ".join(map(str, potential.l_max)),
        neuron=potential.neurons,
        zbl=None if potential.zbl_A is None else plain(potential.zbl_A),
        lambda_e=plain(potential.loss.energy),
        lambda_f=plain(potential.loss.force),
        lambda_v=plain(potential.loss.virial),
        batch=potential.batch,
        population=potential.population,
        generation=generations,
    )
    return render_deck("nep/nep.in", deck._asdict())
