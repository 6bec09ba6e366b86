"""The linter of run.in."""

from collections.abc import Iterator
from functools import lru_cache

from saggar.compiler.grammar.cell_rules import problems_with_cell
from saggar.compiler.grammar.lines import Line, read_lines
from saggar.compiler.grammar.matching import Match, match_line, problem_of
from saggar.compiler.grammar.order import RULES, Deck
from saggar.compiler.grammar.problem import CellFacts, Problem
from saggar.compiler.grammar.releases import place_of
from saggar.compiler.grammar.run_in import MOST_WORDS, RUN_IN


def lint_run_in(text: str, release: str, *, cell: CellFacts | None = None) -> list[Problem]:
    """Find what a release of GPUMD would refuse or misunderstand in run.in.

    GPUMD reads and executes line by line, so that a mistake below the first ``run`` costs that
    run; here all mistakes are found at once.

    Parameters
    ----------
    text : str
        Content of run.in.
    release : str
        Release that will read it, ``4.0`` to ``5.6`` or ``main``.
    cell : CellFacts, optional
        What is known of model.xyz; without it nothing is said about the cell.

    Returns
    -------
    list of Problem
        In the order of the lines; problems with the whole file first. Empty where all is well.

    Raises
    ------
    UnknownReleaseError
        If the release is not known.
    """
    deck = read_deck(text, release, cell=cell)
    return sorted(_problems(deck, cell), key=lambda each: (each.line, each.column))


def read_deck(text: str, release: str, *, cell: CellFacts | None = None) -> Deck:
    """Match the lines of run.in with the table.

    Parameters
    ----------
    text : str
        Content of run.in.
    release : str
        Release that will read it.
    cell : CellFacts, optional
        What is known of model.xyz.

    Returns
    -------
    Deck
        Lines with the form that each takes.
    """
    place_of(release)
    grouping, types = (cell.grouping_methods, cell.types) if cell is not None else (None, None)
    return Deck.of([_match(line, release, grouping, types) for line in read_lines(text)], release)


@lru_cache(maxsize=1024)
def _match(line: Line, release: str, grouping: int | None, types: int | None) -> Match:
    """Match a line; the decks of a study share most of theirs."""
    known = {"grouping": grouping, "type": types}
    counts = {name: count for name, count in known.items() if count is not None}
    return match_line(line, RUN_IN, release, counts)


def _problems(deck: Deck, cell: CellFacts | None) -> Iterator[Problem]:
    for match in deck.lines:
        yield from match.problems
        yield from _too_long(match.line)
    for rule in RULES:
        yield from rule(deck)
    if cell is not None:
        yield from problems_with_cell(deck, cell)


def _too_long(line: Line) -> Iterator[Problem]:
    if len(line.tokens) > MOST_WORDS:
        message = f"{len(line.tokens)} words; GPUMD takes at most {MOST_WORDS} a line"
        yield problem_of(line, message)
