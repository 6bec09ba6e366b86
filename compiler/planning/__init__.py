"""The command ``plan``: what a campaign executes and takes, and what it changes in a run."""
