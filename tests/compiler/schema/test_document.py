"""Editors refuse what `check` refuses, as far as a schema can say it, and nothing that it takes."""

import json
from pathlib import Path
from typing import Any, get_args

import jsonschema
import pytest
from faulty import SOUND, drop, put, spoiled
from pydantic import BaseModel
from test_load_faults import FAULTS
from test_load_faults import Fault as FormFault

import saggar.campaigns
from saggar.compiler.load import load_campaign
from saggar.compiler.schema.document import campaign_schema
from saggar.schemas.base import documentation
from saggar.schemas.campaign import Campaign
from saggar.schemas.machine import Machine

SCHEMA = campaign_schema()
VALIDATOR = jsonschema.Draft202012Validator(SCHEMA)

_PAIR = "interfaces.sets.own.pairs.one"

BEYOND = {
    ("SG103", "seed", "is 1.0"): "1.0 and 1 are one number to JSON Schema",
    ("SG104", "models.potential.cutoff", "must not exceed"): "compares two keys",
    ("SG104", "active_learning.candidate.force_deviation", "smaller"): "compares two keys",
    ("SG104", "initial_data.perturb.strain", "in order"): "compares two items",
    ("SG104", "active_learning.stop.within.temperature", "in order"): "compares two items",
    ("SG104", f"{_PAIR}.film_plane", "not 0"): "compares three items",
    ("SG104", f"{_PAIR}.film_plane", "divides"): "compares three items",
    ("SG104", "models.potential.cutoff.radial", "at most 1e6"): "a number within a text",
    ("SG104", "production.segment", "at least 1e-6"): "a number within a text",
    ("SG104", "models.reference.tags.NSIM", "18 digits"): "as large as JSON's numbers go",
}
"""Code, place and part of the message of what only `check` finds, and why."""


def is_beyond(fault: FormFault) -> bool:
    """Tell whether a fault is one that no schema can state."""
    place, says = ".".join(map(str, fault.path)), " ".join(fault.says)
    return any((code, path) == (fault.code, place) and part in says for code, path, part in BEYOND)


def accepted(tree: Any) -> bool:
    return VALIDATOR.is_valid(tree)


def test_the_schema_is_itself_valid() -> None:
    jsonschema.Draft202012Validator.check_schema(SCHEMA)


def campaigns() -> list[Path]:
    """Give every campaign that ships."""
    (folder,) = saggar.campaigns.__path__
    files = sorted(Path(folder).rglob("*.y*ml")) + sorted(Path(folder).rglob("*.toml"))
    return [path for path in files if path.parent.name != "machines"]


@pytest.mark.parametrize("path", campaigns(), ids=lambda path: f"{path.parent.name}/{path.name}")
def test_every_shipped_campaign_is_accepted(path: Path) -> None:
    assert list(VALIDATOR.iter_errors(load_campaign(path).tree)) == []


def test_the_sound_campaign_is_accepted() -> None:
    assert list(VALIDATOR.iter_errors(SOUND)) == []


@pytest.mark.parametrize(
    "fault", [each for each in FAULTS if not is_beyond(each)], ids=lambda fault: fault.name
)
def test_each_fault_of_form_is_refused(fault: FormFault) -> None:
    assert not accepted(spoiled(fault.edit))


@pytest.mark.parametrize(
    "fault", [each for each in FAULTS if is_beyond(each)], ids=lambda fault: fault.name
)
def test_what_is_listed_as_beyond_a_schema_is_so(fault: FormFault) -> None:
    assert accepted(spoiled(fault.edit))


def test_everything_beyond_a_schema_is_in_the_table_of_faults() -> None:
    assert sum(map(is_beyond, FAULTS)) == len(BEYOND)


def test_an_error_stands_at_the_key_that_causes_it() -> None:
    edit = put("active_learning.explore.solid.duration", "10 K")
    (error,) = VALIDATOR.iter_errors(spoiled(edit))
    assert list(error.absolute_path) == ["active_learning", "explore", "solid", "duration"]
    assert error.validator == "pattern"


def test_a_file_that_extends_another_may_lack_keys_but_not_misspell_them() -> None:
    overlay = {"extends": "base.yaml", "models": {"potential": {"neurons": 60}}}
    assert accepted(overlay)
    assert accepted({**overlay, "remove": ["production.bulk"]})
    assert not accepted({**overlay, "modles": {}})
    assert not accepted({**overlay, "models": {"potential": {"neurons": "60 K"}}})
    assert not accepted({"models": {"potential": {"neurons": 60}}})


@pytest.mark.parametrize(
    ("engine", "complete"),
    [
        ({"engine": "vasp", "energy_cutoff": "550 eV", "k_spacing": "0.3 1/Å"}, True),
        ({"engine": "vasp", "energy_cutoff": "550 eV"}, False),
        ({"engine": "chgnet", "energy_cutoff": "550 eV"}, False),
    ],
)
def test_each_engine_has_keys_of_its_own(engine: dict[str, str], complete: bool) -> None:
    assert accepted(spoiled(put("models.reference", engine))) == complete


