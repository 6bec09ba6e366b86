"""The cells of kept interfaces as they are used: relaxed or built anew, repeated in the plane."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from saggar.runtime.interfaces.assembling import Spaces
from saggar.runtime.interfaces.construction import (
    Construction,
    build_interface,
    repeat_interface,
    spaces_of,
)
from saggar.runtime.interfaces.contacts import (
    closest_contact,
    find_gaps_A,
    spaces_as_relaxed,
    widen,
)
from saggar.runtime.interfaces.crystal import Crystal
from saggar.runtime.interfaces.enumeration import enumerate_interfaces
from saggar.runtime.interfaces.identity import Candidate
from saggar.runtime.interfaces.supercells import repeats_in_plane
from saggar.runtime.steps.build_interfaces import find_crystals
from saggar.runtime.structures.cell import Cell
from saggar.runtime.structures_lock.contents import PhaseCells
from saggar.schemas.errors import RunStateError
from saggar.schemas.frozen_structures import BuiltInterface
from saggar.schemas.interfaces import Pair, Thickness
from saggar.schemas.steps import RankInterfaces


@dataclass(frozen=True)
class Finishing:
    """How the kept interfaces of a set become the cells that are used.

    Attributes
    ----------
    settings : RankInterfaces
        Declared pairs with their thickness and size, and how cells are built.
    phases : mapping of str to PhaseCells
        Settled phases by name.
    """

    settings: RankInterfaces
    phases: Mapping[str, PhaseCells]

    @cached_property
    def _crystals(self) -> dict[str, Crystal]:
        return find_crystals(self.phases)

    def rebuilds(self, record: BuiltInterface) -> bool:
        """Tell whether an interface is built anew at another thickness than it was ranked with."""
        return self._thickness(record) is not None

    def finish(self, record: BuiltInterface, ranked: Cell) -> Construction:
        """Give the cell that is used, and its record.

        Parameters
        ----------
        record : BuiltInterface
            As the candidate was built.
        ranked : Cell
            The candidate's cell as it was ranked: relaxed, where it was.

        Returns
        -------
        Construction
            Of a declared pair with a thickness of its own, the interface built anew, its atoms
            where the crystals have them and its gaps those of the ranked cell; a gap grows where
            atoms of film and substrate would else be nearer than the nearest in the ranked cell.
            An unfinished relaxation counts too: its gaps are nearer to rest than those built.
            Else the ranked cell. Repeated to the declared number of atoms, or as far as GPUMD's
            box rule asks for.

        Raises
        ------
        RunStateError
            If the phases have changed so that the candidate cannot be built any more.
        """
        pair, thickness = self._pair(record), self._thickness(record)
        unit = (
            Construction(ranked, _measured(record, ranked))
            if thickness is None
            else self._built_anew(record, ranked, thickness)
        )
        atoms = pair.atoms if pair is not None else None
        repeats = repeats_in_plane(unit.cell, atoms, cutoff_A=self.settings.cutoff_A)
        return repeat_interface(unit, repeats)

    def _pair(self, record: BuiltInterface) -> Pair | None:
        return self.settings.limits.pairs.get(record.pair)

    def _thickness(self, record: BuiltInterface) -> Thickness | None:
        pair = self._pair(record)
        return pair.thickness if pair is not None else None

    def _built_anew(
        self, record: BuiltInterface, ranked: Cell, thickness: Thickness
    ) -> Construction:
        candidate = self._candidate(record)
        spaces = spaces_as_relaxed(ranked, spaces_of(self.settings.build))
        narrow = self._built(candidate, thickness, spaces)
        wide = widen(spaces, narrow.cell, closest_contact(ranked).distance_A)
        made = self._built(candidate, thickness, wide)
        return Construction(made.cell, made.record.model_copy(update={"pair": record.pair}))

    def _built(self, candidate: Candidate, thickness: Thickness, spaces: Spaces) -> Construction:
        return build_interface(
            candidate,
            self._crystals[candidate.film],
            self._crystals[candidate.substrate],
            self.settings.build,
            self.settings.charges,
            thickness=thickness,
            spaces=spaces,
        )

    def _candidate(self, record: BuiltInterface) -> Candidate:
        """Find the candidate that a record describes among those of its pair."""
        limits = self.settings.limits
        found = enumerate_interfaces(
            {record.film: self._crystals[record.film]},
            {record.substrate: self._crystals[record.substrate]},
            limits.model_copy(update={"pairs": {record.pair: limits.pairs[record.pair]}}),
            self.settings.build,
            self.settings.charges,
            phases={name: each.record.phase for name, each in self.phases.items()},
        )
        for candidate in found.candidates:
            if candidate.identity == record.identity:
                return candidate
        raise RunStateError(
            f"{record.pair}: the cell that was ranked cannot be built from the phases as they are "
            "now; remove the results of its set and run again"
        )


def _measured(record: BuiltInterface, cell: Cell) -> BuiltInterface:
    """Bring what a relaxation changes in a record up to date."""
    a, b, c = np.linalg.norm(cell.lattice, axis=1).tolist()
    area_A2 = float(np.linalg.norm(np.cross(cell.lattice[0], cell.lattice[1])))
    contact = closest_contact(cell)
    return record.model_copy(
        update={
            "match_area_A2": area_A2,
            "area_A2": area_A2,
            "lengths_A": (a, b, c),
            "film_substrate_distance_A": contact.distance_A,
            "closest_pair": contact.pair,
            "gaps_A": find_gaps_A(cell),
        }
    )
