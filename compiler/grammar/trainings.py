"""The linter of nep.in.

References
----------
GPUMD, src/main_nep/parameters.cu, report_inputs and calculate_parameters; src/main_nep/fitness.cu.
"""

from collections.abc import Callable, Iterator
from typing import NamedTuple

from saggar.compiler.grammar.lines import read_lines
from saggar.compiler.grammar.matching import Match, match_line
from saggar.compiler.grammar.nep_in import MOST_ANGULAR, NEP_IN, ROOM, ROOM_BEFORE_4_9
from saggar.compiler.grammar.problem import Problem
from saggar.compiler.grammar.releases import place_of, since
from saggar.compiler.nearest import nearest
from saggar.schemas.base import ELEMENTS

_OUTPUT_INTERVAL = 100
"""Generations between writings of nep.txt; fitness.cu."""


class Training(NamedTuple):
    """A nep.in whose lines have been matched.

    Attributes
    ----------
    lines : tuple of Match
        All of them.
    release : str
        Release of GPUMD.
    """

    lines: tuple[Match, ...]
    release: str

    def last(self, *names: str) -> Match | None:
        """Give the last line with one of the keys, which is the one that holds."""
        return next((line for line in reversed(self.lines) if line.name in names), None)

    def number(self, key: str, name: str, default: float) -> float:
        """Give an argument of the line that holds, or a default."""
        line = self.last(key)
        value = line.number(name) if line is not None else None
        return default if value is None else value


def lint_nep_in(text: str, release: str) -> list[Problem]:
    """Find what ``nep`` of a release of GPUMD would refuse or misunderstand in nep.in.

    Parameters
    ----------
    text : str
        Content of nep.in.
    release : str
        Release that will read it, ``4.0`` to ``5.6`` or ``main``.

    Returns
    -------
    list of Problem
        In the order of the lines; problems with the whole file first. Empty where all is well.

    Raises
    ------
    UnknownReleaseError
        If the release is not known.
    """
    place_of(release)
    training = Training(tuple(_match(text, release)), release)
    problems = [problem for line in training.lines for problem in line.problems]
    problems += [problem for rule in RULES for problem in rule(training)]
    return sorted(problems, key=lambda each: (each.line, each.column))


def _match(text: str, release: str) -> Iterator[Match]:
    counts: dict[str, int] = {}
    for line in read_lines(text):
        match = match_line(line, NEP_IN, release, counts)
        types = match.number("types")
        if match.name == "type" and types is not None:
            counts = {"types": int(types)}
        needs_types = match.name == "type_weight" or (
            match.name == "cutoff" and release in since("4.7")
        )
        if needs_types and not counts:
            problem = match.problem(f"`type` must stand above `{match.name}`")
            match = Match(line, match.keyword, problems=(problem,))
        yield match


def types_are_given(training: Training) -> Iterator[Problem]:
    """Require the species once, each one of the 94 elements of src/utilities/common.cuh."""
    lines = [line for line in training.lines if line.name == "type"]
    if not lines:
        yield Problem(0, 0, "", "no `type`; add `type <number> <element> ...`")
    for again in lines[1:]:
        yield again.problem("given twice: the second one adds to the first; keep one")
    for line in lines:
        seen: set[str] = set()
        for argument, token in enumerate(line.line.arguments[1:], start=2):
            if token.text not in ELEMENTS:
                close = nearest(token.text, ELEMENTS)
                meant = f"; did you mean {close!r}?" if close else ""
                message = f"{token.text!r} is none of the elements H to Pu{meant}"
                yield line.problem(message, argument=argument)
            elif token.text in seen:
                yield line.problem(f"{token.text} is listed twice", argument=argument)
            seen.add(token.text)


def keys_are_given_once(training: Training) -> Iterator[Problem]:
    """Warn of keys of which only the last one holds."""
    seen: dict[str, int] = {}
    for line in training.lines:
        if line.name in seen and line.name != "type" and line.keyword is not None:
            yield line.problem(f"it replaces line {seen[line.name]}; keep one", severity="warning")
        seen[line.name] = line.line.number


def there_is_room(training: Training) -> Iterator[Problem]:
    """Require that a line fits into the memory reserved for it."""
    room = ROOM if training.release in since("4.9") else ROOM_BEFORE_4_9
    for line in training.lines:
        if len(line.line.tokens) > room:
            count = len(line.line.tokens)
            yield line.problem(f"{count} words; nep has room for {room} and does not check")


def angular_descriptors_are_not_too_many(training: Training) -> Iterator[Problem]:
    """Respect the bound on angular descriptors that exists since 5.4."""
    line = training.last("l_max")
    if training.release not in since("5.4"):
        return
    three, switches = (4.0, 1) if line is None else (line.number("three-body") or 0, 0)
    if line is not None:
        switches = sum(1 for name, on in line.values.items() if name.startswith("q_") and on)
        switches += "q_222" not in line.values
    n_max = training.number("n_max", "angular", 6)
    count = int((n_max + 1) * (three + switches))
    if count > MOST_ANGULAR:
        where = line or training.last("n_max")
        message = (
            f"{count} angular descriptors, (n_max + 1) * (l_max + invariants); at most "
            f"{MOST_ANGULAR}"
        )
        yield where.problem(message) if where else Problem(0, 0, "", message)


def models_are_compatible(training: Training) -> Iterator[Problem]:
    """Respect which kinds of model can be combined."""
    charge = training.number("charge_mode", "charge mode", 0) > 0
    charge = charge or training.number("has_charge", "charge mode", 0) > 0
    vdw = [name for name in ("vdw", "charge_vdw") if training.number(name, "switch", 0) > 0]
    line = training.last("charge_mode", "has_charge", "vdw", "charge_vdw")
    if line is None or not (charge or vdw):
        return
    if charge + len(vdw) > 1:
        yield line.problem("only one of charge_mode, vdw and charge_vdw can be on")
    model = training.last("model_type", "mode")
    if model is not None and model.number("model"):
        yield model.problem("charges and van der Waals terms are for potentials, model_type 0")
    if training.number("neuron", "neurons of the second layer", 0) > 0:
        yield line.problem("it allows one hidden layer; give `neuron` one number")
    if training.number("version", "version", 4) == 3 and training.release in since("4.3"):
        yield line.problem("charges need version 4")
    cutoff = training.last("cutoff")
    if charge and cutoff is not None and len(cutoff.line.arguments) > 2:
        yield cutoff.problem("charges need one pair of cutoffs for all types")


def training_leaves_a_potential(training: Training) -> Iterator[Problem]:
    """Warn of trainings that end before nep.txt is written."""
    line = training.last("generation")
    generations = line.number("generations") if line is not None else None
    every = training.number("output_interval", "interval", _OUTPUT_INTERVAL)
    if line is None or generations is None or training.number("prediction", "prediction", 0):
        return
    if generations < every:
        yield line.problem(
            f"nep.txt is written every {every:g} generations, so {generations:g} leave none",
            severity="warning",
        )


RULES: tuple[Callable[[Training], Iterator[Problem]], ...] = (
    types_are_given,
    keys_are_given_once,
    there_is_room,
    angular_descriptors_are_not_too_many,
    models_are_compatible,
    training_leaves_a_potential,
)
"""Every rule about a nep.in as a whole."""
