"""Sentences on molecular dynamics with the potential."""

from collections.abc import Iterator

from saggar.compiler.methods.account import Account
from saggar.compiler.methods.initial_data import named_cells
from saggar.compiler.methods.manuscript import Manuscript
from saggar.compiler.methods.notation import listed
from saggar.schemas.production import InterfaceRuns, Production, Runs
from saggar.schemas.sampling import Dynamics, Ensemble


def dynamics(account: Account, text: Manuscript) -> Iterator[str]:
    """Describe integration and production."""
    settings, production = account.campaign.dynamics, account.campaign.production
    explorations = account.campaign.explorations.values()
    ensembles: set[Ensemble] = {production.ensemble, *(each.ensemble for each in explorations)}
    if production.equilibrate is not None:
        ensembles.add(production.ramp_ensemble)
    yield _programs(account, text)
    yield _integration(settings, ensembles, text)
    if ensembles & {"nvt", "npt"}:
        yield (
            f"Temperature was held by the Bussi-Donadio-Parrinello thermostat {text.cite('bdp')} "
            f"with a coupling of {text.write(settings.thermostat, 'coupling')}."
        )
    if "npt" in ensembles:
        yield (
            f"Pressure was held by stochastic cell rescaling {text.cite('scr')} of all six "
            f"components of the cell, of orthogonal cells of the three on the diagonal, with a "
            f"coupling of {text.write(settings.barostat, 'coupling')} and an estimated modulus of "
            f"{text.write(settings.barostat, 'modulus')}."
        )
    yield from _production(production, text)


def _programs(account: Account, text: Manuscript) -> str:
    """Say what executed the dynamics."""
    release = account.machine.gpumd.release
    explored = {each.program for each in account.execution.loop}
    produced = account.execution.production
    if not explored - {produced}:
        which = _program(produced, text)
    elif len(explored) == 1:
        (other,) = explored
        which = (
            f"{_program(other, text)} (explorations) and {_program(produced, text)} (production)"
        )
    else:
        which = (
            f"{_program('embedded', text)} and {_program('gpumd', text)}, production by the "
            f"{'former' if produced == 'embedded' else 'latter'}"
        )
    return (
        f"Dynamics with the potential were run with {which}; the input is that of release "
        f"{release}. Cells that GPUMD's rule on small boxes does not admit were repeated until it "
        "does."
    )


def _program(name: str, text: Manuscript) -> str:
    program = f"GPUMD {text.cite('gpumd')}"
    if name == "gpumd":
        return program
    return (
        f"an interpreter of the input of {program}, with forces from calorine "
        f"{text.cite('calorine')}"
    )


def _integration(settings: Dynamics, ensembles: set[Ensemble], text: Manuscript) -> str:
    drift = ""
    if ensembles & {"nvt", "npt"}:
        every = settings.remove_drift_every
        except_nve = " except in the NVE ensemble" if "nve" in ensembles else ""
        drift = f"; linear and angular momenta were removed every {every} steps{except_nve}"
    return (
        f"The time step was {text.write(settings, 'time_step')}, and first velocities were drawn "
        f"from the Maxwell-Boltzmann distribution{drift}."
    )


def _production(section: Production, text: Manuscript) -> Iterator[str]:
    pressure = f" at {text.write(section, 'pressure')}" if section.ensemble == "npt" else ""
    yield (
        f"Production runs were made in the {section.ensemble.upper()} ensemble{pressure}, in "
        f"consecutive segments of {text.write(section, 'segment')}."
    )
    ramp = section.equilibrate
    if ramp is not None:
        held = section.ramp_ensemble.upper()
        yield (
            f"Before its first segment each was heated in the {held} ensemble from "
            f"{text.write(ramp, 'from')} to its temperature over {text.write(ramp, 'duration')}, "
            "which is not part of the analysis."
        )
    if section.bulk is not None:
        sizes = [f"{name} ({atoms} atoms)" for name, atoms in section.bulk.phases.items()]
        yield _runs(f"supercells of {listed(sizes)}", section.bulk, text)
    if section.interfaces is not None:
        yield _runs(_interfaces(section.interfaces), section.interfaces, text)


def _interfaces(runs: InterfaceRuns) -> str:
    return named_cells(runs.cells) if runs.cells else f"the interfaces of set {runs.set}"


def _runs(cells: str, runs: Runs, text: Manuscript) -> str:
    length = text.write(runs, "duration") if runs.duration_ps is not None else _lengths(runs, text)
    return (
        f"For {cells} they were made at {text.write(runs, 'temperatures')} for {length}, with a "
        f"frame every {text.write(runs, 'dump_every')}."
    )


def _lengths(runs: Runs, text: Manuscript) -> str:
    bounded = [
        f"{text.write(each, 'run')}"
        + (f" up to {text.write(each, 'up_to')}" if each.up_to_K is not None else " otherwise")
        for each in runs.durations
    ]
    return listed(bounded)
