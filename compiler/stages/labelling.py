"""Labels of a set of frames, in shares that are computed side by side."""

from saggar.compiler.estimate.amounts import NOTHING
from saggar.compiler.estimate.speed import single_point_s, unrated
from saggar.compiler.study import Study
from saggar.schemas.campaign import StageName
from saggar.schemas.engines import Reference, Vasp
from saggar.schemas.engines.incar import IncarValue
from saggar.schemas.plan import Need, Resources, Task
from saggar.schemas.steps import Label

FRAMES_IN_A_SHARE = 64
"""Enough that loading the model costs little beside the labels, few enough to share the work."""


def label_tasks(study: Study, stage: StageName, folder: str, frames: str, count: int) -> list[Task]:
    """Give the tasks that label the frames of one task.

    Parameters
    ----------
    study : Study
        Campaign and machine.
    stage : StageName
        Stage of the tasks.
    folder : str
        Their folder, below which each share has its number.
    frames : str
        Task whose frames are labelled.
    count : int
        Largest number of frames: one share for every `FRAMES_IN_A_SHARE`, at least two. The machine
        has no say in it, so that results stay valid on another one.
    """
    model, rates = _of_a_label(study.campaign.models.reference), study.machine.rates
    shares = max(2, -(-count // FRAMES_IN_A_SHARE))
    one = single_point_s(model, rates, study.training_atoms) or NOTHING
    resources = Resources(
        seconds=5 + one.middle * count / shares, unrated=unrated(model, rates), family="reference"
    )
    return [
        Task(
            id=f"{folder}/{share}",
            stage=stage,
            settings=Label(model=model, share=share, shares=shares),
            needs=(Need(role="frames", task=frames),),
            resources=resources,
        )
        for share in range(shares)
    ]


def _of_a_label(model: Reference | None) -> Reference:
    """Give the settings that a label depends on.

    Tags that say how a machine computes it, and where relaxations end, which a single point does
    not read, are left out. A label is declared by what remains; in this way it stays valid.
    """
    assert model is not None, "SG211 refuses labels without one"
    if not isinstance(model, Vasp):
        return model
    not_read = Vasp.model_fields["force_tolerance_eV_per_A"].default
    tags = _of_any_machine(model)
    return model.model_copy(update={"force_tolerance_eV_per_A": not_read, "tags": tags})


def _of_any_machine(model: Vasp) -> dict[str, IncarValue]:
    """Give the tags that decide a result, each as VASP's table spells it."""
    if not model.tags:
        return {}
    from saggar.compiler.incar.table import TAGS

    known = {name: (TAGS.get(name), value) for name, value in model.tags.items()}
    return {
        name: value if tag is None else tag.spelt(value)
        for name, (tag, value) in known.items()
        if tag is None or tag.subject != "machine"
    }
