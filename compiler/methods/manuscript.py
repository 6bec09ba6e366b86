"""What all sentences of a Methods section share: references, notation, names of models."""

from collections.abc import Iterable, Sequence
from typing import TypeVar

from saggar.compiler.methods.citations import Citations
from saggar.compiler.methods.notation import Notation
from saggar.schemas.engines import Chgnet, Mace, Vasp

_Key = TypeVar("_Key")


class Manuscript:
    """A text in the making.

    Parameters
    ----------
    write : Notation
        Writes the values of the campaign.

    Attributes
    ----------
    cite : Citations
        References so far.
    """

    def __init__(self, write: Notation) -> None:
        self.cite = Citations()
        self.write = write
        self._named: list[Chgnet | Mace | Vasp] = []

    def model(self, model: Chgnet | Mace | Vasp) -> str:
        """Name a model: with its references and weights at first, then in short."""
        if model in self._named:
            return model.title + (" with D3" if model.dispersion != "none" else "")
        self._named.append(model)
        return f"{self._whole_name(model)}{self._dispersion(model.dispersion)}"

    def _whole_name(self, model: Chgnet | Mace | Vasp) -> str:
        if isinstance(model, Chgnet):
            weights = f"weights of {model.weights}" if model.weights else f"version {model.version}"
            return f"CHGNet {self.cite('chgnet')} ({weights})"
        if isinstance(model, Mace) and model.weights:
            return f"MACE {self.cite('mace')} (weights of {model.weights}, {model.dtype})"
        if isinstance(model, Mace):
            return f"MACE {self.cite('mace', 'mace-mp')} (model {model.model}, {model.dtype})"
        return (
            "density-functional theory in the projector augmented-wave method "
            f"{self.cite('paw')} as implemented in VASP {self.cite('vasp')}, by the "
            f"{model.functional} functional {self.cite(model.functional)}"
        )

    def _dispersion(self, dispersion: str) -> str:
        if dispersion == "none":
            return " without dispersion correction"
        if dispersion == "d3":
            return f" with the D3 dispersion correction {self.cite('d3')}"
        return (
            f" with the D3 dispersion correction in Becke-Johnson damping {self.cite('d3', 'bj')}"
        )


def alike(pairs: Iterable[tuple[_Key, str]]) -> list[tuple[_Key, list[str]]]:
    """Gather names under equal keys, in the order in which these come."""
    groups: list[tuple[_Key, list[str]]] = []
    for key, name in pairs:
        group = next((names for known, names in groups if known == key), None)
        if group is None:
            groups.append((key, [name]))
        else:
            group.append(name)
    return groups


def span(numbers: Sequence[float], form: str = "g") -> str:
    """Write the range of some numbers: ``90 to 150``, or ``90`` where it has no width."""
    low, high = (format(bound, form) for bound in (min(numbers), max(numbers)))
    return low if low == high else f"{low} to {high}"


def counted(number: int, noun: str) -> str:
    """Write a number with its noun: ``1 iteration``, ``2 iterations``."""
    return f"{number} {noun}{'' if number == 1 else 's'}"


def lowest(number: int) -> str:
    """Write how many of the lowest: ``lowest``, ``2 lowest``."""
    return "lowest" if number == 1 else f"{number} lowest"


def verb(names: Sequence[str]) -> str:
    """Give the verb that goes with some names."""
    return "was" if len(names) == 1 else "were"
