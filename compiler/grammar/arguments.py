"""The vocabulary of the tables: arguments, forms and keywords of GPUMD's input files."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import Literal, NamedTuple

from saggar.compiler.grammar.releases import ALL, Span


class Integer(NamedTuple):
    """A whole number, read by GPUMD as C's ``strtol`` with base 0 does, then cut to 32 bits.

    Attributes
    ----------
    name : str
        What messages call it.
    least, most : int, optional
        Inclusive.
    allowed : tuple of int
        The only values, where there are few.
    multiple_of : int
        What it must be a multiple of.
    refers : str
        What it counts: a grouping method of model.xyz, or a species of the potential.
    enforced : bool
        Whether GPUMD itself refuses other values; if not, they do nothing sensible.
    default : str
        What means the same as a form without this argument; used to rewrite lines.
    """

    name: str
    least: int | None = None
    most: int | None = None
    allowed: tuple[int, ...] = ()
    multiple_of: int = 1
    refers: Literal["", "grouping", "type"] = ""
    enforced: bool = True
    default: str = ""


class Real(NamedTuple):
    """A number, read by GPUMD as C's ``strtod`` does; nan and infinity pass its tests, not ours.

    Attributes
    ----------
    name : str
        What messages call it.
    least, most : float, optional
        Inclusive.
    above : float, optional
        Exclusive.
    unit : str
        Unit of the value.
    enforced : bool
        Whether GPUMD itself refuses values out of bounds.
    """

    name: str
    least: float | None = None
    most: float | None = None
    above: float | None = None
    unit: str = ""
    enforced: bool = True


class Text(NamedTuple):
    """Any word: a file name or an element."""

    name: str


@dataclass(frozen=True, slots=True)
class Word:
    """One of some words; the first tells forms of a keyword apart.

    Attributes
    ----------
    words : tuple of str
        All that are accepted.
    name : str
        What messages call it.
    enforced : bool
        Whether GPUMD refuses other words.
    any_case : bool
        Whether letter case does not matter.
    """

    words: tuple[str, ...]
    name: str = "the word"
    enforced: bool = True
    any_case: bool = False

    def __contains__(self, word: str) -> bool:
        return (word.lower() if self.any_case else word) in self.words


Slot = Integer | Real | Text | Word


class Repeat(NamedTuple):
    """Arguments that come several times over.

    Attributes
    ----------
    slots : tuple of Slot
        What is repeated.
    times : str
        Name of the number that says how often: an earlier argument or a fact of the file; empty
        where as many may follow as there are words, at least one.
    """

    slots: tuple[Slot, ...]
    times: str = ""


class Option(NamedTuple):
    """A word with arguments of its own, at any place after the fixed arguments.

    Attributes
    ----------
    word : str
        The word.
    slots : tuple of Slot or Repeat
        What follows it.
    span : Span
        Releases that know it.
    again : bool
        Whether it may come twice.
    """

    word: str
    slots: tuple[Slot | Repeat, ...] = ()
    span: Span = ALL
    again: bool = True


class Less(NamedTuple):
    """One argument must be below another."""

    small: str
    large: str
    or_equal: bool = False
    magnitude: bool = False


class Different(NamedTuple):
    """Two arguments must differ."""

    one: str
    other: str


class Divides(NamedTuple):
    """One argument must divide another."""

    divisor: str
    dividend: str


Relation = Less | Different | Divides


class Form(NamedTuple):
    """One way in which a keyword takes its arguments.

    Attributes
    ----------
    slots : tuple of Slot or Repeat
        Fixed arguments in order.
    optional : tuple of Slot
        Arguments that may be left out from the end.
    options : tuple of Option
        Words with arguments, in any order.
    span : Span
        Releases that take this form.
    requires : tuple of tuple of str
        Options of which at least one each is needed.
    together : tuple of str
        Options that come all or not at all.
    relations : tuple of Relation
        Conditions between arguments.
    lenient : bool
        Whether GPUMD skips words that it does not know instead of refusing them.
    needs : tuple of str
        What the cell must be.
    within_thickness : str
        Argument that must not exceed each thickness of the cell divided by 2.5.
    """

    slots: tuple[Slot | Repeat, ...] = ()
    optional: tuple[Slot, ...] = ()
    options: tuple[Option, ...] = ()
    span: Span = ALL
    requires: tuple[tuple[str, ...], ...] = ()
    together: tuple[str, ...] = ()
    relations: tuple[Relation, ...] = ()
    lenient: bool = False
    needs: tuple[Literal["orthogonal", "periodic"], ...] = ()
    within_thickness: str = ""


Role = Literal["cell", "potential", "action", "lasting", "ensemble", "setting", "output", "run"]
"""What a line does: changes the cell, gives the potential, acts at once, holds from now on, or
belongs to the next run only (ensemble, setting, output), or is that run. For nep.in all last."""


class Keyword(NamedTuple):
    """A keyword with all its forms.

    Attributes
    ----------
    name : str
        First word of the line.
    forms : tuple of Form
        In every release.
    role : str
        What it does; ensemble, setting and output are not propagating.
    src : str
        File below GPUMD's ``src`` in which it is read, at every tag unless one is named.
    span : Span
        Releases that know it.
    instead : str
        What to write where it is not known.
    most_per_run : int
        How often it may come before one run; 0 where there is no bound.
    build : str
        Flag with which GPUMD must have been built.
    """

    name: str
    forms: tuple[Form, ...]
    role: Role
    src: str
    span: Span = ALL
    instead: str = ""
    most_per_run: int = 0
    build: str = ""


class Table:
    """The keywords of one input file.

    Parameters
    ----------
    keywords : iterable of Keyword
        Of every release.
    """

    def __init__(self, keywords: Iterable[Keyword]) -> None:
        self.keywords = {keyword.name: keyword for keyword in keywords}

    def known_in(self, release: str) -> list[str]:
        """Name the keywords that a release knows."""
        return [name for name, each in self.keywords.items() if release in each.span]


@cache
def forms_in(table: Table, name: str, release: str) -> tuple[Form, ...]:
    """Give the forms of a keyword that a release takes; none where it does not know it."""
    keyword = table.keywords.get(name)
    if keyword is None or release not in keyword.span:
        return ()
    return tuple(form for form in keyword.forms if release in form.span)
