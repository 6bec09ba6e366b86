"""SG44: rendered decks against the grammar of the engines' releases."""

from saggar.compiler.codes.code import Code

_RUN_IN = "GPUMD, source of v4.0 to main, main_gpumd/run.cu and the files that it calls"
_NEP_IN = "GPUMD, source of v4.0 to main, main_nep/parameters.cu"

GRAMMAR = (
    Code("SG440", "line that GPUMD refuses", "GPUMD executes run.in line by line: what it refuses "
         "below the first run costs that run. Change the key, or the release in the machine "
         "profile.", "remove_drift_every: 5", _RUN_IN),
    Code("SG441", "line that GPUMD takes otherwise than it seems", "It is accepted and does "
         "nothing, or something else.", "thermo_every: 100000 in a run of 1000 steps", _RUN_IN,
         "warning"),
    Code("SG442", "line that nep refuses", "`nep` stops with an input error. Limits of single "
         "keys of the potential have SG430; this finds what several lines do together.",
         "more than 90 angular descriptors since 5.4", _NEP_IN),
    Code("SG443", "line that nep takes otherwise than it seems", "The training runs and leaves "
         "less than it seems to.", "generations: 50", _NEP_IN, "warning"),
    Code("SG444", "known fault of the release", "The release accepts the deck and computes "
         "something wrong. `saggar.compiler.grammar.advisories` holds each fault with its source.",
         "compute_msd under npt", "GPUMD, pull requests and issues named in the message",
         "warning"),
)  # fmt: skip
