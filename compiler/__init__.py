"""From a campaign file to a run directory: pure but for `write`."""
