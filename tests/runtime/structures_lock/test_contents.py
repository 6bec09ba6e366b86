"""Files of the lock: exact cells, digests of their bytes, and a table with every number."""

import hashlib
from dataclasses import replace

import numpy as np
import pytest
from frozen_records import CHARGES, CHGNET, counts, kept, phase, ranked, relaxed

from saggar.runtime.structures.extxyz import read_extxyz
from saggar.runtime.structures_lock.contents import (
    InterfaceCell,
    interface_files,
    lock_files,
    phase_files,
)
from saggar.runtime.structures_lock.readme import readme
from saggar.runtime.structures_lock.wording import left_out
from saggar.schemas.frozen_structures import Ordered, Relaxed, StructuresLock
from saggar.schemas.interfaces import Ranking
from saggar.schemas.phases import Relaxation


def lock(**changes: object) -> StructuresLock:
    record, _ = interface_files("training-1", kept("training-1"), CHARGES)
    crystal, _ = phase_files("LiCl", phase("LiCl", ("Li", "Cl"), 5.1))
    fields = {
        "campaign": "zro2",
        "digest": "0" * 64,
        "models": {"foundation": CHGNET},
        "packages": {"chgnet": "0.3.0"},
        "phases": {"LiCl": crystal},
        "interfaces": {"training-1": record},
        "sets": {"training": counts()},
    }
    return StructuresLock.model_validate(fields | changes)


def test_frozen_cells_read_back_with_groups_and_digest() -> None:
    interface = kept("training-1")
    record, files = interface_files("training-1", interface, CHARGES)
    text = files[record.file]
    (cell,) = read_extxyz(text, name="it")
    assert record.sha256 == hashlib.sha256(text.encode()).hexdigest()
    assert cell.name == "training-1"
    assert cell.species == ("Li",) * 3 + ("Zr",) * 2 + ("O",) * 4 + ("Cl",) * 3
    assert cell.group is not None
    assert cell.group.tolist() == [1] * 3 + [0] * 6 + [1] * 3
    assert cell.lattice == pytest.approx(interface.cell.lattice, abs=1e-8)
    assert set(files) == {"interfaces/training-1.xyz", "pictures/training-1.svg"}


def test_noise_below_the_rounding_changes_no_byte() -> None:
    interface = kept("training-1")
    noisy = replace(interface.cell, positions=interface.cell.positions + 1e-11)
    assert (
        interface_files("training-1", InterfaceCell(interface.record, noisy), CHARGES)[1]
        == interface_files("training-1", interface, CHARGES)[1]
    )


def test_phases_keep_primitive_and_conventional_cell() -> None:
    crystal = phase("LiCl", ("Li", "Cl"), 5.1)
    record, files = phase_files("LiCl", crystal)
    (primitive,) = read_extxyz(files[record.file], name="p")
    (conventional,) = read_extxyz(files[record.conventional_file], name="c")
    assert (len(primitive), len(conventional)) == (2, 8)
    assert conventional.volume_A3 == pytest.approx(4 * primitive.volume_A3, rel=1e-7)
    assert np.linalg.norm(primitive.lattice[0]) == pytest.approx(5.1 / np.sqrt(2))


def test_the_record_reads_back() -> None:
    frozen = lock()
    assert StructuresLock.model_validate_json(lock_files(frozen)["lock.json"]) == frozen


def row(text: str, start: str) -> list[str]:
    line = next(line for line in text.splitlines() if line.startswith(f"| {start}"))
    return [cell.strip() for cell in line.strip("|").split(" | ")]


def test_table_holds_the_numbers_of_an_interface() -> None:
    assert row(readme(lock()), "[training-1]")[1:] == [
        "c-ZrO2 (0 0 1)",
        "LiCl (0 0 1)",
        "1:2",
        "−0.31 / +0.12",
        "−0.30 / +0.11",
        "31.2",
        "12",
        "0.840",
        "0.000",
        "2.20 O–Li",
        "5.1 × 6.1 × 13.3",
    ]


