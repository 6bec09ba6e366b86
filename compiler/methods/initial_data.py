"""Sentences on the first training set."""

from collections.abc import Iterator

from saggar.compiler.methods.account import Account
from saggar.compiler.methods.manuscript import Manuscript
from saggar.compiler.methods.notation import listed
from saggar.schemas.sampling import Cells, Perturb, Sample, SelectInitial


def initial_data(account: Account, text: Manuscript) -> Iterator[str]:
    """Say how the first training set was made."""
    section = account.campaign.initial_data
    if section.existing is not None:
        count = account.existing_frames
        frames = "Labelled frames" if count is None else f"{count} labelled frames"
        yield (
            f"{frames} that existed already ({section.existing}) entered the training set; how "
            "they were made and labelled is not known here."
        )
    if section.perturb is not None:
        yield _copies(section.perturb, text)
    if section.sample is not None:
        yield _sampling(section.sample, text)
    if section.select is not None:
        yield _selection(section.select, text)
    collected = account.execution.initial_frames
    if collected is not None and section.is_given:
        yield f"The initial training set had {collected} frames."


def named_cells(cells: Cells) -> str:
    """Name the cells that a section uses."""
    words = {
        "all": "all cells that enter training",
        "phases": "the phases that enter training",
        "interfaces": "the interfaces that enter training",
    }
    return words[cells] if isinstance(cells, str) else listed(list(cells))


def _copies(perturb: Perturb, text: Manuscript) -> str:
    low, high = (f"{100 * strain:g} %" for strain in perturb.strain)
    return (
        f"Copies of {named_cells(perturb.cells)}, {perturb.per_structure} each, were deformed by "
        f"random symmetric strains whose largest principal strain was between {low} and {high}, "
        f"and every coordinate was displaced with a standard deviation of "
        f"{text.write(perturb, 'rattle')}."
    )


def _sampling(sample: Sample, text: Manuscript) -> str:
    write = text.write
    return (
        f"Molecular dynamics of {named_cells(sample.cells)} with the foundation model through ASE "
        f"{text.cite('ase')} ran in the {sample.ensemble.upper()} ensemble at "
        f"{write(sample, 'temperatures')} for {write(sample, 'duration')} each: velocity Verlet "
        f"with a time step of {write(sample, 'time_step')}, stochastic velocity rescaling "
        f"{text.cite('bdp')} with a coupling of {write(sample, 'coupling')}, a frame every "
        f"{write(sample, 'dump_every')}."
    )


def _selection(select: SelectInitial, text: Manuscript) -> str:
    soap = select.soap
    return (
        f"Frames were described by SOAP {text.cite('soap')} averaged over atoms "
        f"{text.cite('soap-average')} as implemented in DScribe {text.cite('dscribe')} (cutoff "
        f"{text.write(soap, 'cutoff')}, n_max {soap.n_max}, l_max {soap.l_max}, width "
        f"{text.write(soap, 'width')}), projected onto {select.dimensions} principal components "
        f"{text.cite('scikit-learn')} and divided into {select.frames} clusters by k-means "
        f"{text.cite('kmeans')}; the frame nearest to each centre was labelled."
    )
