"""SG314: the normal of a given interface is that of its a-b plane."""

from collections.abc import Iterator

from saggar.compiler.checks.finding import Finding
from saggar.compiler.checks.structures import called, place_of
from saggar.compiler.checks.subject import Rule, Subject
from saggar.compiler.structures.inspection import profile_overlap

MOST_OVERLAP = 0.5
"""Halfway between slabs apart (0) and phases mixed evenly (1); leaves room for diffused ions."""


def normals_are_along_c(subject: Subject) -> Iterator[Finding]:
    """Require that film and substrate lie apart along c (SG314), where their elements tell."""
    for name, (over, under) in subject.written_interfaces.items():
        if not {name, over, under} <= set(subject.cells):
            continue
        cell = subject.cells[name]
        film, substrate = (
            set(subject.cells[each].counts) & set(cell.counts) for each in (over, under)
        )
        only_film, only_substrate = film - substrate, substrate - film
        if not only_film or not only_substrate:
            continue
        profiles = subject.known[name].inspection.profiles
        overlaps = [profile_overlap(each, only_film, only_substrate) for each in profiles]
        if overlaps[2] > MOST_OVERLAP:
            path = place_of(subject, name)
            along = ", ".join(f"{x:.2f} along {v}" for v, x in zip("abc", overlaps, strict=True))
            yield Finding(
                path,
                "SG314",
                f"{called(subject, name)}: {_listed(only_film)} of film {over} and "
                f"{_listed(only_substrate)} of substrate {under} overlap by {along} "
                f"(0: apart, 1: mixed); along c at most {MOST_OVERLAP:g} is allowed",
                _advice(overlaps),
            )


def _listed(symbols: set[str]) -> str:
    return ", ".join(sorted(symbols))


def _advice(overlaps: list[float]) -> str:
    stacked = "abc"[overlaps.index(min(overlaps))]
    if overlaps["abc".index(stacked)] <= MOST_OVERLAP:
        return f"the phases are stacked along {stacked}: permute the cell vectors so that it is c"
    return "give a cell with a and b in the plane of the interface, c across it"


RULES: tuple[Rule, ...] = (normals_are_along_c,)