def test_repeats_and_polar_cuts_are_named() -> None:
    record, _ = interface_files("one", kept("one"), CHARGES)
    polar = record.film_termination.model_copy(update={"dipole_e_A_per_A2": -0.25})
    changed = record.model_copy(update={"repeats": (3, 2), "film_termination": polar})
    text = readme(lock(interfaces={"one": changed}))
    assert row(text, "[one]")[3] == "1:2 × (3×2)"
    assert "dipole −0.250 e/Å" in row(text, "one")[1]


def test_gaps_stand_beside_the_cuts() -> None:
    assert row(readme(lock()), "training-1")[5] == "2.20 / 2.31"
    record, _ = interface_files("one", kept("one", gaps_A=(-0.42, 2.0)), CHARGES)
    assert row(readme(lock(interfaces={"one": record})), "one")[5] == "−0.42 / 2.00"


def test_a_lock_that_names_neither_gaps_nor_nearest_atoms_has_a_table() -> None:
    older = kept("one", gaps_A=None, closest_pair=None)
    record, _ = interface_files("one", older, CHARGES)
    text = readme(lock(interfaces={"one": record}))
    assert row(text, "one")[5] == "–"
    assert row(text, "[one]")[10] == "2.20"


def test_a_turn_of_less_than_is_shown_has_no_sign() -> None:
    record, _ = interface_files("one", kept("one"), CHARGES)
    for turn, written in ((-0.04, "0.0"), (-30.0, "−30.0")):
        changed = record.model_copy(update={"rotation_deg": turn})
        assert row(readme(lock(interfaces={"one": changed})), "one")[3] == written


def test_the_effort_of_the_ranking_is_stated() -> None:
    bounded = Ranking(
        relax=Relaxation(cell=False, max_steps=2), at_most=300, relax_per_orientation=4
    )
    assert (
        "at most 300 candidates, the 4 lowest of each orientation as built; atoms relaxed to "
        "0.01 eV/Å in at most 2 steps" in readme(lock(rank=bounded))
    )


def test_every_reason_for_leaving_out_is_counted() -> None:
    text = readme(lock())
    assert row(text, "film and substrate nearer")[-1] == "2"
    assert row(text, "not relaxed")[-1] == "3"
    assert row(text, "not drawn")[-1] == "1"
    assert "| **in the set** | **1** |" in text


def test_counts_add_up() -> None:
    numbers = counts()
    left = sum(
        getattr(numbers, field)
        for field in type(numbers).model_fields
        if field not in {"plane_pairs", "matches", "charged", "equal", "candidates", "kept"}
    )
    assert left + numbers.kept == numbers.candidates
    assert left == sum(left_out(numbers).values())


def test_lattices_before_and_after_relaxation_stand_side_by_side() -> None:
    cells = row(readme(lock()), "LiCl")
    assert cells[1:3] == ["5.1510 × 5.1510 × 5.1510", "5.1000 × 5.1000 × 5.1000"]
    assert cells[3].startswith("cell and atoms by CHGNet 0.3.0 + D3(BJ), to 0.01 eV/Å")


def test_an_unfinished_relaxation_is_called_so() -> None:
    unfinished: Relaxed = relaxed(converged=False, largest_force_eV_per_A=0.31, steps=200)
    record, _ = interface_files("one", kept("one"), CHARGES)
    changed = record.model_copy(update={"relaxed": unfinished})
    text = readme(lock(interfaces={"one": changed}))
    assert "not converged: 0.310 eV/Å left after 200 steps" in row(text, "one")[-1]


def test_the_ordering_of_a_phase_is_described() -> None:
    ordered = Ordered(
        orderings=924,
        distinct=96,
        relaxed=10,
        ewald_rank=5,
        ewald_energy_eV=-301.2,
        place=1,
        above_lowest_eV_per_atom=0.0,
    )
    crystal, _ = phase_files("LiCl", phase("LiCl", ("Li", "Cl"), 5.1))
    text = readme(lock(phases={"LiCl": crystal.model_copy(update={"ordered": ordered})}))
    assert "rank 5 by Ewald energy of 96 distinct (924 in all)" in row(text, "LiCl")[-1]


def test_held_out_sets_are_called_so() -> None:
    record, _ = interface_files(
        "one", InterfaceCell(ranked(held_out=True), kept("one").cell), CHARGES
    )
    text = readme(lock(interfaces={"one": record}))
    assert "## Set training, held out" in text
    assert "kept apart from training for ever" in text
