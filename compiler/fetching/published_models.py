"""Weights of published MACE models, by mace-torch's own download into its cache."""

import contextlib
import io
import warnings
from collections.abc import Callable
from pathlib import Path

from saggar.compiler.fetching.wanted import WantedWeights
from saggar.runtime.weights import digest
from saggar.schemas.errors import FetchError


def download_weights(wanted: WantedWeights, download: Callable[[str], str] | None = None) -> str:
    """Download the weights of a model and give their sha256.

    Parameters
    ----------
    wanted : WantedWeights
        The model.
    download : callable, optional
        Downloads a model by name and gives its path; that of mace-torch by default, which leaves
        no half of a file behind.

    Returns
    -------
    str
        Digest of the file, for the campaign to pin.

    Raises
    ------
    FetchError
        If mace-torch cannot be imported, the file cannot be downloaded, or it has another digest
        than the campaign pins.
    """
    instead = f"put the file at {wanted.file}, or give a local file as `weights` of the model"
    try:
        with contextlib.redirect_stdout(io.StringIO()), warnings.catch_warnings():
            warnings.simplefilter("ignore")  # e3nn, on import, of no use to who downloads
            path = Path((download or _download)(wanted.model))
    except (ImportError, OSError, RuntimeError, ValueError) as error:
        raise FetchError(
            f"the weights of MACE {wanted.model} cannot be downloaded ({error}); try again where "
            f"there is a network, or {instead}"
        ) from error
    found = digest(path)
    if wanted.sha256 not in (None, found):
        raise FetchError(
            f"{path}: the weights of MACE {wanted.model} have the sha256 {found}, but the campaign "
            f"pins {wanted.sha256}; pin this one if it is meant, or {instead}"
        )
    return found


def _download(model: str) -> str:
    try:
        from mace.calculators.foundations_models import download_mace_mp_checkpoint
    except ImportError as error:
        raise ImportError(f"{error}; install it with `pip install 'saggar[mace]'`") from error
    return str(download_mace_mp_checkpoint(model))
