"""SG48x: INCAR tags of a campaign, judged by the table of tags.

References
----------
VASP wiki, the page of each tag; Category:INCAR tag.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches

from saggar.compiler.checks.finding import Finding
from saggar.compiler.incar.roles import (
    BY_PROGRAM,
    ELSEWHERE,
    KEYS,
    NEEDS,
    NEEDS_DISPERSION,
    NEEDS_SPIN,
    OTHER_BUILDS,
    reason_against,
)
from saggar.compiler.incar.table import TAGS
from saggar.compiler.incar.tag import SPECIES, Value
from saggar.compiler.loading.slots import Slot, describe
from saggar.compiler.positions import KeyPath, dotted
from saggar.schemas.engines import Vasp

SECTION: KeyPath = ("models", "reference", "tags")

SHELLS = {2: ("d", 4), 3: ("f", 6)}
"""Angular momentum of a shell to its letter and to LMAXMIX with which its occupancies are mixed
(VASP wiki, Category:DFT+U)."""


@dataclass(frozen=True)
class Given:
    """What rules look at.

    Attributes
    ----------
    reference : Vasp
        With tags.
    species : tuple of str
        Elements of the study in the order of every file.
    """

    reference: Vasp
    species: tuple[str, ...]

    @property
    def tags(self) -> Mapping[str, Value]:
        """Tags as they were written."""
        return self.reference.tags

    def on(self, *names: str) -> bool:
        """Tell whether one of some switches is on."""
        values = (self.tags.get(name, False) for name in names)
        return any(not isinstance(value, str) and bool(value) for value in values)


def findings(reference: Vasp, species: tuple[str, ...]) -> Iterator[Finding]:
    """Judge the tags of a reference.

    Parameters
    ----------
    reference : Vasp
        With tags.
    species : tuple of str
        Elements of the study in the order of every file.

    Returns
    -------
    iterator of Finding
        Codes SG480 to SG489, SG491 and SG492.
    """
    given = Given(reference, species)
    for rule in RULES:
        yield from rule(given)


def tags_are_known(given: Given) -> Iterator[Finding]:
    """Require tags that VASP has (SG480)."""
    known = (*TAGS, *KEYS, *BY_PROGRAM)
    for name in given.tags:
        if name in known or reason_against(name) is not None:
            continue
        close = [name.upper()] if name.upper() in known else get_close_matches(
            name.upper(), known, 2, 0.7)  # fmt: skip
        hint = f"did you mean {' or '.join(close)}? " if close else ""
        yield _finding(
            name,
            "SG480",
            "is no tag of VASP",
            f"{hint}all stand in the VASP wiki, Category:INCAR tag, in capitals",
            at_key=True,
        )


def values_are_read(given: Given) -> Iterator[Finding]:
    """Require values that VASP reads as they are meant (SG481)."""
    for name, value in given.tags.items():
        tag = TAGS.get(name)
        if tag is None:
            continue
        vectors = name == "MAGMOM" and given.on("LNONCOLLINEAR", "LSORBIT")
        hint = tag.refused(value, len(given.species) * (3 if vectors else 1))
        if hint is None:
            continue
        each = f" ({', '.join(given.species)})" if tag.count == SPECIES else ""
        three = ", three for each" if vectors else ""
        yield _finding(
            name, "SG481", f"is {_shown(value)}; it takes {tag.takes}{each}{three}", hint
        )


def keys_stand_for_themselves(given: Given) -> Iterator[Finding]:
    """Require that what has a key of the campaign is said there (SG482)."""
    for name in given.tags:
        key = KEYS.get(name)
        if key is None:
            continue
        slot = Slot(Vasp)
        for step in key.split("."):
            slot = slot.field(step)
        yield _finding(
            name,
            "SG482",
            f"is what models.reference.{key} stands for",
            f"delete it and write {key}, which takes {describe(slot)}",
            at_key=True,
        )


def program_keeps_its_own(given: Given) -> Iterator[Finding]:
    """Require that nothing is set that each calculation has its own value of (SG483)."""
    for name, value in given.tags.items():
        why = reason_against(name)
        if why is not None and not (name == "ISIF" and value in (0, 1)):
            said = f"is {_shown(value)}, and not for a campaign to set: {why}"
            yield _finding(name, "SG483", said, "delete it", at_key=True)


def stress_is_that_of_the_cell(given: Given) -> Iterator[Finding]:
    """Require settings with the stress that potentials are trained on (SG484)."""
    tags = given.tags
    isif, pressure = tags.get("ISIF"), tags.get("PSTRESS", 0)
    if isif in (0, 1):
        lost = "no stress" if not isif else "the trace of the stress alone"
        said = f"is {_shown(isif)}: VASP computes {lost}, and NEP is trained on virials"
        yield _finding("ISIF", "SG484", said, "delete it: labels are written with ISIF = 2")
    if isinstance(pressure, int | float) and pressure:
        said = f"is {pressure:g} kB: VASP adds it to the stress, and PV to the energy"
        yield _finding("PSTRESS", "SG484", said, "delete it; labels are of the cell as it is")


def tags_have_an_effect(given: Given) -> Iterator[Finding]:
    """Require that what is set is read (SG485)."""
    for name in given.tags:
        needs = NEEDS.get(name, ())
        if needs and not given.on(*needs):
            none = f"neither {' nor '.join(needs)} is" if len(needs) > 1 else f"{needs[0]} is not"
            yield _idle(name, f"{none} on", f"switch {' or '.join(needs)} on")
        spinless = not given.reference.spin and not given.on("LNONCOLLINEAR", "LSORBIT")
        if name in NEEDS_SPIN and spinless:
            yield _idle(name, "models.reference.spin is false", "write spin: true")
        if name in NEEDS_DISPERSION and given.reference.dispersion == "none":
            yield _idle(name, "models.reference.dispersion is none", "choose one")
    yield from _idle_interactions(given)


def _idle_interactions(given: Given) -> Iterator[Finding]:
    shells, strengths = (given.tags.get(name) for name in ("LDAUL", "LDAUU"))
    if not isinstance(shells, tuple) or not isinstance(strengths, tuple):
        return
    for symbol, shell, strength in zip(given.species, shells, strengths, strict=False):
        if shell == -1 and strength:
            why = f"it gives {symbol} {strength:g} eV, and LDAUL gives {symbol} no shell (-1)"
            yield _idle("LDAUU", why, f"write 0 for {symbol}, or its shell in LDAUL")


def settings_agree(given: Given) -> Iterator[Finding]:
    """Require settings that do not exclude each other (SG486)."""
    dispersion, algorithm = given.reference.dispersion, given.reference.algorithm
    if given.on("LUSE_VDW") and dispersion != "none":
        said = f"is true beside models.reference.dispersion, {dispersion}: it would count twice"
        yield _finding("LUSE_VDW", "SG486", said, "write dispersion: none, or delete the tag")
    if "NPAR" in given.tags and "NCORE" in given.tags:
        said = "is given beside NCORE, which VASP then does not read"
        yield _finding("NPAR", "SG486", said, "delete NPAR", at_key=True)
    if given.on("LHFCALC") and algorithm in ("Fast", "VeryFast"):
        said = (
            f"is true with models.reference.algorithm: {algorithm}, which VASP does not support "
            "for exact exchange, and does not say so"
        )
        yield _finding("LHFCALC", "SG486", said, "write algorithm: All, or Normal")


def settings_are_complete(given: Given) -> Iterator[Finding]:
    """Require what a setting cannot do without (SG487)."""
    required = {
        "LDIPOL": ("IDIPOL", "IDIPOL: 3 for slabs normal to c"),
        "LDAU": ("LDAUL", "LDAUL: the shell of each species, -1 for none"),
        "I_CONSTRAINED_M": ("LAMBDA", "LAMBDA: the weight of the constraint in eV"),
    }
    for name, (other, entry) in required.items():
        if given.on(name) and other not in given.tags:
            said = f"is {_shown(given.tags[name])} without {other}"
            yield _finding(name, "SG487", said, f"add {entry}")
    if given.on("LDAU") and not given.tags.keys() & {"LDAUU", "LDAUJ"}:
        said = "is true without LDAUU and LDAUJ: interactions of no strength"
        yield _finding("LDAU", "SG487", said, "add LDAUU: a strength for each species, in eV")


def numbers_suit_every_cell(given: Given) -> Iterator[Finding]:
    """Warn of numbers that belong to one cell (SG488)."""
    special = {
        "NELECT": "in a cell with more or fewer valence electrons it is a charge, with a "
        "background that the potential cannot learn",
        "NUPDOWN": "it fixes one moment for cells with many or few ions",
    }
    for name, value in given.tags.items():
        if name in TAGS and TAGS[name].subject == "one cell":
            why = special.get(name, "it depends on the cell, and labels are of cells of many sizes")
            hint = "delete it, or ignore SG488 if all labels are of cells that it suits"
            yield _finding(name, "SG488", f"is {_shown(value)}: {why}", hint, at_key=True)


def tags_are_of_labels(given: Given) -> Iterator[Finding]:
    """Warn of tags of other calculations, and of those that take another executable (SG489)."""
    for name, value in given.tags.items():
        about = ELSEWHERE.get(TAGS[name].subject) if name in TAGS else None
        if about is not None and value is not False:
            said = f"is about {about}; a label is energy, forces and stress of one structure"
            yield _finding(name, "SG489", said, "delete it", at_key=True)
        if name in OTHER_BUILDS and given.on(name):
            said = f"takes another executable than vasp_std: {OTHER_BUILDS[name]}"
            hint = "ignore SG489 with the name of the executable of your cluster"
            yield _finding(name, "SG489", said, hint, at_key=True)


def shells_are_mixed(given: Given) -> Iterator[Finding]:
    """Warn where occupancies of shells with an interaction are not mixed (SG491)."""
    shells, mixed = given.tags.get("LDAUL"), given.tags.get("LMAXMIX", 2)
    if not given.on("LDAU") or not isinstance(shells, tuple):
        return
    highest = max((int(each) for each in shells if each in SHELLS), default=0)
    if highest not in SHELLS or not isinstance(mixed, int | float):
        return
    letter, least = SHELLS[highest]
    if mixed < least:
        said = f"gives a {letter} shell an interaction, and LMAXMIX is {mixed:g}"
        yield _finding("LDAUL", "SG491", said, f"write LMAXMIX: {least}")


def symmetry_is_off(given: Given) -> Iterator[Finding]:
    """Warn of symmetry in labels (SG492)."""
    symmetry = given.tags.get("ISYM", 0)
    if isinstance(symmetry, int | float) and symmetry > 0:
        said = f"is {_shown(symmetry)}: strained and rattled copies of a cell lose its symmetry"
        yield _finding("ISYM", "SG492", said, "write 0, or -1 for none at all")


def _idle(name: str, why: str, hint: str) -> Finding:
    return _finding(name, "SG485", f"would not be read: {why}", f"{hint}, or delete the tag")


def _finding(name: str, code: str, said: str, hint: str, *, at_key: bool = False) -> Finding:
    path = (*SECTION, name)
    return Finding(path, code, f"{dotted(path)} {said}", hint, at_key)


def _shown(value: Value | None) -> str:
    """Write a value as a person wrote it; a text in quotes, since it may look like a number."""
    if isinstance(value, tuple):
        return f"[{', '.join(map(_shown, value))}]"
    if isinstance(value, bool):
        return str(value).lower()
    return f"the text {value!r}" if isinstance(value, str) else str(value)


RULES: tuple[Callable[[Given], Iterator[Finding]], ...] = (
    tags_are_known,
    values_are_read,
    keys_stand_for_themselves,
    program_keeps_its_own,
    stress_is_that_of_the_cell,
    tags_have_an_effect,
    settings_agree,
    settings_are_complete,
    numbers_suit_every_cell,
    tags_are_of_labels,
    shells_are_mixed,
    symmetry_is_off,
)
"""Every rule about tags."""
