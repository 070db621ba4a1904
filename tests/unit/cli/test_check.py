"""`xiaoer check`: every fault is listed, and no broken file ends it early."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer import Exit

from bot.checks.examples import example_faults
from bot.cli import check

DOMAIN = "intents: [greet]\n"


def test_a_file_that_is_no_yaml_is_a_fault_with_its_place_and_the_other_checks_go_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    broken = tmp_path / "nlu" / "greeting" / "greet.yml"
    broken.parent.mkdir(parents=True)
    broken.write_text("nlu:\n- intent: greet\n   examples: |\n", encoding="utf-8")
    (tmp_path / "domain.yml").write_text(DOMAIN, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(check, "TOOLS", {})
    checks = {
        "examples": lambda: [str(f) for f in example_faults(Path("nlu"), Path("domain.yml"))],
        "later": lambda: [],
    }
    monkeypatch.setattr(check, "CHECKS", checks)
    with pytest.raises(Exit):
        check.check()
    told = capsys.readouterr().out
    assert "greet.yml" in told
    assert "line 3" in told
    assert "✓ later" in told
