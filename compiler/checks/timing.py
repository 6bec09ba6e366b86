"""SG40x: times are whole steps, intervals fit, couplings and steps are sound."""

import math
import operator
from collections.abc import Iterator
from functools import partial
from typing import NamedTuple

from saggar.compiler.checks.finding import Finding
from saggar.compiler.checks.subject import Rule, Subject
from saggar.compiler.loading.unreadable import one_by_one, readable
from saggar.compiler.positions import KeyPath, dotted
from saggar.runtime.structures.elements import atomic_mass
from saggar.schemas.production import Runs

STIFFEST_BOND_N_PER_M = 780.0
"""Force constant of the O-H bond, above those of bonds between metals and anions (molecular ions
such as CN- are stiffer): harmonic wave number 3738 1/cm with the reduced mass 0.948 u (Huber and
Herzberg, Constants of Diatomic Molecules, 1979)."""

STEPS_PER_PERIOD = 10
"""Steps in the shortest period of vibration: the usual rule of thumb. Velocity Verlet is stable for
omega dt < 2, that is with more than pi steps in a period, but conserves the energy badly there."""

ATOMIC_MASS_KG = 1.66053906892e-27
"""CODATA 2022."""


class _Time(NamedTuple):
    """A duration or interval at its key, with the time step of the run it belongs to."""

    path: KeyPath
    value_ps: float
    time_step_fs: float


_Pair = tuple[_Time, _Time]
"""A duration, and the interval that must divide it."""

_Coupling = tuple[KeyPath, float, float]
"""A relaxation time at its key, and the time step of its runs, fs."""

_States = tuple[KeyPath, tuple[float, ...] | None, str]
"""A list of temperatures or pressures at its key, and their unit."""


def longest_time_step_fs(mass_u: float) -> float:
    """Give the longest time step at which an atom's fastest vibration is resolved.

    Parameters
    ----------
    mass_u : float
        Mass of the lightest atom, unified atomic mass units.

    Returns
    -------
    float
        2 pi sqrt(m / k) / 10 in fs with k = 780 N/m: 2.4 fs for lithium, 0.9 fs for hydrogen. The
        atom is taken to swing against a heavy partner on that bond, so that the bound is on the
        safe side for every monatomic ion of a salt or an oxide.
    """
    period_s = 2 * math.pi * math.sqrt(mass_u * ATOMIC_MASS_KG / STIFFEST_BOND_N_PER_M)
    return period_s * 1e15 / STEPS_PER_PERIOD


def time_steps_resolve_vibrations(subject: Subject) -> Iterator[Finding]:
    """Require that the time step resolves the vibration of the lightest ion (SG401)."""
    if not subject.campaign.charges:
        return
    lightest = min(subject.campaign.charges, key=atomic_mass)
    longest = longest_time_step_fs(atomic_mass(lightest))
    for path, step in _time_steps(subject):
        if step > longest:
            yield Finding(
                path,
                "SG401",
                f"{dotted(path)} is {step:g} fs; with {lightest} ({atomic_mass(lightest):.2f} u) "
                f"it should be at most {longest:.1f} fs, a tenth of the shortest period",
                f'write "{_round_down(longest):g} fs" or less',
            )


def _round_down(value: float) -> float:
    return math.floor(value * 2) / 2 if value >= 0.5 else math.floor(value * 10) / 10


def _time_steps(subject: Subject) -> Iterator[tuple[KeyPath, float]]:
    yield ("dynamics", "time_step"), subject.campaign.dynamics.time_step_fs
    sample = subject.campaign.initial_data.sample
    if sample is not None:
        yield ("initial_data", "sample", "time_step"), sample.time_step_fs


def times_are_whole_steps(subject: Subject) -> Iterator[Finding]:
    """Require that durations and intervals are whole numbers of time steps (SG402)."""
    yield from one_by_one(_all_times(subject), _whole_steps)


