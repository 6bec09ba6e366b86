"""SG4: physics and limits of engines."""

from saggar.compiler.codes.code import Code

_GPUMD = "GPUMD, source of v4.0 to v5.6"
_PAPER = "paper, Molecular Dynamics"
_FOUR_MEMBERS = "Zhang et al., Comput. Phys. Commun. 253, 107206 (2020): DP-GEN, four models"
_BLOCKS = "Flyvbjerg and Petersen, J. Chem. Phys. 91, 461 (1989): averages over blocks"
_ONLY_KNOWN = "Zhang et al., Comput. Phys. Commun. 253, 107206 (2020): DP-GEN, exploration"

TIMING = (
    Code("SG401", "time step too long", "The fastest vibration needs ten steps a period; its "
         "period is estimated as 2 pi sqrt(m / k) with the lightest ion and the force constant of "
         "the O-H bond, 780 N/m, above those between metals and anions.",
         "time_step: 4 fs with lithium",
         "Huber and Herzberg, Constants of Diatomic Molecules (1979)", "warning"),
    Code("SG402", "time is no whole number of steps", "Engines count steps: another time than "
         "the one that is written would be run, or another interval kept.",
         "duration: 1.0005 ps with time_step: 1 fs"),
    Code("SG403", "duration is no multiple of its interval", "Frames would not fall on the ends of "
         "runs and segments.", "duration: 1 ps, check_every: 0.3 ps"),
    Code("SG404", "interval longer than the run", "A run that ends before the first frame is due "
         "writes none: production would have nothing to analyse, an exploration nothing to select "
         "from.", "duration: 1 ps, dump_every: 2 ps"),
    Code("SG405", "coupling shorter than a step", "GPUMD counts the coupling time in "
         "steps and refuses less than one.", "thermostat: {coupling: 0.5 fs} with time_step: 1 fs",
         f"{_GPUMD}, src/integrate/integrate.cu"),
    Code("SG406", "duration never used", "At each temperature the first entry holds "
         "whose `up_to` is not exceeded; an entry behind one that reaches as far never does.",
         "durations: [{run: 2 ns}, {up_to: 500 K, run: 5 ns}]", "", "warning"),
    Code("SG407", "state given twice", "Each state is run once and named after itself.",
         'temperatures: "300, 300 K"'),
    Code("SG408", "records do not fall on the ends", "Steps behind the last thermodynamic record "
         "of a segment leave none, and the analysis takes records as equally spaced.",
         "thermo_every: 300 in segments of 1000 steps",
         "GPUMD manual, page dump_thermo", "warning"),
)  # fmt: skip

LEARNING = (
    Code("SG410", "production outside what is explored", "A potential extrapolates where the loop "
         "never looked. Each cell is held against the explorations that hold it, else its like: "
         "bulk that was heated tells nothing of an interface. A ramp from the cold passes what "
         "rattled copies hold.", "temperatures: 1200 K, explored to 1000 K",
         _ONLY_KNOWN, "warning"),
    Code("SG411", "production pressure outside what is explored", "The same for the lattice: "
         "without explorations in npt no strained cell but the perturbed ones is known, and where "
         "npt was explored to 600 K nothing tells how far the cell expands at 800 K.",
         "production in npt at 1 bar, where all explorations are in nvt", _ONLY_KNOWN, "warning"),
    Code("SG412", "production outside the domain of convergence", "The loop stops when the domain "
         "`stop.within` of temperatures and pressures is covered; beyond it frames may still be "
         "unknown.",
         "temperatures: 800 K, within: {temperature: [300 K, 600 K]}", "", "warning"),
    Code("SG413", "nothing explored within the domain", "Convergence would be judged on nothing.",
         "within: {temperature: [100 K, 200 K]}, explored at 300 K"),
    Code("SG414", "small committee", "The deviation of forces is estimated from the members: "
         "two give one degree of freedom, and its relative error is 1 / sqrt(2 (M - 1)) for M of "
         "them.", "committee: 2", _FOUR_MEMBERS, "warning"),
    Code("SG415", "loop cannot converge", "More converged iterations are asked for than there are.",
         "for_iterations: 3, at_most: 2"),
    Code("SG416", "exploration never runs", "It begins after the last iteration.",
         "from_iteration: 5, at_most: 5"),
    Code("SG417", "more frames asked for than there are", "The pool holds perturbed copies and "
         "sampled frames.", "frames: 5000 with 20 copies"),
    Code("SG418", "nothing left to analyse", "The skipped time covers a whole run.",
         "skip: 10 ps, duration: 5 ps"),
    Code("SG419", "mobile species is not there", "No production cell holds it.",
         "mobile: Li in ZrO2"),
    Code("SG420", "produced but never trained", "The phase is kept out of training.",
         "phases: {a: {file: a.cif, training: false}}", "", "warning"),
    Code("SG421", "pressure beyond the modulus", "A pressure of the size of "
         "`barostat.modulus` strains the cell by its own length; GPa may stand where bar was "
         "meant.", "pressure: 1000 GPa",
         "dimensional estimate: strain = pressure / modulus", "warning"),
    Code("SG422", "too few temperatures for an Arrhenius fit", "Two points fit any line.",
         "arrhenius: {from: 450 K, to: 700 K}, one temperature within", "", "warning"),
    Code("SG423", "too few thermodynamic records", "Means are taken over ten blocks of at least "
         "two records; with fewer the analysis ends without a result.",
         "thermo_every: 1000 in a run of 5000 steps", _BLOCKS, "warning"),
    Code("SG424", "too few frames for a diffusion coefficient", "The mean square displacement is "
         "fitted in ten blocks of at least four frames; with fewer the analysis ends without a "
         "result.", "dump_every: 1 ps, duration: 5 ps", _BLOCKS, "warning"),
    Code("SG425", "too many segments", "Each segment of a run is a job with a folder of its own.",
         "segment: 1 fs, duration: 20 ns"),
)  # fmt: skip

