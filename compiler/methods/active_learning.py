"""Sentences on the active-learning loop and the final training."""

from collections.abc import Iterator
from typing import Any

from pydantic import BaseModel

from saggar.compiler.methods.account import Account, Execution, Stretch
from saggar.compiler.methods.initial_data import named_cells
from saggar.compiler.methods.manuscript import Manuscript, alike, counted
from saggar.compiler.methods.notation import listed
from saggar.compiler.methods.potential import length, start_of_final, training
from saggar.schemas.active_learning import ActiveLearning, Exploration, Train
from saggar.schemas.base import user_key


def active_learning(account: Account, text: Manuscript) -> Iterator[str]:
    """Describe the loop: the last settings in full, and what earlier iterations had instead."""
    if not account.execution.loop:
        return
    *earlier, last = account.execution.loop
    loop, nep = last.settings, account.campaign.models.potential
    yield (
        f"The training set grew by active learning (query by committee {text.cite('qbc')}) with "
        f"{loop.committee} potentials trained from different random numbers. "
        f"{training(loop.train, nep, last.trainer, text)}"
    )
    yield from _explorations(loop, text)
    yield from _selection(loop, text)
    yield _convergence(loop, text)
    for stretch in earlier:
        yield _differences(stretch, last, text)
    yield from _progress(account.execution)


def _explorations(loop: ActiveLearning, text: Manuscript) -> Iterator[str]:
    """Tell of explorations; those of the same cells and length are told in one sentence."""
    shared = [
        ((each.cells, each.duration_ps, each.check_every_ps), name)
        for name, each in loop.explore.items()
    ]
    for _, names in alike(shared):
        first = loop.explore[names[0]]
        states = [f"{name} {_state(loop.explore[name], text)}" for name in names]
        yield (
            f"Explorations of {named_cells(first.cells)} ran for {text.write(first, 'duration')} "
            f"each, and the committee was evaluated every {text.write(first, 'check_every')}: "
            f"{'; '.join(states)}."
        )


def _state(section: Exploration, text: Manuscript) -> str:
    pressures = ""
    if section.pressures_GPa is not None:
        pressures = f" and {text.write(section, 'pressures')}"
    later = f" from iteration {section.from_iteration} on" if section.from_iteration else ""
    temperatures = text.write(section, "temperatures")
    return f"in the {section.ensemble.upper()} ensemble at {temperatures}{pressures}{later}"


def _selection(loop: ActiveLearning, text: Manuscript) -> Iterator[str]:
    window = loop.candidate.force_deviation
    yield (
        "A frame was a candidate when the largest deviation of forces among the committee "
        f"{text.cite('deviation')} was above {text.write(window, 'above')} and below "
        f"{text.write(window, 'below')}. Frames with a distance below "
        f"{loop.reject.distance_ratio_below:g} times the sum of covalent radii "
        f"{text.cite('cordero')} and labels with a force above "
        f"{text.write(loop.reject, 'label_force_above')} were discarded. At most "
        f"{loop.select.at_most} candidates an iteration were chosen by farthest-point sampling "
        f"{text.cite('fps')} in the space of the mean descriptors of the first potential, away "
        "from the training set, and labelled."
    )


def _convergence(loop: ActiveLearning, text: Manuscript) -> str:
    stop = loop.stop
    low, high = (f"{bound:g}" for bound in stop.within.temperature_K)
    pressure = ""
    if stop.within.pressure_up_to_GPa is not None:
        pressure = f" and up to {text.write(stop.within, 'pressure_up_to')}"
    runs = f"{stop.for_iterations} consecutive iterations" if stop.for_iterations > 1 else (
        "one iteration")  # fmt: skip
    return (
        f"The loop was to end when, within {low} to {high} K{pressure}, less than "
        f"{text.write(stop, 'candidate_fraction_below')} of the frames were unknown (candidates or "
        f"discarded) and no exploration broke down in {runs}, or after {stop.at_most} iterations."
    )


