"""SG5: valid, but not executable yet."""

from saggar.compiler.codes.code import Code
from saggar.compiler.not_yet import NOT_YET

UNSUPPORTED = tuple(
    Code(
        each.code,
        f"{each.name}: not executable yet",
        "The section is understood and checked, but nothing executes it in this release. `check` "
        "accepts the campaign and says so; `compile` refuses it.",
        f"{each.keys}{f': {each.word}' if each.word else ''}",
        severity="unsupported",
    )
    for each in NOT_YET
)
