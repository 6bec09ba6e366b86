"""The command line: the only module that knows both the compiler and the runtime."""

import sys


def main() -> int:
    """Run the command line and return its exit code."""
    return 0


if __name__ == "__main__":
    sys.exit(main())
