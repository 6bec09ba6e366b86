"""SG44x: every deck that a campaign renders, linted for the machine's releases.

Decks are rendered here from the campaign alone, so that no plan is needed; what cannot be rendered
(a time that is no whole number of steps) is another rule's finding.
"""

from collections.abc import Iterable, Iterator
from contextlib import suppress
from itertools import chain
from typing import NamedTuple

from saggar.compiler.checks.engines import angular_terms_exist, potential_is_within_limits
from saggar.compiler.checks.finding import Finding
from saggar.compiler.checks.subject import Rule, Subject
from saggar.compiler.engines.gpumd import Thermodynamic, exploration_deck, production_deck
from saggar.compiler.engines.nep import training_deck
from saggar.compiler.grammar.advisories import Feature, advisories, features_of
from saggar.compiler.grammar.decks import lint_run_in
from saggar.compiler.grammar.places import place_in_nep_in, place_in_run_in
from saggar.compiler.grammar.problem import CellFacts, Problem
from saggar.compiler.grammar.trainings import lint_nep_in
from saggar.compiler.positions import KeyPath, dotted
from saggar.compiler.stages.parts import cut_into_segments, whole_steps
from saggar.schemas.active_learning import ActiveLearning, Exploration
from saggar.schemas.errors import CompileError
from saggar.schemas.production import Runs

COVERED = frozenset({"neighbours-counted-twice", "scr-tilted-cell"})
"""Advisories that have a code of their own, SG434 and SG435."""


class Rendered(NamedTuple):
    """A deck with the section that it comes from.

    Attributes
    ----------
    section : KeyPath
        Keys of the section.
    text : str
        The deck.
    cell : CellFacts or None
        The cells that it is run with: the first tilted one, or the first if none is.
    """

    section: KeyPath
    text: str
    cell: CellFacts | None = None


def run_in_decks(subject: Subject) -> Iterator[Rendered]:
    """Render one run.in for each exploration, state and length, and for each production run."""
    learning = subject.campaign.active_learning
    if learning is not None:
        yield from _exploration_decks(subject, learning)
    produced = _facts(subject, subject.produced())
    for path, runs in subject.production_sections():
        with suppress(CompileError):
            for text in _production_texts(subject, runs):
                yield Rendered(path, text, produced)


def _exploration_decks(subject: Subject, learning: ActiveLearning) -> Iterator[Rendered]:
    for name, section in learning.explore.items():
        path: KeyPath = ("active_learning", "explore", name)
        facts = _facts(subject, subject.chosen(section.cells))
        with suppress(CompileError):
            for text in _exploration_texts(subject, learning, section):
                yield Rendered(path, text, facts)


def _exploration_texts(
    subject: Subject, learning: ActiveLearning, section: Exploration
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
                ),
                campaign.dynamics,
                committee=learning.committee,
                steps=steps,
                check_every=every,
                threshold_eV_per_A=learning.candidate.force_deviation.above_eV_per_A,
                release=subject.machine.gpumd.release,
            )


def _production_texts(subject: Subject, runs: Runs) -> Iterator[str]:
    section, dynamics = subject.campaign.production, subject.campaign.dynamics
    release = subject.machine.gpumd.release
    every = whole_steps(runs.dump_every_ps, dynamics.time_step_fs, "dump_every")
    for temperature in runs.temperatures_K:
        held = Thermodynamic(
            ensemble=section.ensemble,
            from_K=temperature,
            to_K=temperature,
            pressure_GPa=section.pressure_GPa,
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
        for problem in lint_run_in(deck.text, release, cell=deck.cell):
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
    """Warn of faults that a deck meets in GPUMD's release (SG444)."""
    gpumd = subject.machine.gpumd
    if gpumd.executor != "gpumd":
        return
    for deck in run_in_decks(subject):
        features = features_of(deck.text, gpumd.release, cell=deck.cell)
        yield from _faults(deck.section, gpumd.release, features)


def _faults(section: KeyPath, release: str, features: Iterable[Feature]) -> Iterator[Finding]:
    for each in advisories(release, features):
        if each.name not in COVERED:
            message = f"{dotted(section)}: GPUMD {release}: {each.message} ({each.source})"
            yield Finding(section, "SG444", message, each.advice, at_key=True)


def _facts(subject: Subject, names: Iterable[str]) -> CellFacts | None:
    facts = [CellFacts.of(subject.cells[name]) for name in names if name in subject.cells]
    return next((each for each in facts if each.tilted), facts[0] if facts else None)


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
