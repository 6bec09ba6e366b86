"""Notes of a structures lock: what a reader must know of its sets."""

from collections.abc import Iterable, Mapping

from saggar.schemas.frozen_structures import BuiltInterface, Effort

_MS_PER_HOUR = 3.6e6


def note_effort(name: str, effort: Effort, ms_per_atom: float) -> str:
    """Say what ranking a set took.

    Parameters
    ----------
    name : str
        Name of the set.
    effort : Effort
        Of its ranking.
    ms_per_atom : float, ms
        CPU time of one evaluation per atom, such as a machine profile declares. The time that is
        named is this rate times the atoms evaluated: no clock, so that the note is the same
        whenever the lock is made.
    """
    hours = effort.atom_evaluations * ms_per_atom / _MS_PER_HOUR
    return (
        f"Set {name}: the ranking is {effort.relaxations:,} relaxations or single evaluations of "
        f"candidates and bulk cells, {effort.evaluations:,} evaluations of the model, "
        f"{effort.atom_evaluations:,} atom evaluations; about {hours:.2g} CPU hours, an estimate "
        f"from {ms_per_atom:g} ms an atom (the rate of the machine profile), less where sets "
        "share cells."
    )


def note_like_contacts(
    name: str, interfaces: Iterable[BuiltInterface], charges: Mapping[str, float]
) -> str:
    """Say in how many interfaces of a set ions of one sign are nearest across the interface.

    Parameters
    ----------
    name : str
        Name of the set.
    interfaces : iterable of BuiltInterface
        Those that are kept.
    charges : mapping of str to float, e
        Formal charge of each element.

    Returns
    -------
    str
        With the shortest such distance; empty where there is none.
    """
    kept = list(interfaces)
    like = [
        (each.film_substrate_distance_A, each.closest_pair)
        for each in kept
        if each.closest_pair and charges[each.closest_pair[0]] * charges[each.closest_pair[1]] > 0
    ]
    if not like:
        return ""
    distance_A, pair = min(like)
    return (
        f"Set {name}: in {len(like)} of {len(kept)} interfaces the nearest atoms of film and "
        f"substrate are ions of one sign of charge, at the least {'–'.join(pair)} "
        f"{distance_A:.2f} Å apart; look at their pictures."
    )
