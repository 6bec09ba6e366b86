"""SG45: settings of the reference."""

from saggar.compiler.codes.code import Code

_WIKI = "VASP wiki, pages"

REFERENCE = (
    Code("SG450", "cutoff below what the potentials need", "The PAW data sets were made for plane "
         "waves up to ENMAX; below it energies and forces are not those of the functional.",
         "energy_cutoff: 400 eV with Li_sv",
         f"{_WIKI} ENCUT, ENMAX and Available PAW potentials"),
    Code("SG451", "cutoff too low for stresses", "The basis changes with the cell; what is missing "
         "above the cutoff shows as Pulay stress, in relaxed cells and in the virials of labels. "
         "1.3 ENMAX makes it small; a test of convergence may show that less will do.",
         "energy_cutoff: 550 eV with Li_sv", f"{_WIKI} ENCUT and Energy vs volume", "warning"),
    Code("SG452", "mesh of one point across a short cell", "One k point samples a band well only "
         "where the cell is long; 15 Å is the usual bound.", "k_spacing: 0.8 1/Å with ZrO2",
         f"{_WIKI} KSPACING and KPOINTS", "warning"),
    Code("SG453", "mesh far denser than an insulator needs", "VASP's spacing holds the factor of "
         "2 pi, that of other codes does not: 0.05 without it is 0.3 with it.",
         "k_spacing: 0.03 1/Å", f"{_WIKI} KSPACING", "warning"),
    Code("SG454", "smearing for metals", "Methfessel-Paxton occupations are not monotonic; in the "
         "gap of an insulator they give wrong energies and forces. So does a width that fills "
         "states beyond the gap.",
         "smearing: {method: methfessel-paxton}", f"{_WIKI} ISMEAR", "warning"),
    Code("SG455", "tetrahedra without enough points", "VASP needs four k points to make one; "
         "interface cells rarely have them.", "smearing: {method: tetrahedron} with k_spacing: "
         "0.8 1/Å", f"{_WIKI} ISMEAR"),
    Code("SG456", "electronic convergence too loose", "The error of the forces goes with the root "
         "of that of the energy: at 1e-4 eV noise is trained on.", "energy_tolerance: 1 meV",
         f"{_WIKI} EDIFF", "warning"),
    Code("SG457", "few electronic steps", "Strained and rattled cells converge slowly; a label "
         "that has not converged is thrown away.", "electronic_steps: 40", f"{_WIKI} NELM",
         "warning"),
    Code("SG458", "projection in real space", "It is less exact and depends on the size of the "
         "cell: labels of bulk and of interfaces would be on different scales.",
         "real_space_projection: true", f"{_WIKI} LREAL", "warning"),
    Code("SG459", "no data set of the element", "The name of a PAW data set is its element and "
         "endings for what is treated as valence, harder or softer.",
         "potentials: {Li: Na_pv}, or {Li: Li_svv}", f"{_WIKI} Available PAW potentials"),
)  # fmt: skip
