"""Sentences on structures and models."""

from collections.abc import Iterator

from saggar.compiler.methods.citations import Citations
from saggar.compiler.methods.notation import Notation, listed
from saggar.schemas.campaign import Campaign
from saggar.schemas.engines import Chgnet, Mace, Nep, Vasp
from saggar.schemas.interfaces import Interfaces, InterfaceSet
from saggar.schemas.phases import Phase, Relaxation


def structures(campaign: Campaign, cite: Citations, write: Notation) -> Iterator[str]:
    """Say which phases and interfaces were studied and how they were made."""
    names = [_phase_name(name, phase) for name, phase in campaign.phases.items()]
    yield f"The bulk phases were {listed(names)}."
    untrained = [name for name, phase in campaign.phases.items() if not phase.training]
    if untrained:
        yield f"{listed(untrained)} did not enter the training set."
    for name, phase in campaign.phases.items():
        yield from _preparation(name, phase, cite, write)
    charges = [f"{element} {charge:+g}" for element, charge in campaign.charges.items()]
    yield f"Formal charges were {listed(charges)}."
    yield from _interfaces(campaign.interfaces, cite, write)


def _phase_name(name: str, phase: Phase) -> str:
    return f"{name} ({phase.source})" if phase.source else name


def _preparation(name: str, phase: Phase, cite: Citations, write: Notation) -> Iterator[str]:
    order = phase.ordering
    if order is not None:
        yield (
            f"Partial occupancies of {name} were resolved by enumeration of at most "
            f"{order.at_most} orderings, ranked by their Ewald energy {cite('ewald')}; the "
            f"{order.relax} lowest were relaxed and {order.keep} kept."
        )
    if phase.relax is not None:
        yield f"{name} was relaxed {_relaxation(phase.relax, write)}."


def _relaxation(relax: Relaxation, write: Notation) -> str:
    cell = "together with its lattice" if relax.cell else "at fixed lattice"
    return (
        f"{cell} with the {relax.model} model until all forces were below "
        f"{write(relax, 'force_tolerance')}, in at most {relax.max_steps} steps"
    )


def _interfaces(interfaces: Interfaces, cite: Citations, write: Notation) -> Iterator[str]:
    given = [
        f"{name} ({each.film} on {each.substrate}{f'; {each.source}' if each.source else ''})"
        for name, each in interfaces.given.items()
    ]
    if given:
        verb = "cell was" if len(given) == 1 else "cells were"
        yield f"The interface {verb} {listed(given)}."
    if not interfaces.sets:
        return
    build = interfaces.build
    yield (
        f"Interfaces of films of {listed(list(interfaces.films))} with substrates of "
        f"{listed(list(interfaces.substrates))} were found by lattice matching {cite('zur')} with "
        f"the {build.strain_measure} strain, borne by the {build.strain_on}. Slabs were "
        f"{write(build.thickness, 'film')} (film) and {write(build.thickness, 'substrate')} "
        f"(substrate) thick, {write(build, 'gap')} apart; contacts below "
        f"{write(build, 'minimum_distance')} were refused."
    )
    if build.boundary == "vacuum":
        yield f"A vacuum of {write(build, 'vacuum')} separated periodic images."
    how = _relaxation(interfaces.rank.relax, write)
    yield f"Candidates were ranked by their energy after relaxation {how}."
    for name, each in interfaces.sets.items():
        yield f"Set {name}: {_limits(each, write)}."


def _limits(limits: InterfaceSet, write: Notation) -> str:
    phrases = {
        "max_index": "Miller indices up to {}",
        "max_area": "areas up to {}",
        "max_strain": "strains up to {}",
        "keep_per_orientation": "the {} lowest in energy of each orientation",
        "draw": "{} drawn at random",
    }
    fields = {key: write(limits, key) for key in phrases}
    parts = [phrases[key].format(text) for key, text in fields.items() if text != "None"]
    pairs = [
        f"{name}: {pair.film} {_plane(pair.film_plane)} on {pair.substrate} "
        f"{_plane(pair.substrate_plane)}{f', {pair.atoms} atoms' if pair.atoms else ''}"
        for name, pair in limits.pairs.items()
    ]
    return "; ".join([*parts, *pairs])


