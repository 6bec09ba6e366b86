"""What a plan takes: time, reference calculations, files and disk, each as a range."""

from saggar.compiler.estimate.amounts import Amount, Range, duration

__all__ = ["Amount", "Range", "duration"]
