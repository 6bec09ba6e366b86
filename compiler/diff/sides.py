"""The two sides of a comparison: a campaign file, a lock, or a run directory."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from saggar.compiler.diff.leaves import Leaves, leaves_of
from saggar.compiler.existing import Existing
from saggar.compiler.frozen.cells import FrozenCells
from saggar.schemas.campaign import Campaign
from saggar.schemas.errors import CampaignError
from saggar.schemas.machine import LAPTOP, Machine

if TYPE_CHECKING:
    from saggar.compiler.structures.known import KnownCell
    from saggar.compiler.study import Study
    from saggar.runtime.rundir import RunDirectory
    from saggar.runtime.structures.cell import Cell
    from saggar.schemas.resolved import CellRecord

Kind = Literal["campaign", "lock", "run"]


@dataclass(frozen=True)
class Side:
    """One of two studies.

    Attributes
    ----------
    path : Path
        As it was named.
    kind : str
        ``campaign``, ``lock`` or ``run``.
    campaign : Campaign
        With every default filled.
    machine : Machine
        Of a lock; a campaign takes the other side's, or the built-in one.
    origins : dict of str to str
        Where each value was written.
    cells : dict of str to Cell
        Structures that are at hand, as they were read.
    existing : Existing
        Training set and potential that it starts from.
    frozen : FrozenCells or None
        What is known of cells that were frozen beside the campaign.
    records : dict of str to CellRecord
        What a lock says of its structures; empty for a campaign.
    packages : dict of str to str
        Versions in a lock; empty for a campaign, which is compiled with what is installed.
    waiting : tuple of str
        What the campaign asks for and nothing executes yet.
    edited : tuple of str
        Files of a run directory that are not what was compiled.
    settings : tuple of str
        ``path=value`` each, laid over a campaign.
    given : dict of str to Cell
        Structures that the files of a campaign give, before any cell is made of them.
    to_be_made : tuple of str
        Why cells of a campaign are to be made first, without which its tasks are not known.
    """

    path: Path
    kind: Kind
    campaign: Campaign
    machine: Machine
    origins: dict[str, str]
    cells: "dict[str, Cell]"
    existing: Existing = field(default_factory=Existing)
    frozen: FrozenCells | None = None
    records: "dict[str, CellRecord]" = field(default_factory=dict)
    packages: dict[str, str] = field(default_factory=dict)
    waiting: tuple[str, ...] = ()
    edited: tuple[str, ...] = ()
    settings: tuple[str, ...] = ()
    given: "dict[str, Cell]" = field(default_factory=dict)
    to_be_made: tuple[str, ...] = ()

    @cached_property
    def study(self) -> "Study":
        """What would be planned, its cells in the form in which they are run."""
        from saggar.compiler.study import study_of

        return study_of(self.campaign, self.machine, self.cells, self.existing, self.frozen)

    def as_given(self) -> "Side":
        """Give the study without cells that were frozen, for one whose cells are to be made."""
        return replace(self, cells=self.given, frozen=None, records={})

    @property
    def structures(self) -> "dict[str, Cell]":
        """Structures that are compared: as they were compiled, or would be."""
        return self.study.cells if self.kind == "campaign" else self.cells

    @property
    def leaves(self) -> Leaves:
        """Values of campaign and machine profile with their origins."""
        profile = {"machine": self.machine.lock()}
        frozen = {"structures": self._frozen_sets()}
        campaign = leaves_of(self.campaign.lock(), self.origins)
        return campaign | leaves_of(profile, {}) | leaves_of(frozen, {})

    @property
    def frozen_cells(self) -> tuple[str, ...]:
        """Name the cells that were frozen beside the campaign."""
        return tuple(self.frozen.described) if self.frozen is not None else ()

    def _frozen_sets(self) -> dict[str, dict[str, str]]:
        """Give the interfaces of each set that was frozen, with why they are in it."""
        if self.frozen is None:
            return {}
        source = self.frozen.source
        return {
            name: {each: source.added.get(each, "frozen") for each in cells}
            for name, cells in source.sets.items()
        }

    @property
    def run(self) -> "RunDirectory | None":
        """The run directory, where this is one."""
        if self.kind != "run":
            return None
        from saggar.runtime.rundir import RunDirectory

        return RunDirectory(self.path)


def read_sides(
    a: Path, b: Path, settings: Sequence[str] = (), machine: Machine | None = None
) -> tuple[Side, Side]:
    """Read both sides.

    Parameters
    ----------
    a, b : Path
        Each a campaign file, a lock (``.json``) or a run directory.
    settings : sequence of str
        ``path=value`` each, laid over B.
    machine : Machine, optional
        Profile for campaigns.

    Returns
    -------
    Side, Side
        A campaign has no machine of its own: without a profile it takes that of a lock on the
        other side. Where cells of one are to be made, those of the other are left out.

    Raises
    ------
    SaggarError
        If a side is missing, damaged or wrong.
    """
    known = {path: _compiled(path) for path in (a, b) if path.is_dir() or path.suffix == ".json"}
    if machine is not None and {a, b} <= known.keys():
        raise CampaignError(
            f"--machine is for campaigns, and {a} and {b} are compiled; leave it out"
        )
    machine = machine or next((side.machine for side in known.values()), LAPTOP)
    if settings and b in known:
        raise CampaignError(f"--set changes a campaign, and {b} is compiled; give a campaign as B")
    read: dict[str, KnownCell] = {}
    one = known.get(a) or _of_campaign(a, machine, (), read)
    other = known.get(b) or _of_campaign(b, machine, settings, read)
    if one.to_be_made or other.to_be_made:
        return one.as_given(), other.as_given()
    return one, other


def _compiled(path: Path) -> Side:
    from saggar.compiler.diff.compiled import read_compiled

    return read_compiled(path)


def _of_campaign(
    path: Path, machine: Machine, settings: Sequence[str], read: dict[str, "KnownCell"]
) -> Side:
    """Read a campaign; `read` holds the cells of both, so that equal ones are read once."""
    from saggar.compiler.cli import check_file

    checked = check_file(path, machine, settings)
    checked.require_none("error")

    def whole(known: "dict[str, KnownCell]") -> "dict[str, Cell]":
        return {name: read.setdefault(each.key, each).whole for name, each in known.items()}

    given = whole(checked.known)
    return Side(
        path=path,
        kind="campaign",
        campaign=checked.resolved.campaign,
        machine=machine,
        origins=dict(checked.resolved.origins),
        cells=given | whole(checked.frozen.cells),
        settings=tuple(settings),
        given=given,
        existing=checked.existing,
        frozen=checked.frozen.frozen,
        waiting=tuple(each.message for each in checked.of("unsupported")),
        to_be_made=tuple(f"{path}: {each.message}" for each in checked.of("pending")),
    )
