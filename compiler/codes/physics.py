"""SG4: physics and limits of engines."""

from saggar.compiler.codes.code import Code

PHYSICS: tuple[Code, ...] = ()
