"""What the language can say and nothing executes yet: one table, to be shortened."""

from collections.abc import Iterator
from functools import partial
from typing import Any, NamedTuple

from pydantic import BaseModel

from saggar.compiler.loading.unreadable import as_far_as_readable, one_by_one
from saggar.compiler.positions import KeyPath
from saggar.schemas.base import user_key
from saggar.schemas.campaign import Campaign


class NotYet(NamedTuple):
    """A section or value without an executor.

    Attributes
    ----------
    code : str
        Its code.
    keys : str
        Where it stands, as a path of keys in which ``*`` is any name.
    name : str
        What it is, in one line.
    word : str or None
        The value that has no executor, where others have one.
    """

    code: str
    keys: str
    name: str
    word: str | None = None

    def places(self, campaign: Campaign) -> Iterator[KeyPath]:
        """Give the places of a campaign that ask for it."""
        yield from one_by_one(_matches(campaign, self.keys.split("."), ()), self._place)

    def _place(self, match: tuple[KeyPath, Any]) -> Iterator[KeyPath]:
        path, value = match
        if self.word is None or value == self.word:
            yield path


def _matches(value: Any, keys: list[str], path: KeyPath) -> Iterator[tuple[KeyPath, Any]]:
    if not keys:
        yield path, value
        return
    entries = _entries(value)
    for name in entries if keys[0] == "*" else [keys[0]]:
        if name in entries:
            below = partial(_matches, entries[name], keys[1:], (*path, name))
            yield from as_far_as_readable(below)


def _entries(value: Any) -> dict[str, Any]:
    """Give what was asked for: every key that was written, even with its default."""
    if isinstance(value, BaseModel):
        return {user_key(name): getattr(value, name) for name in sorted(value.model_fields_set)}
    return value if isinstance(value, dict) else {}


NOT_YET = (
    NotYet("SG507", "models.*.engine", "VASP", word="vasp"),
    NotYet("SG508", "validation.holdout", "validation on held-out interfaces"),
    NotYet("SG509", "validation.neb", "migration barriers by the nudged elastic band"),
    NotYet("SG510", "validation.energy_volume", "energy-volume curves"),
    NotYet("SG511", "analysis.hop", "hop statistics"),
    NotYet("SG512", "analysis.coordination", "coordination profiles"),
    NotYet("SG513", "analysis.density_map", "density maps"),
    NotYet("SG514", "analysis.displacement", "classes of net displacement"),
    NotYet("SG515", "analysis.symmetry_measure", "continuous symmetry measures"),
    NotYet("SG516", "analysis.rdf", "radial distribution functions"),
    NotYet("SG517", "analysis.arrhenius", "Arrhenius fits"),
    NotYet("SG518", "analysis.environment_map", "maps of local environments"),
)
"""Everything without an executor."""
