"""The table of run.in: every keyword of GPUMD 4.0 to main with its forms by release.

Read from GPUMD's source, ``src/main_gpumd/run.cu`` for the keywords and the file that each entry
names for its arguments, at the tags v4.0 to v5.6 and at the development of August 2026.
"""

from saggar.compiler.grammar.arguments import Table
from saggar.compiler.grammar.run_in.driving import DRIVING
from saggar.compiler.grammar.run_in.dumps import DUMPS
from saggar.compiler.grammar.run_in.ensembles import ENSEMBLE
from saggar.compiler.grammar.run_in.measurements import MEASUREMENTS
from saggar.compiler.grammar.run_in.setup import SETUP

RUN_IN = Table((*SETUP, ENSEMBLE, *DRIVING, *DUMPS, *MEASUREMENTS))
"""All keywords."""

MOST_WORDS = 32
"""Words that a line may have; main_gpumd/run.cu, parse_one_keyword."""