@pytest.mark.parametrize(
    ("tags", "taken"),
    [
        ({"NCORE": 4, "LMAXMIX": 4.0, "SYMPREC": 1e-6}, True),
        ({"ADDGRID": True, "LPLANE": ".TRUE.", "LASYNC": ".false."}, True),
        ({"LDAUU": [4, 0], "LDAUL": 2, "DIPOL": [0, 0, 0.5], "EINT": -0.5}, True),
        ({"PRECFOCK": "fast", "EFERMI": "MIDGAP", "ISYM": -1}, True),
        ({"ELPH_RUN": True, "NBANDSGW": 400}, True),
        ({"NCROE": 4}, False),
        ({"ENCUT": 550}, False),
        ({"NSW": 0}, False),
        ({"NCORE": "4"}, False),
        ({"NCORE": 0}, False),
        ({"LMAXMIX": 4.5}, False),
        ({"ADDGRID": 1}, False),
        ({"ADDGRID": "yes"}, False),
        ({"DIPOL": [0, 0]}, False),
        ({"ISYM": 5}, False),
        ({"ELPH_RUN": {}}, False),
    ],
)
def test_tags_have_their_own_types(tags: dict[str, Any], taken: bool) -> None:
    vasp = {"engine": "vasp", "energy_cutoff": "550 eV", "k_spacing": "0.3 1/Å"}
    assert accepted(spoiled(put("models.reference", {**vasp, "tags": tags}))) == taken


@pytest.mark.parametrize(
    ("path", "edits"),
    [
        ("explore", [put("active_learning.explore.solid.pressures", "1 bar")]),
        ("runs", [drop("production.bulk.duration")]),
        ("sets", [put("interfaces.sets", {"training": {"max_index": 1}})]),
        ("cells", [put("production.interfaces",
                       {"temperatures": "300 K", "duration": "1 ps", "dump_every": "1 ps"})]),
    ],
)  # fmt: skip
def test_keys_that_need_or_exclude_each_other_are_told(path: str, edits: Any) -> None:
    assert not accepted(spoiled(*edits))


def property_at(*keys: str) -> dict[str, Any]:
    """Follow keys through references to the schema of a place."""
    here: dict[str, Any] = SCHEMA
    for key in keys:
        if "$ref" in here:
            here = SCHEMA["$defs"][here["$ref"].rsplit("/", 1)[-1]]
        below = here.get("properties", {})
        here = below[key] if key in below else next(iter(here["patternProperties"].values()))
    return here


@pytest.mark.parametrize(
    ("keys", "default"),
    [
        ("dynamics.thermostat.coupling", "100 fs"),
        ("dynamics.barostat.coupling", "1 ps"),
        ("initial_data.perturb.strain", ["1 %", "5 %"]),
        ("production.segment", "1 ns"),
        ("interfaces.build.gap", "2.2 Å"),
        ("active_learning.stop.candidate_fraction_below", "0.1 %"),
        ("models.potential.n_max", [4, 4]),
        ("models.potential.version", 4),
    ],
)
def test_defaults_are_written_as_a_user_writes_them(keys: str, default: Any) -> None:
    assert property_at(*keys.split("."))["default"] == default


def test_every_default_and_example_is_accepted_by_its_own_schema() -> None:
    def places(here: Any) -> Any:
        if isinstance(here, dict):
            if "default" in here or "examples" in here:
                yield here
            for below in here.values():
                yield from places(below)
        elif isinstance(here, list):
            for below in here:
                yield from places(below)

    found = list(places(SCHEMA))
    assert len(found) > 80
    for place in found:
        whole = {**place, "$defs": SCHEMA["$defs"]}
        validator = jsonschema.Draft202012Validator(whole)
        written = [place["default"]] if "default" in place else []
        for value in [*place.get("examples", []), *written]:
            assert validator.is_valid(value), (place, value)


def test_every_key_is_described() -> None:
    sections = [SCHEMA, *SCHEMA["$defs"].values()]
    keys = [item for section in sections for item in section.get("properties", {}).items()]
    assert len(keys) > 150
    without = [key for key, place in keys if not place.get("description")]
    assert without == []


def test_every_key_has_an_example_or_a_default() -> None:
    sections = {"campaign": SCHEMA, **SCHEMA["$defs"]}
    without = [
        f"{name}.{key}"
        for name, section in sections.items()
        for key, place in section.get("properties", {}).items()
        if not {"default", "examples", "enum"} & place.keys()
    ]
    assert without == []


@pytest.mark.parametrize("root", [Campaign, Machine])
def test_every_key_of_the_models_has_a_text_of_its_own(root: type[BaseModel]) -> None:
    without = [
        f"{model.__name__}.{field}"
        for model in models_below(root)
        for field in set(model.model_fields) - set(documentation(model))
    ]
    assert without == []


def models_below(model: type[BaseModel]) -> set[type[BaseModel]]:
    """Give a model and those of its sections, independently of the code under test."""

    def inside(annotation: Any) -> set[type[BaseModel]]:
        if isinstance(annotation, type) and issubclass(annotation, BaseModel):
            return models_below(annotation)
        return {each for part in get_args(annotation) for each in inside(part)}

    fields = model.model_fields.values()
    return {model} | {each for field in fields for each in inside(field.annotation)}


def test_a_quantity_says_what_it_is_and_in_which_units() -> None:
    key = property_at("initial_data", "sample", "coupling")
    assert key["description"] == (
        "Relaxation time of the thermostat. A time step in fs, ps, ns or us."
    )
    assert key["examples"]


def test_the_text_is_the_same_every_time_and_plain_json() -> None:
    text = json.dumps(SCHEMA)
    assert json.loads(text) == SCHEMA
    assert json.dumps(campaign_schema()) == text
