"""Training: what comes out, what is said on the way, and what is refused."""

from __future__ import annotations

import json
import subprocess
import sys
import tarfile
from pathlib import Path

import pytest

from bot.errors import EngineError
from bot.models.facts import digest_of, facts_path, fingerprint_of, read_facts
from bot.models.shelf import newest_model
from bot.serving.training import train, training_files
from tests.integration.serving.small_shop import write_project

PROBE = r"""
import json, re, sys
from pathlib import Path
from bot.serving import rasa_fixes
rasa_fixes.prepare()
import rasa.core.agent, rasa.engine.recipes.default_components as components
import thinc.compat, spacy
spacy.blank("zh")
from bot.serving.tensorflow_absent import is_absent
from bot.errors import EngineError
import rasa.utils.train_utils as train_utils
try:
    train_utils.RasaTrainingLogger(1, True)
    said = ""
except EngineError as error:
    said = str(error)
parts = ("tensorflow.python.framework", "keras.engine")
real = [name for name in sys.modules if name.startswith(parts)]
# Of this program alone: ru_maxrss would count what the process was before it became this one.
peak = re.search(r"VmHWM:\s+(\d+)", Path("/proc/self/status").read_text())
print(json.dumps({"absent": is_absent(), "thinc": thinc.compat.has_tensorflow, "said": said,
    "real": real, "rss": int(peak[1]) // 1024}))
"""


def test_rasa_runs_without_tensorflow_and_says_so_when_it_is_needed() -> None:
    command = [sys.executable, "-c", PROBE]
    probe = subprocess.run(command, capture_output=True, text=True, check=True)
    found = json.loads(probe.stdout.splitlines()[-1])
    assert found["absent"] is True
    assert found["thinc"] is False
    assert found["real"] == []
    assert "RasaTrainingLogger" in found["said"]
    assert "config.yml" in found["said"]
    # With TensorFlow and the messaging libraries it is more than 400 MB.
    assert found["rss"] < 300


def test_wording_is_not_trained(project: Path) -> None:
    files = training_files((project / "data/nlu", project / "data/stories"))
    assert [Path(file).name for file in files] == ["all.yml", "rules.yml"]


def test_every_step_is_told_in_turn_and_the_console_stays_empty(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    write_project(tmp_path)
    steps: list[tuple[str, int, int]] = []
    model = train(
        out_dir=tmp_path / "models",
        data=(tmp_path / "data/nlu", tmp_path / "data/stories"),
        domain=tmp_path / "domain.yml",
        config=tmp_path / "config.yml",
        seed=3,
        on_step=lambda name, number, total: steps.append((name, number, total)),
    )
    assert [number for _, number, _ in steps] == list(range(1, len(steps) + 1))
    assert {total for _, _, total in steps} == {len(steps)}
    assert "RulePolicy" in {name for name, _, _ in steps}
    shown = capfd.readouterr()
    assert shown.out == ""
    assert "Processed" not in shown.err
    assert set((tmp_path / "models").iterdir()) == {model, facts_path(model)}
    facts = read_facts(model)
    assert facts is not None
    assert (facts.seed, facts.examples, facts.sha256) == (3, 8, digest_of(model))
    assert facts.fingerprint == fingerprint_of(facts.data)
    assert newest_model(tmp_path / "models") == model
    with tarfile.open(model) as archive:
        assert "metadata.json" in {Path(name).name for name in archive.getnames()}


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        (
            {
                "config.yml": "recipe: default.v1\nlanguage: zh\nassistant_id: s\n"
                "pipeline:\n  - name: JiebaTokenizer\n  - name: CountVectorsFeaturizer\n"
                "  - name: DIETClassifier\npolicies:\n  - name: RulePolicy\n"
            },
            "DIETClassifier",
        ),
        ({"config.yml": "recipe: default.v1\npipeline:\n  - name: NoSuchPart\n"}, "NoSuchPart"),
        ({"domain.yml": "version: '3.1'\nintents: [greet"}, "domain.yml"),
        (
            {
                "data/stories/rules.yml": 'version: "3.1"\nrules:\n'
                "  - {rule: r, steps: [{intent: greet}, {action: action_nowhere}]}\n"
            },
            "action_nowhere",
        ),
    ],
    ids=["tensorflow", "unknown-component", "broken-domain", "unknown-action"],
)
def test_what_cannot_be_trained_is_named_and_leaves_no_model(
    tmp_path: Path, changes: dict[str, str], reason: str
) -> None:
    write_project(tmp_path, **changes)
    with pytest.raises(EngineError, match=reason):
        train(
            out_dir=tmp_path / "models",
            data=(tmp_path / "data/nlu", tmp_path / "data/stories"),
            domain=tmp_path / "domain.yml",
            config=tmp_path / "config.yml",
            seed=1,
        )
    assert list((tmp_path / "models").iterdir()) == []


def test_a_missing_file_or_folder_is_named(tmp_path: Path) -> None:
    write_project(tmp_path)
    data = (tmp_path / "data/nlu",)
    with pytest.raises(EngineError, match=r"nowhere\.yml"):
        train(out_dir=tmp_path, data=data, domain=tmp_path / "nowhere.yml", seed=1)
    with pytest.raises(EngineError, match="empty"):
        training_files((tmp_path / "empty",))


def test_no_model_yet_is_a_named_error(tmp_path: Path) -> None:
    with pytest.raises(EngineError, match="xiaoer train"):
        newest_model(tmp_path)
