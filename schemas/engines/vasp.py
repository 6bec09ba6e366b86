"""VASP, plane-wave density-functional theory (Kresse and Furthmüller, Phys. Rev. B 54, 11169)."""

from typing import Annotated, Literal

from pydantic import Field

from saggar.schemas.base import Element, Frozen, Name
from saggar.schemas.engines.incar import IncarValue
from saggar.schemas.units import Energy, Force, InverseLength


class Smearing(Frozen):
    """Occupation of states."""

    method: Literal["gaussian", "tetrahedron", "fermi", "methfessel-paxton"] = "gaussian"
    """Function of the occupation."""
    width_eV: Energy = 0.05
    """Width of that function (SIGMA)."""


class Vasp(Frozen):
    """VASP as reference; what the paper leaves open is explicit here, with a default."""

    engine: Literal["vasp"]
    """VASP."""
    functional: Literal["PBE", "PBEsol", "r2SCAN"] = "PBE"
    """Exchange and correlation."""
    dispersion: Literal["none", "d3", "d3bj"] = "none"
    """Dispersion correction: none, D3 with zero damping, or D3 with Becke-Johnson damping."""
    energy_cutoff_eV: Energy
    """Kinetic energy up to which plane waves count (ENCUT)."""
    k_spacing_per_A: InverseLength
    """Largest distance of k-points along each reciprocal vector, 2 pi included (as KSPACING)."""
    energy_tolerance_eV: Energy = 1e-6
    """Change of the energy at which the electronic steps end (EDIFF; paper: 1e-6 eV)."""
    force_tolerance_eV_per_A: Force = 0.01
    """Convergence of relaxations and NEB."""
    smearing: Smearing = Smearing.with_defaults()
    """How states near the Fermi energy are occupied."""
    spin: bool = False
    """Spin-polarised calculation."""
    precision: Literal["Normal", "Accurate"] = "Accurate"
    """Mesh of the Fourier transforms (PREC)."""
    aspherical: bool = True
    """Non-spherical contributions inside the PAW spheres."""
    real_space_projection: bool = False
    """Projectors in real space: faster for large cells, less exact (LREAL)."""
    electronic_steps: Annotated[int, Field(ge=1)] = 200
    """Most steps of electronic convergence (NELM)."""
    algorithm: Literal["Normal", "Fast", "All", "VeryFast"] = "Normal"
    """Electronic minimisation (ALGO)."""
    potentials: dict[Element, str] = {}
    """PAW data set of each element, for instance ``Li: Li_sv``; else the recommended one."""
    potential_set: str = "PBE_54"
    """Release of the PAW data sets."""
    tags: dict[Name, IncarValue] = {}
    """Further INCAR tags, as VASP names them. Lists with an entry for each species (LDAUU, MAGMOM)
    follow the order of `charges`; dipole corrections hold for cells that end in vacuum."""

    @property
    def title(self) -> str:
        """What it is called in text."""
        return f"VASP {self.functional}"
