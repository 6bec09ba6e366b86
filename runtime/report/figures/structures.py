"""Pictures of the interfaces that are used: side views, as they stand in the structures lock."""

from collections.abc import Mapping

import numpy as np

from saggar.runtime.report.figures.embedding import Picture
from saggar.runtime.report.tables import Table
from saggar.runtime.structures.cell import Cell
from saggar.runtime.structures_lock.drawing import draw
from saggar.runtime.structures_lock.pictures import legend
from saggar.runtime.structures_lock.side_view import SideView, side_view
from saggar.schemas.frozen_structures import FrozenInterface

_NAMESPACE = ' xmlns="http://www.w3.org/2000/svg"'


def interface_picture(
    name: str, interface: FrozenInterface, cell: Cell, charges: Mapping[str, float]
) -> Picture:
    """Draw an interface from the side.

    Parameters
    ----------
    name : str
        Name of the interface.
    interface : FrozenInterface
        What is written on the picture.
    cell : Cell
        Its cell, with groups.
    charges : mapping of str to float, e
        Formal charge of each element, in the order of the species.
    """
    view = side_view(cell)
    prefix = f"interface-{name.replace('.', '-')}"
    markup = draw(view, legend(name, interface), charges, name=prefix)
    return Picture(
        name=f"interface-{name}",
        title=name,
        caption=f"{interface.atoms:,} atoms, set {interface.set}; atoms further back are paler.",
        markup=markup.replace(_NAMESPACE, "", 1),
        table=_table(view),
    )


def _table(view: SideView) -> Table:
    return Table.from_columns(
        element=view.species.tolist(),
        film_1_substrate_0=view.in_film.astype(np.int64),
        right_A=view.right_A,
        up_A=view.up_A,
        depth_A=view.depth_A,
    )
