"""The command ``fetch``, the only one that uses the network."""

import argparse
import sys
from pathlib import Path

from saggar.compiler.options import add_set_option


def add_command(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the command to a parser; it sets ``command``, which gives the exit code."""
    fetch = subparsers.add_parser(
        "fetch",
        help="download the cells and weights that a campaign names",
        description="Download what a campaign names and this machine does not have: the CIF of "
        "each phase whose source is an identifier of the Materials Project (mp-1565), with the key "
        "in MP_API_KEY, and the weights of published MACE models. What is there stays as it is. No "
        "other command uses the network.",
    )
    fetch.add_argument("file", type=Path, metavar="FILE")
    add_set_option(fetch)
    fetch.set_defaults(command=_fetch)


def _fetch(arguments: argparse.Namespace) -> int:
    from saggar.compiler.fetching.fetch import fetch
    from saggar.compiler.load import load_campaign
    from saggar.compiler.resolve import resolve

    loaded = load_campaign(arguments.file, arguments.settings)
    lines = list(fetch(resolve(loaded).campaign, arguments.file.parent))
    sys.stdout.write("".join(f"{line}\n" for line in lines or ["everything is there"]))
    return 0
