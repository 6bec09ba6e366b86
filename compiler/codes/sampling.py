"""SG46: numbers that do not fit each other."""

from saggar.compiler.codes.code import Code

SAMPLING = (
    Code("SG460", "no frame where a hop is looked for", "Hops are displacements between frames "
         "that lie one interval apart; production must write a frame there.",
         "hop: {interval: 10 ps} with dump_every: 4 ps"),
    Code("SG461", "pressure like a number of bar", "10 GPa are 100 000 bar, a pressure of the "
         "Earth's mantle; batteries are cycled below 1 GPa. GPUMD itself takes GPa, most papers "
         "give bar.", "pressures: 20 GPa", "GPUMD manual, ensemble npt", "warning"),
    Code("SG462", "batch larger than the training set", "`nep` takes all frames where the batch is "
         "not smaller: the number that was written never holds.",
         "batch: 5000 with at most 300 frames", "GPUMD, source of v4.0 to main, main_nep",
         "warning"),
    Code("SG463", "descent batch larger than the training set", "A step of the descent would see "
         "every frame: no batch is left to choose.", "gradient: {batch: 50} with 10 frames",
         "", "warning"),
    Code("SG464", "data set whose cutoff is not known", "ENMAX is known here for the data sets "
         "that VASP recommends; that of another one stands in its POTCAR. Hard sets (_h) need "
         "some 700 eV.", "potentials: {O: O_h} with energy_cutoff: 650 eV",
         "VASP wiki, pages ENMAX and Available PAW potentials", "warning"),
    Code("SG465", "mesh that would change within a family of cells", "KSPACING gives each strained "
         "copy of a cell a mesh of its own: N = max(1, ceil(2 pi |b| / KSPACING)) jumps, and the "
         "energies with it. One Gamma-centred mesh, that of the unstrained cell, is written for "
         "all copies.", "strain: [1 %, 5 %] with k_spacing: 0.3 1/Å and 5.235 Å across",
         "VASP wiki, page KSPACING", "warning"),
)  # fmt: skip
