"""What a rule finds: a place in the campaign and what is wrong there."""

from typing import NamedTuple

from saggar.compiler.codes import CODES
from saggar.compiler.diagnostics import Diagnostic, Severity, diagnostic_at
from saggar.compiler.load import Loaded
from saggar.compiler.positions import KeyPath, value_at
from saggar.schemas.campaign import Campaign


class Finding(NamedTuple):
    """One thing that a rule finds.

    Attributes
    ----------
    path : KeyPath
        Keys as a user writes them.
    code : str
        A key of `CODES`.
    message, hint : str
        What is wrong, with the value and what is allowed; what to do.
    at_key : bool
        Whether the key rather than its value is to be pointed at.
    ignored : str
        The campaign's reason for ignoring it, if it does.
    """

    path: KeyPath
    code: str
    message: str
    hint: str = ""
    at_key: bool = False
    ignored: str = ""

    @property
    def severity(self) -> Severity:
        """``error``, ``warning`` or ``unsupported``, as the table of codes says."""
        return CODES[self.code].severity

    @property
    def blocks_check(self) -> bool:
        """Whether the campaign is wrong."""
        return self.severity == "error"

    @property
    def blocks_compile(self) -> bool:
        """Whether no run directory can be made."""
        return self.severity != "warning"

    def ignored_by(self, campaign: Campaign) -> "Finding":
        """Give the same; a warning with the reason for which a campaign ignores it."""
        if self.severity != "warning":
            return self
        return self._replace(ignored=str(campaign.ignore.get(self.code, "")))


def locate(findings: list[Finding], loaded: Loaded) -> list[Diagnostic]:
    """Give findings as diagnostics in the order of the file.

    Parameters
    ----------
    findings : list of Finding
        What the rules found.
    loaded : Loaded
        The campaign as written.

    Returns
    -------
    list of Diagnostic
        A finding about a default stands at the nearest key above it that is written.
    """
    located = [_located(finding, loaded) for finding in findings]
    return sorted(located, key=lambda each: each.order)


def _located(finding: Finding, loaded: Loaded) -> Diagnostic:
    section = isinstance(value_at(loaded.tree, finding.path), dict)
    found = diagnostic_at(
        loaded.positions,
        finding.path,
        finding.code,
        finding.message,
        hint=finding.hint,
        at_key=finding.at_key or section,
    )
    return found.model_copy(update={"ignored": finding.ignored})
