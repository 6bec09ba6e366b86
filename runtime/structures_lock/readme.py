"""The README of a structures lock: what a person reads before hours are spent on the cells."""

from collections.abc import Iterable, Iterator, Sequence

from saggar.runtime.structures_lock.wording import (
    MINUS,
    cells_of_match,
    closest,
    cut,
    effort,
    gaps,
    lattice,
    left_out,
    model,
    ordering,
    plane,
    ranking,
    relaxation,
    space_group,
    strains,
)
from saggar.schemas.frozen_structures import (
    FrozenInterface,
    FrozenPhase,
    SetCounts,
    StructuresLock,
)

_ENERGY = """\
The energy of a sandwich is (E − Σ n e) / 2A: E of the cell, n atoms of each phase, e the energy per
atom of its unstrained bulk cell by the same model and settings, A the area, and two interfaces. It
holds the energy of the strained slab: it ranks cells of one orientation and is no adhesion of
unstrained crystals. With vacuum it is (E − Σ n e) / A and holds two free surfaces."""

_REVIEW = """\
Write your decisions into `review.yaml` in this folder; a new freeze never touches it. Cells are
named as in the tables, and every decision carries its reason:

```yaml
drop:
  {name}: "the film slipped in the relaxation"
add:
  my-interface:
    file: added/my-interface.xyz      # relative to this folder; group 0 is film, 1 substrate
    set: {set}
    film: {film}
    substrate: {substrate}
    reason: "reported by TEM"
```

`saggar compile` then uses the cells that are left and those added, and says so in the report."""


def readme(lock: StructuresLock) -> str:
    """Write the README of a lock.

    Parameters
    ----------
    lock : StructuresLock
        Everything that was frozen.

    Returns
    -------
    str
        Markdown; the same lock gives the same text.
    """
    return "\n\n".join(_parts(lock)) + "\n"


def _parts(lock: StructuresLock) -> Iterator[str]:
    yield f"# Cells of {lock.campaign}"
    yield (
        "Made by `saggar structures`; `saggar compile` takes its cells from here. `lock.json` "
        "holds every number below with all its digits, and the sha256 of the file of each cell."
    )
    yield from lock.notes
    if lock.models:
        yield "\n".join(f"- {role} model: {model(used)}" for role, used in lock.models.items())
    if lock.sets:
        yield f"- effort of the ranking of each set: {effort(lock.rank)}"
    for name, counts in lock.sets.items():
        yield from _set(name, counts, lock)
    if lock.interfaces:
        yield f"## What the energies are\n\n{_ENERGY}"
    yield f"## Phases\n\n{_phases(lock.phases)}"
    if lock.sets:
        yield f"## Left out\n\n{_left_out(lock.sets)}"
    if lock.interfaces:
        yield f"## Dropping and adding cells\n\n{_review(lock)}"
    yield "## Versions\n\n" + ", ".join(f"{name} {of}" for name, of in lock.packages.items())


def _set(name: str, counts: SetCounts, lock: StructuresLock) -> Iterator[str]:
    mine = {key: each for key, each in lock.interfaces.items() if each.set == name}
    held_out = any(each.held_out for each in mine.values())
    yield f"## Set {name}{', held out' if held_out else ''}"
    if held_out:
        yield (
            "These cells are kept apart from training for ever: their identities stand in "
            "`lock.json`, and no later lock draws them for training."
        )
    if not mine:
        yield "No cell is left."
        return
    yield _table(
        (
            "Interface",
            "Film",
            "Substrate",
            "Cells",
            "Principal strains (%)",
            "Strains of edges (%)",
            "Area (Å²)",
            "Atoms",
            "Energy (J/m²)",
            "Above lowest (J/m²)",
            "Closest (Å)",
            "Edges (Å)",
        ),
        [_interface_row(key, each) for key, each in mine.items()],
    )
    yield (
        "Cells are those of the film's plane on those of the substrate's; strains are "
        f"{_strained(mine.values())}, principal ones and those of the lengths of edges, which "
        "leave shear out; closest is the smallest distance of film and substrate, and between "
        "which elements it is, the film's first. Gaps are along the normal between the outermost "
        "atoms of the slabs, below the film and above it."
    )
    yield _table(
        (
            "Interface",
            "Cut of the film",
            "Cut of the substrate",
            "Turn (°)",
            "Shift",
            "Gaps (Å)",
            "Ranked",
        ),
        [_cut_row(key, each) for key, each in mine.items()],
    )


