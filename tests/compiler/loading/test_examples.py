"""Every example that a hint can propose is accepted at its place."""

from collections.abc import Iterator
from typing import Annotated, Any, get_args

import pytest
from pydantic import BaseModel, TypeAdapter
from ruamel.yaml import YAML

from saggar.compiler.loading.slots import Slot, example, example_value
from saggar.schemas.base import user_key
from saggar.schemas.campaign import Campaign


def models(annotation: Any) -> Iterator[type[BaseModel]]:
    """Give every model that stands in an annotation."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for argument in get_args(annotation):
        yield from models(argument)


def sections() -> list[type[BaseModel]]:
    """Give every model of a campaign."""
    found, waiting = [], [Campaign]
    while waiting:
        model = waiting.pop()
        if model not in found:
            found.append(model)
            waiting += [
                each for info in model.model_fields.values() for each in models(info.annotation)
            ]
    return found


PLACES = [(model, name) for model in sections() for name in model.model_fields]


def accepted(annotation: Any, text: str) -> Any:
    value = YAML(typ="safe").load(text)
    return TypeAdapter(annotation).validate_python(value, context={"units": "required"})


@pytest.mark.parametrize(
    ("model", "name"), PLACES, ids=[f"{model.__name__}.{name}" for model, name in PLACES]
)
def test_the_example_of_a_key_is_accepted(model: type[BaseModel], name: str) -> None:
    info = model.model_fields[name]
    annotation = Annotated[(info.annotation, *info.metadata)] if info.metadata else info.annotation  # type: ignore[valid-type]
    accepted(annotation, example(Slot(model).field(user_key(name))))


@pytest.mark.parametrize(
    ("model", "name"), PLACES, ids=[f"{model.__name__}.{name}" for model, name in PLACES]
)
def test_an_example_is_written_as_what_it_is(model: type[BaseModel], name: str) -> None:
    slot = Slot(model).field(user_key(name))
    assert YAML(typ="safe").load(f"key: {example(slot)}") == {"key": example_value(slot)}


@pytest.mark.parametrize("model", sections(), ids=lambda model: model.__name__)
def test_the_example_of_a_section_is_accepted(model: type[BaseModel]) -> None:
    accepted(model, example(Slot(model)))
