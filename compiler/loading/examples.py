"""Examples that hints propose where the type alone would give one that is refused."""

import json
import re
from typing import Any

from pydantic import BaseModel

from saggar.compiler.loading.releases import NEWEST
from saggar.schemas.active_learning import (
    ActiveLearning,
    Domain,
    Exploration,
    ForceDeviation,
    Train,
)
from saggar.schemas.analysis import Analysis
from saggar.schemas.budget import Budget
from saggar.schemas.campaign import Campaign, Models
from saggar.schemas.engines.chgnet import Chgnet
from saggar.schemas.engines.mace import Mace
from saggar.schemas.engines.nep import Cutoff, Nep
from saggar.schemas.engines.vasp import Vasp
from saggar.schemas.interfaces import GivenInterface, Interfaces, InterfaceSet, Pair
from saggar.schemas.machine import GpumdExecutor, Machine, NepExecutor
from saggar.schemas.phases import Phase
from saggar.schemas.production import BulkRuns, InterfaceRuns, Production, Validation
from saggar.schemas.sampling import InitialData, Perturb

_RUNS = {"temperatures": "300 K", "duration": "100 ps", "dump_every": "1 ps"}
_BULK = {"phases": {"c-ZrO2": 96}, **_RUNS}
_CHGNET = {"engine": "chgnet"}
_DIGEST = 8 * "01234567"
_SET = {"max_index": 1, "max_area": "200 Å^2", "max_strain": "5 %", "draw": 4}
_EXPLORED = {"temperatures": ["300 K", "900 K"], "duration": "100 ps", "check_every": "0.1 ps"}

SECTIONS: dict[type[BaseModel], dict[str, Any]] = {
    ForceDeviation: {"above": "0.3 eV/Å", "below": "3 eV/Å"},
    Models: {"foundation": _CHGNET, "reference": _CHGNET, "potential": {"engine": "nep"}},
    Domain: {"temperature": ["300 K", "1000 K"]},
    BulkRuns: _BULK,
    InterfaceRuns: {"cells": ["film-on-substrate"], **_RUNS},
    Production: {"bulk": _BULK},
    Exploration: _EXPLORED,
    InterfaceSet: _SET,
}
"""Sections whose keys must fit each other."""

KEYS: dict[tuple[type[BaseModel], str], Any] = {
    (ActiveLearning, "committee"): 4,
    (ActiveLearning, "explore"): {"solid": _EXPLORED},
    (Analysis, "mobile"): "Li",
    (Budget, "core_hours"): 100.0,
    (Budget, "gpu_hours"): 50.0,
    (Budget, "reference_calculations"): 1000,
    (BulkRuns, "dump_every"): "1 ps",
    (BulkRuns, "phases"): {"c-ZrO2": 96},
    (Campaign, "assumptions"): {"cutoff": "not given; 6 Å as in similar studies"},
    (Campaign, "charges"): {"Li": 1, "Cl": -1},
    (Campaign, "ignore"): {"SG433": "one cell of 9 Å, so that the test ends soon"},
    (Campaign, "name"): "my-study",
    (Campaign, "phases"): {"c-ZrO2": {"file": "c-ZrO2.cif", "source": "mp-1565"}},
    (Campaign, "seed"): 1,
    (Chgnet, "sha256"): _DIGEST,
    (Chgnet, "weights"): "finetuned.pth.tar",
    (Cutoff, "angular"): "5 Å",
    (Cutoff, "radial"): "6 Å",
    (Domain, "temperature"): ["300 K", "1000 K"],
    (Exploration, "check_every"): "0.1 ps",
    (ForceDeviation, "above"): "0.3 eV/Å",
    (ForceDeviation, "below"): "3 eV/Å",
    (GivenInterface, "file"): "film-on-substrate.cif",
    (GivenInterface, "film"): "c-ZrO2",
    (GivenInterface, "substrate"): "alpha-Li2ZrCl6",
    (GpumdExecutor, "release"): NEWEST,
    (InitialData, "existing"): "train.xyz",
    (InterfaceRuns, "cells"): ["film-on-substrate"],
    (InterfaceRuns, "dump_every"): "1 ps",
    (InterfaceRuns, "set"): "production",
    (InterfaceSet, "like"): "training",
    (Interfaces, "films"): ["c-ZrO2"],
    (Interfaces, "sets"): {"training": _SET},
    (Interfaces, "substrates"): ["alpha-Li2ZrCl6"],
    (Machine, "name"): "node",
    (Machine, "walltime"): "24 h",
    (Mace, "sha256"): _DIGEST,
    (Mace, "weights"): "finetuned.model",
    (Nep, "basis_size"): [8, 8],
    (Nep, "existing"): "nep.txt",
    (Nep, "l_max"): [4, 2, 0],
    (Nep, "n_max"): [4, 4],
    (NepExecutor, "release"): NEWEST,
    (Pair, "film"): "c-ZrO2",
    (Pair, "film_plane"): [1, 1, 1],
    (Pair, "substrate"): "alpha-Li2ZrCl6",
    (Pair, "substrate_plane"): [0, 0, 1],
    (Perturb, "strain"): ["1 %", "5 %"],
    (Phase, "file"): "c-ZrO2.cif",
    (Phase, "source"): "mp-1565",
    (Train, "generations"): 100000,
    (Validation, "holdout"): "held-out",
    (Vasp, "energy_cutoff"): "550 eV",
    (Vasp, "potentials"): {"Li": "Li_sv"},
    (Vasp, "tags"): {"LMAXMIX": 4, "ADDGRID": True},
}
"""Keys by section: plain data, quantities as text."""

INTEGERS = (10, 1, 2, 4)
NUMBERS = (1.0, 0.1, 10.0)
"""Numbers from which the first within the bounds of its key is taken; else the least allowed."""

_PLAIN = re.compile(r"[^\W\d_][^\[\]{},:#\"]*|[-+]?[0-9.]+ [^\[\]{},:#\"]+")
_WORDS = ("true", "false", "null")


def flow(value: Any) -> str:
    """Write plain data in one line of YAML.

    Parameters
    ----------
    value : Any
        Sections, lists, texts and numbers.
    """
    if isinstance(value, dict):
        entries = (f"{key}: {flow(each)}" for key, each in value.items())
        return f"{{{', '.join(entries)}}}"
    if isinstance(value, list):
        return f"[{', '.join(flow(each) for each in value)}]"
    if isinstance(value, str) and not (_PLAIN.fullmatch(value) and value not in _WORDS):
        return json.dumps(value, ensure_ascii=False)
    return str(value).lower() if isinstance(value, bool) else str(value)
