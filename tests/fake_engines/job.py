"""A job that knows the fake steps."""

import sys

import fake_steps

from saggar.runtime.execution.job import main

fake_steps.register()
sys.exit(main(sys.argv[1:]))
