"""Sentences on validation and analysis."""

from collections.abc import Iterator

from saggar.compiler.methods.account import Account
from saggar.compiler.methods.manuscript import Manuscript, alike
from saggar.compiler.methods.notation import listed
from saggar.schemas.analysis import Analysis, Msd
from saggar.schemas.production import Validation


def validation(account: Account, text: Manuscript) -> Iterator[str]:
    """Say what the potential was tested on."""
    section = account.campaign.validation
    if section.production_frames is not None:
        yield (
            f"The potential was compared with the reference on {section.production_frames.per_run} "
            "frames of each production run, evenly spaced and the last one among them."
        )
    if section.holdout is not None:
        yield f"It was tested on the interfaces of set {section.holdout}, kept out of training."
    if section.energy_volume is not None:
        curve = section.energy_volume
        which = "all phases" if curve.phases == "all" else listed(list(curve.phases))
        yield (
            f"Energies against volume of {which} were computed at {curve.points} points with "
            f"linear strains from {-100 * curve.strain:g} to {100 * curve.strain:g} %."
        )
    yield from _barriers(section, text)


def _barriers(section: Validation, text: Manuscript) -> Iterator[str]:
    """Tell of barriers; those computed alike are told in one sentence."""
    computed = [
        (path.model_copy(update={"phase": "", "ion": ""}), name)
        for name, path in section.neb.items()
    ]
    for path, names in alike(computed):
        method = "nudged elastic band"
        if path.climb:
            method = f"climbing-image nudged elastic band {text.cite('neb')}"
        hops = [f"{name} ({section.neb[name].ion} in {section.neb[name].phase})" for name in names]
        longest = ""
        if path.hop_length_below_A is not None:
            longest = f" over at most {text.write(path, 'hop_length_below')}"
        yield (
            f"Barriers of {listed(hops)}{longest} were computed by the {method} with "
            f"{path.images} images between the ends."
        )


def analysis(account: Account, text: Manuscript) -> Iterator[str]:
    """Say what was measured."""
    section = account.campaign.analysis
    yield from _diffusion(account, text)
    yield (
        "Errors of averages over time are the larger of the scatter of block means and of that "
        f"which the correlation of the series gives {text.cite('blocks')}."
    )
    yield from _ions(section, text)
    yield from _environments(section, text)


def _diffusion(account: Account, text: Manuscript) -> Iterator[str]:
    """Say how diffusion coefficients are estimated, by the constants of the estimator."""
    from saggar.runtime.analysis.block_counts import BLOCKS, FEWEST_BLOCKS
    from saggar.runtime.analysis.diffusion import SHORTEST_PATH, SLOPE_TOLERANCE, WINDOW

    section = account.campaign.analysis
    ion = section.mobile
    first, last = (f"{100 * share:g} %" for share in WINDOW)
    yield (
        f"Paths of {ion} were taken relative to the mean motion of all other atoms and unwrapped "
        f"with the cell of each frame {text.cite('paths')}{_skipped(section.msd, text)}. "
        f"Mean square displacements (MSD) were averaged over ions and all time origins; they are "
        f"tabulated for lags up to {100 * section.msd.longest_lag:g} % of a run."
    )
    yield (
        f"For the tracer diffusion coefficient D, each run was cut into {BLOCKS} blocks of equal "
        f"length ({FEWEST_BLOCKS} to {BLOCKS - 1} where it has less than {SHORTEST_PATH * BLOCKS} "
        f"frames, none below {SHORTEST_PATH * FEWEST_BLOCKS}), and in each block a line was fitted "
        f"to the MSD at lags of {first} to {last} of the block. D is the mean of the slopes over "
        "2d, with the standard error over the blocks; "
        f"{_dimensions(account)}."
    )
    yield (
        "D is given where the MSD of the whole run grows with a power of the lag within "
        f"{SLOPE_TOLERANCE:g} of 1 over the same lags and D exceeds two standard errors, else an "
        "upper bound, or nothing where the power is larger."
    )


def _skipped(msd: Msd, text: Manuscript) -> str:
    if msd.skip_ps is None:
        return ""
    return f"; the first {text.write(msd, 'skip')} of a run were left out"


def _dimensions(account: Account) -> str:
    production = account.campaign.production
    if production.interfaces is None:
        return "d is 3"
    slab = "at interfaces it is given in the plane (d = 2) and along the normal (d = 1) apart"
    return slab if production.bulk is None else f"d is 3 in bulk phases, and {slab}"


def _ions(section: Analysis, text: Manuscript) -> Iterator[str]:
    write = text.write
    if section.hop is not None:
        yield (
            f"A hop was a displacement beyond {write(section.hop, 'distance')} within "
            f"{write(section.hop, 'interval')}, counted in windows of "
            f"{write(section.hop, 'window')}."
        )
    if section.displacement is not None:
        yield (
            f"Net displacements after {write(section.displacement, 'after')} were classed by a "
            f"threshold of {write(section.displacement, 'threshold')}."
        )
    if section.arrhenius is not None:
        fit = section.arrhenius
        yield (
            f"Activation energies were fitted from {write(fit, 'from')} to {write(fit, 'to')} "
            f"and extrapolated to {write(fit, 'extrapolate_to')}."
        )


def _environments(section: Analysis, text: Manuscript) -> Iterator[str]:
    write = text.write
    if section.coordination is not None:
        yield (
            f"Coordination numbers within {write(section.coordination, 'cutoff')} were averaged "
            f"over the last {write(section.coordination, 'last')}."
        )
    if section.rdf is not None:
        yield (
            f"Radial distribution functions reached {write(section.rdf, 'cutoff')} in "
            f"{section.rdf.bins} bins."
        )
    if section.density_map is not None:
        width = write(section.density_map, "bin")
        yield f"Profiles of the number of ions along the normal had bins of {width}."
    if section.symmetry_measure is not None:
        depth = write(section.symmetry_measure, "interface_depth")
        yield (
            "Coordination polyhedra were described by continuous symmetry measures "
            f"{text.cite('csm')}; ions within {depth} of an interface counted as interfacial."
        )
    if section.environment_map is not None:
        picture = section.environment_map
        yield (
            f"{picture.environments} local environments were mapped by t-SNE {text.cite('tsne')} "
            f"with perplexity {picture.perplexity:g}."
        )
