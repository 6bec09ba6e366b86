"""Which executors of a machine profile this release can call."""

from saggar.runtime.rundir import RunDirectory
from saggar.schemas.errors import RunStateError

EXECUTED = {"gpumd": "embedded", "nep": "neppo"}
"""Program of the machine profile to the one value of its ``executor`` that is executed."""

MODELS_ALONE = ("structures",)
"""Stages of a run that calls no program of the machine profile."""


def require_executable(rundir: RunDirectory) -> None:
    """Refuse what was compiled in part, and executors which this release does not call.

    Compiling for them is allowed: the decks follow their releases and can be run by hand.

    Parameters
    ----------
    rundir : RunDirectory
        The run.

    Raises
    ------
    RunStateError
        If the campaign asks for what nothing executes yet, or ``gpumd.executor`` or
        ``nep.executor`` is another than the embedded one.
    """
    if rundir.lock.partial:
        left_out = "".join(f"\n  {each}" for each in rundir.lock.partial)
        raise RunStateError(
            f"{rundir.root} was compiled in part, to be read; it cannot be executed:{left_out}\n"
            "Take these out of the campaign and compile again, or run the decks by hand as "
            f"{rundir.root / 'README.md'} says."
        )
    machine = rundir.lock.machine
    asked = {"gpumd": machine.gpumd.executor, "nep": machine.nep.executor}
    wrong = [name for name, executor in asked.items() if executor != EXECUTED[name]]
    if not wrong or rundir.plan.stages == MODELS_ALONE:
        return
    found = " and ".join(f"{name}.executor: {asked[name]}" for name in wrong)
    possible = " and ".join(f"{name}.executor: {EXECUTED[name]}" for name in wrong)
    raise RunStateError(
        f"{rundir.root} was compiled for machine profile {machine.name!r} with {found}; this "
        f"release executes {possible} only, and puts nothing in its place unasked. Run the decks "
        f"by hand as {rundir.root / 'README.md'} says, or compile again with a machine profile "
        f"that says {possible}."
    )
