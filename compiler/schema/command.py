"""The command ``schema``."""

import argparse
import json
import sys


def add_command(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the command to a parser; it sets ``command``, which gives the exit code."""
    schema = subparsers.add_parser(
        "schema",
        help="print the JSON Schema of a campaign, for editors",
        description="Print the JSON Schema (draft 2020-12) of a campaign, by which editors "
        "complete keys, show their texts and mark mistakes; the README says how.",
    )
    schema.set_defaults(command=_schema)


def _schema(arguments: argparse.Namespace) -> int:
    from saggar.compiler.schema.document import campaign_schema

    sys.stdout.write(json.dumps(campaign_schema(), indent=1, ensure_ascii=False) + "\n")
    return 0
