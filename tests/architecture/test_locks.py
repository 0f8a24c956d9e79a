import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
LOCKS = sorted((ROOT / "requirements").glob("*.lock"))


def _pinned(lock: Path) -> dict[str, str]:
    return dict(re.findall(r"^([a-z0-9-]+)(?:\[[^\]]*\])?==(\S+)", lock.read_text(), re.MULTILINE))


@pytest.mark.parametrize("lock", LOCKS, ids=lambda lock: lock.name)
def test_lock_names_no_registry_and_hashes_everything(lock: Path) -> None:
    text = lock.read_text()
    entries = text.replace("\\\n", " ").splitlines()

    assert "://" not in text
    assert not [line for line in entries if line.startswith("-")]
    assert entries
    assert [
        line for line in entries if line and not line.startswith("#") and "--hash=sha256:" not in line
    ] == []


def test_every_dependency_is_locked() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    runtime = _pinned(ROOT / "requirements" / "runtime.lock")
    dev = _pinned(ROOT / "requirements" / "dev.lock")
    build = _pinned(ROOT / "requirements" / "build.lock")

    def names(wanted: list[str | dict[str, str]]) -> set[str]:
        return {re.split(r"[\[<>=!~ ;]", one)[0] for one in wanted if isinstance(one, str)}

    assert names(project["project"]["dependencies"]) <= runtime.keys()
    assert names(project["dependency-groups"]["dev"]) <= dev.keys()
    assert names(project["build-system"]["requires"]) <= build.keys()


def test_locks_agree_with_each_other() -> None:
    dev = _pinned(ROOT / "requirements" / "dev.lock")

    for name in ("runtime", "build"):
        pinned = _pinned(ROOT / "requirements" / f"{name}.lock")
        assert pinned.items() <= dev.items()
