"""Rules that a campaign must obey beyond the form of its values, each with a code."""

from saggar.compiler.checks.finding import Finding, locate
from saggar.compiler.checks.rules import check_campaign, run_checks

__all__ = ["Finding", "check_campaign", "locate", "run_checks"]
