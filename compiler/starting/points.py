"""Starting points: what a study can begin with."""

from typing import NamedTuple


class StartingPoint(NamedTuple):
    """What a study can begin with.

    Attributes
    ----------
    template : str
        Under ``templates/campaign``.
    says : str
        What it is for, in one line.
    files : str
        What files it takes.
    data : str
        Suffix of its first file, where that is no structure.
    phases : int or None
        Number of structures that are phases, the others being interfaces; None if all are.
    matches : bool
        Whether interfaces of several phases are searched for.
    """

    template: str
    says: str
    files: str
    data: str = ""
    phases: int | None = None
    matches: bool = False


STARTING_POINTS = {
    "phases": StartingPoint(
        "phases",
        "a study from crystal structures and, of several, their interfaces",
        "CIF of each phase",
        matches=True,
    ),
    "interfaces": StartingPoint(
        "interfaces",
        "a study of interface cells of your own",
        "CIF of the film, CIF of the substrate, then interface cells",
        phases=2,
    ),
    "training-set": StartingPoint(
        "training-set",
        "active learning from labelled frames that exist",
        "train.xyz, then CIF of each phase",
        data=".xyz",
    ),
    "potential": StartingPoint(
        "potential",
        "production with a potential that exists",
        "nep.txt, then CIF of each phase",
        data=".txt",
    ),
}
"""Every starting point by name."""
