"""Sections that are defaults of fields are what validation would give."""

import importlib
import pkgutil

import pytest

import saggar.schemas
from saggar.schemas.base import Frozen


def models(base: type[Frozen] = Frozen) -> list[type[Frozen]]:
    """Give all models of the schemas below one."""
    return [each for below in base.__subclasses__() for each in (below, *models(below))]


for found in pkgutil.walk_packages(saggar.schemas.__path__, "saggar.schemas."):
    importlib.import_module(found.name)

DEFAULTS = [
    pytest.param(info.default, id=f"{model.__name__}.{name}")
    for model in models()
    if model.__module__.startswith("saggar.schemas.")
    for name, info in model.model_fields.items()
    if isinstance(info.default, Frozen)
]


@pytest.mark.parametrize("default", DEFAULTS)
def test_a_default_section_is_what_its_values_validate_to(default: Frozen) -> None:
    assert type(default).model_validate(dict(default)) == default


@pytest.mark.parametrize("default", DEFAULTS)
def test_a_default_section_lacks_no_field(default: Frozen) -> None:
    assert dict(default).keys() == type(default).model_fields.keys()


def test_there_are_default_sections() -> None:
    assert len(DEFAULTS) > 20
