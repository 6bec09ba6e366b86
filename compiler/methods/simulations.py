"""Sentences on sampling, training, production, validation and analysis."""

from collections.abc import Iterator

from saggar.compiler.methods.citations import Citations
from saggar.compiler.methods.notation import Notation, listed
from saggar.schemas.active_learning import ActiveLearning, Exploration, Train
from saggar.schemas.analysis import Analysis
from saggar.schemas.campaign import Campaign
from saggar.schemas.machine import Machine
from saggar.schemas.production import InterfaceRuns, Production, Runs
from saggar.schemas.sampling import Cells


def initial_data(campaign: Campaign, cite: Citations, write: Notation) -> Iterator[str]:
    """Say how the first training set was made."""
    section = campaign.initial_data
    if section.perturb is not None:
        perturb = section.perturb
        low, high = (f"{100 * strain:g} %" for strain in perturb.strain)
        yield (
            f"Copies of {_cells(perturb.cells)}, {perturb.per_structure} each, were strained at "
            f"random by {low} to {high}, and every coordinate displaced with a standard deviation "
            f"of {write(perturb, 'rattle')}."
        )
    if section.sample is not None:
        sample = section.sample
        yield (
            f"Molecular dynamics of {_cells(sample.cells)} with the foundation model through ASE "
            f"{cite('ase')} ran at {write(sample, 'temperatures')} for "
            f"{write(sample, 'duration')} with a time step of {write(sample, 'time_step')} and "
            f"a thermostat coupling of {write(sample, 'coupling')}; frames were kept every "
            f"{write(sample, 'dump_every')}."
        )
    if section.select is not None:
        select = section.select
        soap = select.soap
        yield (
            f"Frames were described by SOAP {cite('soap')} as implemented in DScribe "
            f"{cite('dscribe')} (cutoff {write(soap, 'cutoff')}, n_max {soap.n_max}, l_max "
            f"{soap.l_max}, width {write(soap, 'width')}), projected onto {select.dimensions} "
            f"principal components {cite('scikit-learn')} and clustered by k-means "
            f"{cite('kmeans')}; the {select.frames} frames nearest to the centres were labelled."
        )


def _cells(cells: Cells) -> str:
    words = {"all": "all cells", "phases": "the phases", "interfaces": "the interfaces"}
    return words[cells] if isinstance(cells, str) else listed(list(cells))


def active_learning(
    campaign: Campaign, machine: Machine, cite: Citations, write: Notation
) -> Iterator[str]:
    """Describe the loop."""
    loop = campaign.active_learning
    if loop is None:
        return
    yield (
        f"The training set grew by active learning (query by committee {cite('qbc')}) with "
        f"{loop.committee} independently trained potentials. {_training(loop.train, machine)}"
    )
    for name, each in loop.explore.items():
        yield _exploration(name, each, write)
    yield from _selection(loop, cite, write)
    yield _convergence(loop, write)


def _training(train: Train, machine: Machine) -> str:
    start = "the previous potential" if train.warm_start else "random parameters"
    if machine.nep.executor == "neppo" and train.gradient is not None:
        text = (
            f"Training by neppo took {train.gradient.steps} gradient steps on batches of "
            f"{train.gradient.batch} frames"
        )
    else:
        text = f"Training took {train.generations} generations of the evolution strategy of `nep`"
    return f"{text} and began from {start}."


def _exploration(name: str, section: Exploration, write: Notation) -> str:
    pressures = ""
    if section.pressures_GPa is not None:
        pressures = f" and {write(section, 'pressures')}"
    later = f" from iteration {section.from_iteration} on" if section.from_iteration else ""
    return (
        f"Exploration {name} simulated {_cells(section.cells)} in the {section.ensemble.upper()} "
        f"ensemble at {write(section, 'temperatures')}{pressures} for "
        f"{write(section, 'duration')}{later}; the committee was evaluated every "
        f"{write(section, 'check_every')}."
    )


