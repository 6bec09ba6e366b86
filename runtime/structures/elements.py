"""Chemical elements: symbols, atomic masses and covalent radii."""

from types import MappingProxyType

from saggar.schemas.errors import StructureError

# symbol, covalent radius in A, atomic mass in u
_TABLE = """
H 0.31 1.008 | He 0.28 4.002602 | Li 1.28 6.94 | Be 0.96 9.0121831 | B 0.84 10.81 |
C 0.76 12.011 | N 0.71 14.007 | O 0.66 15.999 | F 0.57 18.99840316 | Ne 0.58 20.1797 |
Na 1.66 22.98976928 | Mg 1.41 24.305 | Al 1.21 26.9815385 | Si 1.11 28.085 | P 1.07 30.973762 |
S 1.05 32.06 | Cl 1.02 35.45 | Ar 1.06 39.948 | K 2.03 39.0983 | Ca 1.76 40.078 |
Sc 1.70 44.955908 | Ti 1.60 47.867 | V 1.53 50.9415 | Cr 1.39 51.9961 | Mn 1.39 54.938044 |
Fe 1.32 55.845 | Co 1.26 58.933194 | Ni 1.24 58.6934 | Cu 1.32 63.546 | Zn 1.22 65.38 |
Ga 1.22 69.723 | Ge 1.20 72.63 | As 1.19 74.921595 | Se 1.20 78.971 | Br 1.20 79.904 |
Kr 1.16 83.798 | Rb 2.20 85.4678 | Sr 1.95 87.62 | Y 1.90 88.90584 | Zr 1.75 91.224 |
Nb 1.64 92.90637 | Mo 1.54 95.95 | Tc 1.47 97.90721 | Ru 1.46 101.07 | Rh 1.42 102.9055 |
Pd 1.39 106.42 | Ag 1.45 107.8682 | Cd 1.44 112.414 | In 1.42 114.818 | Sn 1.39 118.71 |
Sb 1.39 121.76 | Te 1.38 127.6 | I 1.39 126.90447 | Xe 1.40 131.293 | Cs 2.44 132.905452 |
Ba 2.15 137.327 | La 2.07 138.90547 | Ce 2.04 140.116 | Pr 2.03 140.90766 | Nd 2.01 144.242 |
Pm 1.99 144.91276 | Sm 1.98 150.36 | Eu 1.98 151.964 | Gd 1.96 157.25 | Tb 1.94 158.92535 |
Dy 1.92 162.5 | Ho 1.92 164.93033 | Er 1.89 167.259 | Tm 1.90 168.93422 | Yb 1.87 173.054 |
Lu 1.87 174.9668 | Hf 1.75 178.49 | Ta 1.70 180.94788 | W 1.62 183.84 | Re 1.51 186.207 |
Os 1.44 190.23 | Ir 1.41 192.217 | Pt 1.36 195.084 | Au 1.36 196.966569 | Hg 1.32 200.592 |
Tl 1.45 204.38 | Pb 1.46 207.2 | Bi 1.48 208.9804 | Po 1.40 208.98243 | At 1.50 209.98715 |
Rn 1.50 222.01758 | Fr 2.60 223.01974 | Ra 2.21 226.02541 | Ac 2.15 227.02775 | Th 2.06 232.0377 |
Pa 2.00 231.03588 | U 1.96 238.02891 | Np 1.90 237.04817 | Pu 1.87 244.06421 | Am 1.80 243.06138 |
Cm 1.69 247.07035
"""

_rows = [row.split() for row in _TABLE.split("|")]

#: Covalent radius of each element up to curium, A. Carbon is sp3; Mn, Fe and Co are low spin.
#: Cordero et al., Dalton Trans. 2008, 2832, table 2.
COVALENT_RADIUS_A = MappingProxyType({symbol: float(radius) for symbol, radius, _ in _rows})

#: Atomic mass of each element up to curium, unified atomic mass units: conventional weights of
#: Meija et al., Pure Appl. Chem. 88, 265 (2016), which GPUMD and ASE use too; of elements without
#: a stable isotope, the mass of a long-lived one.
ATOMIC_MASS_U = MappingProxyType({symbol: float(mass) for symbol, _, mass in _rows})

#: Densities of crystals, g/cm^3: lithium has 0.53, osmium 22.6, the least and the greatest of solid
#: elements near ambient conditions (CRC Handbook of Chemistry and Physics).
DENSITY_RANGE_g_cm3 = (0.5, 25.0)

#: Every symbol that the program accepts, in the order of atomic numbers (H is first).
SYMBOLS = tuple(COVALENT_RADIUS_A)


def require_element(symbol: str, where: str) -> None:
    """Refuse what is not the symbol of an element from H to Cm.

    Parameters
    ----------
    symbol : str
        Candidate symbol, written as in the periodic table (``Zr``, not ``ZR``).
    where : str
        What carries the symbol; it starts the message.

    Raises
    ------
    StructureError
        If the symbol is unknown.
    """
    if symbol not in COVALENT_RADIUS_A:
        raise StructureError(
            f"{where}: {symbol!r} is no element; write a symbol from H to Cm, such as Zr"
        )


def atomic_mass(symbol: str) -> float:
    """Return the atomic mass of an element.

    Parameters
    ----------
    symbol : str
        Element from H to Cm.

    Returns
    -------
    float
        Mass in unified atomic mass units; see `ATOMIC_MASS_U`.

    Raises
    ------
    StructureError
        If the symbol is unknown.
    """
    require_element(symbol, "atomic mass")
    return ATOMIC_MASS_U[symbol]
