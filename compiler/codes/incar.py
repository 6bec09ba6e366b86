"""SG48, SG49: INCAR tags of a campaign, and settings of a reference that they mend."""

from saggar.compiler.codes.code import Code

_WIKI = "VASP wiki, pages"

INCAR = (
    Code("SG480", "unknown INCAR tag", "VASP ignores a tag that it does not know and computes "
         "without it: a misspelt setting costs every label.", "tags: {LMAXMX: 4}",
         f"{_WIKI} INCAR and Category:INCAR tag"),
    Code("SG481", "value that VASP does not read as meant", "INCAR is read by Fortran: 55O is 55 "
         "to some readers and an error to others. Values have the type, the words, the bounds and "
         "the number of entries that the tag takes; lists by species follow the order of "
         "`charges`.",
         "tags: {LDAUU: [4]} with two species", f"{_WIKI} of the tags"),
    Code("SG482", "tag that a key of the campaign stands for", "What is said twice can be said "
         "differently; keys carry units, are checked against the cells and compared by `diff`.",
         "tags: {ENCUT: 550}"),
    Code("SG483", "tag that each calculation has its own value of", "Labels, relaxations and paths "
         "differ in it; one value for all would spoil some. Tags of VTST builds are among them: "
         "VASP itself ignores LCLIMB, and a path without a climbing image passes for one with it.",
         "tags: {NSW: 100}", f"{_WIKI} IBRION, NSW, ISIF, IMAGES; VTST tools, Nudged Elastic Band"),
    Code("SG484", "no stress, or not that of the cell", "NEP is trained on energies, forces and "
         "virials. VASP computes no stress with ISIF = 0, which is also its default for hybrid "
         "functionals, and its trace alone with ISIF = 1; PSTRESS is added to what is printed.",
         "tags: {ISIF: 0}", f"{_WIKI} ISIF, LHFCALC and PSTRESS"),
    Code("SG485", "tag without effect", "VASP reads it only where another setting is on: what was "
         "asked for is not what would be computed.", "tags: {MAGMOM: [0, 5]} with spin: false",
         f"{_WIKI} MAGMOM, LDAU, LHFCALC, DFT-D3"),
    Code("SG486", "settings that exclude each other", "One of them would be ignored, counted twice "
         "or not converge.", "tags: {NCORE: 4, NPAR: 8}", f"{_WIKI} NPAR, LUSE_VDW, LHFCALC"),
    Code("SG487", "setting that lacks another", "VASP would stop, or fill the gap with a default "
         "that suits nobody: LDAUL is 2 for every species, oxygen too.",
         "tags: {LDIPOL: true}", f"{_WIKI} LDIPOL, LDAUL, I_CONSTRAINED_M, DFT-D3"),
    Code("SG488", "number that suits one cell", "The same tags hold for bulk cells and for "
         "interfaces of many sizes. A fixed number of electrons charges every other cell; VASP "
         "then adds a background whose energy depends on the size of the cell.",
         "tags: {NELECT: 96}", f"{_WIKI} NELECT, NUPDOWN, NBANDS, NGX", "warning"),
    Code("SG489", "tag of another calculation or executable", "A label is the energy, the forces "
         "and the stress of one structure, computed by vasp_std: what does not change them costs "
         "time or does nothing, what needs another build fails without it.",
         "tags: {LEPSILON: true}", f"{_WIKI} of the tags; VASPsol", "warning"),
    Code("SG490", "slabs in vacuum without a correction of their dipole", "A film on a substrate "
         "has two different surfaces. Under periodic boundaries its dipole makes a field across "
         "the vacuum that falls slowly with its width and acts on the forces. The correction is "
         "for cells that end in vacuum; elsewhere a dipole has no meaning.",
         "build: {boundary: vacuum} without LDIPOL", f"{_WIKI} LDIPOL, IDIPOL and DIPOL",
         "warning"),
    Code("SG491", "interaction on a shell that is not mixed", "LMAXMIX = 2 mixes the occupancies "
         "of s and p shells only; with an interaction on d or f shells the electrons converge "
         "slowly or to another state.", "tags: {LDAU: true, LDAUL: [2, -1], LDAUU: [4, 0]}",
         f"{_WIKI} LMAXMIX and Category:DFT+U", "warning"),
    Code("SG492", "symmetry in labels", "Frames of dynamics have none; copies that lose it by a "
         "strain would get other k points than their cell, and energies that jump.",
         "tags: {ISYM: 2}", f"{_WIKI} ISYM", "warning"),
    Code("SG493", "PAW data sets of another functional", "Core electrons are frozen in the state "
         "of the functional that the data sets were made with.", "potential_set: LDA_54",
         f"{_WIKI} Available PAW potentials"),
    Code("SG494", "meta-GGA without non-spherical terms", "The kinetic-energy density inside the "
         "spheres is far from round.", "{functional: r2SCAN, aspherical: false}",
         f"{_WIKI} METAGGA and LASPH", "warning"),
)  # fmt: skip
