"""SG209 to SG211: sections that need each other, or leave each other no room."""

from collections.abc import Iterator

from saggar.compiler.checks.finding import Finding
from saggar.compiler.checks.subject import Rule, Subject
from saggar.compiler.positions import KeyPath, dotted
from saggar.schemas.campaign import Campaign

_POTENTIAL: KeyPath = ("models", "potential")


def potential_exists_or_is_trained(subject: Subject) -> Iterator[Finding]:
    """Require one source of the potential: a file (SG209) or all that a training takes (SG210)."""
    campaign = subject.campaign
    sections = {
        "initial_data": campaign.initial_data.is_given,
        "active_learning": campaign.active_learning is not None,
        "final_training": campaign.final_training is not None,
    }
    if campaign.models.potential.existing is not None:
        for name in (name for name, given in sections.items() if given):
            yield Finding(
                (name,),
                "SG209",
                f"{name} trains a potential, but models.potential.existing is "
                f"{campaign.models.potential.existing}, which is used as it is",
                f"delete {name}, or delete `existing` to train",
                at_key=True,
            )
        return
    for name in ("initial_data", "final_training"):
        if not sections[name]:
            yield Finding(
                _POTENTIAL,
                "SG210",
                f"models.potential is trained, but the campaign lacks {name}",
                f"add {_EXAMPLES[name]}; or name a potential with models.potential.existing",
                at_key=True,
            )


_EXAMPLES = {
    "initial_data": "'initial_data: {perturb: {}, select: {frames: 100}}' or "
    "'initial_data: {existing: train.xyz}'",
    "final_training": "'final_training: {generations: 100000}'",
}


def models_are_there(subject: Subject) -> Iterator[Finding]:
    """Require the models that sections use (SG211)."""
    campaign = subject.campaign
    given = {
        "reference": campaign.models.reference is not None,
        "foundation": campaign.models.foundation is not None,
    }
    for path, model, use in _uses(campaign):
        if not given[model]:
            yield Finding(
                path,
                "SG211",
                f"{dotted(path)} {use}, but the campaign lacks models.{model}",
                f"add for instance 'models: {{{model}: {{engine: chgnet}}}}'",
                at_key=True,
            )


def _uses(campaign: Campaign) -> Iterator[tuple[KeyPath, str, str]]:
    """Give each section that uses a model: its path, the model and what for."""
    if campaign.initial_data.select is not None:
        yield ("initial_data", "select"), "reference", "labels frames"
    if campaign.initial_data.sample is not None:
        yield ("initial_data", "sample"), "foundation", "samples with the foundation model"
    if campaign.active_learning is not None:
        yield ("active_learning",), "reference", "labels candidates"
    validation = campaign.validation
    if validation.production_frames is not None:
        yield ("validation", "production_frames"), "reference", "labels frames"
    if validation.energy_volume is not None:
        yield ("validation", "energy_volume"), "reference", "compares with the reference"
    for name in validation.neb:
        yield ("validation", "neb", name), "reference", "compares with the reference"
    for name, phase in campaign.phases.items():
        if phase.relax is not None:
            yield ("phases", name, "relax"), phase.relax.model, "relaxes"
        if phase.ordering is not None:
            yield ("phases", name, "ordering"), phase.ordering.relaxation.model, "relaxes orderings"
    if campaign.interfaces.sets:
        yield ("interfaces", "sets"), campaign.interfaces.rank.relax.model, "ranks interfaces"


RULES: tuple[Rule, ...] = (potential_exists_or_is_trained, models_are_there)
