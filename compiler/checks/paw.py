"""Recommended PAW data sets of VASP and the cutoffs that they were made for.

References
----------
VASP wiki, "Available PAW potentials", recommended sets of PBE.54 for ground states; ENMAX rounded
to 1 eV.
"""

import re

from saggar.schemas.base import ELEMENTS

_TABLE = """
H 250, Li_sv 499, Be 248, B 319, C 400, N 400, O 400, F 400, Na_pv 260, Mg 200, Al 240, Si 245,
P 255, S 259, Cl 262, K_sv 259, Ca_sv 267, Sc_sv 223, Ti_sv 275, V_sv 264, Cr_pv 266, Mn_pv 270,
Fe 268, Co 268, Ni 270, Cu 295, Zn 277, Ga_d 283, Ge_d 310, As 209, Se 212, Br 216, Rb_sv 220,
Sr_sv 229, Y_sv 203, Zr_sv 230, Nb_sv 293, Mo_sv 243, Tc_pv 264, Ru_pv 240, Rh_pv 247, Pd 251,
Ag 250, Cd 274, In_d 239, Sn_d 241, Sb 172, Te 175, I 176, Cs_sv 220, Ba_sv 187, La 219, Ce 273,
Hf_pv 220, Ta_pv 224, W_sv 223, Re 226, Os 228, Ir 211, Pt 230, Au 230, Hg 233, Tl_d 237, Pb_d 238,
Bi_d 243
"""

_ENDING = re.compile(r"(_(h|s|pv|sv|d|f|2|3|AE|GW|new))*")
"""What follows the element in the names of data sets."""

ENMAX_eV = {name: float(cutoff) for name, cutoff in (entry.split() for entry in _TABLE.split(","))}
"""Cutoff of each recommended data set."""


def element_of(data_set: str) -> str:
    """Give the element of a data set: ``Li_sv`` is lithium, ``H.5`` hydrogen."""
    return data_set.partition("_")[0].partition(".")[0]


RECOMMENDED = {element_of(name): name for name in ENMAX_eV}
"""Data set of each element."""


def may_exist(data_set: str) -> bool:
    """Tell whether VASP names data sets like this one: ``Li_sv``, ``H.5``, not ``Li_svv``."""
    element = element_of(data_set)
    rest = (
        re.sub(r"^\d?\.\d+", "", data_set.removeprefix(element))
        if element == "H"
        else (data_set.removeprefix(element))
    )
    return element in ELEMENTS and _ENDING.fullmatch(rest) is not None
