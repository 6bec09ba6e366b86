"""A potential that exists takes the place of a trained one."""

import hashlib

from saggar.runtime.nep_file import parse_architecture
from saggar.runtime.steps.context import StepContext
from saggar.runtime.steps.frames import POTENTIAL
from saggar.schemas.results import AdmitPotentialOutcome
from saggar.schemas.steps import AdmitPotential


def execute(settings: AdmitPotential, context: StepContext) -> AdmitPotentialOutcome:
    """Publish the potential where a training would have left it.

    Parameters
    ----------
    settings : AdmitPotential
        Where it is.
    context : StepContext
        Where to read and write.

    Raises
    ------
    EngineError
        If the file is no NEP4 potential.
    """
    content = (context.root / settings.file).read_bytes()
    found = parse_architecture(content.decode("utf-8"), name=settings.file)
    (context.folder / POTENTIAL).write_bytes(content)
    return AdmitPotentialOutcome(species=found.species, sha256=hashlib.sha256(content).hexdigest())
