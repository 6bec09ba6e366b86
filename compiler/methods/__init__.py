"""The Methods section of a paper, written from a campaign or from the lock of its run."""
