"""A page of docs/ that is made from code or tests: written, or checked to be what it would be made."""

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def write_or_check(page: Path, text: str, source: str) -> int:
    """Write the page, or with `--check` among the arguments say whether it is what `source` says; 0 if so."""
    name = page.relative_to(ROOT)
    if "--check" not in sys.argv[1:]:
        page.write_text(text, encoding="utf-8")
        print(f"{name} written")
    elif not page.exists() or page.read_text(encoding="utf-8") != text:
        print(f"{name} is not what {source} says; run `make docs`")
        return 1
    return 0
