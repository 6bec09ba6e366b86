"""Settings of each engine, a discriminated union on `engine`."""

from typing import Annotated

from pydantic import Field

from saggar.schemas.engines.chgnet import Chgnet
from saggar.schemas.engines.mace import Mace
from saggar.schemas.engines.nep import Nep
from saggar.schemas.engines.vasp import Vasp

Foundation = Annotated[Chgnet | Mace, Field(discriminator="engine")]
Reference = Annotated[Chgnet | Mace | Vasp, Field(discriminator="engine")]
Potential = Annotated[Nep, Field()]
Model = Annotated[Chgnet | Mace | Vasp | Nep, Field(discriminator="engine")]

__all__ = ["Chgnet", "Foundation", "Mace", "Model", "Nep", "Potential", "Reference", "Vasp"]
