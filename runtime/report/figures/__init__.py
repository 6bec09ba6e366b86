"""Pictures of the report: data in, a figure and the table behind it out."""
