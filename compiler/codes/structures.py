"""SG3: structures."""

from saggar.compiler.codes.code import Code

STRUCTURES: tuple[Code, ...] = ()