def _plane(plane: tuple[int, int, int]) -> str:
    return f"({' '.join(map(str, plane))})"


def reference_models(campaign: Campaign, cite: Citations, write: Notation) -> Iterator[str]:
    """Say which models labelled and which sampled."""
    reference, foundation = campaign.models.reference, campaign.models.foundation
    if reference is not None:
        yield f"Reference energies, forces and virials came from {_model(reference, cite)}."
    if isinstance(reference, Vasp):
        yield from _vasp_settings(reference, write)
    if foundation is not None:
        yield f"The foundation model was {_model(foundation, cite)}."


def _model(model: Chgnet | Mace | Vasp, cite: Citations) -> str:
    if isinstance(model, Chgnet):
        weights = f"weights of {model.weights}" if model.weights else f"version {model.version}"
        name = f"CHGNet {cite('chgnet')}, {weights}"
    elif isinstance(model, Mace) and model.weights:
        name = f"MACE {cite('mace')}, weights of {model.weights} in {model.dtype}"
    elif isinstance(model, Mace):
        name = f"MACE {cite('mace', 'mace-mp')}, model {model.model} in {model.dtype}"
    else:
        name = (
            f"density-functional theory in the projector augmented-wave method {cite('paw')} as "
            f"implemented in VASP {cite('vasp')}, with the {model.functional} functional "
            f"{cite(model.functional)}"
        )
    return f"{name}, {_dispersion(model.dispersion, cite)}"


def _dispersion(dispersion: str, cite: Citations) -> str:
    if dispersion == "none":
        return "without dispersion correction"
    if dispersion == "d3":
        return f"with the D3 dispersion correction {cite('d3')}"
    return f"with the D3 dispersion correction in Becke-Johnson damping {cite('d3', 'bj')}"


def _vasp_settings(vasp: Vasp, write: Notation) -> Iterator[str]:
    yield (
        f"The plane-wave cutoff was {write(vasp, 'energy_cutoff')} and the spacing of k-points "
        f"{write(vasp, 'k_spacing')}. Electronic steps ended at "
        f"{write(vasp, 'energy_tolerance')}, relaxations at {write(vasp, 'force_tolerance')}. "
        f"States were occupied by {vasp.smearing.method} smearing of "
        f"{write(vasp.smearing, 'width')}; calculations were "
        f"{'spin-polarised' if vasp.spin else 'without spin polarisation'}, with precision "
        f"{vasp.precision}."
    )
    yield from _tags(vasp)


def _tags(vasp: Vasp) -> Iterator[str]:
    """Name the tags on which results depend, as INCAR has them."""
    from saggar.compiler.incar.table import TAGS
    from saggar.compiler.incar.tag import written

    told = [
        f"{name} = {written(value)}"
        for name, value in vasp.tags.items()
        if name not in TAGS or TAGS[name].subject not in ("machine", "output")
    ]
    if told:
        yield f"Further INCAR tags were {listed(told)}."


def potential(campaign: Campaign, cite: Citations, write: Notation) -> Iterator[str]:
    """Say what was trained."""
    nep: Nep = campaign.models.potential
    yield (
        f"A neuroevolution potential (NEP{nep.version}) {cite('nep', 'gpumd')} had radial and "
        f"angular cutoffs of {write(nep.cutoff, 'radial')} and {write(nep.cutoff, 'angular')}, "
        f"radial functions up to n = {nep.n_max[0]} ({nep.n_max[1]}, angular) on basis functions "
        f"up to {nep.basis_size[0]} ({nep.basis_size[1]}), angular terms up to l = {nep.l_max[0]}, "
        f"{nep.l_max[1]} and {nep.l_max[2]} (three, four and five bodies), and {nep.neurons} "
        "neurons in the hidden layer."
    )
    if nep.zbl_A is not None:
        yield (
            f"The Ziegler-Biersack-Littmark repulsion {cite('zbl')} acted below "
            f"{write(nep, 'zbl')}."
        )
    yield (
        f"Errors of energy, force and virial were weighted by {nep.loss.energy:g}, "
        f"{nep.loss.force:g} and {nep.loss.virial:g}."
    )
