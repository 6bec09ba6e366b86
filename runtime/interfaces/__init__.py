"""Interfaces: planes of crystals and the cells that two lattices have in common."""
