"""The command `bluevitaal`: hands the words on the command line to the verb they name."""

import sys

from bluevitaal_es.cli import run


def main() -> None:
    """Run the verb and end with its exit status."""
    sys.exit(run(sys.argv[1:]))


if __name__ == "__main__":
    main()
