"""SG410 to SG412: each cell that is produced against the states in which its like was explored."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from saggar.compiler.checks.finding import Finding
from saggar.compiler.checks.subject import Rule, Subject
from saggar.compiler.chosen import training_sets
from saggar.compiler.positions import KeyPath, dotted
from saggar.schemas.active_learning import Domain, Exploration
from saggar.schemas.production import BulkRuns, InterfaceRuns, Runs
from saggar.schemas.sampling import Cells

BAR_PER_GPA = 1e4

NEGLIGIBLE_STRAIN = 1e-3
"""Strain below that of heating by some hundred K; pressures that differ by less are one state."""


def pressure_text(pressure_GPa: float) -> str:
    """Write a pressure in GPa and in bar."""
    return f"{pressure_GPa:g} GPa ({pressure_GPa * BAR_PER_GPA:g} bar)"


@dataclass(frozen=True)
class Produced:
    """Cells of one section of production that were explored alike.

    Attributes
    ----------
    section : KeyPath
        Of the runs.
    runs : Runs
        Their temperatures and lengths.
    names : tuple of str
        The cells; a set whose cells are not made yet stands for them.
    explored : tuple of Exploration
        Those that tell something of these cells.
    is_all : bool
        Whether no cell of the section was explored otherwise.
    """

    section: KeyPath
    runs: Runs
    names: tuple[str, ...]
    explored: tuple[Exploration, ...]
    is_all: bool

    @property
    def of_cells(self) -> str:
        """What follows ``explored`` in messages: nothing where it holds for the whole section."""
        if self.is_all:
            return ""
        more = f" (and {len(self.names) - 1} more)" if len(self.names) > 1 else ""
        return f" of {self.names[0]}{more}"

    @property
    def explored_K(self) -> tuple[float, ...]:
        """Explored temperatures, K."""
        return tuple(each for run in self.explored for each in run.temperatures_K)

    @property
    def with_free_cell(self) -> tuple[Exploration, ...]:
        """Explorations in npt."""
        return tuple(each for each in self.explored if each.pressures_GPa)


def produced_cells(subject: Subject) -> Iterator[Produced]:
    """Give what production runs, by the explorations that tell something of it.

    Those that hold a cell itself; where there are none, those that hold its like: for an interface
    any that holds interfaces, for a phase any that holds phases, else all, since an interface
    holds its two phases, but no phase an interface.
    """
    for section, runs in subject.production_sections():
        groups: dict[tuple[str, ...], list[str]] = {}
        interfaces = isinstance(runs, InterfaceRuns)
        for name in _names(subject, runs):
            groups.setdefault(_telling(subject, name, interfaces=interfaces), []).append(name)
        for telling, names in groups.items():
            explored = tuple(subject.campaign.explorations[each] for each in telling)
            yield Produced(section, runs, tuple(names), explored, is_all=len(groups) == 1)


def _names(subject: Subject, runs: Runs) -> tuple[str, ...]:
    if isinstance(runs, BulkRuns):
        return tuple(runs.phases)
    waiting = subject.campaign.production.interfaces
    named = (waiting.set,) if waiting is not None and waiting.set is not None else ()
    return subject.produced_interfaces() or named


def _telling(subject: Subject, name: str, *, interfaces: bool) -> tuple[str, ...]:
    explorations = subject.campaign.explorations
    cells = {name}
    if not interfaces and subject.frozen is not None:
        cells |= {*subject.frozen.source.cells_of(name)}
    own = [key for key, each in explorations.items() if cells & {*subject.chosen(each.cells)}]
    if own:
        return tuple(own)
    kind = [
        key
        for key, each in explorations.items()
        if _holds_kind(subject, each.cells, interfaces=interfaces)
    ]
    return tuple(kind if kind or interfaces else explorations)


def _holds_kind(subject: Subject, cells: Cells, *, interfaces: bool) -> bool:
    campaign = subject.campaign
    if not isinstance(cells, str):
        return any((each not in campaign.phases) is interfaces for each in cells)
    if not interfaces:
        return cells in ("all", "phases")
    some = bool(campaign.interfaces.given or training_sets(campaign))
    return cells in ("all", "interfaces") and some


def temperatures_are_explored(subject: Subject) -> Iterator[Finding]:
    """Require that production stays in explored temperatures (SG410) and the domain (SG412)."""
    learning = subject.campaign.active_learning
    if learning is None:
        return
    outside = set[float]()
    for each in produced_cells(subject):
        for finding, temperatures in _beyond_explored(each):
            outside |= temperatures
            yield finding
    domain = learning.stop.within
    if not is_reached(domain, learning.explore.values()):
        return  # SG413
    lowest, highest = domain.temperature_K
    for path, runs in subject.production_sections():
        here = (*path, "temperatures")
        given = [each for each in runs.temperatures_K if each not in outside]
        unjudged = [each for each in given if not lowest <= each <= highest]
        if unjudged:
            yield Finding(
                here,
                "SG412",
                f"{dotted(here)} has {_kelvin(unjudged)}; convergence is judged within "
                f"{lowest:g} to {highest:g} K only",
                "widen active_learning.stop.within.temperature",
            )


def _beyond_explored(produced: Produced) -> Iterator[tuple[Finding, set[float]]]:
    here = (*produced.section, "temperatures")
    temperatures = produced.runs.temperatures_K
    if not produced.explored:
        yield (
            Finding(
                here,
                "SG410",
                f"{dotted(here)}: {produced.names[0]} is an interface, and no exploration holds "
                "any",
                "explore interfaces too",
            ),
            set(temperatures),
        )
        return
    lowest, highest = min(produced.explored_K), max(produced.explored_K)
    outside = [each for each in temperatures if not lowest <= each <= highest]
    if outside:
        yield (
            Finding(
                here,
                "SG410",
                f"{dotted(here)} has {_kelvin(outside)}; explored{produced.of_cells} are "
                f"{_span(lowest, highest)}",
                "explore these temperatures, or leave them out",
            ),
            set(outside),
        )


def _kelvin(values: Iterable[float]) -> str:
    return f"{', '.join(f'{value:g}' for value in values)} K"


def _span(lowest: float, highest: float) -> str:
    return f"{lowest:g} K only" if lowest == highest else f"{lowest:g} to {highest:g} K"


def ramp_is_explored(subject: Subject) -> Iterator[Finding]:
    """Require that the ramp before production begins in what is known (SG410).

    A ramp from the cold passes what rattled copies hold, and its frames are left out; where there
    are none, it may begin no colder than the coldest exploration. None may begin hotter.
    """
    ramp = subject.campaign.production.equilibrate
    explorations = subject.campaign.explorations
    if ramp is None or not explorations:
        return
    temperatures = [each for run in explorations.values() for each in run.temperatures_K]
    cold = 0.0 if subject.campaign.initial_data.perturb is not None else min(temperatures)
    if not cold <= ramp.from_K <= max(temperatures):
        path = ("production", "equilibrate", "from")
        yield Finding(
            path,
            "SG410",
            f"{dotted(path)} is {ramp.from_K:g} K; explored are "
            f"{_span(min(temperatures), max(temperatures))}",
            "begin the ramp at an explored temperature, or explore this one",
        )


def pressures_are_explored(subject: Subject) -> Iterator[Finding]:
    """Require that the production pressure is explored (SG411) and in the domain (SG412)."""
    campaign = subject.campaign
    pressure_GPa, learning = campaign.production.pressure_GPa, campaign.active_learning
    if pressure_GPa is None or learning is None:
        return
    slack_GPa = NEGLIGIBLE_STRAIN * campaign.dynamics.barostat.modulus_GPa
    found = [
        finding
        for each in produced_cells(subject)
        if each.explored
        for finding in _free_cell(each, pressure_GPa, slack_GPa)
    ]
    yield from dict.fromkeys(found)
    domain = learning.stop.within
    limit_GPa = domain.pressure_up_to_GPa
    if found or limit_GPa is None or pressure_GPa <= limit_GPa + slack_GPa:
        return
    if is_reached(domain, learning.explore.values()):
        path = ("production", "pressure")
        yield Finding(
            path,
            "SG412",
            f"{dotted(path)} is {pressure_text(pressure_GPa)}; convergence is judged up to "
            f"{pressure_text(limit_GPa)} only",
            "raise active_learning.stop.within.pressure_up_to",
        )


def _free_cell(produced: Produced, pressure_GPa: float, slack_GPa: float) -> Iterator[Finding]:
    free = produced.with_free_cell
    if not free:
        yield Finding(
            ("production", "ensemble"),
            "SG411",
            f"{dotted(produced.section)} runs at {pressure_text(pressure_GPa)} in npt, but no "
            f"exploration{produced.of_cells or ' of its cells or their like'} varies the cell",
            "add an exploration with ensemble npt and pressures",
        )
        return
    pressures = [each for run in free for each in run.pressures_GPa or ()]
    if not min(pressures) - slack_GPa <= pressure_GPa <= max(pressures) + slack_GPa:
        path: KeyPath = ("production", "pressure")
        span = dict.fromkeys(map(pressure_text, (min(pressures), max(pressures))))
        yield Finding(
            path,
            "SG411",
            f"{dotted(path)} is {pressure_text(pressure_GPa)}; explored{produced.of_cells} are "
            f"{' to '.join(span)}",
            "explore this pressure, or one on either side of it",
        )
    hottest = max(each for run in free for each in run.temperatures_K)
    known = max(produced.explored_K)
    hotter = [each for each in produced.runs.temperatures_K if hottest < each <= known]
    if hotter:
        path = (*produced.section, "temperatures")
        yield Finding(
            path,
            "SG411",
            f"{dotted(path)} has {_kelvin(hotter)} in npt; explorations{produced.of_cells} that "
            f"vary the cell reach {hottest:g} K, so that its expansion beyond is not known",
            "explore these temperatures with ensemble npt",
        )


def is_reached(domain: Domain, explorations: Iterable[Exploration]) -> bool:
    """Tell whether some exploration lies within the domain of convergence.

    Parameters
    ----------
    domain : Domain
        Temperatures in K, and the highest pressure in GPa if there is one.
    explorations : iterable of Exploration
        Those of the loop.
    """
    lowest, highest = domain.temperature_K
    limit = domain.pressure_up_to_GPa

    def reaches(each: Exploration) -> bool:
        warm = any(lowest <= temperature <= highest for temperature in each.temperatures_K)
        return warm and (
            each.pressures_GPa is None or limit is None or min(each.pressures_GPa) <= limit
        )

    return any(map(reaches, explorations))


RULES: tuple[Rule, ...] = (temperatures_are_explored, ramp_is_explored, pressures_are_explored)