def _whole_steps(time: _Time) -> Iterator[Finding]:
    steps = time.value_ps * 1e3 / time.time_step_fs
    if not _is_whole(steps) or round(steps) < 1:
        yield Finding(
            time.path,
            "SG402",
            f"{dotted(time.path)} is {time.value_ps:g} ps, {steps:.6g} steps of "
            f"{time.time_step_fs:g} fs; it must be a whole number of steps",
            _nearest_multiples(steps, time.time_step_fs / 1e3),
        )


def intervals_fit_into_durations(subject: Subject) -> Iterator[Finding]:
    """Require that durations are whole multiples of the intervals within them (SG403, SG404)."""
    yield from one_by_one(_pairs(subject), _fitting)
    yield from one_by_one(_segmented(subject), _fitting)


def _fitting(pair: _Pair) -> Iterator[Finding]:
    duration, interval = pair
    ratio = duration.value_ps / interval.value_ps
    if ratio < 1 - 1e-9:
        yield Finding(
            interval.path,
            "SG404",
            f"{dotted(interval.path)} is {interval.value_ps:g} ps, longer than "
            f"{dotted(duration.path)} of {duration.value_ps:g} ps; nothing would be written",
            f'write at most "{duration.value_ps:g} ps"',
        )
    elif not _is_whole(ratio):
        yield Finding(
            duration.path,
            "SG403",
            f"{dotted(duration.path)} is {duration.value_ps:g} ps, {ratio:.6g} times "
            f"{dotted(interval.path)} of {interval.value_ps:g} ps; it must be a whole multiple",
            _nearest_multiples(ratio, interval.value_ps),
        )


def _is_whole(number: float) -> bool:
    return abs(number - round(number)) <= 1e-6 * max(1.0, abs(number))


def _nearest_multiples(ratio: float, unit_ps: float) -> str:
    below, above = math.floor(ratio), math.ceil(ratio)
    valid = [f'"{count * unit_ps:.10g} ps"' for count in (below, above) if count >= 1]
    return f"write {' or '.join(dict.fromkeys(valid))}"


def _all_times(subject: Subject) -> Iterator[_Time]:
    yield from (time for pair in _pairs(subject) for time in pair)
    yield from one_by_one((_equilibration, _segment), lambda times: times(subject))


def _equilibration(subject: Subject) -> Iterator[_Time]:
    equilibrate = subject.campaign.production.equilibrate
    if equilibrate is not None:
        path: KeyPath = ("production", "equilibrate", "duration")
        yield _Time(path, equilibrate.duration_ps, subject.campaign.dynamics.time_step_fs)


def _segment(subject: Subject) -> Iterator[_Time]:
    campaign = subject.campaign
    path: KeyPath = ("production", "segment")
    yield _Time(path, campaign.production.segment_ps, campaign.dynamics.time_step_fs)


def run_lengths(subject: Subject) -> Iterator[tuple[KeyPath, float]]:
    """Give the lengths of production runs, ps, with their keys."""
    for path, runs in subject.production_sections():
        yield from _lengths(path, runs)


def _lengths(path: KeyPath, runs: Runs) -> Iterator[tuple[KeyPath, float]]:
    if runs.duration_ps is not None:
        yield (*path, "duration"), runs.duration_ps
    for index, each in enumerate(runs.durations):
        yield (*path, "durations", index, "run"), each.run_ps


def _pairs(subject: Subject) -> Iterator[_Pair]:
    """Give each duration with the interval that must divide it."""
    sections = (_of_sample, _of_explorations, _of_runs)
    yield from one_by_one(sections, lambda pairs: pairs(subject))


def _of_sample(subject: Subject) -> Iterator[_Pair]:
    sample = subject.campaign.initial_data.sample
    if sample is not None:
        path: KeyPath = ("initial_data", "sample")
        step = sample.time_step_fs
        dump = _Time((*path, "dump_every"), sample.dump_every_ps, step)
        yield _Time((*path, "duration"), sample.duration_ps, step), dump


def _of_explorations(subject: Subject) -> Iterator[_Pair]:
    step = subject.campaign.dynamics.time_step_fs
    for name, each in subject.campaign.explorations.items():
        path: KeyPath = ("active_learning", "explore", name)
        check = _Time((*path, "check_every"), each.check_every_ps, step)
        yield _Time((*path, "duration"), each.duration_ps, step), check


