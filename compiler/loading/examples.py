"""Examples that hints propose where the type alone would give one that is refused."""

from pydantic import BaseModel

from saggar.compiler.loading.releases import NEWEST
from saggar.schemas.active_learning import ActiveLearning, Domain, ForceDeviation, Train
from saggar.schemas.analysis import Analysis
from saggar.schemas.campaign import Campaign, Models
from saggar.schemas.engines.chgnet import Chgnet
from saggar.schemas.engines.mace import Mace
from saggar.schemas.engines.nep import Cutoff, Nep
from saggar.schemas.engines.vasp import Vasp
from saggar.schemas.interfaces import Pair
from saggar.schemas.machine import GpumdExecutor, NepExecutor
from saggar.schemas.phases import Phase
from saggar.schemas.production import BulkRuns, InterfaceRuns, Production
from saggar.schemas.sampling import Perturb

_RUNS = "temperatures: 300 K, duration: 100 ps, dump_every: 1 ps"
_BULK = f"{{phases: {{c-ZrO2: 96}}, {_RUNS}}}"

_CHGNET = "{engine: chgnet}"

_DIGEST = '"' + 8 * "01234567" + '"'

SECTIONS: dict[type[BaseModel], str] = {
    ForceDeviation: "{above: 0.3 eV/Å, below: 3 eV/Å}",
    Models: f"{{foundation: {_CHGNET}, reference: {_CHGNET}, potential: {{engine: nep}}}}",
    Domain: "{temperature: [300 K, 1000 K]}",
    BulkRuns: _BULK,
    InterfaceRuns: f"{{cells: [film-on-substrate], {_RUNS}}}",
    Production: f"{{bulk: {_BULK}}}",
}
"""Sections whose keys must fit each other."""

KEYS: dict[tuple[type[BaseModel], str], str] = {
    (Analysis, "mobile"): "Li",
    (Chgnet, "sha256"): _DIGEST,
    (Mace, "sha256"): _DIGEST,
    (Campaign, "charges"): "{Li: 1, Cl: -1}",
    (Campaign, "name"): "my-study",
    (GpumdExecutor, "release"): f'"{NEWEST}"',
    (NepExecutor, "release"): f'"{NEWEST}"',
    (Phase, "file"): "c-ZrO2.cif",
    (ForceDeviation, "above"): "0.3 eV/Å",
    (ForceDeviation, "below"): "3 eV/Å",
    (Domain, "temperature"): "300, 1000 K",
    (Perturb, "strain"): "1, 5 %",
    (Pair, "film_plane"): "[1, 1, 1]",
    (Pair, "substrate_plane"): "[0, 0, 1]",
    (ActiveLearning, "committee"): "4",
    (Train, "generations"): "100000",
    (BulkRuns, "phases"): "{c-ZrO2: 96}",
    (Cutoff, "radial"): "6 Å",
    (Cutoff, "angular"): "5 Å",
    (Nep, "n_max"): "[4, 4]",
    (Nep, "basis_size"): "[8, 8]",
    (Nep, "l_max"): "[4, 2, 0]",
    (Vasp, "energy_cutoff"): "550 eV",
    (Vasp, "potentials"): "{Li: Li_sv}",
    (Vasp, "tags"): "{LMAXMIX: 4, ADDGRID: true}",
}
"""Keys by section, as a user writes them."""

INTEGERS = (10, 1, 2, 4)
NUMBERS = (1.0, 0.1, 10.0)
"""Numbers from which the first within the bounds of its key is taken; else the least allowed."""
