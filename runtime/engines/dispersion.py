"""The D3 correction, and a calculator to which it is added.

References
----------
S. Grimme et al., J. Comput. Chem. 32, 1456 (2011): D3 with Becke-Johnson damping.
"""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class DispersionD3:
    """D3 correction with Becke-Johnson damping, two-body, the one of VASP's IVDW = 12.

    The cutoffs are those of s-dftd3 (60 and 40 bohr); VASP's own (50.2 and 20 A) change the
    energy of a ZrO2/Li2ZrCl6 interface by 0.2 meV/atom and double the time.

    Parameters
    ----------
    s6, s8 : float
        Scaling of the C6 and C8 terms; defaults for PBE (Grimme et al. 2011, table 2).
    a1 : float
        Scaling of the damping radius, PBE.
    a2_bohr : float
        Offset of the damping radius, PBE, bohr.
    cutoff_A : float
        Pairs up to this distance count, A.
    coordination_cutoff_A : float
        Neighbours up to this distance enter the coordination number, A.
    """

    s6: float = 1.0
    s8: float = 0.7875
    a1: float = 0.4289
    a2_bohr: float = 4.4407
    cutoff_A: float = 31.75
    coordination_cutoff_A: float = 21.17

    def calculator(self) -> Any:
        """Return an ASE calculator of the correction alone (energy, forces, stress)."""
        from ase.units import Bohr
        from dftd3.ase import DFTD3

        return DFTD3(
            damping="d3bj",
            params_tweaks={
                "s6": self.s6,
                "s8": self.s8,
                "s9": 0.0,
                "a1": self.a1,
                "a2": self.a2_bohr,
            },
            realspace_cutoff={
                "disp2": self.cutoff_A,
                "disp3": Bohr,
                "cn": self.coordination_cutoff_A,
            },
        )

    def added_to(self, calculator: Any) -> Any:
        """Return an ASE calculator of the sum of `calculator` and the correction."""
        from saggar.runtime.engines.corrected_calculator import CorrectedCalculator

        return CorrectedCalculator(calculator, self.calculator())
