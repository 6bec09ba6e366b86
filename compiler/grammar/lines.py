"""Lines and words of GPUMD's input files."""

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import takewhile
from typing import NamedTuple

_WORD = re.compile(r"[^ \t\r\v\f]+")


class Token(NamedTuple):
    """A word and the column where it begins, from 1."""

    text: str
    column: int


class Line(NamedTuple):
    """A line that is not empty, without its comment.

    Attributes
    ----------
    number : int
        From 1.
    tokens : tuple of Token
        At least one.
    """

    number: int
    tokens: tuple[Token, ...]

    @property
    def keyword(self) -> str:
        """The first word."""
        return self.tokens[0].text

    @property
    def arguments(self) -> tuple[Token, ...]:
        """The words after the keyword."""
        return self.tokens[1:]


def read_lines(text: str) -> Iterator[Line]:
    """Split a file as GPUMD since 4.0 does.

    Parameters
    ----------
    text : str
        Content of run.in or nep.in.

    Returns
    -------
    iterator of Line
        A comment begins at a word that begins with ``#``: ``100#x`` is one word and no comment.

    References
    ----------
    GPUMD, src/main_gpumd/run.cu, execute_run_in; src/main_nep/parameters.cu, read_nep_in.
    """
    for number, line in enumerate(text.split("\n"), start=1):
        if tokens := _tokens(line):
            yield Line(number, tokens)


@lru_cache(maxsize=1024)
def _tokens(line: str) -> tuple[Token, ...]:
    """Split a line; the decks of a study share most of theirs."""
    words = takewhile(lambda word: not word[0].startswith("#"), _WORD.finditer(line))
    return tuple(Token(word[0], word.start() + 1) for word in words)
