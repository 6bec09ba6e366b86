"""What each release of GPUMD accepts in run.in and nep.in, as tables, and a linter over them."""

from saggar.compiler.grammar.advisories import Advisory, advisories, features_of
from saggar.compiler.grammar.decks import lint_run_in
from saggar.compiler.grammar.problem import CellFacts, Problem
from saggar.compiler.grammar.releases import RELEASES, UnknownReleaseError
from saggar.compiler.grammar.trainings import lint_nep_in

__all__ = [
    "RELEASES",
    "Advisory",
    "CellFacts",
    "Problem",
    "UnknownReleaseError",
    "advisories",
    "features_of",
    "lint_nep_in",
    "lint_run_in",
]
