"""The picture of a frozen interface."""

from collections.abc import Mapping

from saggar.runtime.structures.cell import Cell
from saggar.runtime.structures_lock.drawing import Legend, draw
from saggar.runtime.structures_lock.side_view import side_view
from saggar.runtime.structures_lock.wording import cells_of_match, plane, relationship, strains
from saggar.schemas.frozen_structures import RankedInterface, Termination
from saggar.schemas.interfaces import Miller


def picture(name: str, interface: RankedInterface, cell: Cell, charges: Mapping[str, float]) -> str:
    """Draw an interface from the side, with what a reader must know beside it.

    Parameters
    ----------
    name : str
        Name of the interface.
    interface : RankedInterface
        What is written on the picture.
    cell : Cell
        Its cell, with groups.
    charges : mapping of str to float, e
        Formal charge of each element, in the order of the species.

    Returns
    -------
    str
        SVG.
    """
    return draw(side_view(cell), legend(name, interface), charges, name="i")


def legend(name: str, interface: RankedInterface) -> Legend:
    """Word what stands on the picture of an interface."""
    facts = [
        name,
        f"{cells_of_match(interface)} cells",
        f"{interface.area_A2:.1f} Å²",
        f"strains {strains(interface.strains)} %",
        f"{interface.atoms:,} atoms",
    ]
    if interface.energy_J_per_m2 is not None:
        facts.append(f"{interface.energy_J_per_m2:.2f} J/m²")
    film = _slab("film", interface.film, interface.film_plane, interface.film_termination)
    substrate = _slab(
        "substrate",
        interface.substrate,
        interface.substrate_plane,
        interface.substrate_termination,
    )
    above = "interface" if interface.boundary == "sandwich" else "vacuum"
    return Legend(relationship(interface), " · ".join(facts), film, substrate, above)


def _slab(side: str, phase: str, miller: Miller, termination: Termination) -> tuple[str, ...]:
    layers = f"{termination.repeats} layer{'s' if termination.repeats != 1 else ''}"
    return (
        f"{side} {phase} {plane(miller)}",
        f"{layers}, {termination.thickness_A:.1f} Å",
        f"{termination.top} above, {termination.bottom} below",
    )
