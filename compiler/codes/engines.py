"""SG44: rendered decks against the grammar of the engines' releases."""

from saggar.compiler.codes.code import Code

_RUN_IN = "GPUMD, source of v4.0 to main, main_gpumd/run.cu and the files that it calls"
_NEP_IN = "GPUMD, source of v4.0 to main, main_nep/parameters.cu"

GRAMMAR = (
    Code("SG440", "line that GPUMD refuses", "GPUMD executes run.in line by line: what it refuses "
         "below the first run costs that run. Lines are written as the release of the machine "
         "profile takes them; this holds what is written against what the release reads. Change "
         "the key at which it is found, or the release.",
         "an `active` line of five arguments for a release that takes four (4.0 to 4.3)",
         _RUN_IN),
    Code("SG441", "line that GPUMD takes otherwise than it seems", "The line is accepted and "
         "does nothing, or something else than its words say: output that is due after the end of "
         "the run is never written.", "thermo_every: 100000 in a run of 1000 steps", _RUN_IN,
         "warning"),
    Code("SG442", "line that nep refuses", "`nep` stops with an input error. Limits of single "
         "keys of the potential have SG430; this finds what several lines do together.",
         "more than 90 angular descriptors since 5.4", _NEP_IN),
    Code("SG443", "line that nep takes otherwise than it seems", "The training runs and leaves "
         "less than it seems to: `nep` writes nep.txt every 100 generations, and a shorter one "
         "leaves none.", "final_training: {generations: 50} where `nep` trains", _NEP_IN,
         "warning"),
    Code("SG444", "known fault of the release", "The release accepts the deck and computes "
         "something wrong. The message names the fault, the cells that meet it and where it is "
         "known from; a build that holds the correction says so in `gpumd.corrections` of the "
         "machine profile.",
         'production: {ensemble: npt} with release: "5.6"',
         "GPUMD, pull requests and issues named in the message",
         "warning"),
)  # fmt: skip
