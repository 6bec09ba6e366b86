"""Rules that a campaign must obey beyond the form of its values, each with a code."""

from saggar.compiler.checks.existing import read_existing
from saggar.compiler.checks.finding import Finding, locate
from saggar.compiler.checks.rules import run_checks
from saggar.compiler.checks.structures import read_cells

__all__ = ["Finding", "locate", "read_cells", "read_existing", "run_checks"]
