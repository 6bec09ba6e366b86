"""How long a rendered run is, and how often it writes: read off its run.in."""

from dataclasses import dataclass


@dataclass(frozen=True)
class RunLength:
    """Length of a run and its intervals, in steps.

    Parameters
    ----------
    steps : int
        Length.
    thermo_every, dump_every, active_every : int
        Steps between lines of thermodynamic output, frames, and evaluations of the committee; what
        the deck does not ask for has the interval ``steps``.
    """

    steps: int
    thermo_every: int
    dump_every: int
    active_every: int


def run_length(deck: str) -> RunLength:
    """Read the length and the intervals of a run.in of one run.

    Parameters
    ----------
    deck : str
        Text that the templates have rendered.
    """
    words = [line.split() for line in deck.splitlines() if line.strip()]
    steps = next(int(line[1]) for line in words if line[0] == "run")
    dumps = [_interval(line) for line in words if line[0] == "dump_xyz"]
    return RunLength(
        steps=steps,
        thermo_every=_first(words, "dump_thermo", steps),
        dump_every=min(dumps, default=steps),
        active_every=_first(words, "active", steps),
    )


def _first(words: list[list[str]], keyword: str, otherwise: int) -> int:
    return next((int(line[1]) for line in words if line[0] == keyword), otherwise)


def _interval(line: list[str]) -> int:
    """Give what stands before the file's name, the interval in the syntax of every release."""
    file = next(i for i, word in enumerate(line) if word.endswith(".xyz"))
    return int(line[file - 1])
