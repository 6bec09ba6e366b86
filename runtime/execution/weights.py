"""Whether the weights of all models that a plan uses are on this machine."""

from saggar.runtime.rundir import RunDirectory
from saggar.runtime.weights import weights_of
from saggar.schemas.engines import Chgnet, Mace


def require_weights(rundir: RunDirectory) -> None:
    """Refuse a run in which a model could not be loaded, before anything is spent on it.

    Parameters
    ----------
    rundir : RunDirectory
        The run.

    Raises
    ------
    EngineError
        If weights are missing or have another digest than is pinned.
    """
    plan = rundir.plan
    tasks = (*plan.tasks, *(task for loop in plan.loops for task in loop.body))
    models = [getattr(task.settings, "model", None) for task in tasks]
    for model in dict.fromkeys(each for each in models if isinstance(each, Chgnet | Mace)):
        weights_of(model, rundir.root)
