"""A Methods section as paragraphs, references, values and assumptions."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from saggar.compiler.methods.account import Account
from saggar.compiler.methods.active_learning import active_learning, final_training
from saggar.compiler.methods.dynamics import dynamics
from saggar.compiler.methods.initial_data import initial_data
from saggar.compiler.methods.interfaces import interfaces
from saggar.compiler.methods.manuscript import Manuscript
from saggar.compiler.methods.measurements import analysis, validation
from saggar.compiler.methods.models import reference_models
from saggar.compiler.methods.notation import Notation
from saggar.compiler.methods.potential import potential
from saggar.compiler.methods.structures import phases
from saggar.compiler.methods.values import Value, values_of


@dataclass(frozen=True)
class MethodsSection:
    """A Methods section.

    Attributes
    ----------
    name : str
        The study.
    remarks : tuple of str
        What a reader must know of the text.
    waiting : dict of str to str
        What is described and this release does not execute, by the key that asks for it.
    paragraphs : tuple of (str, str)
        Heading and text.
    references : tuple of str
        In the order of their numbers.
    values : tuple of Value
        Every value with its origin.
    assumptions : dict of str to str
        What the source of the study leaves open, and what was chosen.
    ignored : dict of str to str
        Checks that were overruled, by code, with the reason.
    packages : dict of str to str
        Versions of what computes; empty before a campaign is compiled.
    """

    name: str
    remarks: tuple[str, ...]
    waiting: Mapping[str, str]
    paragraphs: tuple[tuple[str, str], ...]
    references: tuple[str, ...]
    values: tuple[Value, ...]
    assumptions: Mapping[str, str]
    ignored: Mapping[str, str]
    packages: Mapping[str, str]


_Sentences = Callable[[Account, Manuscript], Iterator[str]]

PARAGRAPHS: tuple[tuple[str, _Sentences], ...] = (
    ("Bulk phases", phases),
    ("Interfaces", interfaces),
    ("Reference calculations", reference_models),
    ("Initial training set", initial_data),
    ("Potential", potential),
    ("Active learning", active_learning),
    ("Final training", final_training),
    ("Molecular dynamics", dynamics),
    ("Validation", validation),
    ("Analysis", analysis),
)
"""Headings with what writes their sentences; one without sentences is left out."""


def methods_of(account: Account) -> MethodsSection:
    """Write the Methods section of a study.

    Parameters
    ----------
    account : Account
        What is known of it.

    Returns
    -------
    MethodsSection
        Without the sections that the study lacks.
    """
    campaign = account.campaign
    text = Manuscript(Notation(campaign, account.tree))
    paragraphs = [(heading, " ".join(say(account, text))) for heading, say in PARAGRAPHS]
    waiting = (message.partition(": ") for message in account.waiting)
    return MethodsSection(
        name=campaign.name,
        remarks=(*account.remarks, *account.execution.remarks),
        waiting={key: message for key, _, message in waiting},
        paragraphs=tuple((heading, said) for heading, said in paragraphs if said),
        references=text.cite.listed,
        values=values_of(account, text.write),
        assumptions=campaign.assumptions,
        ignored=campaign.ignore,
        packages=account.packages,
    )
