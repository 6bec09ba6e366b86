"""Merging of campaigns by key, with the place of every value and of the one that it replaces."""

from collections.abc import Iterable, Mapping
from copy import deepcopy
from typing import Any

from saggar.compiler.positions import Document, KeyPath, Mark, Positions, value_at


def merged(base: Document, over: Document) -> Document:
    """Lay one document over another.

    Parameters
    ----------
    base, over : Document
        Sections that both have are merged key by key; any other value of `over`, a list too,
        replaces that of `base` whole.

    Returns
    -------
    Document
        Its marks are those of `over` where that has any; values of `base` that were replaced are
        noted in ``positions.overridden``.
    """
    tree = deepcopy(base.tree)
    replaced: list[KeyPath] = []
    _merge(tree, over.tree, (), replaced)
    before, after = base.positions, over.positions
    old_marks = {path: before.of_value(path) for path in replaced}
    positions = Positions(
        keys={**_outside(before.keys, replaced), **after.keys},
        values={**_outside(before.values, replaced), **after.values},
        overridden={
            **_outside(before.overridden, replaced),
            **old_marks,
            **after.overridden,
        },
        removed=_outside(before.removed, [path for path in before.removed if path in after.keys])
        | dict(after.removed),
    )
    return Document(tree, positions, (*base.diagnostics, *over.diagnostics))


def _merge(
    tree: dict[str, Any], over: Mapping[str, Any], path: KeyPath, replaced: list[KeyPath]
) -> None:
    """Merge in place; note the paths of values that were replaced."""
    for key, value in over.items():
        here = (*path, key)
        if isinstance(tree.get(key), dict) and isinstance(value, dict):
            _merge(tree[key], value, here, replaced)
            continue
        if key in tree:
            replaced.append(here)
        tree[key] = deepcopy(value)


def without(document: Document, path: KeyPath, by: Mark | None = None) -> Document:
    """Give a document without the value at a path, which is there; `by` is what removes it."""
    tree = deepcopy(document.tree)
    del value_at(tree, path[:-1])[path[-1]]
    marks = document.positions
    positions = Positions(
        keys=_outside(marks.keys, [path]),
        values=_outside(marks.values, [path]),
        overridden=_outside(marks.overridden, [path]),
        removed=marks.removed if by is None else {**marks.removed, path: by},
    )
    return Document(tree, positions, document.diagnostics)


def _outside(marks: Mapping[KeyPath, Mark], paths: Iterable[KeyPath]) -> dict[KeyPath, Mark]:
    """Give the marks of what stands neither at nor below some paths."""
    gone = set(paths)
    return {
        path: mark
        for path, mark in marks.items()
        if not any(path[:length] in gone for length in range(1, len(path) + 1))
    }


def steps_to(tree: Mapping[str, Any], dotted_path: str) -> KeyPath:
    """Split a dotted path into keys.

    Names may hold dots themselves: at each level the longest key that is there counts, and where
    none is, the next dot ends the key.

    Parameters
    ----------
    tree : mapping
        The values that the path leads into.
    dotted_path : str
        Such as ``production.bulk.duration``.
    """
    path: KeyPath = ()
    place: Any = tree
    rest = dotted_path
    while rest:
        keys = place if isinstance(place, dict) else ()
        known = [key for key in keys if rest == key or rest.startswith(f"{key}.")]
        key = max(known, key=len) if known else rest.split(".", 1)[0]
        path = (*path, key)
        rest = rest[len(key) + 1 :]
        place = place.get(key) if isinstance(place, dict) else None
    return path