def _of_runs(subject: Subject) -> Iterator[_Pair]:
    step = subject.campaign.dynamics.time_step_fs
    for path, runs in subject.production_sections():
        dump = _Time((*path, "dump_every"), runs.dump_every_ps, step)
        for key, length_ps in _lengths(path, runs):
            yield _Time(key, length_ps, step), dump


def _segmented(subject: Subject) -> Iterator[_Pair]:
    """Give the segment with the interval of each run that has several."""
    (segment,) = _segment(subject)
    for run, dump in _of_runs(subject):
        if readable(partial(operator.lt, segment.value_ps, run.value_ps), False):
            yield segment, dump


def couplings_last_a_step(subject: Subject) -> Iterator[Finding]:
    """Require that thermostats and barostats relax over at least one step (SG405)."""
    yield from one_by_one(_couplings(subject), _long_enough)


def _couplings(subject: Subject) -> Iterator[_Coupling]:
    """Give each relaxation time with the time step of its runs, fs."""
    dynamics = subject.campaign.dynamics
    for name, each in (("thermostat", dynamics.thermostat), ("barostat", dynamics.barostat)):
        yield ("dynamics", name, "coupling"), each.coupling_fs, dynamics.time_step_fs
    sample = subject.campaign.initial_data.sample
    if sample is not None:
        yield ("initial_data", "sample", "coupling"), sample.coupling_fs, sample.time_step_fs


def _long_enough(coupling: _Coupling) -> Iterator[Finding]:
    path, coupling_fs, step_fs = coupling
    if coupling_fs < step_fs:
        yield Finding(
            path,
            "SG405",
            f"{dotted(path)} is {coupling_fs:g} fs, shorter than the time step of "
            f"{step_fs:g} fs; it must be at least one step",
            f'write for instance "{100 * step_fs:g} fs", a hundred steps',
        )


def every_duration_is_reached(subject: Subject) -> Iterator[Finding]:
    """Require that every entry of `durations` holds somewhere (SG406)."""
    for path, runs in subject.production_sections():
        highest = 0.0
        for index, each in enumerate(runs.durations):
            bound = math.inf if each.up_to_K is None else each.up_to_K
            if bound <= highest:
                here = (*path, "durations", index)
                yield Finding(
                    here,
                    "SG406",
                    f"{dotted(here)} holds up to {bound:g} K, but an entry before it holds up to "
                    f"{highest:g} K; it is never used",
                    "order the entries by rising up_to, the one without up_to last",
                )
            highest = max(highest, bound)


def states_are_given_once(subject: Subject) -> Iterator[Finding]:
    """Require that no temperature or pressure stands twice in a list, to six digits (SG407)."""
    yield from one_by_one(_state_lists(subject), _repetition)


def _repetition(states: _States) -> Iterator[Finding]:
    path, values, unit = states
    names = [f"{value:g} {unit}" for value in values or ()]
    twice = [name for name in dict.fromkeys(names) if names.count(name) > 1]
    if twice:
        named = ", ".join(twice)
        message = f"{dotted(path)} holds {named} more than once; each state is run once"
        yield Finding(path, "SG407", message, "delete the repetition")


def _state_lists(subject: Subject) -> Iterator[_States]:
    sample = subject.campaign.initial_data.sample
    if sample is not None:
        yield ("initial_data", "sample", "temperatures"), sample.temperatures_K, "K"
    for name, each in subject.campaign.explorations.items():
        path: KeyPath = ("active_learning", "explore", name)
        yield (*path, "temperatures"), each.temperatures_K, "K"
        yield (*path, "pressures"), each.pressures_GPa, "GPa"
    for path, runs in subject.production_sections():
        yield (*path, "temperatures"), runs.temperatures_K, "K"


RULES: tuple[Rule, ...] = (
    time_steps_resolve_vibrations,
    times_are_whole_steps,
    intervals_fit_into_durations,
    couplings_last_a_step,
    every_duration_is_reached,
    states_are_given_once,
)
