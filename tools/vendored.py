"""Checks that files taken over from others are, byte for byte, what their manifests say."""

import json
import sys
from hashlib import sha256
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
KEYS = {"package", "version", "source", "file", "licence", "sha256"}


def complaints(root: Path = ROOT) -> list[str]:
    """Return a sentence for each file that differs from its manifest, is missing, or is in none."""
    wrong: list[str] = []
    manifests = sorted(
        [*root.glob("src/**/vendor/manifest.json"), *root.glob("tests/**/vendor/manifest.json")]
    )
    if not manifests:
        return ["no manifest of vendored files was found"]
    for manifest in manifests:
        folder = manifest.parent
        entries = json.loads(manifest.read_text(encoding="utf-8"))
        for entry in entries:
            path = folder / entry["file"]
            name = path.relative_to(root)
            if missing := KEYS - entry.keys():
                wrong.append(f"{name}: its manifest does not say {', '.join(sorted(missing))}")
            elif not path.exists():
                wrong.append(f"{name} is in the manifest but not there")
            elif sha256(path.read_bytes()).hexdigest() != entry["sha256"]:
                wrong.append(f"{name} is not the file of {entry['package']} {entry['version']}")
        listed = {entry["file"] for entry in entries} | {manifest.name}
        wrong += [
            f"{path.relative_to(root)} is in no manifest"
            for path in sorted(folder.iterdir())
            if path.name not in listed
        ]
    return wrong


def main() -> int:
    """Print what is wrong; end with 0 only if nothing is."""
    wrong = complaints()
    for sentence in wrong:
        print(sentence)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
