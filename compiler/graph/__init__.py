"""The command ``graph``: the plan as a picture."""
