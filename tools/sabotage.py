"""Breaks the product on purpose, one place at a time, and looks whether the tests that should notice do.

python -m tools.sabotage [--only NAME]...

Each entry of sabotages/*.toml is tried in a copy of the tree. An entry that no longer fits the tree, or that
one of its tests lets pass, makes this end with 1.
"""

import argparse
import os
import re
import shutil
import subprocess
import sys
import tomllib
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

ROOT = Path(__file__).resolve().parent.parent
LISTS = Path(__file__).with_name("sabotages")
COPIED = ("src", "tests", "tools", "pyproject.toml")
SECONDS = 300


@dataclass(frozen=True)
class Sabotage:
    """One change that spoils the product, and the tests that must fail on it."""

    name: str
    file: str
    replace: str
    put: str
    tests: tuple[str, ...]

    def spoiled(self, tree: Path) -> str:
        """Return the file with the change in it; raises ValueError when it does not fit or is no Python."""
        text = (tree / self.file).read_text()
        if text.count(self.replace) != 1:
            raise ValueError(f"{self.file} has the text {text.count(self.replace)} times")
        spoiled = text.replace(self.replace, self.put)
        if self.file.endswith(".py"):
            try:
                compile(spoiled, self.file, "exec")
            except SyntaxError as fault:
                raise ValueError(f"{self.file} is no Python any more: {fault}") from fault
        return spoiled


def entries() -> list[Sabotage]:
    """Return all of them, file by file in their order."""
    return [
        Sabotage(each["name"], each["file"], each["replace"], each["with"], tuple(each["tests"]))
        for file in sorted(LISTS.glob("*.toml"))
        for each in tomllib.loads(file.read_text())["sabotage"]
    ]


def unnoticed_by(sabotage: Sabotage, tree: Path) -> list[str]:
    """Return the tests that do not fail on a sabotage, tried in a copy of the tree and taken out after."""
    file = tree / sabotage.file
    whole, spoiled = file.read_text(), sabotage.spoiled(tree)
    file.write_text(spoiled)
    command = [sys.executable, "-m", "pytest", "-q", "-rfE", "--tb=no", "-p", "no:cacheprovider"]
    try:
        done = subprocess.run(
            [*command, *sabotage.tests],
            cwd=tree,
            env={**os.environ, "PYTHONPATH": str(tree / "src"), "PYTHONDONTWRITEBYTECODE": "1"},
            capture_output=True,
            text=True,
            timeout=SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return ["(the tests did not end)"]
    finally:
        file.write_text(whole)
    failed = set(re.findall(r"^(?:FAILED|ERROR) ([^\s\[]+)", done.stdout, re.MULTILINE))
    return [test for test in sabotage.tests if test not in failed]


def main(words: list[str] | None = None) -> int:
    """Try all entries, or those named, and print a line for each; return 1 when one went unnoticed."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--only", metavar="NAME", action="append", help="try this entry")
    only = parser.parse_args(words).only
    chosen = [each for each in entries() if only is None or each.name in only]
    wrong = 0
    with TemporaryDirectory(prefix="sabotage-") as folder:
        tree = Path(folder)
        # The servers of tests run as another user, who has to find their folders.
        tree.chmod(0o755)
        for name in COPIED:
            if (ROOT / name).is_dir():
                shutil.copytree(ROOT / name, tree / name, symlinks=True)
            else:
                shutil.copy2(ROOT / name, tree / name)
        for each in chosen:
            try:
                unnoticed = unnoticed_by(each, tree)
            except ValueError as fault:
                unnoticed = [str(fault)]
            wrong += bool(unnoticed)
            said = f"UNNOTICED {each.name}: {', '.join(unnoticed)}" if unnoticed else f"noticed   {each.name}"
            print(said, flush=True)
    print(f"{len(chosen) - wrong} of {len(chosen)} noticed")
    return 1 if wrong or not chosen else 0


if __name__ == "__main__":
    sys.exit(main())
