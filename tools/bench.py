"""Times the words of the command line that do long work, on a data folder that is thrown away after."""

import argparse
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter

COMMAND = Path(sys.executable).parent / "bluevitaal"


def timed(arguments: list[str], folder: str) -> float:
    """Run one word of the command line to its end and return how many seconds it took.

    Raises subprocess.CalledProcessError when it fails; what it said is on standard error.
    """
    begin = perf_counter()
    subprocess.run([str(COMMAND), *arguments, "--data-dir", folder], check=True, stdout=subprocess.DEVNULL)
    return perf_counter() - begin


def main() -> None:
    """Print a line for each word: what was run and the seconds it took, start of the database included."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cases", type=int, default=200, help="how many fictitious cases (default 200)")
    parser.add_argument("--seed", type=int, default=1, help="the seed of their lives (default 1)")
    given = parser.parse_args()
    words = [
        ["demo", "--cases", str(given.cases), "--seed", str(given.seed)],
        ["verify"],
        ["rebuild"],
    ]
    with TemporaryDirectory(prefix="bluevitaal-bench-") as folder:
        for word in words:
            print(f"{' '.join(word):<32} {timed(word, folder):8.2f} s", flush=True)


if __name__ == "__main__":
    main()
