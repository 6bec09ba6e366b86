"""SG3: structures."""

from saggar.compiler.codes.code import Code

STRUCTURES = (
    Code("SG301", "no such file", "Structures are named relative to the campaign's folder.",
         "file: structure/a.cif (the folder is structures)"),
    Code("SG302", "structure cannot be read", "The file is damaged, or says something that is no "
         "crystal: two atoms at one place, no cell, no symmetry.", "file: notes.cif",
         "core dictionary of the IUCr"),
    Code("SG303", "structure is not neutral", "A cell with a net charge is a vacancy or an "
         "incomplete ordering that was not meant; its electrostatic energy diverges.",
         "Li3 Zr1 Cl6 with Li +1, Zr +4, Cl -1"),
    Code("SG305", "partial occupancy without ordering", "Each site holds an atom or none. How "
         "partial occupancies become ordered cells is a choice to be declared.",
         "phases: {alpha: {file: alpha.cif}} with half-filled Li sites"),
    Code("SG306", "atoms too close", "Two atoms at one place, or a cell in the wrong unit, give "
         "forces that ruin a training set.", "two Zr at 0.3 Å",
         "paper, Molecular Dynamics: 0.7 of the sum of covalent radii"),
    Code("SG307", "element without charge", "`charges` lists the species of the study.",
         "a structure with Y and no charge for Y"),
    Code("SG308", "interface and phases disagree", "A given interface consists of its film and its "
         "substrate; where its atoms have groups, 0 is the film and 1 the substrate.",
         "an interface of ZrO2 and LiCl declared as ZrO2 and Li2ZrCl6"),
    Code("SG309", "absolute path", "Files are named relative to the file that names them, so that "
         "the study can be moved and its run directory is the same wherever it is made.",
         "file: /home/me/c-ZrO2.cif"),
    Code("SG310", "training set that cannot be used", "Frames are in the form of GPUMD's "
         "train.xyz, complete and finite.", "initial_data: {existing: model.xyz}",
         "GPUMD manual, train.xyz"),
    Code("SG311", "species do not agree", "`charges` lists the species of the study; existing "
         "frames hold no others, an existing potential knows them all.",
         "a nep.txt of Zr and O in a study with Li"),
    Code("SG312", "potential that cannot be used", "NEP4 potentials with one hidden layer are "
         "read.", "existing: nep.in", "GPUMD manual, nep.txt"),
    Code("SG313", "architecture that the potential does not have", "The architecture of an "
         "existing potential stands in its file; what is written beside it must agree.",
         "existing: nep.txt with another cutoff"),
    Code("SG314", "interface normal not along c", "The analysis takes the plane of a and b for "
         "that of the interface and separates motion in it from motion across it. Along c, the "
         "elements that only one of the phases has must lie apart.",
         "an interface stacked along a"),
    Code("SG315", "density that no crystal has", "A cell in the wrong unit, or with atoms missing "
         "or doubled. Solids lie between lithium and osmium.", "a cell in nm",
         "CRC Handbook of Chemistry and Physics"),
    Code("SG316", "ordering that cannot be made", "Sites are filled by whole atoms, the cell is "
         "neutral, and all orderings are enumerated; each may need a larger or a smaller "
         "supercell.", "ordering: {} for three half-filled Li sites",
         "paper, Bulk Structure Selection"),
    Code("SG317", "other weights than pinned", "The digest of a model's weights tells which model "
         "it is; a file with another one gives other numbers under the same name.",
         "models: {reference: {engine: mace, weights: mine.model, sha256: 0000...}}"),
    Code("SG318", "downloaded cell that was altered", "A file of the Materials Project tells its "
         "identifier, the version of the database and its digest. One that was edited, or is of "
         "another material than `source` says, no longer is what it says.",
         "an atom moved in the file that `saggar fetch` wrote for mp-1565", severity="warning"),
)  # fmt: skip