ENGINES = (
    Code("SG430", "outside the limits of nep", "`nep` stops with an input error.",
         "n_max: [13, 8]", f"{_GPUMD}, main_nep/parameters.cu"),
    Code("SG431", "angular term that NEP does not have", "Four-body terms are 0 or 2, five-body "
         "terms 0 or 1.", "l_max: [4, 1, 0]", f"{_GPUMD}, main_nep/parameters.cu"),
    Code("SG432", "supercell against GPUMD's box rule", "A box that is thin in one direction takes "
         "a path that stops where another direction is long.", "phases: {slab: 200}",
         f"{_GPUMD}, force/nep.cu"),
    Code("SG433", "cell thinner than twice the cutoff", "Atoms of a production run interact with "
         "their own images. The cell is judged as it is run: repeated for GPUMD's box rule, or as "
         "a supercell.", "an interface cell of 9 Å, or phases: {alpha: 27}, with a cutoff of 6 Å",
         "Frenkel and Smit, Understanding Molecular Simulation, periodic boundary conditions",
         "warning"),
    Code("SG434", "release with a known fault", "GPUMD 4.9 counts neighbours twice where a "
         "cell is between 2.5 and 2.5 (1 + 1 Å / cutoff) cutoffs thick: energies and forces are "
         "wrong there. 4.9.1 mends it.", 'gpumd: {executor: gpumd, release: "4.9"} in the machine '
         "profile", "GPUMD, commit f7fce181, released as v4.9.1", "warning"),
    Code("SG435", "npt that turns tilted cells", "Stochastic cell rescaling with six pressures, "
         "which tilted cells need, turned the cell at random in all releases to v5.6. Lengths and "
         "angles of the cell are right; here frames are turned back before paths of ions are "
         "taken. Orthogonal cells get three pressures and do not turn. The angle about each axis "
         "has the root mean square sqrt(n kT / (3 tau C V)) after n steps: coupling tau in steps, "
         "modulus C, volume V.",
         "ensemble: npt with alpha-Li2ZrCl6",
         "GPUMD, src/integrate/ensemble_npt_scr.cu of v4.0 to v5.6; pull request 1680", "warning"),
    Code("SG436", "no supercell of that size", "A supercell holds whole cells.",
         "phases: {c-ZrO2: 97}"),
    Code("SG437", "trainer without its settings", "The machine's trainer descends gradients.",
         "train: {generations: 10000} with neppo"),
    Code("SG438", "explored cell that repeats within the angular cutoff", "`nep` and GPUMD repeat "
         "a small cell within themselves, so that labels, energies and forces are right; but all "
         "copies of an atom move in step, and frames hold fewer environments than they seem to.",
         "the primitive cell of c-ZrO2, repeated after 3.6 Å, with a cutoff of 5 Å",
         f"{_GPUMD}, main_nep/structure.cu and force/nep.cu", "warning"),
    Code("SG439", "more neighbours than GPUMD has room for", "GPUMD stops where the potential says "
         "that an atom had more than 819 neighbours in training. `nep` trains such a potential all "
         "the same.", "cutoff: {radial: 16 Å, angular: 5 Å}", f"{_GPUMD}, force/nep.cu"),
)  # fmt: skip

PHYSICS = (*TIMING, *LEARNING, *ENGINES)
