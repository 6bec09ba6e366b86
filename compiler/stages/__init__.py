"""Each stage of a campaign as tasks and loops, one module per stage."""
