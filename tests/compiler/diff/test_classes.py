"""The table of classes: it covers every key, and holds no row in vain."""

import types
from collections.abc import Iterator
from typing import Any, get_args, get_origin

import pytest
from pydantic import BaseModel

from saggar.compiler.diff.classes import CLASSES, class_of, gravest, matching_rows
from saggar.schemas.campaign import Campaign
from saggar.schemas.machine import Machine

Path = tuple[str, ...]


def leaf_paths(annotation: Any, path: Path) -> Iterator[Path]:
    """Give every path of a model at which a value can stand; ``any`` stands for a chosen name."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        for name, field in annotation.model_fields.items():
            yield from leaf_paths(field.annotation, (*path, name))
        return
    arguments = get_args(annotation)
    models = [each for each in arguments if holds_model(each)]
    if get_origin(annotation) is dict:
        yield from leaf_paths(arguments[1], (*path, "any"))
    elif get_origin(annotation) is tuple and models:
        yield from leaf_paths(models[0], (*path, "0"))
    elif models:
        for each in models:
            yield from leaf_paths(each, path)
    elif any(get_origin(each) is dict for each in arguments):
        yield from leaf_paths(arguments[0], path)
    else:
        yield path


def holds_model(annotation: Any) -> bool:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return True
    return any(holds_model(each) for each in get_args(annotation))


KEYS = (
    *leaf_paths(Campaign, ()),
    *leaf_paths(Machine, ("machine",)),
    ("packages", "any"),
    ("structures", "any", "any"),
)


def test_walk_reaches_every_depth_of_the_models() -> None:
    assert ("models", "reference", "smearing", "width_eV") in KEYS
    assert ("production", "bulk", "durations", "0", "up_to_K") in KEYS
    assert ("interfaces", "sets", "any", "pairs", "any", "film_plane") in KEYS
    assert ("charges", "any") in KEYS


@pytest.mark.parametrize("key", KEYS, ids=".".join)
def test_every_key_of_campaign_and_machine_has_a_class(key: Path) -> None:
    assert class_of(key) is not None


def test_every_row_of_the_table_matches_a_key() -> None:
    used = {row for key in KEYS for row in matching_rows(key)}
    assert set(CLASSES) == used


def test_no_two_rows_that_are_equally_specific_match_one_key() -> None:
    for key in KEYS:
        rows = matching_rows(key)
        weights = [sum(word not in ("*", "**") for word in row.split(".")) for row in rows]
        assert weights.count(max(weights)) == 1, (key, rows)


@pytest.mark.parametrize(
    ("key", "expected"),
    [
        ("models.reference.energy_cutoff_eV", "physics"),
        ("charges.Li", "physics"),
        ("interfaces.sets.training.max_strain", "sampling"),
        ("interfaces.sets.training.pairs.one.max_strain", "sampling"),
        ("interfaces.sets.training.pairs.one.film_plane", "physics"),
        ("interfaces.given.one.film", "cosmetic"),
        ("production.ensemble", "physics"),
        ("interfaces.sets.x.pairs.y.film_plane", "physics"),
        ("interfaces.sets.x.max_strain", "sampling"),
        ("production.bulk.temperatures_K", "sampling"),
        ("active_learning.explore.hot.pressures_GPa", "sampling"),
        ("models.reference.tags.LDAUU", "physics"),
        ("models.reference.tags.LMAXMIX", "engine"),
        ("models.reference.tags.NCORE", "machine"),
        ("models.reference.tags.KPAR", "machine"),
        ("models.reference.tags.LORBIT", "cosmetic"),
        ("models.reference.tags.NO_TAG", "physics"),
        ("seed", "sampling"),
        ("active_learning.train.gradient.steps", "engine"),
        ("dynamics.time_step_fs", "engine"),
        ("machine.gpumd.release", "engine"),
        ("machine.cores", "machine"),
        ("machine.gpumd.command", "machine"),
        ("phases.x.source", "cosmetic"),
        ("name", "cosmetic"),
    ],
)
def test_keys_have_the_class_of_what_they_change(key: str, expected: str) -> None:
    assert class_of(tuple(key.split("."))) == expected


def test_a_key_that_is_not_in_the_table_has_no_class() -> None:
    assert class_of(("production", "colour")) is None


def test_physics_is_the_gravest_class() -> None:
    assert gravest(["machine", "physics", "cosmetic"]) == "physics"
    assert gravest(["cosmetic", "machine"]) == "machine"


def test_union_types_of_both_spellings_are_walked() -> None:
    assert isinstance(int | None, types.UnionType)
    assert list(leaf_paths(int | None, ("x",))) == [("x",)]
