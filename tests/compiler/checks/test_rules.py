"""Each rule finds its fault at its place, in YAML and in TOML, and nothing in a sound campaign."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import pytest
from faulty import Edit, KeyPath, put, save, spoiled

from saggar.compiler.cli import check_file
from saggar.compiler.codes import CODES
from saggar.compiler.diagnostics import Diagnostic
from saggar.compiler.not_yet import NOT_YET
from saggar.schemas.machine import LAPTOP

EXPLORE = "active_learning.explore.solid"
BULK = "production.bulk"


@dataclass(frozen=True)
class Fault:
    """Edits of the sound campaign, and what must be found where."""

    code: str
    at: Literal["key", "value"]
    path: KeyPath
    edits: tuple[Edit, ...]
    says: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """Name of the test."""
        return f"{self.code}-{'.'.join(map(str, self.path))}"


def value(code: str, path: str, written: Any, *says: str, also: tuple[Edit, ...] = ()) -> Fault:
    """Give a fault that lies in one value."""
    return Fault(code, "value", tuple(path.split(".")), (put(path, written), *also), says)


def key(code: str, path: str, written: Any, *says: str, also: tuple[Edit, ...] = ()) -> Fault:
    """Give a fault that lies in one key."""
    return Fault(code, "key", tuple(path.split(".")), (put(path, written), *also), says)


def at(fault: Fault, *path: str | int, where: Literal["key", "value"] = "value") -> Fault:
    """Give the same fault at another place."""
    return Fault(fault.code, where, path, fault.edits, fault.says)


GIVEN = {"file": "c-ZrO2.cif", "film": "c-ZrO2", "substrate": "c-ZrO2"}
SAMPLE = {"temperatures": "300 K", "duration": "1 ps", "dump_every": "0.1 ps"}
TWO_RUNS = put("production.interfaces", {
    "cells": ["film"], "temperatures": "300 K", "duration": "5 ps", "dump_every": "0.1 ps"
})  # fmt: skip

PHASES_OF_SETS = (
    put("interfaces.films", ["c-ZrO2"]), put("interfaces.substrates", ["c-ZrO2"])
)  # fmt: skip
SEARCHED = {
    "max_index": 1,
    "max_area": "50 Å^2",
    "max_strain": "1 %",
    "keep_per_orientation": 1,
    "draw": 1,
}
PAIR = {
    "film": "c-ZrO2",
    "film_plane": [1, 1, 1],
    "substrate": "c-ZrO2",
    "substrate_plane": [1, 1, 1],
}

VASP = {"engine": "vasp", "energy_cutoff": "650 eV", "k_spacing": "0.3 1/Å"}


def tag(
    code: str,
    name: str,
    written: Any,
    *says: str,
    where: Literal["key", "value"] = "value",
    **others: Any,
) -> Fault:
    """Give a fault of an INCAR tag; `others` are further tags, or keys in small letters."""
    tags = {name: written} | {key: each for key, each in others.items() if key.isupper()}
    keys = {key: each for key, each in others.items() if not key.isupper()}
    path = ("models", "reference", "tags", name)
    return Fault(
        code, where, path, (put("models.reference", {**VASP, **keys, "tags": tags}),), says
    )


FAULTS = (
    # references
    at(value("SG201", "interfaces.given.film", {**GIVEN, "film": "c-ZrO"},
             "no phase 'c-ZrO'", "did you mean 'c-ZrO2'?"),
       "interfaces", "given", "film", "film"),
    at(value("SG201", "interfaces.given.film", {**GIVEN, "substrate": "LZC"}, "no phase 'LZC'"),
       "interfaces", "given", "film", "substrate"),
    key("SG201", f"{BULK}.phases.c-ZrO", 96, "no phase 'c-ZrO'", "did you mean 'c-ZrO2'?"),
    at(value("SG202", f"{EXPLORE}.cells", ["c-ZrO2", "film"], "no cell 'film'"),
       *EXPLORE.split("."), "cells", 1),
    at(value("SG202", "initial_data.perturb.cells", ["c_ZrO2"], "did you mean 'c-ZrO2'?"),
       "initial_data", "perturb", "cells", 0),
    Fault("SG202", "value", ("production", "interfaces", "cells", 0), (TWO_RUNS,),
          ("no interface 'film'",)),
    value("SG205", "analysis.mobile", "Na", "no charge for 'Na'", "Li, Zr, Cl, O"),
    key("SG206", "interfaces.given.C-ZRO2", GIVEN, "taken by phases.c-ZrO2"),
    at(key("SG206", "interfaces.sets.near",
           {"pairs": {"cubes": {**PAIR, "max_area": "20 Å^2", "max_strain": "1 %"}}},
           "taken by interfaces.given.cubes",
           also=(*PHASES_OF_SETS, put("interfaces.given.cubes", GIVEN))),
       "interfaces", "sets", "near", "pairs", "cubes", where="key"),
    value("SG207", f"{EXPLORE}.cells", [], "an empty list", "c-ZrO2"),
    value("SG207", f"{EXPLORE}.cells", "interfaces", "chooses none"),
    key("SG207", f"{BULK}.phases", {}, "is empty", "c-ZrO2: 96"),
    key("SG208", "ignore.SG104", "I know", "an error code", "only warnings", "mend what"),
    key("SG208", "ignore.SG999", "I know", "no code", "delete it, or write the code of a warning"),
    key("SG208", "ignore.sg433", "I know", "no code", "write SG433"),
    value("SG208", "ignore.SG414", " ", "gives no reason", "write why"),
    key("SG212", "interfaces.sets.near", {"max_index": 1}, "lacks max_area, max_strain, "
        "keep_per_orientation, draw", "like", also=PHASES_OF_SETS),
    at(value("SG212", "interfaces.sets.near", {"pairs": {"cubes": PAIR}}, "lacks max_area",
             also=PHASES_OF_SETS),
       "interfaces", "sets", "near", "pairs", "cubes", where="key"),
    at(value("SG213", "interfaces.sets.near", {**SEARCHED, "draw": 1}, "2 pairs", "at least 2",
             also=(*PHASES_OF_SETS, put("phases.LiCl", {"file": "LiCl.cif"}),
                   put("interfaces.films", ["c-ZrO2", "LiCl"]))),
       "interfaces", "sets", "near", "draw"),
    # structures
    value("SG301", "phases.c-ZrO2.file", "zro2.cif", "no such file", "CIF, POSCAR"),
    value("SG301", "phases.c-ZrO2.file", "", "no such file"),
    value("SG309", "phases.c-ZrO2.file", "/data/c-ZrO2.cif", "absolute path", "relative"),
    value("SG302", "phases.c-ZrO2.file", "notes.cif", "not a CIF"),
    value("SG302", "phases.c-ZrO2.file", "twice.cif", "O1"),
    value("SG305", "phases.c-ZrO2.file", "partial.cif", "occupancy below 1", "ordering"),
    Fault("SG303", "value", ("phases", "c-ZrO2", "file"), (put("charges.Zr", 3),),
          ("4 Zr (+3) 8 O (-2)", "add up to -4")),
    Fault("SG307", "value", ("phases", "c-ZrO2", "file"),
          (put("charges", {"Li": 1, "O": -2}),), ("Zr4 O8 has Zr", "Li, O")),
    value("SG306", "phases.c-ZrO2.file", "POSCAR", "0.512 Å apart", "atom 1 (Zr)"),
    value("SG315", "phases.c-ZrO2.file", "thin.cif", "0.00655 g/cm³", "0.5 and 25"),
    key("SG316", "phases.c-ZrO2.ordering", {}, "nothing to order"),
    key("SG316", "phases.c-ZrO2.ordering", {}, "add up to +8 e",
        also=(put("phases.c-ZrO2.file", "partial.cif"),)),
    key("SG316", "phases.c-ZrO2.ordering", {"at_most": 69}, "70 orderings", "at most 69",
        also=(put("phases.c-ZrO2.file", "partial.cif"), put("charges.Zr", 2))),
    key("SG316", "phases.c-ZrO2.ordering", {}, "no occupancies",
        also=(put("phases.c-ZrO2.file", "POSCAR"),)),
    Fault("SG308", "value", ("interfaces", "given", "film", "file"),
          (put("interfaces.given.film", {**GIVEN, "file": "LiCl.cif"}),), ("Cl, Li", "O, Zr")),
    # times
    value("SG401", "dynamics.time_step", "5 fs", "with Li (6.94 u)", "at most 2.4 fs"),
    at(value("SG401", "initial_data.sample", {**SAMPLE, "time_step": "4 fs"}, "2.4 fs"),
       "initial_data", "sample", "time_step"),
    value("SG402", f"{BULK}.dump_every", "0.0005 ps", "0.5 steps", '"0.001 ps"'),
    value("SG402", "production.equilibrate.duration", "1.0004 ps", "1000.4 steps",
          '"1 ps" or "1.001 ps"'),
    at(value("SG402", "initial_data.sample", {**SAMPLE, "time_step": "1.5 fs", "duration": "1 ps",
                                              "dump_every": "1 ps"}, "666.667 steps"),
       "initial_data", "sample", "duration"),
    value("SG403", f"{EXPLORE}.duration", "1.005 ps", "100.5 times", '"1 ps" or "1.01 ps"'),
    value("SG403", f"{BULK}.duration", "5.05 ps", "50.5 times", '"5 ps" or "5.1 ps"'),
    value("SG403", "production.segment", "2.55 ps", "25.5 times"),
    value("SG404", f"{BULK}.dump_every", "10 ps", "longer than", "5 ps"),
    at(value("SG404", "production.segment", "1 fs", "longer than production.segment"),
       *BULK.split("."), "dump_every"),
    value("SG405", "dynamics.thermostat.coupling", "0.5 fs", "shorter than the time step"),
    value("SG405", "dynamics.barostat.coupling", "0.5 fs", "at least one step"),
    value("SG407", f"{EXPLORE}.temperatures", "300, 300 K", "300 K more than once"),
    value("SG407", f"{BULK}.temperatures", "300.0001, 300.0002 K", "300 K more than once"),
    # coverage
    value("SG410", f"{BULK}.temperatures", "700 K", "700 K", "300 to 600 K"),
    Fault("SG412", "value", ("production", "bulk", "temperatures"),
          (put(f"{BULK}.temperatures", "600 K"),
           put("active_learning.stop.within.temperature", ["300 K", "500 K"])),
          ("600 K", "300 to 500 K")),
    value("SG411", "production.ensemble", "npt", "of its cells or their like varies the cell"),
    at(value("SG413", "active_learning.stop.within.temperature", ["400 K", "500 K"],
             "nothing is explored within 400 to 500 K"),
       "active_learning", "stop", "within", where="key"),
    value("SG414", "active_learning.committee", 2, "is 2"),
    value("SG415", "active_learning.stop.for_iterations", 3, "is 3", "2 iterations"),
    Fault("SG416", "value", ("active_learning", "explore", "hot", "from_iteration"),
          (put("active_learning.explore.hot", {
              "temperatures": "900 K", "duration": "1 ps", "from_iteration": 2}),),
          ("from 0 to 1",)),
    value("SG417", "initial_data.select.frames", 12, "is 12", "10 at most"),
    value("SG418", "analysis.msd.skip", "5 ps", "5 ps", "nothing of it"),
    value("SG419", "analysis.mobile", "Li", "hold only Zr, O"),
    value("SG421", f"{EXPLORE}.pressures", "1, 1000 GPa", "1000 GPa", '"1000 bar"',
          also=(put(f"{EXPLORE}.ensemble", "npt"),)),
    value("SG408", "dynamics.thermo_every", 30, "1000 steps", "write 25"),
    value("SG423", "dynamics.thermo_every", 500, "10 records in 5000 steps", "take 20",
          "write 250"),
    value("SG424", f"{BULK}.dump_every", "0.25 ps", "20 frames", "takes 40", '"0.125 ps"'),
    Fault("SG424", "value", ("production", "bulk", "dump_every"),
          (put("analysis.msd.skip", "2.5 ps"),), ("25 frames", '"0.05 ps"')),
    Fault("SG425", "value", ("production", "segment"),
          (put(f"{BULK}.duration", "1e8 ps"), put("production.segment", "1 ps"),
           put(f"{BULK}.dump_every", "1 ps")), ("1e+08 of them", '"10000 ps"')),
    # engines
    value("SG430", "models.potential.zbl", "5 Å", "5 Å", "1 to 4 Å"),
    at(value("SG430", "models.potential.n_max", [13, 4], "n_max[0] is 13", "0 to 12"),
       "models", "potential", "n_max", 0),
    at(value("SG430", "models.potential.basis_size", [8, 13], "basis_size[1]", "0 to 12"),
       "models", "potential", "basis_size", 1),
    at(value("SG430", "models.potential.l_max", [9, 2, 0], "l_max[0]", "2 to 8"),
       "models", "potential", "l_max", 0),
    value("SG430", "models.potential.cutoff.angular", "2.8 Å", "3 to 100 Å"),
    at(value("SG431", "models.potential.l_max", [4, 1, 0], "four-body term is 1"),
       "models", "potential", "l_max", 1),
    at(value("SG431", "models.potential.l_max", [4, 2, 2], "five-body term is 2"),
       "models", "potential", "l_max", 2),
    value("SG431", "models.potential.l_max", [4, 0, 1], "needs a four-body term"),
    value("SG432", f"{BULK}.phases.c-ZrO2", 516, "5.1, 5.1, 220.3 Å", "15 Å"),
    value("SG436", f"{BULK}.phases.c-ZrO2", 97, "no multiple of the 12", "96"),
    at(value("SG433", "interfaces.given.film", GIVEN, "5.1 Å thick", "10 Å"),
       "interfaces", "given", "film", "file"),
    at(value("SG433", f"{BULK}.phases", {"c-ZrO2": 12}, "c-ZrO2 is 5.1 Å thick", "more atoms"),
       *BULK.split("."), "phases", where="key"),
    at(value("SG438", "models.potential.cutoff", {"radial": "6 Å", "angular": "5.5 Å"},
             "c-ZrO2 repeats itself after 5.1 Å", "angular cutoff of 5.5 Å", "a supercell"),
       *EXPLORE.split("."), where="key"),
    key("SG437", "final_training", {"generations": 10}, "no `gradient`", "neppo"),
    # INCAR tags
    tag("SG480", "NCROE", 4, "no tag of VASP", "did you mean NCORE", where="key"),
    tag("SG480", "lmaxmix", 4, "did you mean LMAXMIX?", where="key"),
    tag("SG480", "COLOUR", 4, "VASP wiki", where="key"),
    tag("SG481", "NEDOS", "55O", "the text '55O'", "a whole number", "without 'O'"),
    tag("SG481", "SYMPREC", "1.0D-6", "a number above 0", "write 1.0e-6"),
    tag("SG481", "ADDGRID", 1, "is 1", "true or false", "write true"),
    tag("SG481", "LDAUU", [4], "for each species (Li, Zr, Cl, O)", "4 entries"),
    tag("SG481", "MAGMOM", [0, 0, 0, 0], "three for each", "12 entries", LSORBIT=True),
    tag("SG481", "DIPOL", [0.5, 0.5], "a list of 3 entries"),
    tag("SG482", "ENCUT", 550, "energy_cutoff", "a number with a unit (eV", where="key"),
    tag("SG482", "SIGMA", 0.1, "models.reference.smearing.width", where="key"),
    tag("SG482", "GGA", "PS", "models.reference.functional", "PBE, PBEsol, r2SCAN", where="key"),
    tag("SG483", "NSW", 100, "is 100", "one static calculation", where="key"),
    tag("SG483", "LCLIMB", True, "validation.neb", where="key"),
    tag("SG483", "ML_LMLFF", True, "force field", where="key"),
    tag("SG483", "ISIF", 3, "ISIF = 2", where="key"),
    tag("SG484", "ISIF", 0, "no stress", "virials"),
    tag("SG484", "ISIF", 1, "the trace of the stress alone"),
    tag("SG484", "PSTRESS", 5.0, "is 5 kB", "adds it to the stress"),
    tag("SG485", "MAGMOM", [0, 1, 0, 0], "spin is false", "write spin: true", where="value"),
    tag("SG485", "LDAUU", [0, 4, 0, 0], "LDAU is not on", "switch LDAU on"),
    tag("SG485", "AEXX", 0.25, "neither LHFCALC nor LMODELHF is on"),
    tag("SG485", "VDW_S8", 0.8, "dispersion is none"),
    tag("SG485", "LDAUU", [0, 4, 0, 2], "gives O 2 eV", "no shell (-1)", LDAU=True,
        LDAUL=[-1, 2, -1, -1], LMAXMIX=4),
    tag("SG486", "LUSE_VDW", True, "count twice", dispersion="d3bj"),
    tag("SG486", "NPAR", 4, "beside NCORE", "delete NPAR", where="key", NCORE=4),
    tag("SG486", "LHFCALC", True, "algorithm: Fast", "algorithm: All", algorithm="Fast"),
    tag("SG487", "LDIPOL", True, "without IDIPOL", "IDIPOL: 3"),
    tag("SG487", "LDAU", True, "without LDAUL", LDAUU=[0, 4, 0, 0]),
    tag("SG487", "LDAU", True, "no strength", LDAUL=[-1, 2, -1, -1]),
    at(tag("SG487", "NCORE", 4, "r2SCAN", "VDW_A1, VDW_A2, VDW_S8 are missing", "0.49484001",
           functional="r2SCAN", dispersion="d3bj"), "models", "reference", "dispersion"),
    at(tag("SG487", "HFSCREEN", 0.2, "screened hybrid", "VDW_SR, VDW_S8", LHFCALC=True,
           dispersion="d3"), "models", "reference", "dispersion"),
    tag("SG488", "NELECT", 96, "a charge", where="key"),
    tag("SG488", "NBANDS", 96, "cells of many sizes", where="key"),
    tag("SG489", "LEPSILON", True, "response to fields", where="key"),
    tag("SG489", "LPARD", True, "partial charges", where="key"),
    tag("SG489", "LSORBIT", True, "vasp_ncl", where="key"),
    tag("SG491", "LDAUL", [-1, 2, -1, -1], "a d shell", "LMAXMIX: 4", LDAU=True,
        LDAUU=[0, 4, 0, 0]),
    tag("SG491", "LDAUL", [-1, 3, -1, -1], "an interaction, and LMAXMIX is 4", "LMAXMIX: 6",
        LDAU=True, LDAUU=[0, 4, 0, 0], LMAXMIX=4),
    tag("SG492", "ISYM", 2, "lose its symmetry", "write 0"),
    at(value("SG490", "models.reference", VASP, "corrects no dipole", "IDIPOL: 3",
             also=(*PHASES_OF_SETS, put("interfaces.sets.near", SEARCHED),
                   put("interfaces.build.boundary", "vacuum"))),
       "interfaces", "build", "boundary"),
    Fault("SG490", "value", ("models", "reference", "tags", "IDIPOL"),
          (put("models.reference", {**VASP, "tags": {"LDIPOL": True, "IDIPOL": 1}}),
           *PHASES_OF_SETS, put("interfaces.sets.near", SEARCHED),
           put("interfaces.build.boundary", "vacuum")), ("third axis", "write 3")),
    at(tag("SG493", "NCORE", 4, "LDA_54", "made with PBE", "PBE_54", potential_set="LDA_54"),
       "models", "reference", "potential_set"),
    at(tag("SG494", "NCORE", 4, "false with r2SCAN", functional="r2SCAN", aspherical=False),
       "models", "reference", "aspherical"),
)  # fmt: skip


def check(folder: Path, suffix: str, *edits: Edit) -> tuple[list[Diagnostic], Any]:
    """Check the sound campaign with edits; give what is found and the text as written."""
    path, written = save(folder, spoiled(*edits), suffix)
    fluorite = (folder / "c-ZrO2.cif").read_text()
    (folder / "notes.cif").write_text("no crystal here\n")
    (folder / "twice.cif").write_text(fluorite + "O2 O 0.25 0.25 0.27 1\n")
    (folder / "thin.cif").write_text(fluorite.replace("5.1221", "50"))
    (folder / "partial.cif").write_text(fluorite.replace("0.25 1\n", "0.25 0.5\n"))
    (folder / "LiCl.cif").write_text(fluorite.replace("Zr", "Li").replace(
        "O1 O 0.25 0.25 0.25", "Cl1 Cl 0.5 0.5 0.5"))  # fmt: skip
    (folder / "POSCAR").write_text(
        "too small\n0.2\n5.121 0 0\n0 5.121 0\n0 0 5.121\nZr O\n1 2\nDirect\n"
        "0 0 0\n0.5 0 0\n0.5 0.5 0.5\n"
    )
    return list(check_file(path, LAPTOP).diagnostics), written


@pytest.mark.parametrize("suffix", ["yaml", "toml"])
@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.name)
def test_each_fault_is_found_at_its_place(fault: Fault, suffix: str, tmp_path: Path) -> None:
    found, written = check(tmp_path, suffix, *fault.edits)
    place = (written.keys if fault.at == "key" else written.values)[fault.path]
    assert (fault.code, *place) in [(each.code, each.line, each.column) for each in found]
    said = [f"{each.message}\n{each.hint}" for each in found if each.code == fault.code]
    assert any(all(part in text for part in fault.says) for text in said), said
    assert all(each.hint for each in found)


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.name)
def test_a_fault_is_said_alike_when_its_structures_were_looked_at_before(
    fault: Fault, tmp_path: Path
) -> None:
    first, _ = check(tmp_path, "yaml", *fault.edits)
    assert check(tmp_path, "yaml", *fault.edits)[0] == first


@pytest.mark.parametrize("suffix", ["yaml", "toml"])
def test_nothing_is_found_in_a_sound_campaign(suffix: str, tmp_path: Path) -> None:
    assert not check(tmp_path, suffix)[0]


def test_every_rule_about_campaigns_has_a_fault_here() -> None:
    tested = {fault.code for fault in FAULTS}
    elsewhere = {"SG203", "SG204", "SG314", "SG406", "SG420", "SG422", "SG434", "SG435", "SG439"}
    files = {"SG317", "SG318"}
    existing = {"SG209", "SG210", "SG211", "SG310", "SG311", "SG312", "SG313"}
    frozen = {"SG333", "SG334", "SG335", *(f"SG{number}" for number in range(320, 330))}
    searched = {"SG330", "SG331", "SG332"}
    due = {code for code in CODES if "SG200" < code < "SG440" or "SG480" <= code < "SG500"}
    assert due == tested | elsewhere | existing | files | frozen | searched


UNSUPPORTED: dict[str, tuple[str, Any]] = {
    "SG507": (
        "models.reference",
        {"engine": "vasp", "energy_cutoff": "550 eV", "k_spacing": "0.3 1/Å"},
    ),
    "SG508": ("validation.holdout", "training"),
    "SG509": ("validation.neb", {"hop": {"phase": "c-ZrO2", "ion": "O"}}),
    "SG510": ("validation.energy_volume", {}),
    "SG511": ("analysis.hop", {}),
    "SG512": ("analysis.coordination", {}),
    "SG513": ("analysis.density_map", {}),
    "SG514": ("analysis.displacement", {}),
    "SG515": ("analysis.symmetry_measure", {}),
    "SG516": ("analysis.rdf", {}),
    "SG517": ("analysis.arrhenius", {}),
    "SG518": ("analysis.environment_map", {}),
}


@pytest.mark.parametrize("entry", NOT_YET, ids=lambda entry: entry.code)
def test_what_cannot_be_executed_is_named_where_it_stands(entry: Any, tmp_path: Path) -> None:
    path, written = UNSUPPORTED[entry.code]
    found, text = check(tmp_path, "yaml", put(path, written))
    (one,) = [each for each in found if each.code == entry.code]
    keys: KeyPath = tuple(path.split("."))
    place = text.values[(*keys, "engine")] if entry.word else text.keys[keys]
    assert (one.line, one.column) == place
    assert one.severity == "unsupported"
    assert entry.name in one.message


def test_an_unsupported_key_with_its_default_is_named_too(tmp_path: Path) -> None:
    found, text = check(tmp_path, "yaml", put("analysis.hop", {"distance": "1.25 Å"}))
    (one,) = found
    assert one.code == "SG511"
    assert (one.line, one.column) == text.keys["analysis", "hop"]


def test_an_unknown_set_of_interfaces_is_found(tmp_path: Path) -> None:
    found, text = check(tmp_path, "yaml", put("validation.holdout", "training"))
    (one,) = [each for each in found if each.code == "SG203"]
    assert (one.line, one.column) == text.values["validation", "holdout"]


def test_a_warning_is_ignored_with_its_reason_and_still_listed(tmp_path: Path) -> None:
    edits = (put("active_learning.committee", 2), put("ignore.SG414", "a demonstration"))
    (one,) = check(tmp_path, "yaml", *edits)[0]
    assert (one.code, one.severity, one.ignored) == ("SG414", "warning", "a demonstration")


def test_a_phase_with_partial_occupancy_and_an_ordering_is_no_fault_of_structure(
    tmp_path: Path,
) -> None:
    edits = (
        put("phases.c-ZrO2.file", "partial.cif"),
        put("phases.c-ZrO2.ordering", {}),
        put("charges.Zr", 2),
    )
    found, _ = check(tmp_path, "yaml", *edits)
    assert [each.code for each in found] == ["SG320"]


def test_a_finding_about_a_default_stands_at_the_nearest_key(tmp_path: Path) -> None:
    found, text = check(tmp_path, "yaml", put("dynamics.time_step", "1.6 ps"))
    faults = [each for each in found if each.code == "SG405"]
    assert {each.path[1] for each in faults} == {"thermostat", "barostat"}
    assert {(each.line, each.column) for each in faults} == {text.keys["dynamics",]}
