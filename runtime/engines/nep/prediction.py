"""What a nep.txt says about frames, by the CPU code of the NEP authors."""

from collections.abc import Sequence
from pathlib import Path

from saggar.runtime.engines.gpumd.forces import NepForceField
from saggar.runtime.labels import Label
from saggar.runtime.structures.cell import Cell


def predict(potential: Path, cells: Sequence[Cell]) -> list[Label]:
    """Evaluate a potential on frames.

    Parameters
    ----------
    potential : Path
        A nep.txt.
    cells : sequence of Cell
        Frames.

    Returns
    -------
    list of Label
        Energy (eV), forces (eV/A) and virial (eV) of each frame.

    Raises
    ------
    EngineError
        If the potential does not know an element of a frame.
    """
    return [_evaluate(potential, cell) for cell in cells]


def _evaluate(potential: Path, cell: Cell) -> Label:
    field = NepForceField(potential, cell.species, cell.positions, cell.lattice)
    interaction = field.evaluate(cell.positions, cell.lattice)
    return Label(
        energy_eV=float(interaction.energies.sum()),
        forces_eV_A=interaction.forces,
        virial_eV=interaction.virials.sum(axis=0).reshape(3, 3),
    )
