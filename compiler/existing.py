"""What a study starts from instead of computing it: a training set, a potential."""

from pathlib import Path
from typing import NamedTuple

from saggar.schemas.campaign import Campaign

TRAINING_SET = "inputs/training/existing.xyz"
POTENTIAL = "inputs/potential/nep.txt"
"""Where they stand in a run directory."""


class Existing(NamedTuple):
    """Texts of the files that a campaign starts from; None where it names none.

    Attributes
    ----------
    training_set : str or None
        In the form of GPUMD's train.xyz.
    potential : str or None
        A nep.txt.
    """

    training_set: str | None = None
    potential: str | None = None


def existing_beside(campaign: Campaign, root: Path) -> Existing:
    """Read what a lock starts from in the folder where it stands.

    Parameters
    ----------
    campaign : Campaign
        Of the lock.
    root : Path
        A run directory, or the like of one.
    """
    return Existing(
        _text(root / TRAINING_SET) if campaign.initial_data.existing else None,
        _text(root / POTENTIAL) if campaign.models.potential.existing else None,
    )


def _text(path: Path) -> str | None:
    return path.read_text(encoding="utf-8") if path.is_file() else None
