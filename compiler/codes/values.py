"""SG1: keys, types, units and ranges."""

from saggar.compiler.codes.code import Code

VALUES = (
    Code("SG101", "unknown key", "A misspelt key would otherwise be ignored without a word.",
         "temperature: 300 K (the key is temperatures)"),
    Code("SG102", "missing key", "The key has no sound default.", "phases: {a: {source: x}}"),
    Code("SG103", "wrong type", "Text, numbers, words, lists and sections are not exchanged for "
         "each other.", "committee: four"),
    Code("SG104", "out of range", "The value is outside what is meaningful.",
         "force_deviation: {above: -0.3 eV/Å, below: 3 eV/Å}"),
    Code("SG105", "empty value", "An empty value could mean the default or nothing at all. Write "
         "{} for the defaults of a section, or delete the key.", "msd:"),
    Code("SG106", "unknown word", "The key takes a fixed set of words.", "ensemble: nvp"),
    Code("SG107", "not a name", "Names become names of files and folders and stand in paths of "
         "keys.", "phases: {cubic zirconia: {file: a.cif}}"),
    Code("SG108", "not a chemical element", "Charges and species are keyed by element; "
         "NEP knows those up to plutonium.",
         "charges: {LI: 1}"),
    Code("SG110", "no unit", "A bare number is the commonest way to be wrong by a factor of ten "
         "thousand: bar and GPa, fs and ps.", "duration: 100"),
    Code("SG111", "unknown unit", "The unit is not in the table of this quantity.",
         "duration: 100 pss"),
    Code("SG112", "unit of another quantity", "The unit measures something else.",
         "duration: 100 K"),
    Code("SG113", "not a quantity", "A number with a unit is due.", "duration: long"),
    Code("SG114", "wrong number of items", "The list or section has a fixed or least length.",
         "n_max: [8]"),
    Code("SG115", "keys that exclude or need each other", "The section says too much or too "
         "little.",
         "duration and durations together"),
    Code("SG116", "unit where none is due", "The value is a count or a ratio.", "committee: 4 ps"),
)  # fmt: skip
