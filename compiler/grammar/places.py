"""Which key of a campaign is responsible for a line of a deck."""

from saggar.compiler.grammar.advisories import Advisory
from saggar.compiler.grammar.problem import Problem
from saggar.compiler.positions import KeyPath

_DYNAMICS: dict[str, KeyPath] = {
    "time_step": ("dynamics", "time_step"),
    "correct_velocity": ("dynamics", "remove_drift_every"),
    "dump_thermo": ("dynamics", "thermo_every"),
    "potential": ("active_learning", "committee"),
}
"""Keywords of run.in that have one key, wherever the run belongs."""

_THRESHOLD: KeyPath = ("active_learning", "candidate", "force_deviation", "above")

_OF_EXPLORATION = {"active": "check_every", "run": "duration"}
_OF_PRODUCTION = {"dump_xyz": "dump_every"}

_OF_BAROSTATS = frozenset({"npt", "npt_scr", "six_pressures"})
"""Features that the choice of the ensemble brings with it."""

_POTENTIAL: KeyPath = ("models", "potential")
_ARCHITECTURE: dict[str, KeyPath] = {
    "n_max": ("n_max",),
    "basis_size": ("basis_size",),
    "l_max": ("l_max",),
    "neuron": ("neurons",),
    "zbl": ("zbl",),
    "lambda_e": ("loss", "energy"),
    "lambda_f": ("loss", "force"),
    "lambda_v": ("loss", "virial"),
    "batch": ("batch",),
    "population": ("population",),
    "version": ("version",),
}
_LISTS = ("n_max", "basis_size", "l_max")
_RADII = ("", "radial", "angular")


def place_in_run_in(problem: Problem, section: KeyPath) -> KeyPath:
    """Give the key responsible for a problem with a run.in.

    Parameters
    ----------
    problem : Problem
        What is wrong.
    section : KeyPath
        Section that the deck was rendered for.

    Returns
    -------
    KeyPath
        The section itself where no key is responsible alone.
    """
    if problem.keyword in _DYNAMICS:
        return _DYNAMICS[problem.keyword]
    if problem.keyword == "ensemble":
        return _ensemble(section)
    if section[0] == "production":
        key = _OF_PRODUCTION.get(problem.keyword)
    elif problem.keyword == "active" and problem.argument > 3:
        return _THRESHOLD
    else:
        key = _OF_EXPLORATION.get(problem.keyword)
    return (*section, key) if key else section


def place_of_fault(fault: Advisory, section: KeyPath) -> KeyPath:
    """Give the key responsible for meeting a known fault of GPUMD.

    Parameters
    ----------
    fault : Advisory
        The fault.
    section : KeyPath
        Section that the deck was rendered for.

    Returns
    -------
    KeyPath
        The ensemble where the fault is that of a barostat, else the section.
    """
    return _ensemble(section) if fault.features & _OF_BAROSTATS else section


def _ensemble(section: KeyPath) -> KeyPath:
    return ("production", "ensemble") if section[0] == "production" else (*section, "ensemble")


def place_in_nep_in(problem: Problem, section: KeyPath) -> KeyPath:
    """Give the key responsible for a problem with a nep.in.

    Parameters
    ----------
    problem : Problem
        What is wrong.
    section : KeyPath
        Section that the training belongs to.

    Returns
    -------
    KeyPath
        The section itself where no key is responsible alone.
    """
    if problem.keyword == "generation":
        return (*section, "generations")
    if problem.keyword == "type":
        return ("charges",)
    if problem.keyword == "cutoff":
        radius = _RADII[problem.argument] if problem.argument in (1, 2) else ""
        return (*_POTENTIAL, "cutoff", *((radius,) if radius else ()))
    key = _ARCHITECTURE.get(problem.keyword)
    if key is None:
        return section
    index = (problem.argument - 1,) if problem.keyword in _LISTS and problem.argument else ()
    return (*_POTENTIAL, *key, *index)
