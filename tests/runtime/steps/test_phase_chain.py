"""A phase on its way from partial occupancies to the cell that is used, step after step."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from surroundings import context, finished

from saggar.runtime.labels import Provenance
from saggar.runtime.steps import order, relax, settle_phase
from saggar.runtime.steps.frames import read_frames
from saggar.schemas.engines import Chgnet
from saggar.schemas.frozen_structures import SettledPhases
from saggar.schemas.phases import Ordering, Relaxation
from saggar.schemas.results import Outcome
from saggar.schemas.steps import Order, Relax, SettlePhase, StepSettings

HALF_FILLED_FLUORITE = """\
data_half
_cell_length_a 5.0
_cell_length_b 5.0
_cell_length_c 5.0
_cell_angle_alpha 90
_cell_angle_beta 90
_cell_angle_gamma 90
_symmetry_space_group_name_H-M 'F m -3 m'
loop_
_atom_site_label
_atom_site_type_symbol
_atom_site_fract_x
_atom_site_fract_y
_atom_site_fract_z
_atom_site_occupancy
Zr1 Zr 0 0 0 1
O1 O 0.25 0.25 0.25 0.5
"""


def spread(positions: Any) -> float:
    """Say how far apart the oxygen atoms lie: sum of distances without images, A."""
    return float(np.linalg.norm(positions[:, None] - positions, axis=2).sum())


class Gathering:
    """A model without forces that likes oxygen in one corner."""

    physics = '{"model":"gathering"}'
    provenance = Provenance("gathering", "1")

    def calculator(self) -> Any:
        from ase.calculators.calculator import Calculator

        class Gathered(Calculator):  # type: ignore[misc]
            implemented_properties = ("energy", "forces", "stress")

            def calculate(self, atoms: Any, properties: Any, changes: Any) -> None:
                super().calculate(atoms, properties, changes)
                energy = spread(atoms.positions[atoms.numbers == 8])
                forces = np.zeros((len(atoms), 3))
                self.results = {"energy": energy, "forces": forces, "stress": np.zeros(6)}

        return Gathered()


def run(root: Path, step: Any, settings: StepSettings, name: str, *needs: tuple[str, str]) -> Any:
    """Execute a step and publish its result."""
    where = context(root, settings, needs)
    outcome: Outcome = step.execute(settings, where)
    folder = finished(root, name, outcome)
    for file in where.folder.iterdir():
        file.rename(folder / file.name)
    return outcome


def test_the_ordering_with_the_lowest_relaxed_energy_is_used_whatever_its_ewald_rank(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(relax, "load_model", lambda settings, root: Gathering())
    (tmp_path / "half.cif").write_text(HALF_FILLED_FLUORITE)
    ordering = Order(
        file="half.cif", phase="half", ordering=Ordering(), charges={"Zr": 2.0, "O": -2.0}
    )
    ordered = run(tmp_path, order, ordering, "order")
    shares = [f"relax/{share}" for share in range(2)]
    for share, name in enumerate(shares):
        settings = Relax(
            model=Chgnet(engine="chgnet"), relaxation=Relaxation(), share=share, shares=2
        )
        run(tmp_path, relax, settings, name, ("structures", "order"))
    settle = SettlePhase(phase="half", file="half.cif", source="invented", keep=1)
    needs = (("orderings", "order"), *(("relaxed", name) for name in shares))
    outcome = run(tmp_path, settle_phase, settle, "settle", *needs)
    frames = read_frames(tmp_path / "work" / "order" / "frames.xyz")
    energies = {cell.name: spread(cell.positions[np.array(cell.species) == "O"]) for cell in frames}
    text = (tmp_path / "work" / "settle" / "phases.json").read_text()
    used = SettledPhases.model_validate_json(text).phases["half"]
    assert (ordered.orderings, ordered.distinct) == (70, 6)
    assert outcome.relaxed == len(frames) == 6
    assert used.ordered is not None
    assert used.relaxed is not None
    assert f"half/{used.ordered.ewald_rank:03d}" == min(energies, key=energies.__getitem__)
    assert used.ordered.ewald_rank > 1
    assert used.relaxed.energy_eV_per_atom == pytest.approx(min(energies.values()) / 8)
