"""The table of codes: what each diagnostic means, why it exists, and an example."""

from saggar.compiler.codes.budget import BUDGET
from saggar.compiler.codes.code import Code
from saggar.compiler.codes.engines import GRAMMAR
from saggar.compiler.codes.files import FILES
from saggar.compiler.codes.freezing import FREEZING
from saggar.compiler.codes.incar import INCAR
from saggar.compiler.codes.physics import PHYSICS
from saggar.compiler.codes.reference import REFERENCE
from saggar.compiler.codes.references import REFERENCES
from saggar.compiler.codes.sampling import SAMPLING
from saggar.compiler.codes.structures import STRUCTURES
from saggar.compiler.codes.unsupported import UNSUPPORTED
from saggar.compiler.codes.values import VALUES
from saggar.schemas.errors import CampaignError

__all__ = ["CODES", "Code", "explain"]

CODES: dict[str, Code] = {
    code.code: code
    for family in (
        *(FILES, VALUES, REFERENCES, STRUCTURES, FREEZING, PHYSICS, GRAMMAR, REFERENCE),
        *(SAMPLING, BUDGET, INCAR, UNSUPPORTED),
    )
    for code in family
}
"""All codes: SG0 file and syntax, SG1 keys, types, units and ranges, SG2 references inside the
campaign, SG3 structures, SG4 physics and engine limits, SG5 valid but not executable yet."""


def explain(code: str) -> str:
    """Say what a code means.

    Parameters
    ----------
    code : str
        Such as ``SG104``; letter case does not matter.

    Returns
    -------
    str
        Title, reason, example and source, as text of several lines.

    Raises
    ------
    CampaignError
        If there is no such code.
    """
    known = CODES.get(code.upper())
    if known is None:
        raise CampaignError(
            f"there is no code {code!r}; codes go from {min(CODES)} to {max(CODES)}, with gaps; "
            "they stand in the messages of `check`"
        )
    return known.text()
