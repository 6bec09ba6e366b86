"""Downloads what a campaign names, and writes it where the campaign looks for it."""

from collections.abc import Iterator
from pathlib import Path

from saggar.compiler.fetching.materials_project import download_cells
from saggar.compiler.fetching.published_models import download_weights
from saggar.compiler.fetching.wanted import wanted_cells, wanted_weights
from saggar.runtime.durable import write_atomically
from saggar.schemas.campaign import Campaign


def fetch(campaign: Campaign, folder: Path) -> Iterator[str]:
    """Download cells and weights that are not there; each file is written whole or not at all.

    Parameters
    ----------
    campaign : Campaign
        Names phases and models.
    folder : Path
        Folder to which its files are relative.

    Yields
    ------
    str
        What was written, for a reader.

    Raises
    ------
    CampaignError
        If a phase has neither a file nor a source that can be downloaded.
    FetchError
        If something cannot be downloaded.
    """
    cells = wanted_cells(campaign, folder)
    records = download_cells(cells) if cells else ()
    for cell, record in zip(cells, records, strict=True):
        write_atomically(cell.file, record.text)
        yield (
            f"{cell.file}: {record.material} of the Materials Project, database "
            f"{record.version}, sha256 {record.sha256}"
        )
    for weights in wanted_weights(campaign):
        sha256 = download_weights(weights)
        yield (
            f"{weights.file}: weights of MACE {weights.model}; pin them in the campaign with "
            f"`sha256: {sha256}`"
        )
