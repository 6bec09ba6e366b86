"""SG413 to SG422: the loop and its domain of convergence, and what production needs of training."""

import math
from collections.abc import Iterator

from saggar.compiler.checks.explored import is_reached, pressure_text
from saggar.compiler.checks.finding import Finding
from saggar.compiler.checks.subject import Rule, Subject
from saggar.compiler.checks.timing import run_lengths
from saggar.compiler.positions import KeyPath, dotted
from saggar.schemas.sampling import Cells

LEAST_COMMITTEE = 3
"""A variance from two members has one degree of freedom; DP-GEN and the paper take four."""

LEAST_TEMPERATURES = 3
"""Two points leave a line no degree of freedom, hence no error bar."""


def domain_is_explored(subject: Subject) -> Iterator[Finding]:
    """Require that some exploration lies within the domain of convergence (SG413)."""
    learning = subject.campaign.active_learning
    if learning is None:
        return
    domain = learning.stop.within
    if is_reached(domain, learning.explore.values()):
        return
    path = ("active_learning", "stop", "within")
    limit = domain.pressure_up_to_GPa
    up_to = "" if limit is None else f" up to {pressure_text(limit)}"
    yield Finding(
        path,
        "SG413",
        f"{dotted(path)}: nothing is explored within {domain.temperature_K[0]:g} to "
        f"{domain.temperature_K[1]:g} K{up_to}, so that convergence would be judged on nothing",
        "explore at least one state within the domain, or move the domain",
        at_key=True,
    )


def committee_is_large_enough(subject: Subject) -> Iterator[Finding]:
    """Require that a committee has at least three members (SG414)."""
    learning = subject.campaign.active_learning
    size = LEAST_COMMITTEE if learning is None else learning.committee
    if size < LEAST_COMMITTEE:
        yield Finding(
            ("active_learning", "committee"),
            "SG414",
            f"active_learning.committee is {size}; its deviation is a poor measure below "
            f"{LEAST_COMMITTEE} members",
            "write 4, as is usual",
        )


def loop_can_converge(subject: Subject) -> Iterator[Finding]:
    """Require that the cap leaves room to converge (SG415) and for every exploration (SG416)."""
    learning = subject.campaign.active_learning
    if learning is None:
        return
    stop = learning.stop
    if stop.for_iterations > stop.at_most:
        path: KeyPath = ("active_learning", "stop", "for_iterations")
        yield Finding(
            path,
            "SG415",
            f"{dotted(path)} is {stop.for_iterations}, more than the {stop.at_most} iterations "
            "that at_most allows; the loop can never converge",
            f"write at most {stop.at_most}, or raise at_most",
        )
    for name, each in learning.explore.items():
        if each.from_iteration >= stop.at_most:
            path = ("active_learning", "explore", name, "from_iteration")
            yield Finding(
                path,
                "SG416",
                f"{dotted(path)} is {each.from_iteration}; iterations are numbered from 0 to "
                f"{stop.at_most - 1}, so that it never runs",
                f"write at most {stop.at_most - 1}, or raise stop.at_most",
            )


def enough_frames_to_choose_from(subject: Subject) -> Iterator[Finding]:
    """Require that the initial selection does not ask for more frames than there are (SG417)."""
    initial = subject.campaign.initial_data
    if initial.select is None or subject.awaits_cells:
        return  # how many cells there will be is not known yet
    most = 0
    if initial.perturb is not None:
        most += _count(subject, initial.perturb.cells) * initial.perturb.per_structure
    if initial.sample is not None:
        frames = math.floor(initial.sample.duration_ps / initial.sample.dump_every_ps + 1e-6)
        runs = _count(subject, initial.sample.cells) * len(initial.sample.temperatures_K)
        most += runs * frames
    if initial.select.frames > most:
        path = ("initial_data", "select", "frames")
        yield Finding(
            path,
            "SG417",
            f"{dotted(path)} is {initial.select.frames}; perturb and sample give {most} at most",
            "ask for fewer, or raise per_structure, duration or the number of temperatures",
        )


def _count(subject: Subject, cells: Cells) -> int:
    return len(subject.chosen(cells))


