"""SG48x, SG49x: INCAR tags of a campaign, and settings of a reference that they mend.

References
----------
VASP wiki, pages LDIPOL, DFT-D3, METAGGA, Available PAW potentials.
"""

from collections.abc import Iterator

from saggar.compiler.checks.finding import Finding
from saggar.compiler.checks.subject import Rule, Subject
from saggar.compiler.nearest import did_you_mean
from saggar.compiler.positions import KeyPath

SECTION: KeyPath = ("models", "reference")

PAW_RELEASES = ("PBE", "PBE_52", "PBE_54", "PBE_64")
"""Releases of data sets that were made with PBE, which all functionals of a campaign take."""

DAMPING = {"d3": ("VDW_SR", "VDW_S8"), "d3bj": ("VDW_A1", "VDW_A2", "VDW_S8")}
"""Parameters of each damping function that depend on the functional."""

R2SCAN_D3BJ = "VDW_A1: 0.49484001, VDW_A2: 5.73083694, VDW_S8: 0.78981345"
"""S. Ehlert et al., J. Chem. Phys. 154, 061101 (2021)."""


def tags_are_sound(subject: Subject) -> Iterator[Finding]:
    """Judge each INCAR tag by the table of tags, where there are any (SG480 to SG492)."""
    reference = subject.vasp
    if reference is not None and reference.tags:
        from saggar.compiler.checks.incar_tags import findings

        yield from findings(reference, subject.campaign.species)


def dispersion_has_its_parameters(subject: Subject) -> Iterator[Finding]:
    """Require parameters of damping for functionals of which VASP has none (SG487)."""
    reference = subject.vasp
    if reference is None or reference.dispersion == "none":
        return
    screened = bool(reference.tags.get("HFSCREEN"))
    if reference.functional != "r2SCAN" and not screened:
        return
    missing = [name for name in DAMPING[reference.dispersion] if name not in reference.tags]
    if missing:
        what = "a screened hybrid" if screened else "r2SCAN"
        known = reference.dispersion == "d3bj" and not screened
        yield Finding(
            (*SECTION, "dispersion"),
            "SG487",
            f"models.reference.dispersion is {reference.dispersion} with {what}, for which VASP "
            f"has no damping parameters: {', '.join(missing)} are missing",
            f"add tags: {{{R2SCAN_D3BJ}}}"
            if known
            else "give them as tags, or choose another dispersion",
        )


def slabs_have_no_field(subject: Subject) -> Iterator[Finding]:
    """Warn of slabs in vacuum whose dipole acts on their images (SG490)."""
    reference, interfaces = subject.vasp, subject.campaign.interfaces
    if reference is None or not interfaces.sets or interfaces.build.boundary != "vacuum":
        return
    direction = reference.tags.get("IDIPOL")
    if reference.tags.get("LDIPOL") is not True:
        yield Finding(
            ("interfaces", "build", "boundary"),
            "SG490",
            "interfaces.build.boundary is vacuum, and models.reference corrects no dipole: two "
            "different surfaces make a field across the vacuum",
            "add LDIPOL: true and IDIPOL: 3 to models.reference.tags",
        )
    elif direction is not None and direction != 3:
        yield Finding(
            (*SECTION, "tags", "IDIPOL"),
            "SG490",
            f"models.reference.tags.IDIPOL is {direction}; the vacuum of interfaces lies along "
            "the third axis",
            "write 3",
        )


def data_sets_suit_the_functional(subject: Subject) -> Iterator[Finding]:
    """Require PAW data sets that were made with a gradient-corrected functional (SG493)."""
    reference = subject.vasp
    if reference is not None and reference.potential_set not in PAW_RELEASES:
        yield Finding(
            (*SECTION, "potential_set"),
            "SG493",
            f"models.reference.potential_set is {reference.potential_set}; {reference.functional} "
            "takes data sets that were made with PBE",
            did_you_mean(reference.potential_set, PAW_RELEASES),
        )


def kinetic_energy_is_aspherical(subject: Subject) -> Iterator[Finding]:
    """Warn of a meta-GGA without non-spherical terms (SG494)."""
    reference = subject.vasp
    if reference is not None and reference.functional == "r2SCAN" and not reference.aspherical:
        yield Finding(
            (*SECTION, "aspherical"),
            "SG494",
            "models.reference.aspherical is false with r2SCAN",
            "write true",
        )


RULES: tuple[Rule, ...] = (
    tags_are_sound,
    dispersion_has_its_parameters,
    slabs_have_no_field,
    data_sets_suit_the_functional,
    kinetic_energy_is_aspherical,
)
"""Rules about tags of VASP and what they mend."""
