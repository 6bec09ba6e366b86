"""nep.in as our template writes it: every key that it can hold, each given once."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from saggar.runtime.nep_file import Architecture
from saggar.schemas.errors import EngineError


@dataclass(frozen=True)
class LossWeights:
    """Weights of the root mean square errors in GPUMD's loss: lambda_e, lambda_f, lambda_v."""

    energy: float
    forces: float
    virial: float


@dataclass(frozen=True)
class NepDeck:
    """Content of a nep.in.

    Parameters
    ----------
    architecture : Architecture
        The potential.
    loss : LossWeights
        Weights of energy (eV/atom), forces (eV/A) and virial (eV/atom).
    batch, population, generations : int
        Length and width of GPUMD's evolution strategy.
    """

    architecture: Architecture
    loss: LossWeights
    batch: int
    population: int
    generations: int


_Number = TypeVar("_Number", int, float)


@dataclass(frozen=True)
class _Entry:
    words: tuple[str, ...]
    where: str

    def numbers(self, count: int) -> tuple[float, ...]:
        return self._convert(float, count, "numbers")

    def integers(self, count: int) -> tuple[int, ...]:
        return self._convert(int, count, "integers")

    def _convert(
        self, kind: Callable[[str], _Number], count: int, what: str
    ) -> tuple[_Number, ...]:
        try:
            values = tuple(kind(word) for word in self.words)
        except ValueError:
            values = ()
        if len(values) != count:
            raise EngineError(
                f"{self.where} {' '.join(self.words)}: {count} {what} are needed and accepted"
            )
        return values


_REQUIRED = (
    "type",
    "version",
    "cutoff",
    "n_max",
    "basis_size",
    "l_max",
    "neuron",
    "lambda_e",
    "lambda_f",
    "lambda_v",
    "batch",
    "population",
    "generation",
)
_OPTIONAL = ("zbl",)


def read_nep_in(path: Path) -> NepDeck:
    """Read a nep.in that our template wrote.

    Parameters
    ----------
    path : Path
        The file.

    Returns
    -------
    NepDeck

    Raises
    ------
    EngineError
        If a key is unknown, missing or given twice, or a value does not fit; with its line.
    """
    entries = _entries(path)
    _require_version_4(entries["version"])
    return NepDeck(
        architecture=_architecture(entries),
        loss=LossWeights(*(_weight(entries[f"lambda_{name}"]) for name in "efv")),
        batch=_positive(entries["batch"]),
        population=_positive(entries["population"]),
        generations=_positive(entries["generation"]),
    )


def _entries(path: Path) -> dict[str, _Entry]:
    entries: dict[str, _Entry] = {}
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        words = line.split("#", 1)[0].split()
        if not words:
            continue
        key, where = words[0], f"{path}:{number}: {words[0]}"
        if key not in _REQUIRED + _OPTIONAL:
            raise EngineError(
                f"{path}:{number}: the embedded trainer does not know {key!r}; "
                f"it takes {', '.join(_REQUIRED + _OPTIONAL)}"
            )
        if key in entries:
            raise EngineError(f"{where} is given a second time (first at {entries[key].where})")
        entries[key] = _Entry(tuple(words[1:]), where)
    missing = [key for key in _REQUIRED if key not in entries]
    if missing:
        raise EngineError(
            f"{path}: {', '.join(missing)} missing; every key is needed because their defaults "
            "differ between releases of GPUMD"
        )
    return entries


def _architecture(entries: dict[str, _Entry]) -> Architecture:
    radial, angular = entries["cutoff"].numbers(2)
    n_radial, n_angular = entries["n_max"].integers(2)
    basis_radial, basis_angular = entries["basis_size"].integers(2)
    three, four, five = entries["l_max"].integers(3)
    (neurons,) = entries["neuron"].integers(1)
    return Architecture(
        species=_species(entries["type"]),
        cutoff_A=(radial, angular),
        n_max=(n_radial, n_angular),
        basis_size=(basis_radial, basis_angular),
        l_max=(three, four, five),
        neurons=neurons,
        zbl_A=entries["zbl"].numbers(1)[0] if "zbl" in entries else None,
    )


def _species(entry: _Entry) -> tuple[str, ...]:
    count, *species = entry.words or ("",)
    if count != str(len(species)) or not species:
        raise EngineError(f"{entry.where}: {count!r} elements announced and {len(species)} named")
    return tuple(species)


def _require_version_4(entry: _Entry) -> None:
    if entry.integers(1) != (4,):
        raise EngineError(f"{entry.where} {entry.words[0]}: the embedded trainer makes NEP4 only")


def _weight(entry: _Entry) -> float:
    (weight,) = entry.numbers(1)
    if not 0.0 <= weight < float("inf"):
        raise EngineError(f"{entry.where} is {weight:g}; a weight is 0 or more and finite")
    return weight


def _positive(entry: _Entry) -> int:
    (count,) = entry.integers(1)
    if count < 1:
        raise EngineError(f"{entry.where} is {count}; it must be at least 1")
    return count
