"""Drive a run of fake steps to its end, as ``saggar run`` would."""

import sys
from pathlib import Path

import fake_runs
import fake_steps

from saggar.runtime.execution.run import run
from saggar.runtime.rundir import RunDirectory

fake_steps.register()
rundir = RunDirectory(Path(sys.argv[1]))
sys.exit(run(rundir, submitter=fake_runs.submitter(rundir)))
