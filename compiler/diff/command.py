"""The command ``diff``."""

import argparse
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from saggar.compiler.diff.study import StudyDifference

SAME, DIFFERENT = 0, 2


def add_command(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the command to a parser; it sets ``command``, which gives the exit code."""
    diff = subparsers.add_parser(
        "diff",
        help="say what differs between two studies, and what it costs",
        description="Compare two studies by meaning: units, order and defaults make no "
        "difference. A is what stands, B what is wanted. Exit code 0 when nothing of meaning "
        "differs, 2 when something does, 1 on error.",
    )
    sides = "a campaign, a lock or a run directory"
    diff.add_argument("a", type=Path, metavar="A", help=sides)
    diff.add_argument("b", type=Path, metavar="B", help=sides)
    diff.add_argument("--files", action="store_true", help="show rendered files line by line")
    form = diff.add_mutually_exclusive_group()
    form.add_argument("--json", action="store_true", help="print one JSON object")
    form.add_argument("--markdown", action="store_true", help="print Markdown, for a notebook")
    diff.set_defaults(command=_diff)


def _diff(arguments: argparse.Namespace) -> int:
    from saggar.compiler.diff.study import compare_studies

    found = compare_studies(arguments.a, arguments.b, with_text=arguments.files)
    sys.stdout.write(_written(found, arguments) + "\n")
    return DIFFERENT if found.differs else SAME


def _written(found: "StudyDifference", arguments: argparse.Namespace) -> str:
    if arguments.json:
        return found.model_dump_json(indent=1)
    if arguments.markdown:
        from saggar.compiler.diff.markdown import as_markdown

        return as_markdown(found)
    from saggar.compiler.diff.text import as_text

    return as_text(found, colour=_wants_colour())


def _wants_colour() -> bool:
    """Say whether colours are understood (https://no-color.org)."""
    return sys.stdout.isatty() and not os.environ.get("NO_COLOR")
