"""SG32x and SG33x: structures that are frozen beside a campaign, and the search for interfaces."""

from saggar.compiler.codes.code import Code

_MATCHING = "Zur and McGill, J. Appl. Phys. 55, 378 (1984)"

FREEZING = (
    Code("SG320", "structures are not frozen yet", "Orderings, relaxed phases and sets of "
         "interfaces are made once, by `saggar structures`, looked at by a person and kept beside "
         "the campaign. `check` and `plan` go without them; `compile` needs every cell.",
         "interfaces: {sets: {training: ...}} without structures.lock/", severity="pending"),
    Code("SG321", "frozen structures of another campaign", "Phases, charges or sets changed since "
         "structures were frozen: other interfaces may exist now. Nothing is made anew unasked.",
         "max_strain: 2 % where structures.lock/ was made with 1 %", severity="pending"),
    Code("SG322", "frozen structures cannot be used", "`lock.json` is damaged, incomplete or of "
         "another version.", "half a lock.json after a merge"),
    Code("SG323", "frozen cell was changed", "Each cell is held against the sha256 that it was "
         "frozen with, so that what was reviewed is what is run.", "an edited interfaces/a.xyz"),
    Code("SG324", "review that cannot be followed", "`review.yaml` drops frozen interfaces and "
         "adds others, by name and with a reason each.", "drop: {training-1: ''}"),
    Code("SG325", "held-out interface in training", "What a potential is tested on never enters "
         "its training, not even after the sets were drawn anew.", "cells: [holdout-1]",
         "paper, Validation"),
    Code("SG326", "set without interfaces", "Nothing fits the limits of the set, or the review "
         "dropped all of it.", "production: {interfaces: {set: production}}"),
    Code("SG327", "ranked with another model", "Which interface is lowest in energy depends on "
         "the model that relaxed them. The cells stay usable; the text of a study has to say it.",
         "foundation: mace, structures frozen with chgnet", severity="warning"),
    Code("SG328", "large training cells", "Each frame that is labelled is a reference calculation "
         "on the whole cell.", "training interfaces of 600 atoms",
         "ours: a plane-wave single point on 400 atoms takes hours", severity="warning"),
    Code("SG329", "set with fewer interfaces than drawn", "Limits, ranking and the sets before "
         "left fewer than `draw` asks for; a test on few interfaces says little.",
         "draw: 270 where 40 fit", severity="warning"),
    Code("SG330", "limits that leave no interface", "No two planes have a common cell within the "
         "largest area and strain: nothing would be built. The message names what comes nearest.",
         'max_area: "20 Å^2" with max_strain: 1 %', _MATCHING),
    Code("SG331", "limits that leave no interface yet", "As SG330, while phases are still to be "
         "relaxed: their lattices will change, and with them what fits.",
         'phases: {a: {file: a.cif, relax: {}}} with max_strain: 1 %', _MATCHING, "warning"),
    Code("SG332", "measure of strain that decides", "Principal strains count shear, changes of the "
         "lengths of edges do not: a skewed cell may fit by lengths alone. Papers seldom say which "
         "they mean.", "strain_measure: principal with max_strain: 10 %", _MATCHING, "warning"),
    Code("SG333", "ranked with another effort", "More steps of relaxation, or more candidates, may "
         "put another interface first. The cells stay usable; the text of a study has to say it.",
         "rank: {at_most: 2000}, structures frozen with 300", severity="warning"),
    Code("SG334", "pair of phases lost in the review", "A set is to cover every pair of phases; "
         "what a review leaves out entirely, a potential is neither trained nor tested on.",
         "drop: {the only interface of two phases: slipped}", severity="warning"),
    Code("SG335", "renamed phase of held-out interfaces", "Held-out interfaces are remembered by "
         "the names of their phases: under another name they would be new, and trained on.",
         "phases: {zirconia: ...} where structures.lock/ has c-ZrO2"),
)  # fmt: skip
