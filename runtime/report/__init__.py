"""The report: tables and pictures of a run, in one self-contained file."""
