"""Sections of the report, one module each: values in, formatted blocks out."""
