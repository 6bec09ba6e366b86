"""SG47: the estimate against the budget and the walltime."""

from saggar.compiler.codes.code import Code

_SOURCE = "rates of the machine profile; `saggar plan` shows every range with its reason"

BUDGET = (
    Code("SG470", "estimate above the budget", "Even the least estimate takes more than the "
         "campaign allows: the run would be broken off with nothing to show.",
         "budget: {core_hours: 10} for a week of dynamics", _SOURCE),
    Code("SG471", "estimate may exceed the budget", "The upper end of the estimate takes more than "
         "the campaign allows, or a part of the time is not known; loops may end earlier and rates "
         "may be better.",
         "budget: {reference_calculations: 500}, at_most: 10 iterations of 200 labels", _SOURCE,
         "warning"),
    Code("SG472", "task may exceed the walltime", "A task that takes longer than the machine "
         "allows is ended, and what it has done is lost; after `attempts` of them the run goes on "
         "without it. Production and its segments can be cut into shorter pieces.",
         "segment: 10 ns with walltime: 1 h in the machine profile", _SOURCE, "warning"),
)  # fmt: skip
