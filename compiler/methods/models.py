"""Sentences on the models that label and sample, with the settings of VASP."""

from collections.abc import Iterator

from saggar.compiler.methods.account import Account
from saggar.compiler.methods.manuscript import Manuscript
from saggar.compiler.methods.notation import listed
from saggar.schemas.campaign import Campaign
from saggar.schemas.engines import Vasp


def reference_models(account: Account, text: Manuscript) -> Iterator[str]:
    """Say which model labelled and which sampled."""
    models = account.campaign.models
    if models.reference is not None and _labels(account.campaign):
        name = text.model(models.reference)
        yield f"Reference energies, forces and virials came from {name}."
        if isinstance(models.reference, Vasp):
            yield from _vasp_settings(models.reference, account.campaign, text)
    if models.foundation is not None and account.campaign.initial_data.sample is not None:
        name = text.model(models.foundation)
        yield f"The foundation model, which sampled initial configurations, was {name}."


def _labels(campaign: Campaign) -> bool:
    """Say whether anything is labelled."""
    tested = campaign.validation
    return bool(
        campaign.initial_data.is_generated
        or campaign.active_learning
        or tested.production_frames
        or tested.holdout
        or tested.energy_volume
        or tested.neb
    )


def _vasp_settings(vasp: Vasp, campaign: Campaign, text: Manuscript) -> Iterator[str]:
    write = text.write
    yield f"{_data_sets(vasp, campaign)}."
    yield (
        f"The plane-wave cutoff was {write(vasp, 'energy_cutoff')} and the largest spacing of "
        f"k-points {write(vasp, 'k_spacing')}, 2 pi included. Electronic steps (algorithm "
        f"{vasp.algorithm}, at most {vasp.electronic_steps}) ended at a change of the energy of "
        f"{write(vasp, 'energy_tolerance')}, relaxations at forces of "
        f"{write(vasp, 'force_tolerance')}."
    )
    yield (
        f"States were occupied by {vasp.smearing.method} smearing of "
        f"{write(vasp.smearing, 'width')}; calculations were "
        f"{'spin-polarised' if vasp.spin else 'without spin polarisation'}, with precision "
        f"{vasp.precision}, projectors in {'real' if vasp.real_space_projection else 'reciprocal'} "
        f"space, and {'with' if vasp.aspherical else 'without'} non-spherical contributions inside "
        "the PAW spheres."
    )
    yield from _tags(vasp)


def _data_sets(vasp: Vasp, campaign: Campaign) -> str:
    """Name the PAW data set of each element; recommended ones are marked."""
    from saggar.compiler.checks.paw import RECOMMENDED

    named = []
    for element in campaign.species:
        chosen = vasp.potentials.get(element)
        if chosen is None:
            named.append(f"{RECOMMENDED.get(element, element)} (the recommended one)")
        else:
            named.append(chosen)
    return f"PAW data sets of release {vasp.potential_set} were {listed(named)}"


def _tags(vasp: Vasp) -> Iterator[str]:
    """Name the tags on which results depend, as INCAR has them."""
    from saggar.compiler.incar.table import TAGS
    from saggar.compiler.incar.tag import written

    told = [
        f"{name} = {written(value)}"
        for name, value in vasp.tags.items()
        if name not in TAGS or TAGS[name].subject not in ("machine", "output")
    ]
    if told:
        yield f"Further INCAR tags were {listed(told)}."
