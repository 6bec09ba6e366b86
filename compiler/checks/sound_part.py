"""What is found in the sound part of a campaign that has faults.

Nothing is found that depends on a faulty value: such a value, and what follows from it, is an
`Unreadable`.
"""

from collections.abc import Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import Any

from saggar.compiler.architecture import disagreements, with_architecture
from saggar.compiler.checks.existing import read_existing
from saggar.compiler.checks.finding import Finding, locate
from saggar.compiler.checks.rules import run_checks
from saggar.compiler.checks.structures import read_cells
from saggar.compiler.diagnostics import Diagnostic
from saggar.compiler.frozen.cells import FrozenReading
from saggar.compiler.frozen.digest import needs_freezing
from saggar.compiler.load import Loaded
from saggar.compiler.loading.unreadable import (
    Unreadable,
    as_far_as_readable,
    is_readable,
    is_whole,
    readable,
    unreadable_at,
)
from saggar.compiler.resolve import Resolved, resolve
from saggar.compiler.structures.known import KnownCell
from saggar.compiler.structures.memory import Memory
from saggar.compiler.weights import with_digests
from saggar.schemas.campaign import Campaign
from saggar.schemas.interfaces import Interfaces
from saggar.schemas.machine import Machine


def check_sound_part(loaded: Loaded, machine: Machine) -> list[Diagnostic]:
    """Run every check on what can be read.

    Parameters
    ----------
    loaded : Loaded
        A campaign with faults.
    machine : Machine
        Profile whose limits hold.

    Returns
    -------
    list of Diagnostic
        What is wrong beside the faults.
    """
    folder = loaded.path.parent
    resolved = readable(partial(resolve, loaded), _without_sets(loaded))
    memory = Memory.of(loaded.path)
    known, found = _read_each_cell(resolved.campaign, folder, memory)
    started = readable(partial(_with_existing, resolved, folder), None)
    resolved, wrong = _without_potential(resolved) if started is None else started
    found += wrong
    weights = readable(partial(with_digests, resolved, folder), None)
    found += [] if weights is None else weights[1]
    reading = _read_frozen(loaded, resolved.campaign, memory)
    cells: Mapping[str, KnownCell] = known
    frozen: Any = reading
    if is_readable(reading):
        found += reading.findings
        cells, frozen = known | reading.cells, reading.frozen
    found += run_checks(resolved.campaign, cells, machine, frozen)
    memory.keep()
    return [*resolved.diagnostics, *locate(found, loaded)]


def _without_sets(loaded: Loaded) -> Resolved:
    """Give a campaign of which it is not known what sets take from each other."""
    return Resolved(unreadable_at(loaded.campaign, ("interfaces", "sets")), {})


def _without_potential(resolved: Resolved) -> tuple[Resolved, list[Finding]]:
    """Give a campaign of which it is not known what its potential is."""
    campaign = unreadable_at(resolved.campaign, ("models", "potential"))
    return resolved._replace(campaign=campaign), []


def _with_existing(resolved: Resolved, folder: Path) -> tuple[Resolved, list[Finding]]:
    """Read what a campaign starts from, and the architecture of its potential into it."""
    _, architecture, found = read_existing(resolved.campaign, folder)
    if architecture is None:
        return resolved, found
    found += as_far_as_readable(partial(disagreements, resolved, architecture))
    return with_architecture(resolved, architecture), found


def _read_each_cell(
    campaign: Campaign, folder: Path, memory: Memory
) -> tuple[dict[str, KnownCell], list[Finding]]:
    """Read each structure by itself, those alone of which all that decides is known."""
    known: dict[str, KnownCell] = {}
    found: list[Finding] = []
    for alone in _structures(campaign):
        read = readable(partial(read_cells, alone, folder, memory), None)
        if read is not None:
            known |= read[0]
            found += read[1]
    return known, found


def _structures(campaign: Campaign) -> Iterator[Campaign]:
    """Give campaigns of one structure each."""
    yield from as_far_as_readable(partial(_phases, campaign))
    yield from as_far_as_readable(partial(_given_interfaces, campaign))


def _phases(campaign: Campaign) -> Iterator[Campaign]:
    for name, phase in campaign.phases.items():
        yield campaign.model_copy(update={"phases": {name: phase}, "interfaces": Interfaces()})


def _given_interfaces(campaign: Campaign) -> Iterator[Campaign]:
    for name, given in campaign.interfaces.given.items():
        only = Interfaces().model_copy(update={"given": {name: given}})
        yield campaign.model_copy(update={"phases": {}, "interfaces": only})


def _read_frozen(loaded: Loaded, campaign: Campaign, memory: Memory) -> Any:
    """Read frozen structures; unreadable where it is not known which are wanted."""
    wanted = (campaign.charges, campaign.phases, campaign.interfaces, campaign.validation)
    if not readable(partial(needs_freezing, campaign), True):
        return FrozenReading()
    if not all(map(is_whole, wanted)):
        return Unreadable()
    from saggar.compiler.frozen.reading import read_frozen

    return read_frozen(campaign, loaded.path.parent, str(loaded.path), memory)
