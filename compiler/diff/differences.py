"""Differences between the values of two studies."""

from collections.abc import Callable, Iterator
from typing import Any, Literal

from saggar.compiler.diff.classes import DifferenceClass, class_of, gravest
from saggar.compiler.diff.leaves import (
    NAMED_SECTIONS,
    NOTHING,
    TAGS,
    KeyPath,
    Leaf,
    Leaves,
    below,
    equal,
    equal_as_sets,
    equal_as_tags,
    names_in,
    renamed,
)
from saggar.schemas.base import Frozen

Kind = Literal["added", "removed", "changed", "renamed", "reordered"]


class Value(Frozen):
    """A value on one side of a difference."""

    value: Any
    """JSON form, in the unit of the key; a mapping where a whole section differs."""
    origin: str
    """``file:line:column``, ``default``, or empty where a section has no single origin."""


class Difference(Frozen):
    """One difference."""

    path: str
    """Dotted path of the key in B's lock, with its unit; of a removed one, in A's."""
    kind: Kind
    category: DifferenceClass
    a: Value | None
    b: Value | None


SameContent = Callable[[str, str], bool]
"""Whether the structure of a name in A and that of a name in B are one."""


def find_differences(a: Leaves, b: Leaves, same_content: SameContent) -> tuple[Difference, ...]:
    """Compare two studies value by value.

    Parameters
    ----------
    a, b : dict of tuple of str to Leaf
        Values of the studies.
    same_content : callable
        ``same_content(name_in_a, name_in_b)`` for phases and given interfaces.

    Returns
    -------
    tuple of Difference
        Renamed entries first, then the others in the order of B, what only A has last. A section
        that is missing on one side is one difference, of the gravest class in it. Order counts
        in ``charges`` alone: it is the order of species in every file.
    """
    found: list[Difference] = []
    for section in NAMED_SECTIONS:
        for old, new in _renames(a, b, section, same_content):
            found.append(_rename(section, old, new))
            a = renamed(a, section, old, new)
    found += _reordered_charges(a, b)
    found += [_changed(path, a[path], b[path]) for path in b if path in a and _differ(path, a, b)]
    found += _one_sided(b, a, "added")
    found += _one_sided(a, b, "removed")
    return tuple(found)


def _differ(path: KeyPath, a: Leaves, b: Leaves) -> bool:
    one, other = a[path].value, b[path].value
    same = equal(one, other) or equal_as_sets(path, one, other)
    return not same and not equal_as_tags(path, one, other)


def _changed(path: KeyPath, a: Leaf, b: Leaf) -> Difference:
    return Difference(
        path=".".join(path),
        kind="changed",
        category=_class(path),
        a=Value(value=a.value, origin=a.origin),
        b=Value(value=b.value, origin=b.origin),
    )


def _class(path: KeyPath) -> DifferenceClass:
    """Give the class of a key; what the table does not know counts as the gravest."""
    return class_of(path) or "physics"


def _one_sided(here: Leaves, there: Leaves, kind: Literal["added", "removed"]) -> list[Difference]:
    """Give what only one side has, each section but that of tags as one difference."""
    occupied = _occupied(there)
    roots: dict[KeyPath, dict[KeyPath, Leaf]] = {}
    for path, leaf in here.items():
        if path in there or leaf.value in NOTHING:
            continue
        starts = (path[:depth] for depth in range(1, len(path) + 1))
        root = next((start for start in starts if start not in occupied and start != TAGS), path)
        roots.setdefault(root, {})[path[len(root) :]] = leaf
    return [_section(root, below_it, kind) for root, below_it in roots.items()]


def _occupied(leaves: Leaves) -> set[KeyPath]:
    """Give the paths at which a study says something."""
    return {
        path[:depth]
        for path, leaf in leaves.items()
        for depth in range(len(path) + (leaf.value not in NOTHING))
    }


def _section(
    root: KeyPath, leaves: dict[KeyPath, Leaf], kind: Literal["added", "removed"]
) -> Difference:
    origins = {leaf.origin for leaf in leaves.values()}
    value = Value(value=_tree(leaves), origin=origins.pop() if len(origins) == 1 else "")
    return Difference(
        path=".".join(root),
        kind=kind,
        category=gravest(_class((*root, *path)) for path in leaves),
        a=value if kind == "removed" else None,
        b=value if kind == "added" else None,
    )


def _tree(leaves: dict[KeyPath, Leaf]) -> Any:
    if () in leaves:
        return leaves[()].value
    tree: dict[str, Any] = {}
    for path, leaf in leaves.items():
        place = tree
        for name in path[:-1]:
            place = place.setdefault(name, {})
        place[path[-1]] = leaf.value
    return tree


def _renames(
    a: Leaves, b: Leaves, section: KeyPath, same_content: SameContent
) -> Iterator[tuple[str, str]]:
    """Give entries of A that stand in B under another name, where there is no doubt."""
    old = [name for name in names_in(a, section) if name not in names_in(b, section)]
    new = [name for name in names_in(b, section) if name not in names_in(a, section)]
    pairs = [
        (one, other)
        for one in old
        for other in new
        if _same_entry(a, b, (*section, one), (*section, other))
        and (section not in NAMED_SECTIONS[:2] or same_content(one, other))
    ]
    for one, other in pairs:
        if sum(pair[0] == one or pair[1] == other for pair in pairs) == 1:
            yield one, other


def _same_entry(a: Leaves, b: Leaves, one: KeyPath, other: KeyPath) -> bool:
    mine, others = _of_meaning(a, one), _of_meaning(b, other)
    return mine.keys() == others.keys() and all(equal(mine[key], others[key]) for key in mine)


def _of_meaning(leaves: Leaves, prefix: KeyPath) -> dict[KeyPath, Any]:
    return {
        path: value
        for path, value in below(leaves, prefix).items()
        if class_of((*prefix, *path)) != "cosmetic"
    }


def _rename(section: KeyPath, old: str, new: str) -> Difference:
    """Random numbers are derived from names, so that another name is another sample."""
    return Difference(
        path=".".join((*section, new)),
        kind="renamed",
        category="sampling",
        a=Value(value=old, origin=""),
        b=Value(value=new, origin=""),
    )


def _reordered_charges(a: Leaves, b: Leaves) -> Iterator[Difference]:
    mine, others = names_in(a, ("charges",)), names_in(b, ("charges",))
    if sorted(mine) == sorted(others) and mine != others:
        yield Difference(
            path="charges",
            kind="reordered",
            category="engine",
            a=Value(value=list(mine), origin=""),
            b=Value(value=list(others), origin=""),
        )
