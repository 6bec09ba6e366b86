"""One tag of INCAR: what it takes, and whether a value is that."""

import re
from dataclasses import dataclass
from typing import Literal

from saggar.compiler.nearest import nearest

Kind = Literal["logical", "whole", "real", "word", "text"]

Subject = Literal[
    "electrons", "convergence", "exchange", "dispersion", "magnetism", "on-site", "electrostatics",
    "machine", "output", "one cell", "ions", "dynamics", "response", "spectra", "many-body",
    "phonons", "projections", "solvation",
]  # fmt: skip
"""What a tag is about; `saggar.compiler.incar.roles` says what a campaign makes of it."""

Value = bool | int | float | str | tuple[bool | int | float, ...]

SPECIES = -1
"""Number of entries of a list with one for each species."""

ANY = 0
"""Number of entries of a list of any length."""


@dataclass(frozen=True, slots=True)
class Tag:
    """A tag.

    Attributes
    ----------
    name : str
        As VASP writes it.
    kind : str
        Type of the value, or of each entry.
    count : int
        Entries: 1, a number, `ANY` or `SPECIES`.
    least, most : float, optional
        Bounds that VASP or the sense of the number sets, inclusive.
    above : float, optional
        Exclusive bound.
    allowed : tuple of int or str
        The only numbers or words; of a number that is not whole, words that stand for one.
    subject : str
        What the tag is about.
    """

    name: str
    kind: Kind
    count: int = 1
    least: float | None = None
    most: float | None = None
    above: float | None = None
    allowed: tuple[int | str, ...] = ()
    subject: Subject = "electrons"

    @property
    def takes(self) -> str:
        """What the tag takes, in words."""
        if self.count == 1:
            return self._entry
        if self.count == SPECIES:
            return f"a list with {self._entry} for each species"
        return f"a list of {self.count or ''} entries, each {self._entry}".replace("  ", " ")

    @property
    def _entry(self) -> str:
        if self.kind == "logical":
            return "true or false"
        if self.allowed and self.kind != "real":
            return f"one of {', '.join(map(str, self.allowed))}"
        kinds = {"whole": "a whole number", "real": "a number", "word": "a word", "text": "a text"}
        words = f", or {' or '.join(map(str, self.allowed))}" if self.allowed else ""
        return f"{kinds[self.kind]}{self._bounds}{words}"

    @property
    def _bounds(self) -> str:
        if self.above is not None:
            return f" above {self.above:g}"
        if self.least is not None and self.most is not None:
            return f" from {self.least:g} to {self.most:g}"
        if self.least is not None:
            return f" of at least {self.least:g}"
        return "" if self.most is None else f" of at most {self.most:g}"

    def refused(self, value: Value, species: int) -> str | None:
        """Say what to write instead of a value that VASP would not read as meant.

        Parameters
        ----------
        value : bool, int, float, str or tuple
            What was written.
        species : int
            Species of the study.

        Returns
        -------
        str or None
            None where the value is what the tag takes.
        """
        count = species if self.count == SPECIES else self.count
        if isinstance(value, tuple):
            if count not in (ANY, len(value)):
                return "write one value" if count == 1 else f"write {count} entries"
            return next(filter(None, map(self._refused_entry, value)), None)
        if count not in (ANY, 1):
            return _as_list(value) or f"write a list of {count} entries"
        if count == ANY and isinstance(value, str) and self.kind not in ("text", "word"):
            return _as_list(value) or self._refused_entry(value)
        return self._refused_entry(value)

    def spelt(self, value: Value) -> Value:
        """Give a value in the spelling of the table: ``fast`` as ``Fast``."""
        if self.kind != "word" or not isinstance(value, str):
            return value
        words = (str(word) for word in self.allowed)
        return next((word for word in words if word.casefold() == value.casefold()), value)

    def _refused_entry(self, value: bool | int | float | str) -> str | None:
        if self.kind == "logical":
            return None if isinstance(value, bool) else _as_logical(value)
        if isinstance(value, str):
            return self._refused_text(value)
        if isinstance(value, bool) or self.kind in ("word", "text"):
            return f"write {self._entry}"
        return self._refused_number(value)

    def _refused_number(self, value: int | float) -> str | None:
        if self.kind == "whole" and value != int(value):
            return "write a whole number"
        outside = (
            (self.allowed and self.kind == "whole" and value not in self.allowed)
            or (self.least is not None and value < self.least)
            or (self.most is not None and value > self.most)
            or (self.above is not None and value <= self.above)
        )
        return f"write {self._entry}" if outside else None

    def _refused_text(self, text: str) -> str | None:
        if self.kind in ("whole", "real") and text.upper() not in self.allowed:
            return number_for(text) or f"write {self._entry}"
        if self.kind == "word" and text.casefold() not in (
            str(word).casefold() for word in self.allowed
        ):
            meant = nearest(text, map(str, self.allowed))
            return f"did you mean {meant}?" if meant else f"write {self._entry}"
        if self.kind == "text" and re.search(r"[\n\r;#!=]", text):
            return "write one line without ; # ! or =, which end a statement of INCAR"
        return None


_NUMBER = re.compile(r"[-+]?(?:\d+\.?\d*|\.\d+)(?:[eEdD][-+]?\d+)?")


def number_for(text: str) -> str | None:
    """Say how to write a number that stands as text; None where it is none.

    Parameters
    ----------
    text : str
        ``0.1``, Fortran's ``1.0D-6``, or ``55O`` with a letter among the figures.
    """
    whole = _NUMBER.fullmatch(text.strip())
    if whole and re.search("[dD]", text):
        return f"write {re.sub('[dD]', 'e', text.strip())}; D exponents are Fortran's alone"
    if whole:
        return f"write {text.strip()} without quotes"
    begun = _NUMBER.match(text.strip())
    return f"write the number alone, without {text.strip()[begun.end() :]!r}" if begun else None


def _as_logical(value: int | float | str) -> str:
    """Say how to write a logical that is written as a number or a word."""
    meant = {"true": "1 t .t. yes on", "false": "0 f .f. no off"}
    found = (word for word, others in meant.items() if str(value).casefold() in others.split())
    return f"write {next(found, 'true or false')}"


def _as_list(value: bool | int | float | str) -> str | None:
    """Say how to write a list that stands as text, repetitions such as ``4*0.6`` written out."""
    parts = value.replace(",", " ").split() if isinstance(value, str) else []
    entries: list[str] = []
    for part in parts:
        times, star, entry = part.rpartition("*")
        if not _NUMBER.fullmatch(entry) or (star and not times.isdigit()):
            return None
        entries += [re.sub("[dD]", "e", entry)] * min(int(times or 1), 99)
    return f"write a list: [{', '.join(entries)}]" if len(entries) > 1 else None


def written(value: Value) -> str:
    """Write a value as INCAR has it: ``.TRUE.``, numbers with a space between them."""
    if isinstance(value, tuple):
        return " ".join(map(written, value))
    if isinstance(value, bool):
        return ".TRUE." if value else ".FALSE."
    return f"{value:.12g}" if isinstance(value, float) else str(value)
