"""SG47x: what a campaign is estimated to take against its budget."""

from collections.abc import Iterator
from dataclasses import dataclass

from saggar.compiler.checks.finding import Finding
from saggar.compiler.estimate.amounts import Amount, Range
from saggar.compiler.estimate.stages import Takes
from saggar.schemas.campaign import Campaign


@dataclass(frozen=True)
class _Item:
    """A limit with the estimate in its unit."""

    key: str
    limit: float
    estimate: Range
    unit: str
    left_out: tuple[str, ...]


def over_budget(campaign: Campaign, takes: Takes) -> list[Finding]:
    """Hold an estimate against the budget (SG470, SG471).

    Parameters
    ----------
    campaign : Campaign
        With its budget and the codes that it ignores.
    takes : Takes
        What the whole study takes.

    Returns
    -------
    list of Finding
        An error where the lower end of a range exceeds its limit, a warning where the upper does,
        or may because something is not known.
    """
    found = [finding for item in _items(campaign, takes) for finding in _judged(item)]
    return [each.ignored_by(campaign) for each in found]


def _judged(item: _Item) -> Iterator[Finding]:
    if item.estimate.high <= item.limit and not item.left_out:
        return
    hopeless = item.estimate.low > item.limit
    unit = f" {item.unit}" if item.unit else ""
    unknown = f", and what is not known: {'; '.join(item.left_out)}" if item.left_out else ""
    yield Finding(
        ("budget", item.key),
        "SG470" if hopeless else "SG471",
        f"budget.{item.key} is {item.limit:g}{unit}; the study is estimated to take "
        f"{item.estimate.low:.3g} to {item.estimate.high:.3g}{unit}{unknown}",
        _advice(item, hopeless=hopeless),
    )


def _advice(item: _Item, *, hopeless: bool) -> str:
    if hopeless:
        return "make the study smaller, or raise the budget"
    if item.estimate.high <= item.limit:
        return "give the machine profile the rate that it lacks"
    return "watch `saggar status`, lower the cap of the loop, or raise the budget"


def _items(campaign: Campaign, takes: Takes) -> Iterator[_Item]:
    budget = campaign.budget
    entries: tuple[tuple[str, float | None, Amount, float, str], ...] = (
        ("core_hours", budget.core_hours, takes.core_hours, 1.0, "h"),
        ("gpu_hours", budget.gpu_hours, takes.gpu_hours, 1.0, "h"),
        (
            "reference_calculations",
            budget.reference_calculations,
            takes.reference_calculations,
            1.0,
            "",
        ),
        ("disk", budget.disk_GB, takes.disk_MB, 1e-3, "GB"),
    )
    for key, limit, amount, factor, unit in entries:
        if limit is not None:
            yield _Item(key, limit, amount.range.times(factor), unit, amount.left_out)
