"""Options that the commands on campaigns share."""

import argparse


def add_set_option(parser: argparse.ArgumentParser, *, of: str = "the campaign") -> None:
    """Add ``--set``, which may be given several times, to the parser of a command."""
    parser.add_argument(
        "--set",
        action="append",
        default=[],
        dest="settings",
        metavar="PATH=VALUE",
        help=f"lay a value over {of}, such as production.segment='2 ns'; may be repeated",
    )
