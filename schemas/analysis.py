"""Analysis of production trajectories."""

from typing import Annotated

from pydantic import Field

from saggar.schemas.base import Element, Frozen
from saggar.schemas.units import Length, Picoseconds, Temperature


class Msd(Frozen):
    """Mean square displacement of the mobile species over all time origins."""

    skip_ps: Picoseconds | None = None
    """Time at the start of a run that is not analysed."""
    longest_lag: Annotated[float, Field(gt=0, le=0.9)] = 0.5
    """Longest time lag as a part of the run (paper: 50 % of the trajectory)."""


class Hop(Frozen):
    """Hops: displacements between sampled frames beyond a distance.

    Distance and interval are the paper's; the window is ours: long against a hop, short against a
    production run.
    """

    distance_A: Length = 1.25
    """Displacement beyond which an ion has hopped (paper: 1.25 Å)."""
    interval_ps: Picoseconds = 10.0
    """Time within which it is displaced (paper: 10 ps)."""
    window_ps: Picoseconds = 1000.0
    """Length of the window over which the hop frequency is averaged."""


class Arrhenius(Frozen):
    """Fit of ln D against 1/T."""

    from_K: Temperature = 450.0
    """Lowest temperature of the fit (paper: 450 K)."""
    to_K: Temperature = 700.0
    """Highest temperature of the fit (paper: 700 K)."""
    extrapolate_to_K: Temperature = 300.0
    """Temperature at which the fit is evaluated."""


class Displacement(Frozen):
    """Classes of net displacement, along and across the interface normal."""

    after_ps: Picoseconds = 2000.0
    """Time after which displacements are taken (paper: 2 ns)."""
    threshold_A: Length = 1.0
    """Displacement beyond which an ion counts as moved."""


class Rdf(Frozen):
    """Radial distribution functions."""

    cutoff_A: Length = 8.0
    """Largest distance."""
    bins: Annotated[int, Field(ge=20, le=500)] = 200
    """Bins from 0 to the cutoff."""


class Coordination(Frozen):
    """Coordination numbers of the mobile species along the interface normal."""

    cutoff_A: Length = 3.5
    """Distance within which neighbours count (paper: 3.5 Å)."""
    last_ps: Picoseconds = 1000.0
    """Length of the end of the run that is averaged."""


class DensityMap(Frozen):
    """Number of mobile ions along the interface normal against time."""

    bin_A: Length = 0.5
    """Width of the bins along the normal."""


class SymmetryMeasure(Frozen):
    """Continuous symmetry measure and volume of the coordination polyhedra."""

    interface_depth_A: Length = 8.0
    """Ions nearer to an interface than this are counted as interfacial."""


class EnvironmentMap(Frozen):
    """Two-dimensional map of local environments in descriptor space (t-SNE)."""

    environments: Annotated[int, Field(ge=100)] = 5000
    """Local environments that are mapped."""
    perplexity: Annotated[float, Field(gt=1)] = 30.0
    """Effective number of neighbours that t-SNE keeps near."""


class Analysis(Frozen):
    """What is measured on the production runs."""

    mobile: Element
    """Element whose motion is measured."""
    msd: Msd = Msd.with_defaults()
    """Mean square displacement, from which diffusion coefficients follow."""
    hop: Hop | None = None
    """Hops and their frequency."""
    coordination: Coordination | None = None
    """Coordination numbers across an interface."""
    density_map: DensityMap | None = None
    """Where the ions are across an interface, against time."""
    displacement: Displacement | None = None
    """How far ions came."""
    symmetry_measure: SymmetryMeasure | None = None
    """Shapes of coordination polyhedra."""
    rdf: Rdf | None = None
    """Radial distribution functions."""
    arrhenius: Arrhenius | None = None
    """Activation energies."""
    environment_map: EnvironmentMap | None = None
    """Map of local environments."""
