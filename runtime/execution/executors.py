"""Which executors of a machine profile this release can call."""

from saggar.runtime.rundir import RunDirectory
from saggar.schemas.errors import RunStateError

EXECUTED = {"gpumd": "embedded", "nep": "neppo"}
"""Program of the machine profile to the one value of its ``executor`` that is executed."""


def require_executable(rundir: RunDirectory) -> None:
    """Refuse a machine profile that asks for executors which this release does not call.

    Compiling for them is allowed: the decks follow their releases and can be run by hand.

    Parameters
    ----------
    rundir : RunDirectory
        The run.

    Raises
    ------
    RunStateError
        If ``gpumd.executor`` or ``nep.executor`` is another than the embedded one.
    """
    machine = rundir.lock.machine
    asked = {"gpumd": machine.gpumd.executor, "nep": machine.nep.executor}
    wrong = [name for name, executor in asked.items() if executor != EXECUTED[name]]
    if not wrong:
        return
    found = " and ".join(f"{name}.executor: {asked[name]}" for name in wrong)
    possible = " and ".join(f"{name}.executor: {EXECUTED[name]}" for name in wrong)
    raise RunStateError(
        f"{rundir.root} was compiled for machine profile {machine.name!r} with {found}; this "
        f"release executes {possible} only, and puts nothing in its place unasked. Run the decks "
        f"by hand as {rundir.root / 'README.md'} says, or compile again with a machine profile "
        f"that says {possible}."
    )
