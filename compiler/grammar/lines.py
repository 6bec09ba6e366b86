"""Lines and words of GPUMD's input files."""

import re
from collections.abc import Iterator
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
        tokens = []
        for match in _WORD.finditer(line):
            if match[0].startswith("#"):
                break
            tokens.append(Token(match[0], match.start() + 1))
        if tokens:
            yield Line(number, tuple(tokens))
