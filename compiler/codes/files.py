"""SG0: the file and its syntax."""

from saggar.compiler.codes.code import Code

FILES = (
    Code("SG001", "the file cannot be read", "The path is wrong, a folder, or not readable.",
         "saggar check no-such-file.yaml"),
    Code("SG002", "not UTF-8", "A campaign holds Å and names of people; one encoding keeps it the "
         "same everywhere.", "a file saved as UTF-16"),
    Code("SG003", "too large", "A campaign is prose of some kilobytes; data belong in other files.",
         "a trajectory given as campaign"),
    Code("SG004", "unknown kind of file", "The suffix tells the syntax: .yaml, .yml or .toml.",
         "saggar check campaign.txt"),
    Code("SG005", "syntax", "The text is not YAML or not TOML.", "charges: {Li: 1",
         "YAML 1.2.2; TOML 1.0.0"),
    Code("SG006", "tab in the indentation", "YAML indents with spaces.", "<tab>file: a.cif",
         "YAML 1.2.2, chapter 6.1"),
    Code("SG007", "key given twice", "Readers disagree on which of the two counts.",
         "seed: 1, and again seed: 2"),
    Code("SG008", "anchor, alias or tag", "A value must stand where it is used: its place is shown "
         "in messages and recorded as its origin. Sets of interfaces inherit by `like`.",
         "train: &t {generations: 1000}"),
    Code("SG009", "several documents", "A campaign is one document.", "---"),
    Code("SG010", "nested too deep", "The language has at most seven levels.", "[[[[[[[["),
    Code("SG011", "not a mapping of names", "A campaign is a mapping of keys to values.",
         "- saggar: 1"),
    Code("SG012", "unusable character or number", "Control characters, halves of characters and "
         "numbers of more than 30 digits are no part of a campaign.", "seed: 1000...0"),
    Code("SG013", "other version of the language", "A program reads one version.", "saggar: 2"),
    Code("SG014", "extends or remove of another form", "`extends` names campaign files relative to "
         "the one that it stands in, `remove` names keys with dots between them; both take one "
         "text or a list.", "remove: {production: bulk}"),
    Code("SG015", "no such base", "A campaign is the files that it extends and itself.",
         "extends: no-such-file.yaml"),
    Code("SG016", "files extend each other in a circle", "None of them would come first.",
         "a.yaml extends b.yaml, which extends a.yaml"),
    Code("SG017", "nothing to remove", "`remove` takes away what the extended files hold; a name "
         "that they do not hold is a slip.", "remove: [production.blk]"),
    Code("SG018", "unusable --set", "A setting is path=value, with the keys of the campaign and a "
         "value as in YAML; it is laid over the files.", "--set production.segment"),
)  # fmt: skip
