"""run.in as a whole: which lines need which others, and in which order.

References
----------
GPUMD, src/main_gpumd/run.cu, perform_a_run; src/integrate/integrate.cu, initialize and finalize;
``preprocess`` of the files in src/measure; tags v4.0 to v5.6 and August 2026.
"""

from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from saggar.compiler.grammar.matching import Match
from saggar.compiler.grammar.problem import Problem
from saggar.compiler.grammar.releases import since

_OF_ONE_RUN = ("ensemble", "setting", "output")
_PATH_INTEGRALS = ("rpmd", "trpmd", "pimd")
_MOVABLE = ("nvt_ber", "nvt_nhc", "nvt_bdp")
_BAROSTATS = ("npt_ber", "npt_scr")


class Block(NamedTuple):
    """The lines of one run.

    Attributes
    ----------
    lines : tuple of Match
        Lines after the run before; the run itself is not among them.
    run : Match
        The ``run``.
    ensemble : str
        First argument of the block's ``ensemble``, or of the one before where it has none; empty
        where there is none so far.
    """

    lines: tuple[Match, ...]
    run: Match
    ensemble: str

    def of_role(self, *roles: str) -> Iterator[Match]:
        """Give the lines with a role."""
        return (line for line in self.lines if line.role in roles)


class Deck(NamedTuple):
    """A run.in whose lines have been matched.

    Attributes
    ----------
    lines : tuple of Match
        All of them.
    blocks : tuple of Block
        One a ``run``.
    rest : tuple of Match
        Lines after the last ``run``.
    release : str
        Release of GPUMD.
    """

    lines: tuple[Match, ...]
    blocks: tuple[Block, ...]
    rest: tuple[Match, ...]
    release: str

    @classmethod
    def of(cls, lines: Sequence[Match], release: str) -> "Deck":
        """Split matched lines into runs."""
        blocks: list[Block] = []
        current: list[Match] = []
        ensemble = ""
        for line in lines:
            if line.role == "ensemble":
                ensemble = line.first()
            if line.role == "run":
                blocks.append(Block(tuple(current), line, ensemble))
                current = []
            else:
                current.append(line)
        return cls(tuple(lines), tuple(blocks), tuple(current), release)

    def named(self, name: str) -> list[Match]:
        """Give the lines with a keyword."""
        return [line for line in self.lines if line.name == name]


def something_is_computed(deck: Deck) -> Iterator[Problem]:
    """Require a run or another action: without, GPUMD ends with code 0 and nothing done."""
    if not any(line.role in ("run", "action") for line in deck.lines):
        message = (
            "no `run`: GPUMD would end without an error and compute nothing; add `run <steps>`"
        )
        yield Problem(0, 0, "", message)


def a_potential_comes_first(deck: Deck) -> Iterator[Problem]:
    """Require a potential before whatever evaluates it."""
    for line in deck.lines:
        if line.role == "potential":
            return
        if line.role in ("run", "action"):
            yield line.problem("no potential so far; add `potential <file>` above")
            return


def replicate_precedes_the_potential(deck: Deck) -> Iterator[Problem]:
    """Require the number of atoms to be final before the potential allocates for it."""
    seen = False
    for line in deck.lines:
        seen = seen or line.role == "potential"
        if seen and line.name == "replicate":
            yield line.problem("it must stand above `potential`, which allocates for the atoms")


def runs_have_an_ensemble(deck: Deck) -> Iterator[Problem]:
    """Require an ensemble of every run; the first one without crashes or is undefined."""
    for block in deck.blocks:
        if any(block.of_role("ensemble")):
            continue
        if not block.ensemble:
            yield block.run.problem("no `ensemble` before it: GPUMD crashes; add `ensemble nve`")
        else:
            yield block.run.problem(
                f"it goes on with `ensemble {block.ensemble}` of the run before, whose ramp has "
                "ended; write an `ensemble` line for this run",
                severity="warning",
            )


def nothing_follows_the_last_run(deck: Deck) -> Iterator[Problem]:
    """Warn of lines that belong to a run that never comes."""
    if not deck.blocks:
        return
    for line in deck.rest:
        if line.role in _OF_ONE_RUN and not line.problems:
            yield line.problem(
                "no `run` follows, so it does nothing; put it above the last `run`",
                severity="warning",
            )