def runs_outlast_what_is_skipped(subject: Subject) -> Iterator[Finding]:
    """Require that something of each production run is left to analyse (SG418)."""
    skip_ps = subject.campaign.analysis.msd.skip_ps
    lengths = [length_ps for _, length_ps in run_lengths(subject)]
    if skip_ps is not None and lengths and skip_ps >= min(lengths):
        path = ("analysis", "msd", "skip")
        yield Finding(
            path,
            "SG418",
            f"{dotted(path)} is {skip_ps:g} ps; the shortest production run lasts "
            f"{min(lengths):g} ps, so that nothing of it would be analysed",
            "skip less, or run longer",
        )


def mobile_species_is_there(subject: Subject) -> Iterator[Finding]:
    """Require that every production cell holds the mobile species (SG419)."""
    mobile = subject.campaign.analysis.mobile
    if mobile not in subject.campaign.charges:
        return  # SG205
    produced = [name for name in subject.produced() if name in subject.cells]
    without = [name for name in produced if mobile not in subject.cells[name].counts]
    if without:
        path = ("analysis", "mobile")
        held = dict.fromkeys(symbol for name in without for symbol in subject.cells[name].counts)
        yield Finding(
            path,
            "SG419",
            f"{dotted(path)} is {mobile}; the production cells {', '.join(without)} hold only "
            f"{', '.join(held)}",
            "name an element that they hold, or leave these cells out of production",
        )


def produced_phases_are_trained(subject: Subject) -> Iterator[Finding]:
    """Require that production runs use phases that enter the training (SG420)."""
    bulk = subject.campaign.production.bulk
    for name in bulk.phases if bulk is not None else ():
        phase = subject.campaign.phases.get(name)
        if phase is not None and not phase.training:
            path = ("production", "bulk", "phases", name)
            message = f"{dotted(path)} runs {name}, which is kept out of training"
            hint = f"set phases.{name}.training to true, if the potential is to know it"
            yield Finding(path, "SG420", message, hint, at_key=True)


def pressures_do_not_crush(subject: Subject) -> Iterator[Finding]:
    """Require that pressures stay below the elastic modulus (SG421): GPa where bar was meant."""
    modulus = subject.campaign.dynamics.barostat.modulus_GPa
    for path, given in pressures(subject):
        high = [each for each in given if abs(each) >= modulus]
        if high:
            yield Finding(
                path,
                "SG421",
                f"{dotted(path)} has {pressure_text(high[0])}, not below the modulus of "
                f"{modulus:g} GPa; the cell would be compressed by half or more",
                f'if bar was meant, write "{high[0]:g} bar"',
            )


def pressures(subject: Subject) -> Iterator[tuple[KeyPath, tuple[float, ...]]]:
    """Give all pressures of a campaign, GPa, with their keys."""
    for name, each in subject.campaign.explorations.items():
        yield ("active_learning", "explore", name, "pressures"), each.pressures_GPa or ()
    produced = subject.campaign.production.pressure_GPa
    if produced is not None:
        yield ("production", "pressure"), (produced,)


def arrhenius_has_points(subject: Subject) -> Iterator[Finding]:
    """Require that an Arrhenius fit has at least three temperatures (SG422)."""
    fit = subject.campaign.analysis.arrhenius
    if fit is None:
        return
    inside = {
        each
        for _, runs in subject.production_sections()
        for each in runs.temperatures_K
        if fit.from_K <= each <= fit.to_K
    }
    if len(inside) < LEAST_TEMPERATURES:
        yield Finding(
            ("analysis", "arrhenius"),
            "SG422",
            f"analysis.arrhenius: {len(inside)} production temperatures lie within {fit.from_K:g} "
            f"to {fit.to_K:g} K; a fit with an error needs {LEAST_TEMPERATURES}",
            "widen the range, or produce at more temperatures",
            at_key=True,
        )


RULES: tuple[Rule, ...] = (
    domain_is_explored,
    committee_is_large_enough,
    loop_can_converge,
    enough_frames_to_choose_from,
    runs_outlast_what_is_skipped,
    mobile_species_is_there,
    produced_phases_are_trained,
    pressures_do_not_crush,
    arrhenius_has_points,
)
