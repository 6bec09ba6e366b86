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
    interval_ps: Picoseconds = 10.0
    window_ps: Picoseconds = 1000.0
    """Length of the window over which the hop frequency is averaged."""


class Arrhenius(Frozen):
    """Fit of ln D against 1/T."""

    from_K: Temperature = 450.0
    to_K: Temperature = 700.0
    extrapolate_to_K: Temperature = 300.0


class Displacement(Frozen):
    """Classes of net displacement, along and across the interface normal."""

    after_ps: Picoseconds = 2000.0
    threshold_A: Length = 1.0


class Rdf(Frozen):
    """Radial distribution functions."""

    cutoff_A: Length = 8.0
    bins: Annotated[int, Field(ge=20, le=500)] = 200
    """Bins from 0 to the cutoff."""


class Coordination(Frozen):
    """Coordination numbers of the mobile species along the interface normal."""

    cutoff_A: Length = 3.5
    last_ps: Picoseconds = 1000.0
    """Length of the end of the run that is averaged."""


class DensityMap(Frozen):
    """Number of mobile ions along the interface normal against time."""

    bin_A: Length = 0.5


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
    msd: Msd = Msd()
    hop: Hop | None = None
    coordination: Coordination | None = None
    density_map: DensityMap | None = None
    displacement: Displacement | None = None
    symmetry_measure: SymmetryMeasure | None = None
    rdf: Rdf | None = None
    arrhenius: Arrhenius | None = None
    environment_map: EnvironmentMap | None = None
