"""From the settings of a model to the model itself."""

from pathlib import Path

from saggar.runtime.engines.dispersion import DispersionD3
from saggar.runtime.engines.reference import ReferenceModel
from saggar.runtime.weights import weights_of
from saggar.schemas.base import Frozen
from saggar.schemas.engines import Chgnet, Mace
from saggar.schemas.errors import EngineError


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
        If the engine is none that labels frames in this process, or its weights are not there or
        not the ones that are pinned.
    """
    if not isinstance(settings, Chgnet | Mace):
        name = type(settings).__name__.lower()
        raise EngineError(f"engine {name} cannot label frames in this process")
    weights = weights_of(settings, root)
    dispersion = DispersionD3() if settings.dispersion == "d3bj" else None
    if isinstance(settings, Mace):
        from saggar.runtime.engines.mace import MaceModel

        return MaceModel(
            weights, dtype=settings.dtype, dispersion=dispersion, device=settings.device
        )
    from saggar.runtime.engines.chgnet import ChgnetModel

    return ChgnetModel(weights, dispersion)
