"""The head of a nep.txt: which potential a file holds."""

from collections.abc import Sequence
from dataclasses import dataclass

from saggar.schemas.errors import EngineError

HEAD_LINES = 7
"""Lines before the parameters, at most."""


@dataclass(frozen=True)
class Architecture:
    """What fixes the number and the meaning of a potential's parameters.

    Parameters
    ----------
    species : tuple of str
        Elements in the order of the potential.
    cutoff_A : tuple of two float
        Radial and angular cutoff, A.
    n_max, basis_size : tuple of two int
        Upper indices of the radial functions and of their basis, radial and angular.
    l_max : tuple of three int
        Orders of the three-, four- and five-body terms; 0 leaves a term out.
    neurons : int
        Neurons of the hidden layer.
    zbl_A : float or None
        Outer cutoff of the screened nuclear repulsion, A; the inner one is half of it.
    """

    species: tuple[str, ...]
    cutoff_A: tuple[float, float]
    n_max: tuple[int, int]
    basis_size: tuple[int, int]
    l_max: tuple[int, int, int]
    neurons: int
    zbl_A: float | None


def parse_architecture(text: str, *, name: str) -> Architecture:
    """Read the shape of a potential from its text.

    Parameters
    ----------
    text : str
        A nep.txt of version 4, with or without ZBL; its head is enough.
    name : str
        What messages call it.

    Returns
    -------
    Architecture

    Raises
    ------
    EngineError
        If it is no such potential.
    """
    lines = [line.split() for line in text.splitlines()[:HEAD_LINES]]
    try:
        return _parse_head(lines)
    except (KeyError, ValueError, IndexError) as error:
        raise EngineError(
            f"{name}: its head is not that of a NEP4 potential with one hidden layer"
        ) from error


def _parse_head(lines: Sequence[Sequence[str]]) -> Architecture:
    (model, _, *species), *rest = lines
    words = {line[0]: line[1:] for line in rest if line}
    if model != ("nep4_zbl" if "zbl" in words else "nep4") or words["ANN"][1] != "0":
        raise ValueError(model)
    radial, angular, _, _ = (float(word) for word in words["cutoff"])
    n_radial, n_angular = (int(word) for word in words["n_max"])
    basis_radial, basis_angular = (int(word) for word in words["basis_size"])
    three, four, five = (int(word) for word in words["l_max"])
    return Architecture(
        species=tuple(species),
        cutoff_A=(radial, angular),
        n_max=(n_radial, n_angular),
        basis_size=(basis_radial, basis_angular),
        l_max=(three, four, five),
        neurons=int(words["ANN"][0]),
        zbl_A=float(words["zbl"][1]) if "zbl" in words else None,
    )
