"""Which cells a section of a campaign uses, and which never enter training."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from saggar.schemas.campaign import Campaign
from saggar.schemas.sampling import Cells

if TYPE_CHECKING:
    from saggar.schemas.resolved import FrozenSource


def holdout_sets(campaign: Campaign) -> tuple[str, ...]:
    """Name the sets of interfaces that are kept apart from training for ever."""
    tested_on = campaign.validation.holdout
    sets = campaign.interfaces.sets
    return tuple(name for name, each in sets.items() if each.held_out or name == tested_on)


def training_sets(campaign: Campaign) -> tuple[str, ...]:
    """Name the sets of interfaces whose cells enter training."""
    kept_out = holdout_sets(campaign)
    sets = campaign.interfaces.sets
    return tuple(name for name, each in sets.items() if each.training and name not in kept_out)


def chosen_cells(
    chosen: Cells, campaign: Campaign, frozen: "FrozenSource | None" = None
) -> tuple[str, ...]:
    """Name the cells that a section uses.

    Parameters
    ----------
    chosen : Cells
        ``all``, ``phases``, ``interfaces``, none of which takes what is kept out of training; or
        names, of which that of a phase stands for all cells that are kept of it.
    campaign : Campaign
        Resolved.
    frozen : FrozenSource, optional
        Frozen cells.
    """
    if not isinstance(chosen, str):
        return tuple(dict.fromkeys(_cells_of(chosen, frozen)))
    trained = [name for name, each in campaign.phases.items() if each.training]
    phases = tuple(_cells_of(trained, frozen))
    built = (name for each in training_sets(campaign) for name in _of_set(each, frozen))
    interfaces = tuple(dict.fromkeys([*campaign.interfaces.given, *built]))
    return {"all": (*phases, *interfaces), "phases": phases, "interfaces": interfaces}[chosen]


def _cells_of(names: Iterable[str], frozen: "FrozenSource | None") -> Iterable[str]:
    for name in names:
        yield from (frozen.cells_of(name) if frozen is not None else ()) or (name,)


def _of_set(name: str, frozen: "FrozenSource | None") -> tuple[str, ...]:
    return frozen.sets.get(name, ()) if frozen is not None else ()