def _interface_row(name: str, each: FrozenInterface) -> tuple[str, ...]:
    return (
        f"[{name}](pictures/{name}.svg)",
        f"{each.film} {plane(each.film_plane)}",
        f"{each.substrate} {plane(each.substrate_plane)}",
        cells_of_match(each),
        strains(each.strains),
        strains(each.length_strains),
        f"{each.area_A2:.1f}",
        str(each.atoms),
        _energy(each.energy_J_per_m2),
        _energy(each.above_lowest_J_per_m2),
        closest(each),
        " × ".join(f"{length:.1f}" for length in each.lengths_A),
    )


def _cut_row(name: str, each: FrozenInterface) -> tuple[str, ...]:
    return (
        name,
        cut(each.film_termination),
        cut(each.substrate_termination),
        _signed(each.rotation_deg, 1),
        ", ".join(f"{part:.3f}" for part in each.shift),
        gaps(each),
        ranking(each),
    )


def _strained(interfaces: Iterable[FrozenInterface]) -> str:
    sides = sorted({each.strain_on for each in interfaces})
    return " or ".join(
        "of both crystals against each other" if side == "both" else f"of the {side}"
        for side in sides
    )


def _energy(value: float | None) -> str:
    return "–" if value is None else _signed(value, 3)


def _signed(value: float, decimals: int) -> str:
    return f"{round(value, decimals) + 0.0:.{decimals}f}".replace("-", MINUS)


def _phases(phases: dict[str, FrozenPhase]) -> str:
    return "\n\n".join(
        (
            _table(
                ("Cell", "Source", "Formula", "Atoms", "Space group", "Density (g/cm³)"),
                [
                    (
                        f"[{name}]({each.file})",
                        each.source or "given",
                        each.formula,
                        str(each.atoms),
                        space_group(each.symmetry),
                        f"{each.density_g_per_cm3:.3f}",
                    )
                    for name, each in phases.items()
                ],
            ),
            _table(
                ("Cell", "Lattice as given (Å)", "Lattice as used (Å)", "Relaxed", "Ordering"),
                [
                    (
                        name,
                        lattice(each.as_given),
                        lattice(each.conventional),
                        relaxation(each.relaxed),
                        ordering(each.ordered),
                    )
                    for name, each in phases.items()
                ],
            ),
        )
    )


def _left_out(sets: dict[str, SetCounts]) -> str:
    rows = [
        ("pairs of planes", *(str(each.plane_pairs) for each in sets.values())),
        ("matches of their lattices", *(str(each.matches) for each in sets.values())),
        ("charged combinations of cuts", *(str(each.charged) for each in sets.values())),
        ("combinations equal to another", *(str(each.equal) for each in sets.values())),
        ("candidate cells", *(str(each.candidates) for each in sets.values())),
    ]
    by_set = [left_out(each) for each in sets.values()]
    rows += [(reason, *(str(each[reason]) for each in by_set)) for reason in by_set[0]]
    rows.append(("**in the set**", *(f"**{each.kept}**" for each in sets.values())))
    return _table(("Candidates", *sets), rows)


def _review(lock: StructuresLock) -> str:
    name, example = next(iter(lock.interfaces.items()))
    return _REVIEW.format(
        name=name, set=example.set, film=example.film, substrate=example.substrate
    )


def _table(header: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [header, ["---"] * len(header), *rows]
    return "\n".join("| " + " | ".join(_escaped(cell) for cell in line) + " |" for line in lines)


def _escaped(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ")
