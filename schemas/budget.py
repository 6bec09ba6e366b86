"""What a study may take at most."""

from typing import Annotated

from pydantic import Field

from saggar.schemas.base import Frozen
from saggar.schemas.units import Gigabytes


class Budget(Frozen):
    """Limits of a study, against which the estimate is held before anything is executed."""

    core_hours: Annotated[float, Field(gt=0)] | None = None
    """Hours of one CPU core."""
    gpu_hours: Annotated[float, Field(gt=0)] | None = None
    """Hours of one GPU."""
    reference_calculations: Annotated[int, Field(ge=0)] | None = None
    """Frames that the reference labels."""
    disk_GB: Gigabytes | None = None
    """Disk space of the run directory."""

    @property
    def is_limited(self) -> bool:
        """Say whether anything is limited."""
        return any(limit is not None for _, limit in self)
