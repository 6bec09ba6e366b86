"""SG45x, SG464, SG465: settings of a density-functional reference that spoil labels.

References
----------
VASP wiki, pages ENCUT, KSPACING, ISMEAR, EDIFF, NELM, LREAL.
"""

import math
from collections.abc import Iterable, Iterator

from saggar.compiler.checks.finding import Finding
from saggar.compiler.checks.paw import RECOMMENDED, ENMAX_eV, element_of, may_exist
from saggar.compiler.checks.subject import Rule, Subject
from saggar.compiler.positions import KeyPath, dotted
from saggar.compiler.structures.summary import CellSummary
from saggar.runtime.structures.box import thicknesses_A
from saggar.schemas.engines import Vasp

SECTION: KeyPath = ("models", "reference")

CUTOFF_FOR_STRESS = 1.3
"""Cutoff over ENMAX from which on Pulay stresses are small (VASP wiki, ENCUT)."""

SHORT_CELL_A = 15.0
"""Thickness below which one k point across a cell is too few."""

DENSEST_MESH = 20
"""Points across a cell above which no insulator changes any more."""

WIDEST_SMEARING_eV = 0.2
"""VASP's own default, which is meant for metals (VASP wiki, SIGMA and ISMEAR)."""

LOOSEST_eV = 1e-5
FEWEST_STEPS = 100
POINTS_OF_TETRAHEDRON = 4

Mesh = tuple[int, int, int]
"""Numbers of k points along the reciprocal vectors."""


def mesh(widths_A: Iterable[float], spacing_per_A: float) -> Mesh:
    """Give the k points along each reciprocal vector, as KSPACING means them.

    Parameters
    ----------
    widths_A : three float, A
        Thicknesses d_i of a cell.
    spacing_per_A : float
        Largest distance of points, 1/A, the factor of 2 pi included.

    Returns
    -------
    tuple of three int
        max(1, ceil(2 pi / (d_i spacing))), since |b_i| is 1 / d_i (VASP wiki, KSPACING).
    """
    na, nb, nc = (
        max(1, math.ceil(2 * math.pi / (width * spacing_per_A) - 1e-9)) for width in widths_A
    )
    return na, nb, nc


def cutoff_holds_the_potentials(subject: Subject) -> Iterator[Finding]:
    """Require the cutoff of the hardest data set, and more for stresses (SG450, SG451)."""
    reference = subject.vasp
    if reference is None:
        return
    known = _data_sets(subject, reference)
    if not known:
        return
    hardest = max(known, key=ENMAX_eV.__getitem__)
    least, cutoff = ENMAX_eV[hardest], reference.energy_cutoff_eV
    enough = math.ceil(CUTOFF_FOR_STRESS * least / 10) * 10
    said = (
        f"models.reference.energy_cutoff is {cutoff:g} eV, {cutoff / least:.2f} times the ENMAX "
        f"of {hardest} ({least:g} eV)"
    )
    if cutoff < least:
        hint = f'write "{enough} eV", for stresses {CUTOFF_FOR_STRESS:g} ENMAX'
        yield Finding((*SECTION, "energy_cutoff"), "SG450", said, hint)
    elif cutoff < CUTOFF_FOR_STRESS * least:
        hint = (
            f'write "{enough} eV" ({CUTOFF_FOR_STRESS:g} ENMAX), or ignore SG451 with the result '
            "of a test of convergence"
        )
        yield Finding((*SECTION, "energy_cutoff"), "SG451", said, hint)


def data_sets_are_of_their_elements(subject: Subject) -> Iterator[Finding]:
    """Require that each element has a data set of its own that VASP may have (SG459)."""
    reference = subject.vasp
    for element, name in reference.potentials.items() if reference is not None else ():
        path: KeyPath = (*SECTION, "potentials", element)
        recommended = RECOMMENDED.get(element, element)
        if element_of(name) != element:
            yield Finding(
                path,
                "SG459",
                f"{dotted(path)} is {name}, a data set of {element_of(name)}",
                f"write {recommended}, or delete the key for the recommended one",
            )
        elif not may_exist(name):
            yield Finding(
                path,
                "SG459",
                f"{dotted(path)} is {name}; VASP has no data set of such a name",
                f"did you mean {recommended!r}? The endings are those of VASP: _sv, _pv, _d, _h, "
                "_s, _GW",
            )


