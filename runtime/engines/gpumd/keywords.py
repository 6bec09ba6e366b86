"""The keywords of run.in that are executed here, one dataclass and one reader each.

A reader takes the words after the keyword and raises :class:`KeywordError` with what is accepted.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from saggar.runtime.engines.gpumd.releases import Release

Quantity = Literal["velocity", "force", "potential", "virial"]

QUANTITIES: Final[tuple[Quantity, ...]] = ("velocity", "force", "potential", "virial")
RESERVED_FILES: Final = frozenset(
    {"run.in", "model.xyz", "thermo.out", "active.out", "active.xyz", "stdout.txt"}
)

_INTEGER = re.compile(r"[+-]?(0|[1-9]\d*)")
_FILE_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")


class KeywordError(ValueError):
    """The words of a line do not fit its keyword; the text says what is accepted."""


@dataclass(frozen=True, slots=True)
class Potential:
    """``potential FILE``: the first drives the dynamics, all of them form the committee."""

    line: int
    file: str


@dataclass(frozen=True, slots=True)
class TimeStep:
    """``time_step dt``: holds until it is set again."""

    line: int
    time_step_fs: float


@dataclass(frozen=True, slots=True)
class Nve:
    """``ensemble nve``."""

    line: int


@dataclass(frozen=True, slots=True)
class NvtBdp:
    """``ensemble nvt_bdp T1 T2 tau``: the target temperature goes linearly from T1 to T2.

    Attributes
    ----------
    start_K, end_K : float
        Target temperature at the first step and after the last one.
    thermostat_steps : float
        Relaxation time of the kinetic energy, in steps.
    """

    line: int
    start_K: float
    end_K: float
    thermostat_steps: float


@dataclass(frozen=True, slots=True)
class NptScr:
    """``ensemble npt_scr T1 T2 tauT p... C... tauP``.

    Attributes
    ----------
    pressure_GPa, modulus_GPa : tuple of float
        Three values (xx yy zz; the angles of the cell are kept) or six (xx yy zz yz xz xy).
    thermostat_steps, barostat_steps : float
        Relaxation times of the kinetic energy and, if the moduli are the true ones, of the cell.
    """

    line: int
    start_K: float
    end_K: float
    thermostat_steps: float
    pressure_GPa: tuple[float, ...]
    modulus_GPa: tuple[float, ...]
    barostat_steps: float


Ensemble = Nve | NvtBdp | NptScr


@dataclass(frozen=True, slots=True)
class CorrectVelocity:
    """``correct_velocity interval``: linear and angular momentum to zero every so many steps."""

    line: int
    interval: int


@dataclass(frozen=True, slots=True)
class DumpThermo:
    """``dump_thermo interval``: a line in thermo.out."""

    line: int
    interval: int


@dataclass(frozen=True, slots=True)
class DumpXyz:
    """``dump_xyz``: a frame in a file of its own name."""

    line: int
    interval: int
    file: str
    precision: Literal["single", "double"]
    quantities: frozenset[Quantity]


@dataclass(frozen=True, slots=True)
class Active:
    """``active``: the committee's deviation in active.out, frames above threshold in active.xyz."""

    line: int
    interval: int
    has_velocity: bool
    has_force: bool
    has_uncertainty: bool
    threshold_eV_A: float


@dataclass(frozen=True, slots=True)
class Run:
    """``run n``: execute n steps."""

    line: int
    steps: int


Output = DumpThermo | DumpXyz | Active
Keyword = Potential | TimeStep | Ensemble | CorrectVelocity | Output | Run


def read_keyword(line: int, words: Sequence[str], release: Release) -> Keyword:
    """Read one line of run.in.

    Parameters
    ----------
    line : int
        Its number, from 1.
    words : sequence of str
        The line without its comment; at least one word.

    Raises
    ------
    KeywordError
        If the keyword is not executed here or does not take these words.
    """
    reader = _READERS.get(words[0])
    if reader is None:
        raise KeywordError(f"accepted keywords are {', '.join(sorted(_READERS))}")
    return reader(line, words[1:], release)


def _read_potential(line: int, words: Sequence[str], _: Release) -> Potential:
    if len(words) != 1:
        raise KeywordError("accepted is 'potential FILE'")
    return Potential(line, words[0])


def _read_time_step(line: int, words: Sequence[str], _: Release) -> TimeStep:
    if len(words) != 1:
        raise KeywordError("accepted is 'time_step dt', dt in fs")
    return TimeStep(line, _real(words[0], "the time step in fs", above=0.0))


def _read_ensemble(line: int, words: Sequence[str], _: Release) -> Ensemble:
    match list(words):
        case ["nve"]:
            return Nve(line)
        case ["nvt_bdp", *values] if len(values) == 3:
            return NvtBdp(line, *_thermostat(values))
        case ["npt_scr", *values] if len(values) in (10, 16):
            return _barostat(line, values)
    raise KeywordError(
        "accepted are 'ensemble nve', 'ensemble nvt_bdp T1 T2 tau' and 'ensemble npt_scr T1 T2 "
        "tauT p C tauP' with 3 (xx yy zz) or 6 (xx yy zz yz xz xy) pressures and moduli"
    )


