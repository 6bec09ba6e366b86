"""A Methods section as paragraphs, references, values and assumptions."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from saggar.compiler.methods import calculations, simulations
from saggar.compiler.methods.citations import Citations
from saggar.compiler.methods.notation import Notation
from saggar.compiler.methods.values import Value, values_of
from saggar.schemas.campaign import Campaign
from saggar.schemas.machine import Machine


@dataclass(frozen=True)
class MethodsSection:
    """A Methods section.

    Attributes
    ----------
    name : str
        The study.
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
    paragraphs: tuple[tuple[str, str], ...]
    references: tuple[str, ...]
    values: tuple[Value, ...]
    assumptions: Mapping[str, str]
    ignored: Mapping[str, str]
    packages: Mapping[str, str]


def methods_of(
    campaign: Campaign,
    machine: Machine,
    *,
    origins: Mapping[str, str],
    packages: Mapping[str, str],
    tree: Mapping[str, Any],
) -> MethodsSection:
    """Write the Methods section of a campaign.

    Parameters
    ----------
    campaign : Campaign
        Resolved.
    machine : Machine
        Where it is executed.
    origins : mapping of str to str
        Path of each leaf of the lock to where it was written.
    packages : mapping of str to str
        Versions, where they are known.
    tree : mapping
        The campaign as its author wrote it, whose units are kept; empty where it is not at hand.

    Returns
    -------
    MethodsSection
        Without the sections that the campaign lacks.
    """
    cite, write = Citations(), Notation(campaign, tree)
    sentences: tuple[tuple[str, Iterable[str]], ...] = (
        ("Structures", calculations.structures(campaign, cite, write)),
        ("Reference calculations", calculations.reference_models(campaign, cite, write)),
        ("Initial training set", simulations.initial_data(campaign, cite, write)),
        ("Potential", calculations.potential(campaign, cite, write)),
        ("Active learning", simulations.active_learning(campaign, machine, cite, write)),
        ("Final training", simulations.final_training(campaign, machine, cite)),
        ("Molecular dynamics", simulations.dynamics(campaign, machine, cite, write)),
        ("Validation", simulations.validation(campaign, cite)),
        ("Analysis", simulations.analysis(campaign, cite, write)),
    )
    paragraphs = [(heading, " ".join(texts)) for heading, texts in sentences]
    return MethodsSection(
        name=campaign.name,
        paragraphs=tuple((heading, text) for heading, text in paragraphs if text),
        references=cite.listed,
        values=values_of(campaign, origins, write),
        assumptions=campaign.assumptions,
        ignored=campaign.ignore,
        packages=packages,
    )
