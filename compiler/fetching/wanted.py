"""What a campaign names and this machine does not have."""

from dataclasses import dataclass
from pathlib import Path

from saggar.compiler.fetching.record import SOURCE
from saggar.runtime.weights import published_mace
from saggar.schemas.campaign import Campaign
from saggar.schemas.engines import Mace
from saggar.schemas.errors import CampaignError


@dataclass(frozen=True)
class WantedCell:
    """A phase whose file is to be downloaded.

    Parameters
    ----------
    phase : str
        Its name.
    material : str
        Identifier in the Materials Project.
    file : Path
        Where the CIF is written.
    """

    phase: str
    material: str
    file: Path


@dataclass(frozen=True)
class WantedWeights:
    """A published model whose weights are to be downloaded.

    Parameters
    ----------
    model : str
        Its name.
    sha256 : str or None
        Digest that the campaign pins.
    file : Path
        Where the weights are kept.
    """

    model: str
    sha256: str | None
    file: Path


def wanted_cells(campaign: Campaign, folder: Path) -> tuple[WantedCell, ...]:
    """Give the phases without a file whose source is a material of the Materials Project.

    Raises
    ------
    CampaignError
        If a phase has no file and no such source, or a file that is no CIF of the campaign.
    """
    missing = {
        name: phase
        for name, phase in campaign.phases.items()
        if not (folder / phase.file).is_file()
    }
    for name, phase in missing.items():
        place = f"phases.{name}.file is {phase.file}"
        if not SOURCE.fullmatch(phase.source):
            raise CampaignError(
                f"{place}, which is not there, and its source {phase.source!r} is no identifier "
                f"such as mp-1565: put a CIF, POSCAR or extended XYZ file at {folder / phase.file}"
            )
        if Path(phase.file).is_absolute() or Path(phase.file).suffix.lower() != ".cif":
            raise CampaignError(
                f"{place}; what is downloaded becomes a CIF: name a file relative to the campaign "
                "that ends in .cif"
            )
    return tuple(
        WantedCell(name, phase.source, folder / phase.file) for name, phase in missing.items()
    )


def wanted_weights(campaign: Campaign) -> tuple[WantedWeights, ...]:
    """Give the published models whose weights are not on this machine, each once."""
    models = (campaign.models.foundation, campaign.models.reference)
    wanted = [
        WantedWeights(model.model, model.sha256, published_mace(model.model))
        for model in models
        if isinstance(model, Mace) and model.weights is None
    ]
    return tuple(dict.fromkeys(each for each in wanted if not each.file.is_file()))
