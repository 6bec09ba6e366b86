"""The structures lock as people read it: its table, its pictures, its files."""
