"""The sum of a model and a correction as one ASE calculator."""

from ase import Atoms
from ase.calculators.calculator import Calculator, all_changes


class CorrectedCalculator(Calculator):  # type: ignore[misc]
    """ASE calculator of ``E = E_model + E_correction`` with forces and stress.

    Parameters
    ----------
    model, correction : ase.calculators.calculator.Calculator
        Both with energy, forces and stress.
    """

    implemented_properties = ("energy", "free_energy", "forces", "stress")

    def __init__(self, model: Calculator, correction: Calculator) -> None:
        super().__init__()
        self._parts = (model, correction)

    def calculate(
        self,
        atoms: Atoms | None = None,
        properties: list[str] | None = None,
        system_changes: list[str] = all_changes,
    ) -> None:
        """Compute energy (eV), forces (eV/A) and stress (Voigt, eV/A^3, positive in tension)."""
        super().calculate(atoms, properties, system_changes)
        # forces first: they bring energy and stress along, the energy alone does not
        forces = sum(part.get_forces(self.atoms) for part in self._parts)
        energy_eV = sum(part.get_potential_energy(self.atoms) for part in self._parts)
        stress = sum(part.get_stress(self.atoms) for part in self._parts)
        self.results = {
            "energy": energy_eV,
            "free_energy": energy_eV,
            "forces": forces,
            "stress": stress,
        }
