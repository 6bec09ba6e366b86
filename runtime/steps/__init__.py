"""One module per step: read files, call kernels, write files."""