def _differences(stretch: Stretch, last: Stretch, text: Manuscript) -> str:
    """Say what held for earlier iterations instead."""
    said = [
        f"{path} was {_value(section, key, text)}"
        for path, section, key in _unequal(stretch.settings, last.settings)
        if path != "stop.at_most"
    ]
    if stretch.trainer != last.trainer:
        said.append(f"the trainer was {stretch.trainer}")
    if stretch.program != last.program:
        said.append(f"dynamics were executed by {PROGRAMS[stretch.program]}")
    which = f"iteration {stretch.first}" if stretch.until == stretch.first + 1 else (
        f"iterations {stretch.first} to {stretch.until - 1}")  # fmt: skip
    what = listed(said) if said else "the cap on the number of iterations was another one"
    return f"In {which}, {what}."


def _value(section: BaseModel, key: str, text: Manuscript) -> str:
    (name,) = (field for field in type(section).model_fields if user_key(field) == key)
    value = getattr(section, name)
    if isinstance(value, BaseModel | dict):
        return f"another one ({', '.join(value)})" if isinstance(value, dict) else "given"
    return "not given" if value is None else text.write(section, key)


PROGRAMS = {"embedded": "the interpreter of GPUMD's input", "gpumd": "GPUMD"}
"""Executor to what it is called."""


def _unequal(
    one: BaseModel, other: BaseModel, path: str = ""
) -> Iterator[tuple[str, BaseModel, str]]:
    """Give the values of a section that another one has not, each with its path."""
    for name in type(one).model_fields:
        key = user_key(name)
        below = f"{path}.{key}" if path else key
        mine, theirs = getattr(one, name), getattr(other, name)
        if mine == theirs:
            continue
        if isinstance(mine, BaseModel) and isinstance(theirs, BaseModel):
            yield from _unequal(mine, theirs, below)
        elif isinstance(mine, dict) and isinstance(theirs, dict):
            yield from _unequal_entries(mine, theirs, below, one, key)
        else:
            yield below, one, key


def _unequal_entries(
    mine: dict[str, Any], theirs: dict[str, Any], path: str, owner: BaseModel, key: str
) -> Iterator[tuple[str, BaseModel, str]]:
    """Compare the entries of a table of sections; with other names the whole differs."""
    if mine.keys() != theirs.keys():
        yield path, owner, key
        return
    for name, section in mine.items():
        yield from _unequal(section, theirs[name], f"{path}.{name}")


def _progress(execution: Execution) -> Iterator[str]:
    if execution.loop_ended:
        how = "having converged" if execution.converged else "without having converged"
        yield f"It ended after {counted(execution.iterations, 'iteration')}, {how}."
    elif execution.iterations:
        yield f"{counted(execution.iterations, 'iteration')} of it had been finished so far."


def final_training(account: Account, text: Manuscript) -> Iterator[str]:
    """Describe the training of the potential that production used."""
    campaign = account.campaign
    train = campaign.final_training
    if train is None or campaign.models.potential.existing is not None:
        return
    frames = account.execution.final_frames
    labels = "all labels" if frames is None else f"all {frames} labelled frames"
    yield f"The final potential was trained on {labels}. {_as_told(account, train, text)}"


def _as_told(account: Account, train: Train, text: Manuscript) -> str:
    """Say how the final potential was trained, in short where the committee was trained alike."""
    nep, execution = account.campaign.models.potential, account.execution
    if not execution.loop:
        alone = train.model_copy(update={"warm_start": False})
        return training(alone, nep, execution.final_trainer, text)
    committee = execution.loop[-1]
    same = committee.trainer == execution.final_trainer
    if same and _but_for_length(committee.settings.train) == _but_for_length(train):
        start = start_of_final(train)
        return (
            f"It was trained as the committee was, in {length(train, committee.trainer)}. {start}"
        )
    return training(train, nep, execution.final_trainer, text, follows=True)


def _but_for_length(train: Train) -> Train:
    gradient = train.gradient
    if gradient is not None:
        gradient = gradient.model_copy(update={"steps": 1})
    return train.model_copy(update={"generations": 1, "gradient": gradient, "warm_start": False})
