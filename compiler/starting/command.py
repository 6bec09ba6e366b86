"""The command ``init``."""

import argparse
import sys
from pathlib import Path

from saggar.compiler.starting.points import STARTING_POINTS
from saggar.schemas.errors import CampaignError


def add_command(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the command to a parser; it sets ``command``, which gives the exit code."""
    width = max(map(len, STARTING_POINTS))
    lines = [
        f"  {name:<{width}}  {point.says}\n  {'':<{width}}  files: {point.files}"
        for name, point in STARTING_POINTS.items()
    ]
    init = subparsers.add_parser(
        "init",
        help="write a campaign to begin with",
        description="Write a commented campaign for the files at hand.",
        epilog="starting points:\n" + "\n".join(lines),
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    init.add_argument("point", metavar="STARTING-POINT", help=", ".join(STARTING_POINTS))
    init.add_argument("files", type=Path, nargs="+", metavar="FILE", help="what it begins with")
    init.add_argument("--out", type=Path, default=Path("campaign.yaml"), metavar="FILE")
    init.set_defaults(command=_init)


def _init(arguments: argparse.Namespace) -> int:
    from saggar.compiler.starting.campaign import starting_campaign

    out: Path = arguments.out
    text = starting_campaign(arguments.point, arguments.files, out)
    _write_new(out, text)
    sys.stdout.write(f"{out}: written. Verify the charges, then: saggar check {out}\n")
    return 0


def _write_new(path: Path, text: str) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("x", encoding="utf-8") as stream:
            stream.write(text)
    except FileExistsError:
        raise CampaignError(f"{path} exists and stays as it is; name another with --out") from None
    except OSError as error:
        raise CampaignError(f"{path} cannot be written: {error.strerror}") from error
