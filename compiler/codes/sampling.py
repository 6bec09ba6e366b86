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
)  # fmt: skip
