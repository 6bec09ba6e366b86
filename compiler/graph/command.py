"""The command ``graph``."""

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from saggar.compiler.machine import add_machine_option, load_machine
from saggar.compiler.options import add_set_option
from saggar.schemas.errors import CompileError

if TYPE_CHECKING:
    from saggar.compiler.cli import Checked
    from saggar.compiler.compile import Compiled
    from saggar.compiler.graph.drawing import Drawing
    from saggar.schemas.machine import Machine


def add_command(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the command to a parser; it sets ``command``, which gives the exit code."""
    graph = subparsers.add_parser(
        "graph",
        help="draw the plan, for Mermaid or as SVG",
        description="Draw the plan of a campaign or of a run directory: stages, tasks of one kind "
        "taken together, what reads what, and the loop with its condition.",
    )
    graph.add_argument("target", type=Path, metavar="FILE|DIR")
    graph.add_argument("--svg", type=Path, metavar="OUT.svg", help="a picture instead of Mermaid")
    add_machine_option(graph)
    add_set_option(graph)
    graph.set_defaults(command=_graph)


def _graph(arguments: argparse.Namespace) -> int:
    from saggar.compiler.graph.mermaid import mermaid
    from saggar.compiler.graph.svg import svg

    drawing = _drawing(arguments)
    if arguments.svg is None:
        sys.stdout.write(mermaid(drawing))
        return 0
    try:
        arguments.svg.write_text(svg(drawing), encoding="utf-8")
    except OSError as error:
        raise CompileError(
            f"the picture cannot be written to {arguments.svg}: {error.strerror}"
        ) from error
    sys.stderr.write(f"picture: {arguments.svg}\n")
    return 0


def _drawing(arguments: argparse.Namespace) -> "Drawing":
    from saggar.compiler.cli import check_file
    from saggar.compiler.graph.drawing import drawing_of
    from saggar.runtime.rundir import RunDirectory

    if arguments.target.is_dir():
        run = RunDirectory(arguments.target)
        return drawing_of(run.plan, run.lock)
    machine = load_machine(arguments.machine)
    checked = check_file(arguments.target, machine, arguments.settings)
    pending = checked.of("pending")
    compiled = _of_structures(checked, machine) if pending else checked.compiled(machine)
    return drawing_of(compiled.plan, compiled.lock)


def _of_structures(checked: "Checked", machine: "Machine") -> "Compiled":
    """Give the run that makes structures, on whose cells all others depend."""
    from saggar.compiler.frozen.run import compile_structures, previewed

    checked.warn()
    sys.stderr.write("cells are to be made first; this is the plan of the run that makes them\n")
    return compile_structures(checked, machine, previewed(checked))