def _selection(loop: ActiveLearning, cite: Citations, write: Notation) -> Iterator[str]:
    window = loop.candidate.force_deviation
    yield (
        f"A frame was a candidate when the largest deviation of forces among the committee "
        f"{cite('deviation')} was above {write(window, 'above')} and below "
        f"{write(window, 'below')}. Frames with a distance below "
        f"{loop.reject.distance_ratio_below:g} times the sum of covalent radii {cite('cordero')} "
        f"and labels with a force above {write(loop.reject, 'label_force_above')} were "
        f"discarded. At most {loop.select.at_most} candidates an iteration were chosen by "
        f"farthest-point sampling {cite('fps')} and labelled."
    )


def _convergence(loop: ActiveLearning, write: Notation) -> str:
    stop = loop.stop
    low, high = (f"{bound:g}" for bound in stop.within.temperature_K)
    pressure = ""
    if stop.within.pressure_up_to_GPa is not None:
        pressure = f" and up to {write(stop.within, 'pressure_up_to')}"
    runs = f"{stop.for_iterations} consecutive iterations" if stop.for_iterations > 1 else (
        "one iteration")  # fmt: skip
    return (
        f"The loop ended when, within {low} to {high} K{pressure}, fewer than "
        f"{write(stop, 'candidate_fraction_below')} of the frames were candidates in {runs}, or "
        f"after {stop.at_most} iterations."
    )


def final_training(campaign: Campaign, machine: Machine, cite: Citations) -> Iterator[str]:
    """Describe the training of the potential that production used."""
    train = campaign.final_training
    if train is not None:
        yield f"The final potential was trained on all labels. {_training(train, machine)}"


def dynamics(
    campaign: Campaign, machine: Machine, cite: Citations, write: Notation
) -> Iterator[str]:
    """Describe integration and production."""
    settings, production = campaign.dynamics, campaign.production
    ensembles = {production.ensemble, *_explored(campaign)}
    program = f"GPUMD {cite('gpumd')}"
    if machine.gpumd.executor == "embedded":
        program = f"an interpreter of GPUMD's input {cite('gpumd')} with forces from calorine " + (
            cite("calorine"))  # fmt: skip
    yield (
        f"Dynamics with the potential were run with {program} (input of release "
        f"{machine.gpumd.release}) at a time step of {write(settings, 'time_step')}; linear and "
        f"angular momenta were removed every {settings.remove_drift_every} steps."
    )
    if ensembles & {"nvt", "npt"}:
        yield (
            f"Temperature was held by the Bussi-Donadio-Parrinello thermostat {cite('bdp')} with a "
            f"coupling of {write(settings.thermostat, 'coupling')}."
        )
    if "npt" in ensembles:
        yield (
            f"Pressure was held by stochastic cell rescaling {cite('scr')} with a coupling of "
            f"{write(settings.barostat, 'coupling')} and an estimated modulus of "
            f"{write(settings.barostat, 'modulus')}."
        )
    yield from _production(production, write)


def _explored(campaign: Campaign) -> set[str]:
    loop = campaign.active_learning
    return {each.ensemble for each in loop.explore.values()} if loop is not None else set()


def _production(section: Production, write: Notation) -> Iterator[str]:
    pressure = f" at {write(section, 'pressure')}" if section.ensemble == "npt" else ""
    yield (
        f"Production runs were made in the {section.ensemble.upper()} ensemble{pressure}, in "
        f"segments of {write(section, 'segment')}."
    )
    if section.equilibrate is not None:
        yield (
            f"Each began with a ramp from {write(section.equilibrate, 'from')} to its "
            f"temperature over {write(section.equilibrate, 'duration')}."
        )
    if section.bulk is not None:
        sizes = [f"{name} ({atoms} atoms)" for name, atoms in section.bulk.phases.items()]
        yield _runs(listed(sizes), section.bulk, write)
    if section.interfaces is not None:
        yield _runs(_interfaces(section.interfaces), section.interfaces, write)


def _interfaces(runs: InterfaceRuns) -> str:
    return listed(list(runs.cells)) if runs.cells else f"the interfaces of set {runs.set}"


