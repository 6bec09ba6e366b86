"""One code of a diagnostic."""

from typing import NamedTuple

from saggar.compiler.diagnostics import Severity


class Code(NamedTuple):
    """What a code means.

    Attributes
    ----------
    code : str
        ``SG`` and three digits.
    title : str
        What is wrong, in a few words.
    why : str
        Why it matters and what to do.
    example : str
        A line of a campaign that causes it.
    source : str
        Where the rule comes from, if not from the campaign language itself.
    severity : str
        Only warnings can be ignored.
    """

    code: str
    title: str
    why: str
    example: str
    source: str = ""
    severity: Severity = "error"

    def text(self) -> str:
        """Write the code for a reader."""
        lines = [f"{self.code}: {self.title} ({self.severity})", "", self.why, ""]
        lines.append(f"Example: {self.example}")
        if self.source:
            lines.append(f"Source: {self.source}")
        return "\n".join(lines)