def cutoffs_of_data_sets_are_known(subject: Subject) -> Iterator[Finding]:
    """Find data sets against which the cutoff cannot be held (SG464)."""
    reference = subject.vasp
    for element in subject.campaign.charges if reference is not None else ():
        assert reference is not None
        written = reference.potentials.get(element)
        name = written or RECOMMENDED.get(element, element)
        if name in ENMAX_eV or not may_exist(name) or element_of(name) != element:
            continue
        path = (*SECTION, "potentials", *((element,) if written else ()))
        kind = ", a hard one," if "_h" in name else ""
        yield Finding(
            path,
            "SG464",
            f"{dotted(path)}: the ENMAX of {name}{kind} is not known here, so that "
            f"energy_cutoff ({reference.energy_cutoff_eV:g} eV) is not held against it",
            f"read ENMAX in the POTCAR of {name}: the cutoff is to be at least that, for stresses "
            f"{CUTOFF_FOR_STRESS:g} times; then ignore SG464 with the number as reason",
        )


def mesh_suits_the_cells(subject: Subject) -> Iterator[Finding]:
    """Require a mesh that is neither too coarse nor far too fine (SG452, SG453)."""
    reference = subject.vasp
    if reference is None or not subject.cells:
        return
    spacing = reference.k_spacing_per_A
    meshes = {name: mesh(cell.thicknesses_A, spacing) for name, cell in subject.cells.items()}

    def said(name: str) -> str:
        points = " x ".join(map(str, meshes[name]))
        return f"models.reference.k_spacing of {spacing:g} 1/Å gives {name} the mesh {points}"

    lone = [
        (width, name)
        for name, cell in subject.cells.items()
        for width in _widths_with_one_point(cell.thicknesses_A, meshes[name])
        if width < SHORT_CELL_A
    ]
    if lone:
        width, name = max(lone)
        enough = _rounded_down(2 * math.pi / width)
        yield Finding(
            (*SECTION, "k_spacing"),
            "SG452",
            f"{said(name)}: one point across {width:.1f} Å, less than {SHORT_CELL_A:g} Å",
            f'write "{enough:g} 1/Å" or less, which suits every cell',
        )
    densest = max(meshes, key=lambda name: max(meshes[name]))
    if max(meshes[densest]) > DENSEST_MESH:
        yield Finding(
            (*SECTION, "k_spacing"),
            "SG453",
            f"{said(densest)}; more than {DENSEST_MESH} points across a cell change no insulator",
            "VASP's spacing holds the factor of 2 pi: write for instance "
            f'"{2 * math.pi * spacing:.2g} 1/Å"',
        )


def _widths_with_one_point(widths_A: Iterable[float], points: Mesh) -> Iterator[float]:
    return (width for width, number in zip(widths_A, points, strict=True) if number == 1)


def meshes_hold_within_families(subject: Subject) -> Iterator[Finding]:
    """Require that strained copies of a cell would have the mesh of the cell (SG465)."""
    reference, perturb = subject.vasp, subject.campaign.initial_data.perturb
    if reference is None or perturb is None:
        return
    strain = perturb.strain[1]
    changing = []
    for name in subject.chosen(perturb.cells):
        cell = subject.cells.get(name)
        if cell is None:
            continue
        own = mesh(cell.thicknesses_A, reference.k_spacing_per_A)
        least, most = strained_meshes(cell, strain, reference.k_spacing_per_A)
        if least != most:
            ranges = (str(a) if a == b else f"{a}-{b}" for a, b in zip(least, most, strict=True))
            changing.append(f"{name} {' x '.join(map(str, own))} ({' x '.join(ranges)})")
    if changing:
        path: KeyPath = ("initial_data", "perturb", "strain")
        yield Finding(
            path,
            "SG465",
            f"{dotted(path)} of up to {100 * strain:g} % would change the mesh of "
            f"{', '.join(changing)}: energies would jump between copies of one cell",
            "the mesh of the unstrained cell is written for all of its copies; ignore this with a "
            "reason, or write a smaller models.reference.k_spacing where that mesh is coarse",
        )


