"""The folder of models."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.errors import EngineError
from bot.models.facts import digest_of, fingerprint_of
from bot.models.shelf import faults_of_file, fitting_model, matching_file, newest_model
from tests.unit.models.trained import trained


def test_the_newest_is_the_one_that_was_written_last(tmp_path: Path) -> None:
    with pytest.raises(EngineError, match="no model"):
        newest_model(tmp_path)
    trained(tmp_path, "z", day=1)
    assert newest_model(tmp_path) != trained(tmp_path, "a", day=2)
    assert newest_model(tmp_path).name.startswith("a")


def test_a_model_fits_the_files_that_it_was_trained_from_and_no_others(tmp_path: Path) -> None:
    source = tmp_path / "domain.yml"
    source.write_text("intents: [greet]", encoding="utf-8")
    sources = (str(source),)
    trained(tmp_path, "older", day=1, fingerprint=fingerprint_of(sources))
    trained(tmp_path, "newer", day=2, fingerprint="of other files")
    fitting = fitting_model(tmp_path, sources)
    assert fitting is not None
    assert fitting.name.startswith("older")
    source.write_text("intents: [greet, thank]", encoding="utf-8")
    assert fitting_model(tmp_path, sources) is None


def test_wording_is_not_what_a_model_is_trained_from(tmp_path: Path) -> None:
    (tmp_path / "rules.yml").write_text("rules: []", encoding="utf-8")
    before = fingerprint_of([tmp_path])
    (tmp_path / "replies.yml").write_text("responses: {}", encoding="utf-8")
    assert fingerprint_of([tmp_path]) == before


def test_only_the_file_that_was_promoted_is_taken(tmp_path: Path) -> None:
    model = trained(tmp_path, "a")
    assert matching_file(tmp_path, "a", sha256=digest_of(model)) == model
    with pytest.raises(EngineError, match="not the file that was promoted"):
        matching_file(tmp_path, "a", sha256="0" * 64)
    with pytest.raises(EngineError, match="cannot be read"):
        matching_file(tmp_path, "b", sha256="0" * 64)


@pytest.mark.parametrize("content", [b"", b"\x1f\x8b\x08", b"no archive at all" * 100])
def test_what_is_no_model_is_called_so(content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "x.tar.gz"
    path.write_bytes(content)
    assert len(faults_of_file(path)) == 1


def test_a_whole_model_has_no_faults(tmp_path: Path) -> None:
    assert faults_of_file(trained(tmp_path, "a")) == []
