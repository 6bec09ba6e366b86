"""run.in as a whole: which lines hold for which run."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from saggar.runtime.engines.gpumd.keywords import (
    Active,
    CorrectVelocity,
    DumpThermo,
    DumpXyz,
    Ensemble,
    Keyword,
    KeywordError,
    NptScr,
    Nve,
    NvtBdp,
    Output,
    Potential,
    Run,
    TimeStep,
    read_keyword,
)
from saggar.runtime.engines.gpumd.releases import Release, gpumd_release
from saggar.schemas.errors import EngineError

__all__ = [
    "Active",
    "Block",
    "CorrectVelocity",
    "Deck",
    "DumpThermo",
    "DumpXyz",
    "NptScr",
    "Nve",
    "NvtBdp",
    "Potential",
    "Run",
    "TimeStep",
    "parse_deck",
    "read_deck",
]

_MOST_WORDS = 32
_DEFAULT_TIME_STEP_FS = 1.0


@dataclass(frozen=True, slots=True)
class Block:
    """One ``run`` with all that holds for it.

    Attributes
    ----------
    time_step_fs : float
        Kept from block to block; 1 fs where the deck has none.
    outputs : tuple
        ``dump_thermo``, ``dump_xyz`` and ``active`` in the deck's order, which is the order in
        which they act at a step.
    """

    time_step_fs: float
    ensemble: Ensemble
    correct_velocity: CorrectVelocity | None
    outputs: tuple[Output, ...]
    run: Run


@dataclass(frozen=True, slots=True)
class Deck:
    """A run.in that can be executed."""

    release: Release
    potentials: tuple[Potential, ...]
    blocks: tuple[Block, ...]


def parse_deck(text: str, *, release: str) -> Deck:
    """Read run.in as the given release of GPUMD understands it.

    ``ensemble``, ``correct_velocity`` and the output keywords hold for the next ``run`` only,
    ``potential`` and ``time_step`` for all that follow.

    Parameters
    ----------
    text : str
        Content of run.in; ``#`` starts a comment.
    release : str
        ``"4.0"`` to ``"5.6"``, or ``"main"``.

    Raises
    ------
    EngineError
        If any line is not executed here, or a run lacks what it needs. All problems are listed,
        each with its line.

    References
    ----------
    https://gpumd.org/gpumd/input_files/run_in.html
    """
    deck, problems = read_deck(text, gpumd_release(release))
    if problems:
        raise EngineError("\n".join(["run.in cannot be executed:", *problems]))
    return deck


def read_deck(text: str, release: Release) -> tuple[Deck, list[str]]:
    """Read what can be read of run.in, with the problems found.

    Returns
    -------
    deck : Deck
        Complete only if there is no problem.
    problems : list of str
        ``run.in:LINE: ...``, in the order of the lines.
    """
    keywords, found = _read_lines(text, release)
    blocks, rest = _split_into_blocks(keywords)
    potentials = tuple(word for word in keywords if isinstance(word, Potential))
    if not _mentions(keywords, "potential"):
        found.append((0, "there is no 'potential' line; add 'potential FILE'"))
    if not _mentions(keywords, "run"):
        found.append((0, "there is no 'run' line, so nothing would be computed; add 'run n'"))
    found.extend(_misplaced_potentials(keywords))
    found.extend(_lonely_committees(keywords, potentials))
    found.extend(
        (word.line, "nothing follows that would use this line; put it before the last 'run'")
        for word in rest
        if not isinstance(word, Potential | Unreadable) and blocks
    )
    executable, missing = _complete(blocks)
    found.extend(missing)
    problems = [f"run.in{f':{line}' if line else ''}: {text}" for line, text in sorted(found)]
    return Deck(release, potentials, executable), problems


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A line with a fault of its own, kept so that nobody misses its keyword as well."""

    line: int
    keyword: str


Line = Keyword | Unreadable
Finding = tuple[int, str]


def _mentions(lines: Iterable[Line], keyword: str) -> bool:
    kinds = {"potential": Potential, "run": Run, "ensemble": Nve | NvtBdp | NptScr}
    return any(
        line.keyword == keyword
        if isinstance(line, Unreadable)
        else isinstance(line, kinds[keyword])
        for line in lines
    )


