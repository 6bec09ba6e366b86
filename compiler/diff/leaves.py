"""A study as flat values under their paths, each with the place where it was written."""

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

KeyPath = tuple[str, ...]

NOTHING: tuple[Any, ...] = (None, {}, [])
"""Values of a section that is not there."""

SETS = frozenset({"temperatures_K", "pressures_GPa", "films", "substrates", "cells", "phases"})
"""Lists in which the order has no meaning."""

NAMED_SECTIONS: tuple[KeyPath, ...] = (
    ("phases",),
    ("interfaces", "given"),
    ("interfaces", "sets"),
    ("active_learning", "explore"),
    ("validation", "neb"),
)
"""Sections whose entries are known by names that the author chose."""

TAGS: KeyPath = ("models", "reference", "tags")
"""Section whose entries are compared one by one, and whose words have no letter case."""

_REFERENCES = frozenset(
    {"films", "substrates", "film", "substrate", "cells", "phases", "phase", "set", "holdout"}
)
"""Keys whose values name phases, interfaces or sets."""


@dataclass(frozen=True)
class Leaf:
    """One value.

    Attributes
    ----------
    value : object
        In the lock's JSON form, in the unit of its key.
    origin : str
        ``file:line:column`` or ``default``; empty where nothing is known of it.
    """

    value: Any
    origin: str


Leaves = dict[KeyPath, Leaf]


def leaves_of(tree: Mapping[str, Any], origins: Mapping[str, str], prefix: KeyPath = ()) -> Leaves:
    """Flatten a section of a lock.

    Parameters
    ----------
    tree : mapping
        Its JSON form.
    origins : mapping of str to str
        Dotted path to origin, as the lock holds them.
    prefix : tuple of str
        Path of the section itself.

    Returns
    -------
    dict
        In the order of the section; entries of a list of sections are named by their number.
    """
    return {
        path: Leaf(value, origins.get(".".join(path), "")) for path, value in _walk(tree, prefix)
    }


def _walk(value: Any, path: KeyPath) -> Iterator[tuple[KeyPath, Any]]:
    entries: list[tuple[str, Any]] = []
    if isinstance(value, dict):
        entries = list(value.items())
    elif isinstance(value, list) and any(isinstance(each, dict) for each in value):
        entries = [(str(index), each) for index, each in enumerate(value)]
    if not entries:
        yield path, value
    for name, each in entries:
        yield from _walk(each, (*path, name))


def equal(a: Any, b: Any) -> bool:
    """Say whether two values are one: numbers within the rounding of a unit's conversion."""
    if isinstance(a, bool) or isinstance(b, bool):
        return a is b
    if isinstance(a, int | float) and isinstance(b, int | float):
        return math.isclose(a, b, rel_tol=1e-12, abs_tol=0.0)
    if isinstance(a, list) and isinstance(b, list):
        return len(a) == len(b) and all(map(equal, a, b))
    return bool(a == b)


def equal_as_sets(path: KeyPath, a: Any, b: Any) -> bool:
    """Say whether two lists hold the same in another order, where order has no meaning."""
    if path[-1] not in SETS or not (isinstance(a, list) and isinstance(b, list)):
        return False
    return equal(sorted(a), sorted(b))


def equal_as_tags(path: KeyPath, a: Any, b: Any) -> bool:
    """Say whether two values of an INCAR tag are one word: ``Fast`` is ``fast``."""
    words = isinstance(a, str) and isinstance(b, str)
    return path[: len(TAGS)] == TAGS and words and a.casefold() == b.casefold()


def aligned(tree: Any, model: Any, path: KeyPath = ()) -> Any:
    """Bring what has no order into the order of another study.

    Parameters
    ----------
    tree : object
        JSON form of a campaign or of a part of it.
    model : object
        The same part of the other study.
    path : tuple of str
        Where the part stands.

    Returns
    -------
    object
        Mappings in the order of `model`, what it lacks last; lists that are sets likewise.
        ``charges`` stay as they are: their order is the order of species in every file.
    """
    if isinstance(tree, dict) and isinstance(model, dict) and path != ("charges",):
        order = [key for key in model if key in tree] + [key for key in tree if key not in model]
        return {key: aligned(tree[key], model.get(key), (*path, key)) for key in order}
    if path and equal_as_sets(path, tree, model):
        return model
    return tree


def names_in(leaves: Leaves, section: KeyPath) -> tuple[str, ...]:
    """Give the names of the entries of a section, in their order."""
    depth = len(section)
    return tuple(dict.fromkeys(p[depth] for p in leaves if p[:depth] == section and len(p) > depth))


def below(leaves: Leaves, prefix: KeyPath) -> dict[KeyPath, Any]:
    """Give the values of an entry under their paths in it."""
    depth = len(prefix)
    return {path[depth:]: leaf.value for path, leaf in leaves.items() if path[:depth] == prefix}


def renamed(leaves: Leaves, section: KeyPath, old: str, new: str) -> Leaves:
    """Give the leaves with an entry under another name, there and wherever it is referred to."""
    return {
        _renamed_path(path, section, old, new): _renamed_value(path, leaf, old, new)
        for path, leaf in leaves.items()
    }


def _renamed_path(path: KeyPath, section: KeyPath, old: str, new: str) -> KeyPath:
    places = [section, ("production", "bulk", "phases")] if section == ("phases",) else [section]
    for place in places:
        if path[: len(place) + 1] == (*place, old):
            return (*place, new, *path[len(place) + 1 :])
    return path


def _renamed_value(path: KeyPath, leaf: Leaf, old: str, new: str) -> Leaf:
    if path[-1] not in _REFERENCES:
        return leaf
    if isinstance(leaf.value, list):
        return replace(leaf, value=[new if each == old else each for each in leaf.value])
    return replace(leaf, value=new) if leaf.value == old else leaf
