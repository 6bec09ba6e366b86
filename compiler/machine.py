"""The machine profile that a command is given: a built-in one by name, or a file."""

import argparse
from pathlib import Path

from saggar.compiler.load import read_model
from saggar.schemas.machine import LAPTOP, Machine

BUILT_IN = {LAPTOP.name: LAPTOP}
"""Profiles that need no file."""


def add_machine_option(parser: argparse.ArgumentParser) -> None:
    """Add ``--machine`` to the parser of a command."""
    parser.add_argument(
        "--machine",
        default=LAPTOP.name,
        metavar="M",
        help=f"machine profile: {' or '.join(BUILT_IN)}, or a .yaml or .toml file",
    )


def load_machine(name: str) -> Machine:
    """Give a machine profile.

    Parameters
    ----------
    name : str
        Name of a built-in profile, or path of a ``.yaml`` or ``.toml`` file.

    Returns
    -------
    Machine

    Raises
    ------
    CampaignErrors
        With everything that is wrong with the file, each with its place.
    """
    known = BUILT_IN.get(name)
    return known or read_model(Path(name), Machine, "the machine profile")