def _runs(cells: str, runs: Runs, write: Notation) -> str:
    length = (
        f"for {write(runs, 'duration')}" if runs.duration_ps is not None else _lengths(runs, write)
    )
    return (
        f"For {cells} they were made at {write(runs, 'temperatures')} {length}, with a frame "
        f"every {write(runs, 'dump_every')}."
    )


def _lengths(runs: Runs, write: Notation) -> str:
    texts = [
        f"{write(each, 'run')}"
        + (f" up to {write(each, 'up_to')}" if each.up_to_K is not None else " otherwise")
        for each in runs.durations
    ]
    return f"for {listed(texts)}"


def validation(campaign: Campaign, cite: Citations) -> Iterator[str]:
    """Say what the potential was tested on."""
    section = campaign.validation
    if section.production_frames is not None:
        yield (
            f"The potential was compared with the reference on {section.production_frames.per_run} "
            "frames of each production run."
        )
    if section.holdout is not None:
        yield f"It was tested on the interfaces of set {section.holdout}, kept out of training."
    if section.energy_volume is not None:
        curve = section.energy_volume
        which = "all phases" if curve.phases == "all" else listed(list(curve.phases))
        yield (
            f"Energies against volume of {which} were computed at {curve.points} points with "
            f"linear strains up to {100 * curve.strain:g} %."
        )
    for name, path in section.neb.items():
        method = f"climbing-image nudged elastic band {cite('neb')}" if path.climb else (
            "nudged elastic band")  # fmt: skip
        yield (
            f"The barrier {name} of {path.ion} in {path.phase} was computed by the {method} with "
            f"{path.images} images."
        )


def analysis(campaign: Campaign, cite: Citations, write: Notation) -> Iterator[str]:
    """Say what was measured."""
    section = campaign.analysis
    skipped = f" after {write(section.msd, 'skip')}" if section.msd.skip_ps is not None else ""
    yield (
        f"Diffusion coefficients of {section.mobile} followed from the Einstein relation; mean "
        f"square displacements were averaged over all time origins{skipped}, for lags up to "
        f"{100 * section.msd.longest_lag:g} % of a run."
    )
    yield from _ions(section, write)
    yield from _environments(section, cite, write)


def _ions(section: Analysis, write: Notation) -> Iterator[str]:
    if section.hop is not None:
        yield (
            f"A hop was a displacement beyond {write(section.hop, 'distance')} within "
            f"{write(section.hop, 'interval')}, counted in windows of "
            f"{write(section.hop, 'window')}."
        )
    if section.displacement is not None:
        yield (
            f"Net displacements after {write(section.displacement, 'after')} were classed by a "
            f"threshold of {write(section.displacement, 'threshold')}."
        )
    if section.arrhenius is not None:
        fit = section.arrhenius
        yield (
            f"Activation energies were fitted from {write(fit, 'from')} to {write(fit, 'to')} "
            f"and extrapolated to {write(fit, 'extrapolate_to')}."
        )


def _environments(section: Analysis, cite: Citations, write: Notation) -> Iterator[str]:
    if section.coordination is not None:
        yield (
            f"Coordination numbers within {write(section.coordination, 'cutoff')} were averaged "
            f"over the last {write(section.coordination, 'last')}."
        )
    if section.rdf is not None:
        yield (
            f"Radial distribution functions reached {write(section.rdf, 'cutoff')} in "
            f"{section.rdf.bins} bins."
        )
    if section.density_map is not None:
        width = write(section.density_map, "bin")
        yield f"Profiles of the number of ions along the normal had bins of {width}."
    if section.symmetry_measure is not None:
        depth = write(section.symmetry_measure, "interface_depth")
        yield (
            f"Coordination polyhedra were described by continuous symmetry measures {cite('csm')}; "
            f"ions within {depth} of an interface counted as interfacial."
        )
    if section.environment_map is not None:
        picture = section.environment_map
        yield (
            f"{picture.environments} local environments were mapped by t-SNE {cite('tsne')} with "
            f"perplexity {picture.perplexity:g}."
        )
