"""SG2: references inside a campaign."""

from saggar.compiler.codes.code import Code

REFERENCES = (
    Code("SG201", "unknown phase", "The name stands for no entry of `phases`.",
         "bulk: {phases: {c-ZrO: 96}}"),
    Code("SG202", "unknown cell", "The name stands for no phase and no given interface.",
         "cells: [c-ZrO2, film]"),
    Code("SG203", "unknown set of interfaces", "The name stands for no entry of "
         "`interfaces.sets`.", "holdout: {like: trainning}"),
    Code("SG204", "sets that take from each other in a circle", "No limits would ever be found.",
         "a: {like: b}, b: {like: a}"),
    Code("SG205", "element without a charge", "`charges` declares the species of the study and "
         "their order in every file.", "analysis: {mobile: Na}"),
    Code("SG206", "name used twice", "Phases and interfaces become files and tasks by their names.",
         "a phase and a given interface, both named cell"),
    Code("SG207", "nothing chosen", "The section would do nothing.", "cells: []"),
    Code("SG208", "code that cannot be ignored", "Errors stay errors; only warnings of this "
         "release can be ignored, each with a reason that is not empty.",
         "ignore: {SG104: I know}"),
    Code("SG209", "potential both given and trained", "An existing potential is used as it is; "
         "what would train another one has no use.", "existing: nep.txt beside active_learning"),
    Code("SG210", "potential neither given nor trained", "A potential comes from a file, or from "
         "`initial_data` and `final_training`.", "production without either"),
    Code("SG211", "model that is used and not given", "Sections that label or relax name no model "
         "themselves; they use those of `models`.", "active_learning without models.reference"),
    Code("SG212", "set of interfaces without limits", "Which interfaces exist is decided by limits "
         "on indices, area and strain; how many are used, by keep_per_orientation and draw.",
         "sets: {training: {max_index: 1}}", "paper, Interface Structure Selection"),
    Code("SG213", "draw smaller than the pairs of phases", "The draw covers every pair of a film "
         "and a substrate; there must be room for all.", "2 films, 5 substrates, draw: 4",
         "paper, Interface Structure Selection"),
)  # fmt: skip