def committees_have_members(deck: Deck) -> Iterator[Problem]:
    """Require the number of potentials that an output compares."""
    potentials = sum(1 for line in deck.lines if line.role == "potential")
    for line in deck.lines:
        if line.name in ("dump_dipole", "dump_polarizability") and potentials != 2:
            yield line.problem(f"it needs two potentials, there are {potentials}")
        elif line.name == "active" and potentials == 1:
            yield line.problem(
                "it compares potentials and there is one: the deviation is always zero; add "
                "`potential` lines",
                severity="warning",
            )


def moving_groups_have_a_frame(deck: Deck) -> Iterator[Problem]:
    """Require of `move` a fixed group and an ensemble that knows it."""
    for block in deck.blocks:
        movable = _MOVABLE if deck.release not in since("4.2") else (*_MOVABLE, "heat_lan")
        fixed = [line for line in block.lines if line.name == "fix"]
        for line in block.lines:
            if line.name == "move" and not fixed:
                yield line.problem("it needs a fixed group; add `fix <group>`")
            elif line.name == "move" and block.ensemble not in movable:
                yield line.problem(f"it works with {', '.join(movable)} only")


def outputs_suit_the_ensemble(deck: Deck) -> Iterator[Problem]:
    """Require path integrals for `dump_beads` and a barostat for `deform`."""
    for block in deck.blocks:
        for line in block.lines:
            if line.name == "dump_beads" and block.ensemble not in _PATH_INTEGRALS:
                yield line.problem(f"it needs one of {', '.join(_PATH_INTEGRALS)}")
            elif line.name == "deform" and block.ensemble not in _BAROSTATS:
                yield line.problem(
                    f"only {' and '.join(_BAROSTATS)} deform the cell", severity="warning"
                )


def correlations_fit_the_run(deck: Deck) -> Iterator[Problem]:
    """Require that a run is as long as the correlation it is to give."""
    for block in deck.blocks:
        steps = block.run.number("steps")
        for line in block.lines:
            every, length = line.number("interval"), line.number("correlation steps")
            if (
                line.name not in ("compute_msd", "compute_ic")
                or not every
                or not length
                or not steps
            ):
                continue
            if length * every > steps:
                refused = deck.release in since("5.0") or (
                    deck.release in since("4.2") and length > steps
                )
                yield line.problem(
                    f"{length:g} correlation steps of {every:g} steps are longer than the run of "
                    f"{steps:g}; at most {steps // every:g}",
                    argument=2,
                    severity="error" if refused else "warning",
                )


def intervals_fit_the_run(deck: Deck) -> Iterator[Problem]:
    """Warn of outputs that come less often than once a run."""
    for block in deck.blocks:
        steps = block.run.number("steps")
        for line in block.of_role("output"):
            every = line.number("interval")
            if steps and every and every > steps:
                yield line.problem(
                    f"its interval of {every:g} exceeds the run of {steps:g} steps, so nothing is "
                    "written",
                    severity="warning",
                )


def lines_are_not_too_many(deck: Deck) -> Iterator[Problem]:
    """Respect the number of times that a keyword may come before a run."""
    for block in deck.blocks:
        counts: dict[str, int] = {}
        for line in block.lines:
            counts[line.name] = counts.get(line.name, 0) + 1
            most = line.keyword.most_per_run if line.keyword else 0
            if most and counts[line.name] > most:
                yield line.problem(f"at most {most} before one run")


def files_are_written_once(deck: Deck) -> Iterator[Problem]:
    """Warn of two outputs of one run in one file."""
    for block in deck.blocks:
        seen: set[str] = set()
        for line in block.lines:
            file = line.values.get("file")
            if line.name not in ("dump_xyz", "dump_netcdf") or not isinstance(file, str):
                continue
            if file in seen:
                refused = line.name == "dump_netcdf"
                yield line.problem(
                    f"another line of this run writes {file!r} too; name another file",
                    severity="error" if refused else "warning",
                )
            seen.add(file)


RULES: tuple[Callable[[Deck], Iterator[Problem]], ...] = (
    something_is_computed,
    a_potential_comes_first,
    replicate_precedes_the_potential,
    runs_have_an_ensemble,
    nothing_follows_the_last_run,
    committees_have_members,
    moving_groups_have_a_frame,
    outputs_suit_the_ensemble,
    correlations_fit_the_run,
    intervals_fit_the_run,
    lines_are_not_too_many,
    files_are_written_once,
)
"""Every rule about a run.in as a whole."""
