"""saggar: a declarative campaign compiler for neuroevolution potentials at interfaces."""

__version__ = "0.1.0"
