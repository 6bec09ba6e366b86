"""The commands ``diff`` and ``compare``."""

import argparse
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from saggar.compiler.machine import add_machine_option, load_machine
from saggar.compiler.options import add_set_option
from saggar.schemas.errors import CompileError

if TYPE_CHECKING:
    from saggar.compiler.diff.results import StudyResults
    from saggar.compiler.diff.study import StudyDifference

SAME, DIFFERENT = 0, 2


def add_command(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the commands to a parser; each sets ``command``, which gives the exit code."""
    _add_diff(subparsers)
    _add_compare(subparsers)


def _add_diff(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
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
    add_set_option(diff, of="B, which is then a campaign")
    add_machine_option(diff, "for a campaign, that of a lock on the other side, else laptop")
    diff.add_argument("--files", action="store_true", help="show rendered files line by line")
    form = diff.add_mutually_exclusive_group()
    form.add_argument("--json", action="store_true", help="print one JSON object")
    form.add_argument("--markdown", action="store_true", help="print Markdown, for a notebook")
    diff.set_defaults(command=_diff)


def _add_compare(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    compare = subparsers.add_parser(
        "compare",
        help="put results of several runs side by side",
        description="Put accuracy, labels and diffusion of several runs side by side in a table "
        "and a picture.",
    )
    compare.add_argument("runs", type=Path, nargs="+", metavar="RUN", help="a run directory")
    compare.add_argument("--picture", type=Path, metavar="FILE.svg", help="draw it into this file")
    form = compare.add_mutually_exclusive_group()
    form.add_argument("--json", action="store_true", help="print one JSON object")
    form.add_argument("--markdown", action="store_true", help="print Markdown, for a notebook")
    compare.set_defaults(command=_compare)


def _diff(arguments: argparse.Namespace) -> int:
    from saggar.compiler.diff.study import compare_studies

    found = compare_studies(
        arguments.a,
        arguments.b,
        with_text=arguments.files,
        settings=arguments.settings,
        machine=None if arguments.machine is None else load_machine(arguments.machine),
    )
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
    return (
        sys.stdout.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"
    )


def _compare(arguments: argparse.Namespace) -> int:
    from saggar.compiler.diff.results import read_results

    if arguments.picture is not None:
        _check_format(arguments.picture)
    studies = tuple(map(read_results, arguments.runs))
    sys.stdout.write(_tabulated(studies, arguments) + "\n")
    if arguments.picture is not None:
        _draw(studies, arguments.picture)
    return SAME


def _check_format(path: Path) -> None:
    if path.suffix.lower() != ".svg":
        raise CompileError(
            f"--picture {path}: pictures are written as SVG alone; give a name that ends in .svg"
        )


def _tabulated(studies: "tuple[StudyResults, ...]", arguments: argparse.Namespace) -> str:
    from saggar.compiler.diff import side_by_side

    if arguments.json:
        import json

        return json.dumps(side_by_side.table_json(studies), indent=1, ensure_ascii=False)
    table = side_by_side.side_by_side(studies)
    write = side_by_side.table_markdown if arguments.markdown else side_by_side.table_text
    return write(table)


def _draw(studies: "tuple[StudyResults, ...]", path: Path) -> None:
    try:
        from saggar.compiler.diff.picture import draw_comparison

        text = draw_comparison(studies)
    except ImportError as error:
        raise CompileError(
            f"a picture needs matplotlib; install saggar[laptop] ({error})"
        ) from error
    try:
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        raise CompileError(f"the picture cannot be written to {path}: {error}") from error
    sys.stderr.write(f"picture: {path}\n")
