"""SG44x: every deck that a campaign renders, linted for the machine's releases.

Decks are rendered here from the campaign alone, so that no plan is needed; what cannot be rendered
(a time that is no whole number of steps) is another rule's finding.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from itertools import chain
from typing import NamedTuple

from saggar.compiler.checks.engines import angular_terms_exist, potential_is_within_limits
from saggar.compiler.checks.finding import Finding
from saggar.compiler.checks.subject import Rule, Subject
from saggar.compiler.engines.gpumd import (
    Thermodynamic,
    exploration_deck,
    is_orthogonal,
    production_deck,
)
from saggar.compiler.engines.nep import training_deck
from saggar.compiler.grammar.advisories import Advisory, advisories, features_of
from saggar.compiler.grammar.decks import lint_run_in
from saggar.compiler.grammar.places import place_in_nep_in, place_in_run_in, place_of_fault
from saggar.compiler.grammar.problem import CellFacts, Problem
from saggar.compiler.grammar.trainings import lint_nep_in
from saggar.compiler.positions import KeyPath, dotted
from saggar.compiler.stages.parts import cut_into_segments, whole_steps
from saggar.compiler.structures.summary import CellSummary
from saggar.schemas.active_learning import ActiveLearning, Exploration
from saggar.schemas.errors import CompileError
from saggar.schemas.production import BulkRuns, Runs
from saggar.schemas.sampling import Ensemble

COVERED = frozenset({"neighbours-counted-twice"})
"""Advisories that another rule finds without looking at decks, SG434."""

_CODES = {"scr-turns-the-cell": "SG435"}
"""Codes of advisories that have one of their own."""

_NAMED = 3
"""Cells that a message names."""


class Shaped(NamedTuple):
    """Cells that take the same decks.

    Attributes
    ----------
    orthogonal : bool
        Whether a barostat keeps their angles.
    names : tuple of str
        The cells, as far as they are known.
    facts : CellFacts or None
        Of the first tilted one, or the first if none is.
    """

    orthogonal: bool = False
    names: tuple[str, ...] = ()
    facts: CellFacts | None = None


class Rendered(NamedTuple):
    """A deck with the section that it comes from.

    Attributes
    ----------
    section : KeyPath
        Keys of the section.
    text : str
        The deck.
    cells : Shaped
        Cells that it is run with.
    """

    section: KeyPath
    text: str
    cells: Shaped = Shaped()


def run_in_decks(subject: Subject) -> Iterator[Rendered]:
    """Render one run.in for each exploration, state, length and shape, and production run."""
    learning = subject.campaign.active_learning
    if learning is not None:
        yield from _exploration_decks(subject, learning)
    for path, runs in subject.production_sections():
        cells = _produced(subject, runs)
        for shaped in _by_shape(subject.campaign.production.ensemble, cells):
            with suppress(CompileError):
                for text in _production_texts(subject, runs, shaped.orthogonal):
                    yield Rendered(path, text, shaped)


def _produced(subject: Subject, runs: Runs) -> dict[str, CellSummary]:
    if isinstance(runs, BulkRuns):
        found = {phase: subject.bulk_cell(phase) for phase in runs.phases}
        return {phase: cell for phase, cell in found.items() if cell is not None}
    return subject.cells_of(subject.produced_interfaces())


def _by_shape(ensemble: Ensemble, cells: Mapping[str, CellSummary]) -> Iterator[Shaped]:
    """Group cells by the decks that they take; where none is known, they count as orthogonal."""
    is_tilted = {name: cell.is_tilted for name, cell in cells.items()}
    tilted = [name for name in cells if is_tilted[name]]
    straight = [name for name in cells if not is_tilted[name]]
    apart = [tilted, straight] if ensemble == "npt" else [[*tilted, *straight]]
    for names in filter(None, apart):
        first = cells[names[0]]
        yield Shaped(is_orthogonal(ensemble, first), tuple(names), CellFacts.of(first))
    if not cells:
        yield Shaped(orthogonal=ensemble == "npt")


def _exploration_decks(subject: Subject, learning: ActiveLearning) -> Iterator[Rendered]:
    for name, section in learning.explore.items():
        path: KeyPath = ("active_learning", "explore", name)
        cells = subject.cells_of(subject.chosen(section.cells))
        for shaped in _by_shape(section.ensemble, cells):
            with suppress(CompileError):
                for text in _exploration_texts(subject, learning, section, shaped.orthogonal):
                    yield Rendered(path, text, shaped)


def _exploration_texts(
    subject: Subject, learning: ActiveLearning, section: Exploration, orthogonal: bool
) -> Iterator[str]:
    campaign = subject.campaign
    step_fs = campaign.dynamics.time_step_fs
    steps = whole_steps(section.duration_ps, step_fs, "duration")
    every = whole_steps(section.check_every_ps, step_fs, "check_every")
    for temperature in section.temperatures_K:
        for pressure in section.pressures_GPa or (None,):
            yield exploration_deck(
                Thermodynamic(
                    ensemble=section.ensemble,
                    from_K=temperature,
                    to_K=temperature,
                    pressure_GPa=pressure,
                    orthogonal=orthogonal,
                ),
                campaign.dynamics,
                committee=learning.committee,
                steps=steps,
                check_every=every,
                threshold_eV_per_A=learning.candidate.force_deviation.above_eV_per_A,
                release=subject.machine.gpumd.release,
            )


def _production_texts(subject: Subject, runs: Runs, orthogonal: bool) -> Iterator[str]:
    section, dynamics = subject.campaign.production, subject.campaign.dynamics
    release = subject.machine.gpumd.release
    every = whole_steps(runs.dump_every_ps, dynamics.time_step_fs, "dump_every")
    for temperature in runs.temperatures_K:
        held = Thermodynamic(
            ensemble=section.ensemble,
            from_K=temperature,
            to_K=temperature,
            pressure_GPa=section.pressure_GPa,
            orthogonal=orthogonal,
        )
        for steps in dict.fromkeys(cut_into_segments(subject.campaign, runs, temperature)):
            yield production_deck(held, dynamics, steps=steps, dump_every=every, release=release)
        if section.equilibrate is not None:
            ramp = whole_steps(section.equilibrate.duration_ps, dynamics.time_step_fs, "duration")
            heated = held._replace(
                ensemble=section.ramp_ensemble, from_K=section.equilibrate.from_K
            )
            yield production_deck(heated, dynamics, steps=ramp, dump_every=ramp, release=release)


def nep_in_decks(subject: Subject) -> Iterator[Rendered]:
    """Render the nep.in of the committee and of the final training."""
    campaign = subject.campaign
    for name, training in campaign.trainings.items():
        text = training_deck(campaign.models.potential, campaign.species, training.generations)
        yield Rendered(tuple(name.split(".")), text)


def run_in_is_understood(subject: Subject) -> Iterator[Finding]:
    """Require that GPUMD's release takes every run.in as it is meant (SG440, SG441)."""
    release = subject.machine.gpumd.release
    for deck in run_in_decks(subject):
        for problem in lint_run_in(deck.text, release, cell=deck.cells.facts):
            path = place_in_run_in(problem, deck.section)
            code = "SG440" if problem.severity == "error" else "SG441"
            yield _finding(path, code, problem, f"GPUMD {release}")


