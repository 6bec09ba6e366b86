"""Where the weights of a model lie, and whether they are the ones that are meant."""

import hashlib
import os
from pathlib import Path

from saggar.schemas.engines import Chgnet, Mace
from saggar.schemas.errors import EngineError

LOCAL = "work/weights"
"""Folder of local weights in a run directory: a file or a link each, called by its sha256."""

CHGNET = "chgnet/pretrained/0.3.0/chgnet_0.3.0_e29f68s314m37.pth.tar"
"""Checkpoint of CHGNet 0.3.0 inside the installed package."""

MACE = {
    "small": "20231210mace128L0_energy_epoch249model",
    "medium": "20231203mace128L1_epoch199model",
    "large": "MACE_MPtrj_20229model",
    "small-0b": "mace_agnesi_smallmodel",
    "medium-0b": "mace_agnesi_mediummodel",
    "small-0b2": "macesmalldensityagnesistressmodel",
    "medium-0b2": "macemediumdensityagnesistressmodel",
    "large-0b2": "macelargedensityagnesistressmodel",
    "medium-0b3": "macemp0b3mediummodel",
    "medium-mpa-0": "macempa0mediummodel",
    "small-omat-0": "maceomat0smallmodel",
    "medium-omat-0": "maceomat0mediummodel",
    "mace-matpes-pbe-0": "MACEmatpespbeomatftmodel",
    "mace-matpes-r2scan-0": "MACEmatpesr2scanomatftmodel",
}
"""Files of published models in the cache of mace-torch."""


def weights_of(settings: Chgnet | Mace, root: Path) -> Path:
    """Find the weights of a model and hold them against the digest that is pinned.

    Parameters
    ----------
    settings : Chgnet or Mace
        Settings from the lock, which holds the digest of a local file.
    root : Path
        The run directory.

    Returns
    -------
    Path
        An existing file with that digest.

    Raises
    ------
    EngineError
        If there is no such file, or another one.
    """
    path = _path(settings, root)
    if not path.is_file():
        raise EngineError(_missing(settings, path))
    if settings.sha256 is not None:
        found = digest(path)
        if found != settings.sha256:
            raise EngineError(
                f"{path}: these weights have the sha256 {found}, but {settings.sha256} is pinned; "
                "give the file that is meant, or pin the other one in the campaign"
            )
    return path


def published_mace(model: str) -> Path:
    """Give the place of a published MACE model, whether or not it is on this machine.

    It is the cache of mace-torch, ``$XDG_CACHE_HOME/mace`` or ``~/.cache/mace``.
    """
    cache = os.environ.get("XDG_CACHE_HOME", "")
    return (Path(cache) if cache else Path.home() / ".cache") / "mace" / MACE[model]


def packaged_chgnet() -> Path:
    """Give the place of CHGNet's published weights, whether or not they are installed."""
    from importlib.metadata import PackageNotFoundError, distribution

    try:
        return Path(str(distribution("chgnet").locate_file(CHGNET)))
    except PackageNotFoundError:
        return Path(CHGNET)


def digest(path: Path) -> str:
    """Return the sha256 of a file, 64 hexadecimal digits."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _path(settings: Chgnet | Mace, root: Path) -> Path:
    if settings.weights is not None:
        return root / LOCAL / str(settings.sha256)
    if isinstance(settings, Mace):
        return published_mace(settings.model)
    return packaged_chgnet()


def _missing(settings: Chgnet | Mace, path: Path) -> str:
    if settings.weights is not None:
        return (
            f"{path} is missing: put {settings.weights} there (the file with that sha256, or a "
            "link to it), or compile the campaign again into this directory"
        )
    if isinstance(settings, Mace):
        return (
            f"the weights of MACE {settings.model} are not on this machine ({path}); run `saggar "
            "fetch FILE` where there is a network and copy the file to that place, or give a "
            "local file as `weights` of the model"
        )
    return f"{path}: the weights of CHGNet are missing; install the chgnet package again"
