"""From the settings of a model to the model itself."""

from collections.abc import Callable
from pathlib import Path

from saggar.runtime.engines.reference import ReferenceModel
from saggar.schemas.base import Frozen
from saggar.schemas.engines import Chgnet
from saggar.schemas.errors import EngineError


def _chgnet(settings: Frozen, root: Path) -> ReferenceModel:
    from saggar.runtime.engines.chgnet import ChgnetModel, DispersionD3

    assert isinstance(settings, Chgnet)
    return ChgnetModel(dispersion=DispersionD3() if settings.dispersion == "d3bj" else None)


_MODELS: dict[type[Frozen], Callable[[Frozen, Path], ReferenceModel]] = {Chgnet: _chgnet}


def load_model(settings: Frozen, root: Path) -> ReferenceModel:
    """Load a foundation or reference model.

    Parameters
    ----------
    settings : Foundation or Reference
        Settings from the lock.
    root : Path
        The run directory.

    Returns
    -------
    ReferenceModel

    Raises
    ------
    EngineError
        If the engine is none that labels frames in this process.
    """
    load = _MODELS.get(type(settings))
    if load is None:
        name = type(settings).__name__.lower()
        raise EngineError(f"engine {name} cannot label frames in this process")
    return load(settings, root)