def strained_meshes(cell: CellSummary, strain: float, spacing_per_A: float) -> tuple[Mesh, Mesh]:
    """Give the fewest and the most k points that copies of a cell would have.

    Parameters
    ----------
    cell : CellSummary
        Unstrained.
    strain : float
        Largest modulus e of a principal strain.
    spacing_per_A : float
        As for `mesh`.

    Returns
    -------
    tuple of two meshes
        With thicknesses (1 + e) and (1 - e) times those of the cell: a symmetric deformation with
        principal stretches between these takes reciprocal vectors to lengths between |b| / (1 + e)
        and |b| / (1 - e).
    """
    least, most = (
        mesh(thicknesses_A([[x * (1 + e) for x in row] for row in cell.lattice]), spacing_per_A)
        for e in (strain, -strain)
    )
    return least, most


def smearing_suits_insulators(subject: Subject) -> Iterator[Finding]:
    """Require occupations that hold in a gap, and enough points for tetrahedra (SG454, SG455)."""
    reference = subject.vasp
    if reference is None:
        return
    path = (*SECTION, "smearing", "method")
    if reference.smearing.method == "methfessel-paxton":
        yield Finding(
            path,
            "SG454",
            "models.reference.smearing.method is methfessel-paxton; a study with formal charges "
            "is one of insulators",
            "write gaussian",
        )
    width_eV = reference.smearing.width_eV
    if width_eV > WIDEST_SMEARING_eV and reference.smearing.method != "tetrahedron":
        yield Finding(
            (*SECTION, "smearing", "width"),
            "SG454",
            f"models.reference.smearing.width is {width_eV:g} eV; insulators take 0.03 to 0.05 eV, "
            f"and above {WIDEST_SMEARING_eV:g} eV states beyond the gap of a strained or hot cell "
            "are filled",
            'write "0.05 eV"',
        )
    if reference.smearing.method == "tetrahedron":
        counts = {
            name: math.prod(mesh(cell.thicknesses_A, reference.k_spacing_per_A))
            for name, cell in subject.cells.items()
        }
        few = [name for name, count in counts.items() if count < POINTS_OF_TETRAHEDRON]
        if few:
            yield Finding(
                path,
                "SG455",
                f"models.reference.smearing.method is tetrahedron; the mesh of {few[0]} has "
                f"{counts[few[0]]} points, and tetrahedra need {POINTS_OF_TETRAHEDRON}",
                "write gaussian, which suits every cell",
            )


def electrons_converge(subject: Subject) -> Iterator[Finding]:
    """Require exact forces and steps enough to reach them (SG456, SG457, SG458)."""
    reference = subject.vasp
    if reference is None:
        return
    if reference.energy_tolerance_eV > LOOSEST_eV:
        yield Finding(
            (*SECTION, "energy_tolerance"),
            "SG456",
            f"models.reference.energy_tolerance is {reference.energy_tolerance_eV:g} eV; labels "
            f"need at most {LOOSEST_eV:g} eV",
            'write "1e-6 eV"',
        )
    if reference.electronic_steps < FEWEST_STEPS:
        yield Finding(
            (*SECTION, "electronic_steps"),
            "SG457",
            f"models.reference.electronic_steps is {reference.electronic_steps}; strained cells "
            f"may need {FEWEST_STEPS} and more",
            "write 200",
        )
    if reference.real_space_projection:
        yield Finding(
            (*SECTION, "real_space_projection"),
            "SG458",
            "models.reference.real_space_projection is true; labels of small and large cells "
            "would not agree",
            "write false",
        )


def _data_sets(subject: Subject, reference: Vasp) -> list[str]:
    """Give the data sets whose cutoff is known."""
    chosen = [
        reference.potentials.get(element, RECOMMENDED.get(element, ""))
        for element in subject.campaign.charges
    ]
    return [name for name in chosen if name in ENMAX_eV]


def _rounded_down(spacing_per_A: float) -> float:
    """Give a spacing in steps of 0.05 1/A that is smaller."""
    return round((math.ceil(spacing_per_A * 20 - 1e-9) - 1) / 20, 2)


RULES: tuple[Rule, ...] = (
    cutoff_holds_the_potentials,
    data_sets_are_of_their_elements,
    cutoffs_of_data_sets_are_known,
    mesh_suits_the_cells,
    meshes_hold_within_families,
    smearing_suits_insulators,
    electrons_converge,
)
