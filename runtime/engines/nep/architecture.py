"""The shape of a potential: as nep.in asks for it and as nep.txt has it."""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from pathlib import Path

from saggar.schemas.errors import EngineError


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


def read_architecture(potential: Path) -> Architecture:
    """Read the shape of a potential from the head of its file.

    Parameters
    ----------
    potential : Path
        A nep.txt of version 4, with or without ZBL.

    Returns
    -------
    Architecture

    Raises
    ------
    EngineError
        If the file is missing or is no such potential.
    """
    try:
        with potential.open(encoding="utf-8") as stream:
            lines = [line.split() for _, line in zip(range(7), stream, strict=False)]
    except FileNotFoundError:
        raise EngineError(f"{potential}: the potential to start from does not exist") from None
    try:
        return _parse_head(lines)
    except (KeyError, ValueError, IndexError) as error:
        raise EngineError(
            f"{potential}: its head is not that of a NEP4 potential with one hidden layer"
        ) from error


def require_same(asked: Architecture, found: Architecture, potential: Path) -> None:
    """Check that training can continue from a potential.

    Parameters
    ----------
    asked : Architecture
        Of nep.in.
    found : Architecture
        Of the potential.
    potential : Path
        Where the potential is, for the message.

    Raises
    ------
    EngineError
        If a field differs; every one is named with both values.
    """
    differing = [
        f"{field.name} is {getattr(found, field.name)} there and "
        f"{getattr(asked, field.name)} in nep.in"
        for field in fields(Architecture)
        if getattr(found, field.name) != getattr(asked, field.name)
    ]
    if differing:
        raise EngineError(
            f"{potential}: training cannot continue from this potential: {'; '.join(differing)}; "
            "restore the settings or train without a warm start"
        )


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
