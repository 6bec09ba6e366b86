"""One line against the table: which form is meant, and what is wrong with it."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from saggar.compiler.grammar.arguments import Form, Keyword, Repeat, Slot, Table, forms_in
from saggar.compiler.grammar.lines import Line, Token
from saggar.compiler.grammar.problem import Problem, Severity
from saggar.compiler.grammar.relations import broken
from saggar.compiler.grammar.rewriting import rewritten
from saggar.compiler.grammar.selection import choose_form, expand
from saggar.compiler.grammar.syntax import write_form, write_forms
from saggar.compiler.grammar.values import Value, read_value
from saggar.compiler.nearest import nearest


class Match(NamedTuple):
    """A line as one form of its keyword.

    Attributes
    ----------
    line : Line
        The line.
    keyword : Keyword or None
        None if there is no such keyword.
    form : Form or None
        None if no form could be told.
    values : dict of str to Value
        Arguments by name, the last of repeated ones; none where the line has an error.
    words : dict of str to str
        The same as they stand there.
    given : tuple of tuple of str
        Options that the line has, each with its arguments.
    problems : tuple of Problem
        What is wrong.
    """

    line: Line
    keyword: Keyword | None
    form: Form | None = None
    values: Mapping[str, Value] = {}
    words: Mapping[str, str] = {}
    given: tuple[tuple[str, ...], ...] = ()
    problems: tuple[Problem, ...] = ()

    @property
    def name(self) -> str:
        """The first word."""
        return self.line.keyword

    @property
    def options(self) -> tuple[str, ...]:
        """Options that the line has."""
        return tuple(option[0] for option in self.given)

    @property
    def role(self) -> str:
        """What the keyword does; empty where there is no such keyword."""
        return self.keyword.role if self.keyword else ""

    def first(self) -> str:
        """Give the first argument, empty where there is none."""
        return self.line.arguments[0].text if self.line.arguments else ""

    def number(self, name: str) -> float | None:
        """Give a numerical argument, None where there is none that could be read."""
        value = self.values.get(name)
        return None if isinstance(value, str) else value

    def problem(self, message: str, *, argument: int = 0, severity: Severity = "error") -> Problem:
        """Give a problem with this line."""
        return problem_of(self.line, message, argument=argument, severity=severity)


def problem_of(
    line: Line, message: str, *, argument: int = 0, severity: Severity = "error"
) -> Problem:
    """Give a problem with a line, at an argument or, where there is none, at its keyword."""
    token = line.tokens[argument if argument < len(line.tokens) else 0]
    text = token.text if argument else " ".join(each.text for each in line.tokens)
    full = f"{line.keyword}: {message}"
    return Problem(line.number, token.column, text, full, severity, line.keyword, argument)


def match_line(line: Line, table: Table, release: str, counts: Mapping[str, int]) -> Match:
    """Match a line with the table of a file.

    Parameters
    ----------
    line : Line
        The line.
    table : Table
        All keywords of the file.
    release : str
        Release of GPUMD.
    counts : mapping of str to int
        Numbers that arguments refer to: ``grouping`` methods and species (``type``).

    Returns
    -------
    Match
        With all problems that the line has by itself.
    """
    keyword = table.keywords.get(line.keyword)
    forms = forms_in(table, line.keyword, release)
    if keyword is None or not forms:
        problem = problem_of(line, _unknown(line.keyword, table, release))
        return Match(line, keyword, problems=(problem,))
    choice = choose_form(forms, [token.text for token in line.arguments], counts)
    if choice.form is None:
        elsewhere = _right_elsewhere(keyword, line, release, counts)
        message = choice.reason.partition(";")[0] if elsewhere else choice.reason
        if choice.meant:
            message += f"; GPUMD {release} takes {write_forms(line.keyword, choice.meant, release)}"
        message += elsewhere
        problem = problem_of(line, message, argument=choice.argument)
        return Match(line, keyword, problems=(problem,))
    found = _read(line, keyword, choice.form, release, counts)
    if any(each.severity == "error" for each in found.problems):
        return found._replace(problems=_explained(found, release, counts), values={})
    return found


def _unknown(word: str, table: Table, release: str) -> str:
    known = table.keywords.get(word)
    if known is not None:
        what = f"GPUMD {release} does not know this keyword, releases {known.span} do"
        return f"{what}; {known.instead}" if known.instead else what
    close = nearest(word, table.known_in(release))
    return f"GPUMD {release} has no such keyword" + (f"; did you mean {close!r}?" if close else "")


def _right_elsewhere(keyword: Keyword, line: Line, release: str, counts: Mapping[str, int]) -> str:
    """Say for which other releases the line is right and how to write it here, if at all."""
    words = [token.text for token in line.arguments]
    for form in keyword.forms:
        if release in form.span or choose_form([form], words, counts).form is None:
            continue
        found = _read(line, keyword, form, form.span.since, counts)
        if not any(each.severity == "error" for each in found.problems):
            here = [each for each in keyword.forms if release in each.span]
            write = next(
                filter(
                    None,
                    (_rewritten(found, each, release) for each in here),
                ),
                "",
            )
            instead = f"; write `{write}`" if write else ""
            return f" (the form of releases {form.span}){instead}"
    return ""


def _rewritten(found: Match, target: Form, release: str) -> str:
    if found.form is None:
        return ""
    return rewritten(
        found.name, found.form, target, words=found.words, given=found.given, release=release
    )


def _explained(found: Match, release: str, counts: Mapping[str, int]) -> tuple[Problem, ...]:
    """Reduce the problems of a line that is right for another release to one that says so."""
    wrong = [each for each in found.problems if each.severity == "error"]
    if found.keyword is None or found.form is None:
        return found.problems
    elsewhere = _right_elsewhere(found.keyword, found.line, release, counts)
    if not elsewhere:
        return found.problems
    takes = write_form(found.name, found.form, release)
    message = f"{wrong[0].message}; GPUMD {release} takes `{takes}`{elsewhere}"
    return (wrong[0]._replace(message=message),)


def _read(
    line: Line, keyword: Keyword, form: Form, release: str, counts: Mapping[str, int]
) -> Match:
    reader = _Reader(line, form, release, counts)
    reader.read()
    given, problems = tuple(reader.given), tuple(reader.problems)
    return Match(line, keyword, form, reader.values, reader.words, given, problems)


class _Reader:
    """Reads the arguments of one line by one form."""

    def __init__(self, line: Line, form: Form, release: str, counts: Mapping[str, int]) -> None:
        self._line = line
        self._form = form
        self._counts = counts
        self._known = {each.word: each for each in form.options if release in each.span}
        self.values: dict[str, Value] = {}
        self.words: dict[str, str] = {}
        self.given: list[tuple[str, ...]] = []
        self.problems: list[Problem] = []

    def read(self) -> None:
        tokens = self._line.arguments
        place = self._take(self._expand(self._form.slots, tokens), 0)
        place = self._take(self._form.optional[: max(0, len(tokens) - place)], place)
        while place < len(tokens):
            place = self._take_option(tokens[place], place)
        self._require_options()
        for relation in self._form.relations:
            message = broken(relation, self.values)
            if message:
                self._say(message, 0)

    def _expand(self, slots: Sequence[Slot | Repeat], tokens: Sequence[Token]) -> list[Slot]:
        return expand(slots, [token.text for token in tokens], self._counts)

    def _take(self, slots: Sequence[Slot], place: int) -> int:
        """Read arguments from a place on; give the place after them."""
        tokens = self._line.arguments
        for slot in slots:
            if place >= len(tokens):
                names = " and ".join(each.name for each in slots)
                self._say(f"{names} must follow {tokens[-1].text!r}", place)
                return place
            value, fault = read_value(slot, tokens[place].text, self._counts)
            self.values[slot.name] = value
            self.words[slot.name] = tokens[place].text
            place += 1
            if fault is not None:
                self._say(fault.message, place, fault.severity)
        return place

    def _take_option(self, token: Token, place: int) -> int:
        option = self._known.get(token.text)
        if option is None:
            self._say_unknown(token.text, place)
            return place + 1 if self._form.lenient else len(self._line.arguments)
        if option.word in self._options() and not option.again:
            self._say(f"{option.word!r} is given twice", place + 1)
        tokens = self._line.arguments
        end = self._take(self._expand(option.slots, tokens[place + 1 :]), place + 1)
        self.given.append(tuple(each.text for each in tokens[place:end]))
        return end

    def _options(self) -> set[str]:
        return {option[0] for option in self.given}

    def _say_unknown(self, word: str, place: int) -> None:
        close = nearest(word, self._known)
        allowed = ", ".join(self._known) or "nothing more"
        meant = f"did you mean {close!r}?" if close else f"allowed: {allowed}"
        severity: Severity = "warning" if self._form.lenient else "error"
        skipped = " and GPUMD skips it" if self._form.lenient else ""
        self._say(f"{word!r} is not known here{skipped}; {meant}", place + 1, severity)

    def _require_options(self) -> None:
        for needed in self._form.requires:
            if not set(needed) & self._options():
                self._say(f"missing: {' or '.join(needed)}", 0)
        given = [word for word in self._form.together if word in self._options()]
        if given and len(given) < len(self._form.together):
            self._say(f"{' and '.join(self._form.together)} come together or not at all", 0)

    def _say(self, message: str, argument: int, severity: Severity = "error") -> None:
        problem = problem_of(self._line, message, argument=argument, severity=severity)
        self.problems.append(problem)