def nep_in_is_understood(subject: Subject) -> Iterator[Finding]:
    """Require that nep's release takes every nep.in as it is meant (SG442, SG443)."""
    nep = subject.machine.nep
    known = {each.path for each in chain(*(rule(subject) for rule in _LIMITS))}
    for deck in nep_in_decks(subject):
        for problem in lint_nep_in(deck.text, nep.release):
            path = place_in_nep_in(problem, deck.section)
            judged = any(path == each[: len(path)] or each == path[: len(each)] for each in known)
            if judged or (problem.severity == "warning" and nep.executor != "nep"):
                continue
            code = "SG442" if problem.severity == "error" else "SG443"
            yield _finding(path, code, problem, f"nep of GPUMD {nep.release}")


_LIMITS: tuple[Rule, ...] = (potential_is_within_limits, angular_terms_exist)
"""Rules that judge keys of the potential by themselves; what they find is not found again."""


def release_has_no_known_fault(subject: Subject) -> Iterator[Finding]:
    """Warn of faults that decks meet in GPUMD's release (SG435, SG444).

    Each fault is found once, with all its cells: at the production runs where they meet it.
    """
    gpumd = subject.machine.gpumd
    if gpumd.executor != "gpumd":
        return
    met: dict[Advisory, list[Rendered]] = {}
    for deck in run_in_decks(subject):
        for each in advisories(gpumd.release, features_of(deck.text, gpumd.release)):
            if each.name not in COVERED and each.mended_by not in gpumd.corrections:
                met.setdefault(each, []).append(deck)
    for each, affected in met.items():
        yield _fault(each, affected, gpumd.release)


def _fault(fault: Advisory, decks: Sequence[Rendered], release: str) -> Finding:
    place = place_of_fault(fault, decks[-1].section)
    cells = list(dict.fromkeys(name for deck in decks for name in deck.cells.names))
    more = f" and {len(cells) - _NAMED} more" if len(cells) > _NAMED else ""
    run = f" of {', '.join(cells[:_NAMED])}{more}" if cells else ""
    hint = fault.advice
    if fault.mended_by:
        hint += (
            f"; if your build holds pull request {fault.mended_by}, write "
            f"'corrections: [{fault.mended_by}]' under gpumd in the machine profile"
        )
    return Finding(
        place,
        _CODES.get(fault.name, "SG444"),
        f"{dotted(place)}: runs{run} with GPUMD {release}: {fault.message} ({fault.source})",
        hint,
        at_key=True,
    )


def _finding(path: KeyPath, code: str, problem: Problem, engine: str) -> Finding:
    return Finding(
        path,
        code,
        f"{dotted(path)}: {problem.message}",
        f"line {problem.line} of the deck for {engine}; change the key, or the release in the "
        "machine profile",
    )


RULES: tuple[Rule, ...] = (
    run_in_is_understood,
    nep_in_is_understood,
    release_has_no_known_fault,
)
