"""The report: tables and pictures of a run, in one self-contained file."""

from saggar.runtime.report.write import write_report

__all__ = ["write_report"]
