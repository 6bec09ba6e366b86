"""The JSON Schema of a campaign, by which editors complete keys and mark mistakes."""
