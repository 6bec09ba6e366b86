"""The store of relaxations: exact round trips, what the key depends on, damage."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from saggar.runtime.engines.relaxation import RelaxedStructure
from saggar.runtime.labels import Provenance
from saggar.runtime.relaxations import RelaxationKey, RelaxationStore, relaxation_key
from saggar.runtime.structures.cell import Cell
from saggar.schemas.phases import Relaxation

ORDER = ("Li", "Zr", "O", "Cl")
PHYSICS = '{"model":"chgnet"}'
MADE_BY = Provenance(engine="chgnet", release="chgnet 0.4.2")


@pytest.fixture
def start() -> Cell:
    positions = np.array([[1.3, 1.3, 1.3], [0.1, 0.0, 0.0], [3.9, 3.8, 1.2]])
    groups = np.array([1, 0, 1])
    return Cell(("O", "Zr", "O"), positions, np.diag([5.1, 5.2, 5.3]), groups, "zro2")


@pytest.fixture
def relaxed(start: Cell) -> RelaxedStructure:
    rng = np.random.default_rng(5)
    cell = replace(
        start,
        positions=start.positions + 0.1 * rng.normal(size=(3, 3)),
        lattice=start.lattice + 0.1 * rng.normal(size=(3, 3)),
    )
    return RelaxedStructure(cell, -28.1 / 3, 17, True, 0.0071)


def key_of(start: Cell, physics: str = PHYSICS, **settings: object) -> RelaxationKey:
    return relaxation_key(start, ORDER, physics, Relaxation(**settings))


def test_relaxation_comes_back_bit_for_bit(
    tmp_path: Path, start: Cell, relaxed: RelaxedStructure
) -> None:
    RelaxationStore(tmp_path).put(key_of(start), relaxed, MADE_BY)
    back = RelaxationStore(tmp_path).get(key_of(start))
    assert back is not None
    assert replace(back, cell=start) == replace(relaxed, cell=start)
    assert np.array_equal(back.cell.positions, relaxed.cell.positions)
    assert np.array_equal(back.cell.lattice, relaxed.cell.lattice)


def test_name_and_groups_are_those_of_the_start_that_asks(
    tmp_path: Path, start: Cell, relaxed: RelaxedStructure
) -> None:
    store = RelaxationStore(tmp_path)
    store.put(key_of(start), relaxed, MADE_BY)
    asking = replace(start, name="other", group=np.array([5, 6, 7]))
    back = store.get(key_of(asking))
    assert back is not None
    assert back.cell.name == "other"
    assert np.array_equal(back.cell.group, [5, 6, 7])


def test_same_structure_in_another_order_gets_its_own_positions(
    tmp_path: Path, start: Cell, relaxed: RelaxedStructure
) -> None:
    store = RelaxationStore(tmp_path)
    store.put(key_of(start), relaxed, MADE_BY)
    order = [1, 0, 2]
    back = store.get(key_of(start.take(order)))
    assert back is not None
    assert back.cell.species == ("Zr", "O", "O")
    assert np.array_equal(back.cell.positions, relaxed.cell.positions[order])


@pytest.mark.parametrize(
    "change",
    [{"force_tolerance_eV_per_A": 0.02}, {"cell": False}, {"max_steps": 100}],
    ids=["tolerance", "freedom", "length"],
)
def test_other_settings_have_another_key(start: Cell, change: dict[str, object]) -> None:
    assert key_of(start, **change).digest != key_of(start).digest


def test_other_physics_and_another_start_have_another_key(start: Cell) -> None:
    moved = replace(start, positions=start.positions + np.array([[1e-6], [0.0], [0.0]]))
    digests = {key_of(start).digest, key_of(start, '{"model":"mace"}').digest, key_of(moved).digest}
    assert len(digests) == 3


def test_what_the_campaign_calls_the_model_does_not_count(start: Cell) -> None:
    assert key_of(start, model="reference").digest == key_of(start, model="foundation").digest


def test_damaged_relaxation_is_absent_reported_and_replaced(
    tmp_path: Path, start: Cell, relaxed: RelaxedStructure
) -> None:
    store, key = RelaxationStore(tmp_path), key_of(start)
    store.put(key, relaxed, MADE_BY)
    path = store.path(key)
    path.write_text(path.read_text().replace('"steps":17', '"steps":18'))
    assert store.get(key) is None
    assert store.damaged == [path]
    store.put(key, relaxed, MADE_BY)
    assert store.get(key) is not None