def _read_lines(text: str, release: Release) -> tuple[list[Line], list[Finding]]:
    keywords: list[Line] = []
    problems: list[Finding] = []
    for number, line in enumerate(text.splitlines(), start=1):
        content = line.partition("#")[0].strip()
        words = content.split()
        if not words:
            continue
        try:
            if len(words) > _MOST_WORDS:
                raise KeywordError(f"{len(words)} words; GPUMD accepts at most {_MOST_WORDS}")
            keywords.append(read_keyword(number, words, release))
        except KeywordError as problem:
            keywords.append(Unreadable(number, words[0]))
            problems.append((number, f"{content!r}: {problem}"))
    return keywords, problems


def _split_into_blocks(keywords: Iterable[Line]) -> tuple[list[list[Line]], list[Line]]:
    blocks: list[list[Line]] = []
    current: list[Line] = []
    for keyword in keywords:
        current.append(keyword)
        if _mentions([keyword], "run"):
            blocks.append(current)
            current = []
    return blocks, current


def _misplaced_potentials(keywords: Sequence[Line]) -> Iterable[Finding]:
    ran = False
    for keyword in keywords:
        ran = ran or isinstance(keyword, Run)
        if ran and isinstance(keyword, Potential):
            yield keyword.line, "'potential' after a 'run'; put it before the first 'run'"


def _lonely_committees(
    keywords: Sequence[Line], potentials: Sequence[Potential]
) -> Iterable[Finding]:
    for keyword in keywords:
        if isinstance(keyword, Active) and len(potentials) < 2:
            yield keyword.line, "'active' compares potentials; give at least two 'potential' lines"


@dataclass
class _Settings:
    """What has been said for the run to come."""

    ensemble: Ensemble | None = None
    correct_velocity: CorrectVelocity | None = None
    time_step: TimeStep | None = None
    outputs: list[Output] = field(default_factory=list)
    problems: list[Finding] = field(default_factory=list)

    def take(self, keyword: Line) -> None:
        match keyword:
            case Nve() | NvtBdp() | NptScr():
                self._once(self.ensemble, keyword.line, "ensemble")
                self.ensemble = keyword
            case CorrectVelocity():
                self._once(self.correct_velocity, keyword.line, "correct_velocity")
                self.correct_velocity = keyword
            case TimeStep():
                self._once(self.time_step, keyword.line, "time_step")
                self.time_step = keyword
            case DumpThermo() | DumpXyz() | Active():
                self._once(self._rival(keyword), keyword.line, "the same output")
                self.outputs.append(keyword)

    def _once(self, earlier: Keyword | None, line: int, name: str) -> None:
        if earlier is not None:
            text = f"{name} was already given for this run at line {earlier.line}; keep one"
            self.problems.append((line, text))

    def _rival(self, output: Output) -> Output | None:
        for other in self.outputs:
            if isinstance(output, DumpXyz) and isinstance(other, DumpXyz):
                if output.file == other.file:
                    return other
            elif type(output) is type(other):
                return other
        return None


def _complete(blocks: Sequence[Sequence[Line]]) -> tuple[tuple[Block, ...], list[Finding]]:
    complete: list[Block] = []
    problems: list[Finding] = []
    time_step_fs = _DEFAULT_TIME_STEP_FS
    for keywords in blocks:
        settings = _Settings()
        for keyword in keywords:
            settings.take(keyword)
        problems.extend(settings.problems)
        if settings.time_step is not None:
            time_step_fs = settings.time_step.time_step_fs
        run, ensemble = keywords[-1], settings.ensemble
        if not _mentions(keywords, "ensemble"):
            text = "no 'ensemble' line before this 'run'; it holds for one run only, give it again"
            problems.append((run.line, text))
        if isinstance(run, Run) and ensemble is not None:
            outputs = tuple(settings.outputs)
            complete.append(Block(time_step_fs, ensemble, settings.correct_velocity, outputs, run))
    return tuple(complete), problems
