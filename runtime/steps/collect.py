"""The training set: what was there, and the new labels that pass the filters."""

from saggar.runtime.dataset import LabelledFrame, read_train_xyz, write_train_xyz
from saggar.runtime.selection.outliers import review_labels
from saggar.runtime.steps.context import StepContext
from saggar.runtime.steps.frames import DATA_SET, LABELS
from saggar.runtime.structures.poscar import format_poscar
from saggar.schemas.errors import EngineError
from saggar.schemas.results import CollectOutcome
from saggar.schemas.steps import Collect


def execute(settings: Collect, context: StepContext) -> CollectOutcome:
    """Write train.xyz; outliers and repeated frames are left out and counted.

    Parameters
    ----------
    settings : Collect
        Limit of the force, and the name of this origin.
    context : StepContext
        Where to read and write.

    Raises
    ------
    EngineError
        If nothing is left to train on.
    """
    species = context.lock.campaign.species
    data_set = [
        frame
        for folder in context.results("previous")
        for frame in read_train_xyz(folder / DATA_SET)
    ]
    fresh = [
        frame for folder in context.results("labels") for frame in read_train_xyz(folder / LABELS)
    ]
    limit = settings.reject.label_force_above_eV_per_A
    review = review_labels([frame.label.forces_eV_A for frame in fresh], limit)
    known = {format_poscar(frame.cell, species).text for frame in data_set}
    added: list[LabelledFrame] = []
    for frame in (fresh[index] for index in review.kept):
        text = format_poscar(frame.cell, species).text
        if text not in known:
            known.add(text)
            added.append(frame)
    data_set += added
    if not data_set:
        raise EngineError(
            f"no frame is left to train on: {len(review.rejected)} of {len(fresh)} labels have a "
            f"force above {limit:g} eV/A"
        )
    write_train_xyz(context.folder / DATA_SET, data_set)
    largest = review.largest_forces_eV_A
    return CollectOutcome(
        frames=len(data_set),
        added=len(added),
        force_outliers=len(review.rejected),
        duplicates=len(review.kept) - len(added),
        largest_force_eV_per_A=float(largest.max()) if len(largest) else 0.0,
    )
