"""CPU time of a program from its start to its end, in a process of its own."""

import os
import resource
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

BARE_IMPORT = """
import argparse, dataclasses, decimal, hashlib, json
from pydantic import BaseModel, ConfigDict, Field, model_validator
from ruamel.yaml import YAML
import numpy
import gemmi
import jinja2
class Model(BaseModel):
    value: int = 1
"""
"""The libraries without which no campaign is checked for the first time, imported and not used."""


class Measured(NamedTuple):
    """CPU time of a command, user and system, and of the bare import beside it."""

    command_s: float
    bare_s: float

    @property
    def ratio(self) -> float:
        """How many bare imports the command takes."""
        return self.command_s / self.bare_s


def cpu_seconds(words: Sequence[str], caches: Path, *, accepted: Sequence[int] = (0,)) -> float:
    """Run Python with some words and give the CPU time that it took, user and system.

    Parameters
    ----------
    words : sequence of str
        Arguments of the interpreter.
    caches : Path
        Folder for compiled modules, so that all but the first run find them as an installation
        does.
    accepted : sequence of int
        Exit codes of a run that did what it should.
    """
    environment = {**os.environ, "PYTHONPYCACHEPREFIX": str(caches), "OMP_NUM_THREADS": "1"}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    done = subprocess.run(
        [sys.executable, *words], env=environment, capture_output=True, text=True, check=False
    )
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    assert done.returncode in accepted, done.stdout + done.stderr
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def best_of_turns(
    words: Sequence[str], caches: Path, *, rounds: int = 7, accepted: Sequence[int] = (0,)
) -> Measured:
    """Compare a command with the bare import: the best of each, taken in turns."""
    cpu_seconds(words, caches, accepted=accepted)
    pairs = [
        (
            cpu_seconds(["-c", BARE_IMPORT], caches),
            cpu_seconds(words, caches, accepted=accepted),
        )
        for _ in range(rounds)
    ]
    bare, command = (min(times) for times in zip(*pairs, strict=True))
    return Measured(command, bare)
