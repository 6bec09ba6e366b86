"""Trajectory analysis and error statistics."""
