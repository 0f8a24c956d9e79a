"""Checks the documents: links lead somewhere, named modules exist, nothing names a registry or a machine."""

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "src" / "bluevitaal_es"

FENCE = re.compile(r"^(```|~~~).*?^\1", re.MULTILINE | re.DOTALL)
CODE = re.compile(r"`[^`\n]+`")
LINK = re.compile(r"!?\[[^\]]*\]\(\s*<?([^)\s>]+)>?(?:\s+\"[^\"]*\")?\s*\)")
H1 = re.compile(r"^# \S", re.MULTILINE)
NAMED_FILE = re.compile(r"^[\w./-]+\.(?:py|sql|html|toml|css|js)$")
NAMED_MODULE = re.compile(r"^bluevitaal_es(?:\.\w+)+$")

# Written so that no pattern matches its own text.
FORBIDDEN = {
    "a package registry": re.compile(
        r"pypi[.]org|pythonhosted[.]org|registry[.]npmjs|registry[.]yarnpkg|deb[.]debian[.]org|/simple[/]\S+[.]whl"
    ),
    "a place on somebody's machine": re.compile(
        r"(?<![\w.])(?:/work[/]|/root[/]|/home[/]\w|/Users[/]\w|/opt/wheels[/])"
    ),
}


def tracked_files() -> list[Path]:
    """Return the project's files: what git tracks or would add, or all of them where there is no git."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"],
        cwd=ROOT, capture_output=True, check=False,
    )  # fmt: skip
    if listed.returncode == 0:
        paths = [ROOT / name for name in listed.stdout.decode().split("\0") if name]
    else:
        skipped = {
            ".git",
            ".venv",
            "__pycache__",
            ".mypy_cache",
            ".ruff_cache",
            ".pytest_cache",
            ".hypothesis",
        }
        paths = [path for path in ROOT.rglob("*") if not skipped & set(path.relative_to(ROOT).parts)]
    return sorted(path for path in paths if path.is_file())


def _text_of(path: Path) -> str | None:
    content = path.read_bytes()
    if b"\0" in content:
        return None
    return content.decode("utf-8", errors="replace")


def forbidden_words(paths: list[Path]) -> Iterator[str]:
    """Yield a sentence for each line that names what must not be in the project."""
    for path in paths:
        text = _text_of(path)
        if text is None:
            continue
        for what, pattern in FORBIDDEN.items():
            for found in pattern.finditer(text):
                line = text.count("\n", 0, found.start()) + 1
                yield f"{path.relative_to(ROOT)}:{line} names {what}: {found.group()}"


def broken_links(pages: list[Path]) -> Iterator[str]:
    """Yield a sentence for each relative link in a Markdown file that leads nowhere."""
    for path in pages:
        for found in LINK.finditer(CODE.sub("", FENCE.sub("", path.read_text(encoding="utf-8")))):
            target = unquote(found.group(1)).split("#")[0]
            if not target or re.match(r"[a-z][a-z0-9+.-]*:", target):
                continue
            base = ROOT if target.startswith("/") else path.parent
            if not (base / target.lstrip("/")).exists():
                yield f"{path.relative_to(ROOT)} links to {target}, which is not there"


def without_one_title(pages: list[Path]) -> Iterator[str]:
    """Yield a sentence for each Markdown file that has no title or more than one."""
    for path in pages:
        count = len(H1.findall(FENCE.sub("", path.read_text(encoding="utf-8"))))
        if count != 1:
            yield f"{path.relative_to(ROOT)} has {count} titles of the first level instead of one"


def missing_modules(path: Path) -> Iterator[str]:
    """Yield a sentence for each file or module that the walk of one command names and that does not exist."""
    if not path.exists():
        yield f"{path.relative_to(ROOT)} is not there"
        return
    for code in CODE.findall(FENCE.sub("", path.read_text(encoding="utf-8"))):
        name = code.strip("`")
        if NAMED_MODULE.match(name):
            parts = name.split(".")[1:]
            # The last part may be a function or class of the module before it.
            places = [PACKAGE.joinpath(*parts), PACKAGE.joinpath(*parts[:-1])]
            there = any(place.is_dir() or place.with_suffix(".py").exists() for place in places)
        elif NAMED_FILE.match(name):
            there = (PACKAGE / name).exists() or (ROOT / name).exists()
        else:
            continue
        if not there:
            yield f"{path.relative_to(ROOT)} names {name}, which does not exist"


def complaints() -> list[str]:
    """Return everything that is wrong, a sentence each."""
    paths = tracked_files()
    pages = [path for path in paths if path.suffix == ".md"]
    return [
        *forbidden_words(paths),
        *broken_links(pages),
        *without_one_title(pages),
        *missing_modules(ROOT / "docs" / "one-command.md"),
    ]


def main() -> int:
    """Print what is wrong; end with 0 only if nothing is."""
    wrong = complaints()
    for sentence in wrong:
        print(sentence)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
