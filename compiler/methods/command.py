"""The command ``methods``."""

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from saggar.compiler.machine import add_machine_option
from saggar.compiler.options import add_set_option
from saggar.schemas.errors import CampaignError
from saggar.schemas.resolved import Source

if TYPE_CHECKING:
    from saggar.compiler.methods.document import MethodsSection


def add_command(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the command to a parser; it sets ``command``, which gives the exit code."""
    methods = subparsers.add_parser(
        "methods",
        help="write the Methods section of a study",
        description="Write a Methods section with its references, the list of assumptions, and "
        "every value with the place where it was written.",
    )
    methods.add_argument("study", type=Path, metavar="FILE|DIR", help="a campaign or its run")
    add_machine_option(methods)
    add_set_option(methods)
    methods.add_argument("--markdown", action="store_true", help="Markdown instead of text")
    methods.set_defaults(command=_methods)


def _methods(arguments: argparse.Namespace) -> int:
    from saggar.compiler.methods.layout import as_markdown, as_text

    study: Path = arguments.study
    if study.is_dir() and arguments.settings:
        raise CampaignError(f"--set changes a campaign, and {study} is compiled; give its file")
    methods = _of_run(study) if study.is_dir() else _of_campaign(arguments)
    sys.stdout.write(as_markdown(methods) if arguments.markdown else as_text(methods))
    return 0


def _of_run(directory: Path) -> "MethodsSection":
    from saggar.compiler.methods.document import methods_of
    from saggar.runtime.rundir import RunDirectory

    lock = RunDirectory(directory).lock
    return methods_of(
        lock.campaign,
        lock.machine,
        origins=lock.origins,
        packages=lock.packages,
        tree=_as_written(directory, lock.source),
    )


def _as_written(directory: Path, source: Source) -> dict[str, Any]:
    """Give what a lock was compiled from; nothing where it is gone or has been spoiled since."""
    from saggar.compiler.load import load_campaign

    if not source.file:
        return {}
    try:
        return load_campaign(directory / source.file, source.settings).tree
    except CampaignError:
        return {}


def _of_campaign(arguments: argparse.Namespace) -> "MethodsSection":
    from saggar.compiler.load import load_campaign
    from saggar.compiler.machine import load_machine
    from saggar.compiler.methods.document import methods_of
    from saggar.compiler.resolve import resolve

    loaded = load_campaign(arguments.study, arguments.settings)
    resolved = resolve(loaded)
    machine = load_machine(arguments.machine)
    return methods_of(
        resolved.campaign, machine, origins=resolved.origins, packages={}, tree=loaded.tree
    )
