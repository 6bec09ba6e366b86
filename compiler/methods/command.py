"""The command ``methods``."""

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from saggar.compiler.machine import add_machine_option
from saggar.compiler.options import add_set_option
from saggar.schemas.errors import CampaignError

if TYPE_CHECKING:
    from saggar.compiler.methods.account import Account


def add_command(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the command to a parser; it sets ``command``, which gives the exit code."""
    methods = subparsers.add_parser(
        "methods",
        help="write the Methods section of a study",
        description="Write a Methods section with its references, the list of assumptions, and "
        "every value with the place where it was written.",
    )
    methods.add_argument("study", type=Path, metavar="FILE|DIR", help="a campaign, a lock or a run")
    add_machine_option(methods)
    add_set_option(methods)
    methods.add_argument("--markdown", action="store_true", help="Markdown instead of text")
    methods.set_defaults(command=_methods)


def _methods(arguments: argparse.Namespace) -> int:
    from saggar.compiler.methods.document import methods_of
    from saggar.compiler.methods.layout import as_markdown, as_text

    methods = methods_of(_account(arguments))
    sys.stdout.write(as_markdown(methods) if arguments.markdown else as_text(methods))
    return 0


def _account(arguments: argparse.Namespace) -> "Account":
    """Read the study; the lock of a run directory stands for the run."""
    from saggar.compiler.lock_files import is_lock
    from saggar.compiler.methods.reading import of_campaign, of_lock, of_run

    study: Path = arguments.study
    if not study.is_dir() and not is_lock(study):
        from saggar.compiler.machine import load_machine

        return of_campaign(study, load_machine(arguments.machine), arguments.settings)
    if arguments.settings or arguments.machine is not None:
        option = "--set" if arguments.settings else "--machine"
        raise CampaignError(f"{option} is for campaigns, and {study} is compiled; give its file")
    if study.is_dir():
        return of_run(study)
    of_a_run = study.name == "lock.json" and (study.parent / "plan.json").is_file()
    return of_run(study.parent) if of_a_run else of_lock(study)
