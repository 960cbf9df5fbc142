"""`python -m cakit` is the command line."""

import sys

from cakit.cli import main

if __name__ == "__main__":
    sys.exit(main())
