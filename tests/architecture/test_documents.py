from datetime import date
from pathlib import Path

import pytest
import yaml

from tools import docs_check, vendored

ROOT = Path(__file__).parents[2]


def test_documents_are_sound() -> None:
    assert docs_check.complaints() == []


@pytest.mark.parametrize(
    "text",
    [
        "https://pypi" + ".org/simple",
        "see https://files.pythonhosted" + ".org/x",
        "https://registry" + ".npmjs.org",
        "cd /work" + "/main",
        "/home" + "/jan/data",
    ],
)
def test_names_of_registries_and_machines_are_found(
    text: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(docs_check, "ROOT", tmp_path)
    page = tmp_path / "page.md"
    page.write_text(f"# Page\n\n{text}\n")

    (sentence,) = docs_check.forbidden_words([page])

    assert sentence.startswith("page.md:3 names ")


def test_broken_links_and_missing_titles_are_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(docs_check, "ROOT", tmp_path)
    page = tmp_path / "page.md"
    page.write_text("[here](page.md#top) [gone](gone.md) [out](https://example.org) `[code](x.md)`\n")

    assert list(docs_check.broken_links([page])) == ["page.md links to gone.md, which is not there"]
    assert len(list(docs_check.without_one_title([page]))) == 1


def test_vendored_files_are_what_their_manifests_say() -> None:
    assert vendored.complaints() == []


def test_changed_or_unlisted_vendored_file_is_found(tmp_path: Path) -> None:
    folder = tmp_path / "src" / "vendor"
    folder.mkdir(parents=True)
    (folder / "a.js").write_text("changed")
    (folder / "b.js").write_text("extra")
    (folder / "manifest.json").write_text(
        '[{"package": "a", "version": "1", "source": "a", "file": "a.js", "licence": "MIT", "sha256": "0"}]'
    )

    assert vendored.complaints(tmp_path) == [
        "src/vendor/a.js is not the file of a 1",
        "src/vendor/b.js is in no manifest",
    ]


def test_publiccode_says_what_the_standard_asks() -> None:
    said = yaml.safe_load((ROOT / "publiccode.yaml").read_text(encoding="utf-8"))

    required = {
        "publiccodeYmlVersion", "name", "url", "releaseDate", "platforms", "categories", "developmentStatus",
        "softwareType", "description", "legal", "maintenance", "localisation",
    }  # fmt: skip
    assert required <= said.keys()
    assert said["legal"]["license"] == "EUPL-1.2"
    assert said["maintenance"]["contacts"]
    date.fromisoformat(str(said["releaseDate"]))
    assert {"nl", "en"} <= said["description"].keys()
    for texts in said["description"].values():
        assert len(texts["genericName"]) <= 35
        assert len(texts["shortDescription"]) <= 150
        assert 500 <= len(texts["longDescription"]) <= 10_000
        assert all(len(feature) <= 100 for feature in texts["features"])


def test_licence_is_the_whole_text() -> None:
    text = (ROOT / "LICENSE").read_text(encoding="utf-8")

    assert text.startswith("EUROPEAN UNION PUBLIC LICENCE v. 1.2")
    assert all(f"\n{article}. " in text for article in range(1, 16))
    assert "Appendix" in text
