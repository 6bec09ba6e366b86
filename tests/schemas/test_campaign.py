"""The campaign as a model: locks, keys, descriptions."""

from collections.abc import Iterator
from typing import Any, get_args

import pytest
from pydantic import BaseModel, ValidationError

from saggar.schemas.base import ELEMENTS, UNIT_SUFFIX, Frozen, documentation, user_key
from saggar.schemas.campaign import Campaign
from saggar.schemas.production import BulkRuns
from saggar.schemas.sampling import Perturb
from saggar.schemas.units import Quantity, QuantityList

MINIMAL: dict[str, Any] = {
    "saggar": 1,
    "name": "base",
    "seed": 1,
    "charges": {"Zr": 4, "O": -2},
    "phases": {"c-ZrO2": {"file": "c-ZrO2.cif"}},
    "models": {
        "foundation": {"engine": "chgnet"},
        "reference": {"engine": "chgnet"},
        "potential": {"engine": "nep"},
    },
    "initial_data": {"perturb": {}, "select": {"frames": 10}},
    "active_learning": {
        "train": {"generations": 10000},
        "explore": {"solid": {"temperatures": "300, 600 K", "duration": "1 ps"}},
        "candidate": {"force_deviation": {"above": "0.3 eV/Å", "below": "3 eV/Å"}},
        "stop": {"within": {"temperature": ["300 K", "600 K"]}, "at_most": 2},
    },
    "final_training": {"generations": 10000},
    "production": {
        "bulk": {
            "phases": {"c-ZrO2": 96},
            "temperatures": "300 K",
            "duration": "5 ps",
            "dump_every": "0.1 ps",
        }
    },
    "analysis": {"mobile": "O"},
}


def minimal() -> Campaign:
    return Campaign.model_validate(
        MINIMAL, by_alias=True, by_name=False, context={"units": "required"}
    )


def models(model: type[BaseModel] = Campaign) -> Iterator[type[BaseModel]]:
    """Give a model and all models below it, each once."""
    waiting, seen = [model], {model}
    while waiting:
        one = waiting.pop()
        yield one
        for info in one.model_fields.values():
            below = set(_classes(info.annotation)) - seen
            seen |= below
            waiting += below


def _classes(annotation: Any) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for argument in get_args(annotation):
        yield from _classes(argument)


def _dimensions(annotation: Any, *notes: Any) -> Iterator[str]:
    """Give the dimensions of all quantities in an annotation."""
    for note in (*notes, *getattr(annotation, "__metadata__", ())):
        if isinstance(note, Quantity | QuantityList):
            yield (note.each if isinstance(note, QuantityList) else note).dimension
    for argument in get_args(annotation):
        yield from _dimensions(argument)


ALL_MODELS = sorted(models(), key=lambda model: model.__name__)


def test_the_lock_and_the_campaign_are_the_same() -> None:
    campaign = minimal()
    assert Campaign.model_validate(campaign.lock(), by_alias=False, by_name=True) == campaign


def test_the_lock_holds_numbers_under_keys_with_units() -> None:
    lock = minimal().lock()
    assert lock["production"]["bulk"]["duration_ps"] == 5.0
    assert lock["active_learning"]["explore"]["solid"]["temperatures_K"] == [300.0, 600.0]


def test_a_user_does_not_write_keys_with_units() -> None:
    tree = {**MINIMAL, "dynamics": {"time_step_fs": 1.0}}
    with pytest.raises(ValidationError, match="time_step_fs"):
        Campaign.model_validate(tree, by_alias=True, by_name=False)


def test_the_order_of_charges_is_the_order_of_species() -> None:
    assert minimal().species == ("Zr", "O")


def test_a_campaign_cannot_be_changed() -> None:
    with pytest.raises(ValidationError, match="frozen"):
        minimal().seed = 2  # type: ignore[misc]


@pytest.mark.parametrize("model", ALL_MODELS, ids=lambda model: model.__name__)
def test_quantities_carry_their_unit_in_the_name(model: type[BaseModel]) -> None:
    suffixes = {
        "temperature": "_K", "time step": "_fs", "duration": "_ps", "length": "_A", "area": "_A2",
        "inverse length": "_per_A", "energy": "_eV", "force": "_eV_per_A", "pressure": "_GPa",
    }  # fmt: skip
    for name, info in model.model_fields.items():
        dimensions = set(_dimensions(info.annotation, *info.metadata))
        for dimension in dimensions & set(suffixes):
            assert name.endswith(suffixes[dimension]), name
        if UNIT_SUFFIX.search(name):
            assert dimensions, f"{name} takes no quantity"


@pytest.mark.parametrize("model", ALL_MODELS, ids=lambda model: model.__name__)
def test_no_two_fields_have_one_key(model: type[BaseModel]) -> None:
    keys = [user_key(name) for name in model.model_fields]
    assert len(set(keys)) == len(keys)


@pytest.mark.parametrize("model", ALL_MODELS, ids=lambda model: model.__name__)
def test_every_model_says_what_it_is(model: type[BaseModel]) -> None:
    assert issubclass(model, Frozen)
    assert model.__doc__
    assert model.__doc__.strip().endswith(".")


def test_texts_under_fields_describe_them_in_the_json_schema() -> None:
    perturb = Campaign.model_json_schema()["$defs"]["Perturb"]["properties"]
    text = "Standard deviation of the random displacement of each coordinate."
    assert perturb["rattle"]["description"] == f"{text} It takes a length in Å, nm, pm, bohr."
    assert documentation(Perturb)["rattle_A"] == text


def test_texts_under_fields_of_bases_count() -> None:
    assert {"durations", "phases"} <= set(documentation(BulkRuns))


def test_elements_are_in_order_of_atomic_number() -> None:
    numbers = {"H": 1, "Li": 3, "O": 8, "Cl": 17, "Zr": 40, "La": 57, "Hf": 72, "Bi": 83, "Pu": 94}
    assert {symbol: ELEMENTS.index(symbol) + 1 for symbol in numbers} == numbers
    assert len(set(ELEMENTS)) == len(ELEMENTS) == 94


def test_lists_of_quantities_know_their_unit() -> None:
    assert QuantityList(Quantity("temperature")).each.unit == "K"
