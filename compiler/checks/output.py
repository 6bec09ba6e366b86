"""SG408, SG423 to SG425: production runs write enough for the analysis, up to their ends."""

import math
from collections.abc import Callable, Iterable, Iterator
from operator import itemgetter
from typing import Final, NamedTuple

from saggar.compiler.checks.finding import Finding
from saggar.compiler.checks.subject import Rule, Subject
from saggar.compiler.positions import KeyPath, dotted
from saggar.compiler.stages.parts import MOST_SEGMENTS
from saggar.runtime.analysis.block_counts import BLOCKS

LEAST_RECORDS: Final = 2 * BLOCKS
"""Thermodynamic records that a mean over blocks takes, two a block."""

LEAST_FRAMES: Final = 4 * BLOCKS
"""Frames that a diffusion coefficient takes: blocks of four have two lags between 10 and 50 % of
their length."""

_THERMO: KeyPath = ("dynamics", "thermo_every")


class _Run(NamedTuple):
    """A production run in steps; `path` is that of its section."""

    path: KeyPath
    temperature_K: float
    steps: int
    segments: tuple[int, ...]
    dump_every: int


def _runs(subject: Subject) -> Iterator[_Run]:
    """Give the runs at each temperature; what is no whole number of steps is SG402.

    Runs of too many segments are SG425.
    """
    step_ps = subject.campaign.dynamics.time_step_fs * 1e-3
    segment_ps = subject.campaign.production.segment_ps
    for path, runs in subject.production_sections():
        for temperature in runs.temperatures_K:
            length_ps = runs.length_ps(temperature) or segment_ps
            times = (length_ps, min(segment_ps, length_ps), runs.dump_every_ps)
            total, one, every = (round(time / step_ps) for time in times)
            if min(total, one, every) >= 1:
                full, rest = divmod(total, one)
                if full > MOST_SEGMENTS:
                    continue
                segments = (one,) * full + ((rest,) if rest else ())
                yield _Run(path, temperature, total, segments, every)


def segments_are_few(subject: Subject) -> Iterator[Finding]:
    """Require that no run is cut into more segments than can be planned (SG425)."""
    segment_ps = subject.campaign.production.segment_ps
    for path, runs in subject.production_sections():
        lengths_ps = [runs.length_ps(each) or segment_ps for each in runs.temperatures_K]
        longest_ps = max(lengths_ps)
        if longest_ps / segment_ps > MOST_SEGMENTS:
            yield Finding(
                ("production", "segment"),
                "SG425",
                f"production.segment is {segment_ps:g} ps; {dotted(path)} of {longest_ps:g} ps has "
                f"{longest_ps / segment_ps:.3g} of them, each a job of its own",
                f'write at least "{longest_ps / MOST_SEGMENTS:g} ps"',
            )


def thermodynamic_records_suffice(subject: Subject) -> Iterator[Finding]:
    """Require enough thermodynamic records in each production run for means (SG423)."""
    every = subject.campaign.dynamics.thermo_every
    runs = list(_runs(subject))
    if not runs:
        return

    def records(run: _Run, interval: int) -> int:
        return sum(steps // interval for steps in run.segments)

    worst = min(runs, key=lambda run: records(run, every))
    found = records(worst, every)
    if found < LEAST_RECORDS:
        ends = (steps for run in runs for steps in run.segments)
        fitting = _longest(ends, lambda n: records(worst, n) >= LEAST_RECORDS)
        yield Finding(
            _THERMO,
            "SG423",
            f"{dotted(_THERMO)} is {every} steps; {dotted(worst.path)} at "
            f"{worst.temperature_K:g} K writes {found} records in {worst.steps} steps, means with "
            f"errors take {LEAST_RECORDS}",
            f"write {fitting}" if fitting else "run longer",
        )


def frames_suffice(subject: Subject) -> Iterator[Finding]:
    """Require enough frames in each production run for a diffusion coefficient (SG424)."""
    skip_ps = subject.campaign.analysis.msd.skip_ps or 0.0
    step_ps = subject.campaign.dynamics.time_step_fs * 1e-3
    skipped = skip_ps / step_ps
    runs = list(_runs(subject))
    for path in dict.fromkeys(run.path for run in runs):
        here = [run for run in runs if run.path == path]
        found, worst = min(
            ((_frames(run, run.dump_every, skipped), run) for run in here), key=itemgetter(0)
        )
        if not 0 < found < LEAST_FRAMES:
            continue
        fitting = _fitting_dump(here, worst, skipped)
        key = (*path, "dump_every")
        yield Finding(
            key,
            "SG424",
            f"{dotted(key)} is {worst.dump_every * step_ps:g} ps; the analysis of the run at "
            f"{worst.temperature_K:g} K has {found} frames, a diffusion coefficient takes "
            f"{LEAST_FRAMES}",
            f'write "{fitting * step_ps:.10g} ps"' if fitting else "run longer, or skip less",
        )


def _fitting_dump(runs: Iterable[_Run], worst: _Run, skipped: float) -> int:
    ends = (steps for run in runs for steps in run.segments)
    return _longest(ends, lambda interval: _frames(worst, interval, skipped) >= LEAST_FRAMES)


def _frames(run: _Run, interval: int, skipped: float) -> int:
    """Count the frames after the skipped steps."""
    return run.steps // interval - math.floor(skipped / interval + 1e-6)


def _longest(ends: Iterable[int], enough: Callable[[int], bool]) -> int:
    """Give the longest interval, in steps, that divides all ends and is enough; 0 if none is."""
    common = math.gcd(*ends)
    small = [n for n in range(1, math.isqrt(common) + 1) if common % n == 0]
    divisors = sorted({*small, *(common // n for n in small)}, reverse=True)
    return next((n for n in divisors if enough(n)), 0)


def records_fall_on_the_ends(subject: Subject) -> Iterator[Finding]:
    """Require that thermodynamic records fall on the ends of runs and segments (SG408)."""
    every = subject.campaign.dynamics.thermo_every
    ends = dict(_ends(subject))
    cut = {path: steps for path, steps in ends.items() if steps > every and steps % every}
    if cut:
        path, steps = next(iter(cut.items()))
        fitting = _longest(ends.values(), lambda n: n <= every)
        step_ps = subject.campaign.dynamics.time_step_fs * 1e-3
        yield Finding(
            _THERMO,
            "SG408",
            f"{dotted(_THERMO)} is {every} steps; {dotted(path)} has {steps} steps, no whole "
            "multiple, so that the last of them leave no record and times of later segments shift",
            f"write {fitting}" if 2 * fitting > every else _whole_records(every, step_ps),
        )


def _whole_records(every: int, step_ps: float) -> str:
    """Say which lengths of runs fit the records, where only dense records fit the runs."""
    return (
        f"give lengths that are whole multiples of {every * step_ps:.6g} ps, {every} steps of "
        "dynamics.time_step"
    )


def _ends(subject: Subject) -> Iterator[tuple[KeyPath, int]]:
    step_ps = subject.campaign.dynamics.time_step_fs * 1e-3
    for name, each in subject.campaign.explorations.items():
        steps = round(each.duration_ps / step_ps)
        if steps >= 1:
            yield ("active_learning", "explore", name, "duration"), steps
    for run in _runs(subject):
        if len(run.segments) > 1:
            yield ("production", "segment"), run.segments[0]
        yield (*run.path, f"run at {run.temperature_K:g} K"), run.segments[-1]


RULES: tuple[Rule, ...] = (
    segments_are_few,
    records_fall_on_the_ends,
    thermodynamic_records_suffice,
    frames_suffice,
)
