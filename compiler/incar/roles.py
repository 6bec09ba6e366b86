"""Whose business a tag is: that of a campaign's key, of the program, of another calculation."""

from collections.abc import Mapping

from saggar.compiler.incar.tag import Subject

KEYS: Mapping[str, str] = {
    "ENCUT": "energy_cutoff",
    "ENMAX": "energy_cutoff",
    "PREC": "precision",
    "LREAL": "real_space_projection",
    "LASPH": "aspherical",
    "ALGO": "algorithm",
    "IALGO": "algorithm",
    "NELM": "electronic_steps",
    "EDIFF": "energy_tolerance",
    "EDIFFG": "force_tolerance",
    "ISMEAR": "smearing.method",
    "SIGMA": "smearing.width",
    "SMEARINGS": "smearing.width",
    "KSPACING": "k_spacing",
    "KGAMMA": "k_spacing",
    "ISPIN": "spin",
    "ISPIND": "spin",
    "GGA": "functional",
    "METAGGA": "functional",
    "LMETAGGA": "functional",
    "XC": "functional",
    "LIBXC1": "functional",
    "LIBXC2": "functional",
    **{f"LIBXC{part}_P{number}": "functional" for part in (1, 2) for number in range(1, 10)},
    "IVDW": "dispersion",
    "LVDW": "dispersion",
}
"""Tag to the key below `models.reference` that stands for it."""

_STATIC = "a label is one static calculation"
_FILES = "each calculation starts from nothing and leaves what is parsed"
_BAND = "migration paths are declared under `validation.neb`, with their images"
_STRESS = "labels are written with ISIF = 2, for the stress of a cell that stays"

BY_PROGRAM: Mapping[str, str] = {
    **dict.fromkeys("IBRION NSW".split(), _STATIC),
    "ISIF": _STRESS,
    **dict.fromkeys("ISTART ICHARG LWAVE LCHARG".split(), _FILES),
    "SYSTEM": "each calculation is named after its structure",
    **dict.fromkeys(
        "IMAGES SPRING ICHAIN LCLIMB LTANGENTOLD LDNEB LNEBCELL JACOBIAN IOPT MAXMOVE ILBFGSMEM "
        "LGLOBAL LAUTOSCALE INVCURV LLINEOPT FDSTEP SDALPHA FTIMEMAX FTIMEDEC FTIMEINC FALPHA "
        "FNMIN DDR DROTMAX DFNMIN DFNMAX".split(),
        _BAND,
    ),
}
"""Tag to the reason for which a campaign cannot give it."""

FAMILIES_BY_PROGRAM: Mapping[str, str] = {
    "ML_": "a label is computed from electrons, not from VASP's own force field",
    "PLUGINS_": "a label depends on no program beside VASP",
}
"""Beginning of tags to the reason for which a campaign cannot give them."""


def reason_against(name: str) -> str | None:
    """Say why a tag is not for a campaign to give; None where it may be given."""
    family = (why for start, why in FAMILIES_BY_PROGRAM.items() if name.startswith(start))
    return BY_PROGRAM.get(name) or next(family, None)


ELSEWHERE: Mapping[Subject, str] = {
    "ions": "relaxations and paths",
    "dynamics": "molecular dynamics",
    "response": "the response to fields",
    "spectra": "spectra, partial charges and transport",
    "many-body": "GW, BSE or the random-phase approximation",
    "phonons": "phonons",
    "projections": "projections onto orbitals",
}
"""What a tag belongs to that a label is not."""

OTHER_BUILDS: Mapping[str, str] = {
    "LNONCOLLINEAR": "vasp_ncl",
    "LSORBIT": "vasp_ncl",
    "LSOL": "VASP with VASPsol",
}
"""Tag to the executable that it takes."""

NEEDS: Mapping[str, tuple[str, ...]] = {
    **dict.fromkeys("LDAUTYPE LDAUL LDAUU LDAUJ LDAUPRINT".split(), ("LDAU",)),
    **dict.fromkeys(
        "AEXX HFSCREEN HFRCUT PRECFOCK ENCUTFOCK LTHOMAS LMAXFOCK LMAXFOCKAE NMAXFOCKAE LFOCKACE "
        "NKRED NKREDX NKREDY NKREDZ EVENONLY ODDONLY".split(),
        ("LHFCALC", "LMODELHF"),
    ),
    **dict.fromkeys("ZAB_VDW BPARAM CPARAM IVDW_NL LSPIN_VDW".split(), ("LUSE_VDW",)),
    **dict.fromkeys("LAMBDA M_CONSTR".split(), ("I_CONSTRAINED_M",)),
    **dict.fromkeys("SAXIS LORBMOM".split(), ("LSORBIT", "LNONCOLLINEAR")),
    "QSPIRAL": ("LSPIRAL",),
    **dict.fromkeys("EB_K TAU LAMBDA_D_K NC_K SIGMA_K SOLTEMP LNLDIEL LNLION".split(), ("LSOL",)),
}
"""Tag to the switches one of which must be on for VASP to read it."""

NEEDS_SPIN = frozenset("MAGMOM AMIX_MAG BMIX_MAG NUPDOWN I_CONSTRAINED_M BEXT".split())
"""Tags that are read in calculations with spin."""

NEEDS_DISPERSION = frozenset(
    "VDW_RADIUS VDW_CNRADIUS VDW_S6 VDW_S8 VDW_SR VDW_A1 VDW_A2".split()
)  # fmt: skip
"""Tags that are read where there is a dispersion correction."""
