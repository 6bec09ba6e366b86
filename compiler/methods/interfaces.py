"""Sentences on interfaces: how they are found, built and ranked."""

from collections.abc import Iterator

from saggar.compiler.chosen import holdout_sets
from saggar.compiler.methods.account import Account
from saggar.compiler.methods.frozen_interfaces import frozen_sets
from saggar.compiler.methods.manuscript import Manuscript, lowest
from saggar.compiler.methods.notation import listed, plane
from saggar.compiler.methods.structures import by_role, relaxation, until
from saggar.schemas.campaign import Campaign
from saggar.schemas.interfaces import Build, Interfaces, InterfaceSet, Pair, Ranking, Thickness

MEASURES = {
    "length": "the change of the lengths of in-plane vectors",
    "principal": "the principal strains",
}


def interfaces(account: Account, text: Manuscript) -> Iterator[str]:
    """Say which interfaces were studied and how their cells were made."""
    section = account.campaign.interfaces
    given = [
        f"{name} ({each.film} on {each.substrate}{f'; {each.source}' if each.source else ''})"
        for name, each in section.given.items()
    ]
    if given:
        yield f"The interface cell{'s' * (len(given) > 1)} {listed(given)} came ready-made."
    if not section.sets:
        return
    yield from _construction(section, text)
    frozen = account.frozen
    if frozen is not None and frozen.lock is not None:
        yield from frozen_sets(account.campaign, frozen, frozen.lock, text)
    else:
        yield from _ranking(account.campaign, section.rank, text)
        for name, each in section.sets.items():
            yield f"Set {name} was to hold {listed(list(_limits(each, text)))}."
        yield from _apart(account.campaign)


def _construction(section: Interfaces, text: Manuscript) -> Iterator[str]:
    build = section.build
    yield (
        f"Interfaces of films of {listed(list(section.films))} with substrates of "
        f"{listed(list(section.substrates))} were found by lattice matching {text.cite('zur')}; "
        f"limits of strain hold for {MEASURES[build.strain_measure]}, and the strain is borne by "
        f"{'both slabs' if build.strain_on == 'both' else f'the {build.strain_on}'}."
    )
    own = any(_has_thickness(each) for each in section.sets.values())
    unless = ", where nothing else is said" if own else ""
    yield f"Slabs were cut from {_slabs(build.thickness, text)}{unless}, {_cuts(build)}."
    yield (
        f"{_boundary(build, text)} Outermost atoms were {text.write(build, 'gap')} apart along the "
        f"normal when built, contacts of film and substrate below "
        f"{text.write(build, 'minimum_distance')} were refused, and {_shifts(build.shifts)}."
    )


def _has_thickness(limits: InterfaceSet) -> bool:
    """Say whether a set, or a pair that it declares, has a thickness of its own."""
    pairs = (pair.thickness for pair in limits.pairs.values())
    return any(each is not None for each in (limits.thickness, *pairs))


def _slabs(thickness: Thickness, text: Manuscript) -> str:
    """Say how thick slabs were to be."""
    sides = []
    for side in ("film", "substrate"):
        layers = getattr(thickness, f"{side}_layers")
        if layers is None:
            layers = f"as few layers as reach {text.write(thickness, side)}"
        else:
            layers = f"{layers} layers"
        sides.append(f"{layers} ({side})")
    return " and ".join(sides)


def _cuts(build: Build) -> str:
    if build.stoichiometric:
        return "each of the composition of its phase"
    return "whatever their composition, if the formal charges of the cell cancel"


def _boundary(build: Build, text: Manuscript) -> str:
    if build.boundary == "vacuum":
        return (
            f"A vacuum of {text.write(build, 'vacuum')} above the film separated periodic images."
        )
    return "Film and substrate alternated without vacuum, so that a cell holds two interfaces."


def _shifts(shifts: int) -> str:
    if shifts == 1:
        return "the film had one in-plane position for each pair of cuts"
    return f"{shifts} x {shifts} in-plane positions of the film were tried for each pair of cuts"


def _ranking(campaign: Campaign, rank: Ranking, text: Manuscript) -> Iterator[str]:
    first = ""
    if rank.relax_per_orientation is not None:
        first = f"of each orientation the {lowest(rank.relax_per_orientation)} as built, "
    yield (
        f"Of each set at most {rank.at_most} candidates, the smallest in area, {first}were relaxed "
        f"{relaxation(rank.relax)} with {by_role(campaign, rank.relax, text)} "
        f"{until(rank.relax, text)}, and ranked by their energy above that of the bulk phases over "
        "the area."
    )


def _limits(limits: InterfaceSet, text: Manuscript) -> Iterator[str]:
    """Give what a set is limited to, and each declared pair with what it has instead."""
    phrases = {
        "max_index": "Miller indices up to {}",
        "max_area": "areas up to {}",
        "max_strain": "strains up to {}",
    }
    fields = {key: text.write(limits, key) for key in phrases}
    yield from (phrases[key].format(each) for key, each in fields.items() if each != "None")
    if limits.keep_per_orientation is not None:
        yield f"the {lowest(limits.keep_per_orientation)} in energy of each orientation"
    if limits.draw is not None:
        yield f"{limits.draw} drawn at random so that every pair of phases occurs"
    if limits.thickness is not None:
        yield f"slabs of {_slabs(limits.thickness, text)}"
    yield from (_pair(name, pair, text) for name, pair in limits.pairs.items())


def _pair(name: str, pair: Pair, text: Manuscript) -> str:
    own = [
        f"{word} up to {text.write(pair, key)}"
        for word, key in (("area", "max_area"), ("strain", "max_strain"))
        if text.write(pair, key) != "None"
    ]
    if pair.thickness is not None:
        own.append(_slabs(pair.thickness, text))
    if pair.atoms is not None:
        own.append(f"about {pair.atoms} atoms")
    planes = (
        f"{pair.film} {plane(pair.film_plane)} on {pair.substrate} {plane(pair.substrate_plane)}"
    )
    return f"{name}, {planes}" + (f" ({'; '.join(own)})" if own else "")


def _apart(campaign: Campaign) -> Iterator[str]:
    """Say which sets never enter training."""
    apart = [name for name, each in campaign.interfaces.sets.items() if not each.training]
    apart = list(dict.fromkeys([*apart, *holdout_sets(campaign)]))
    if apart:
        yield f"Interfaces of {listed(apart)} did not enter the training set."
