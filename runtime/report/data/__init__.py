"""Values of the report, one module per subject, read from the records and tables of a run."""