def _thermostat(values: Sequence[str]) -> tuple[float, float, float]:
    return (
        _real(values[0], "the initial temperature in K", above=0.0),
        _real(values[1], "the final temperature in K", above=0.0),
        _real(values[2], "the thermostat's relaxation time in steps", least=1.0),
    )


def _barostat(line: int, values: Sequence[str]) -> NptScr:
    components = (len(values) - 4) // 2
    pressures, moduli = values[3 : 3 + components], values[3 + components : -1]
    return NptScr(
        line,
        *_thermostat(values),
        pressure_GPa=tuple(_real(value, "a pressure in GPa") for value in pressures),
        modulus_GPa=tuple(_real(value, "a modulus in GPa", above=0.0) for value in moduli),
        barostat_steps=_real(values[-1], "the barostat's relaxation time in steps", least=1.0),
    )


def _read_correct_velocity(line: int, words: Sequence[str], _: Release) -> CorrectVelocity:
    if len(words) != 1:
        raise KeywordError("accepted is 'correct_velocity interval'")
    return CorrectVelocity(line, _integer(words[0], "the interval", least=10))


def _read_dump_thermo(line: int, words: Sequence[str], _: Release) -> DumpThermo:
    if len(words) != 1:
        raise KeywordError("accepted is 'dump_thermo interval'")
    return DumpThermo(line, _integer(words[0], "the interval", least=1))


def _read_dump_xyz(line: int, words: Sequence[str], release: Release) -> DumpXyz:
    form = "dump_xyz interval file [precision single|double]"
    if release.grouped_dump_xyz:
        form = "dump_xyz -1 0 interval file"
        if words[:2] != ["-1", "0"]:
            raise KeywordError(f"accepted in release {release.name} is '{form} [quantities]'")
        words = words[2:]
    if len(words) < 2:
        raise KeywordError(f"accepted in release {release.name} is '{form} [quantities]'")
    interval = _integer(words[0], "the interval", least=1)
    precision, quantities = _precision(words[2:], release)
    return DumpXyz(line, interval, _output_file(words[1]), precision, _quantities(quantities))


def _output_file(word: str) -> str:
    if not _FILE_NAME.fullmatch(word) or word in RESERVED_FILES:
        raise KeywordError(
            f"{word!r} cannot be the output file; accepted is a plain file name of letters, "
            f"digits, '.', '_' and '-' other than {', '.join(sorted(RESERVED_FILES))}"
        )
    return word


def _precision(
    words: Sequence[str], release: Release
) -> tuple[Literal["single", "double"], Sequence[str]]:
    match list(words):
        case ["precision", ("single" | "double") as precision, *rest] if (
            not release.grouped_dump_xyz
        ):
            return precision, rest
    return "single", words


def _quantities(words: Sequence[str]) -> frozenset[Quantity]:
    wrong = [word for word in words if word not in QUANTITIES]
    if wrong or len(set(words)) < len(words):
        raise KeywordError(
            f"{' '.join(words)!r} are not its quantities; accepted are "
            f"{', '.join(QUANTITIES)}, each at most once"
        )
    return frozenset(quantity for quantity in QUANTITIES if quantity in words)


def _read_active(line: int, words: Sequence[str], release: Release) -> Active:
    flags = ["has_velocity", "has_force", "has_uncertainty"]
    if not release.active_uncertainty_flag:
        flags.pop()
    if len(words) != len(flags) + 2:
        form = f"active interval {' '.join(flags)} threshold"
        raise KeywordError(f"accepted in release {release.name} is '{form}'")
    values = [_flag(word, name) for word, name in zip(words[1:-1], flags, strict=True)]
    return Active(
        line,
        interval=_integer(words[0], "the interval", least=1),
        has_velocity=values[0],
        has_force=values[1],
        has_uncertainty=len(values) == 3 and values[2],
        threshold_eV_A=_real(words[-1], "the threshold in eV/A", least=0.0),
    )


def _read_run(line: int, words: Sequence[str], _: Release) -> Run:
    if len(words) != 1:
        raise KeywordError("accepted is 'run n'")
    return Run(line, _integer(words[0], "the number of steps", least=1))


def _integer(word: str, name: str, *, least: int) -> int:
    if not _INTEGER.fullmatch(word) or int(word) < least:
        raise KeywordError(f"{name} is {word!r}; accepted is an integer of at least {least}")
    return int(word)


def _flag(word: str, name: str) -> bool:
    if word not in ("0", "1"):
        raise KeywordError(f"{name} is {word!r}; accepted is 0 or 1")
    return word == "1"


def _real(word: str, name: str, *, above: float | None = None, least: float | None = None) -> float:
    try:
        value = float(word)
    except ValueError:
        value = math.nan
    if not math.isfinite(value):
        raise KeywordError(f"{name} is {word!r}; accepted is a finite number")
    if above is not None and value <= above:
        raise KeywordError(f"{name} is {word!r}; it must be above {above:g}")
    if least is not None and value < least:
        raise KeywordError(f"{name} is {word!r}; it must be at least {least:g}")
    return value


_READERS: Final[dict[str, Callable[[int, Sequence[str], Release], Keyword]]] = {
    "potential": _read_potential,
    "time_step": _read_time_step,
    "ensemble": _read_ensemble,
    "correct_velocity": _read_correct_velocity,
    "dump_thermo": _read_dump_thermo,
    "dump_xyz": _read_dump_xyz,
    "active": _read_active,
    "run": _read_run,
}
