"""`xiaoer calibrate`: the owner's number becomes thresholds, in the owner's own file."""

from __future__ import annotations

import tarfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import typer
from click.testing import Result
from typer.testing import CliRunner

from bot.cli import calibrate
from bot.database.engine import Base, engine_for
from bot.errors import EvaluationError
from bot.nlu.confidence import DEFAULTS, read_confidence
from bot.nlu.examples import Example
from bot.nlu.intent_model import IntentModel
from bot.settings import settings

TAUGHT = {
    "ask_price": ["多少钱", "什么价格", "卖多少钱", "几块钱一件", "价格多少", "怎么卖的"],
    "greet": ["在吗", "你好", "在不在", "您好", "亲在吗", "有人吗"],
    "complain": ["骗子", "太差劲了", "投诉你们", "什么垃圾店", "气死我了", "态度太差"],
}
HEAD = "text\tlabels\n"
LABELLED = "这个多少钱\task_price\n亲你好\tgreet\n你们是骗子\tcomplain\n啥价\tgreet\n"
CONFIDENCE = """\
# 店主自己写的话。
wrong_at_most: 0.05
temperature: 1.0

# 从这里起直接答。
answer: 0.7
clarify: 0.25
offsets:
  greet: -0.2 # 错了也无妨
person: 0.5
several: 0.4
also: 0.15
"""
Run = Callable[..., Result]


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "confidence.yml"
    path.write_text(CONFIDENCE, encoding="utf-8")
    return path


@pytest.fixture
def run(file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Run]:
    parts = tmp_path / "parts"
    parts.mkdir()
    examples = [Example(said, "", (intent,)) for intent, texts in TAUGHT.items() for said in texts]
    IntentModel.trained(examples).save(parts)
    with tarfile.open(tmp_path / "model.tar.gz", "w:gz") as archive:
        archive.add(parts, arcname="parts")
    url = f"sqlite:///{tmp_path / 'shop.db'}"
    Base.metadata.create_all(engine_for(url))
    monkeypatch.setenv("DATABASE_URL", url)
    monkeypatch.setenv("XIAOER_MODELS_DIR", str(tmp_path))
    monkeypatch.setenv("XIAOER_CONFIDENCE_FILE", str(file))
    monkeypatch.setenv("COLUMNS", "200")
    monkeypatch.setattr(calibrate, "configure_process", lambda *_, **__: None)
    settings.cache_clear()
    app = typer.Typer()
    app.command()(calibrate.calibrate)
    labelled = tmp_path / "chats.tsv"
    labelled.write_text(HEAD + LABELLED * 50, encoding="utf-8")
    yield lambda *options: CliRunner().invoke(app, [str(labelled), *options])
    settings.cache_clear()


def test_a_dry_run_shows_the_curve_and_writes_nothing(run: Run, file: Path) -> None:
    done = run("--dry-run")
    assert done.exit_code == 0, done.output
    for words in ("直接答门槛", "八成把握不超过"):
        assert words in done.output
    assert "0.60" in done.output
    assert file.read_text(encoding="utf-8") == CONFIDENCE


def test_the_values_are_rewritten_and_the_comments_kept(run: Run, file: Path) -> None:
    done = run("--wrong-at-most", "10")
    assert done.exit_code == 0, done.output
    text = file.read_text(encoding="utf-8")
    for comment in ("# 店主自己写的话。", "# 从这里起直接答。", "# 错了也无妨"):
        assert comment in text
    before, after = CONFIDENCE.splitlines(), text.splitlines()
    assert [line.partition(":")[0] for line in before] == [
        line.partition(":")[0] for line in after[: len(before)]
    ]
    confidence = read_confidence(file)
    assert confidence.wrong_at_most == 0.1
    assert confidence.temperature != 1.0
    assert confidence.of("greet") <= confidence.answer
    assert (confidence.clarify, confidence.several, confidence.also) == (0.25, 0.4, 0.15)
    assert confidence.fitted is not None
    assert (confidence.fitted.source, confidence.fitted.messages) == ("chats.tsv", 200)


def test_what_was_written_is_what_is_told(run: Run, file: Path) -> None:
    told = run().output
    confidence = read_confidence(file)
    assert confidence.wrong_at_most == 0.05
    assert f"温度 {confidence.temperature:.2f}" in told
    assert f"转人工门槛 {confidence.person:.2f}" in told
    assert f"直接答门槛 {confidence.answer:.2f}" in told
    assert str(file) in told.replace("\n", "")


def test_a_file_without_single_intents_is_calibrated_too(run: Run, file: Path) -> None:
    lines = [line for line in CONFIDENCE.splitlines() if "offsets" not in line]
    file.write_text("\n".join(line for line in lines if "greet" not in line), encoding="utf-8")
    done = run()
    assert done.exit_code == 0, done.output
    assert read_confidence(file).offsets == {}


def test_three_right_messages_change_no_threshold(run: Run, file: Path, tmp_path: Path) -> None:
    """They made the model sure of everything, and nearly everything was answered."""
    (tmp_path / "chats.tsv").write_text(HEAD + LABELLED, encoding="utf-8")
    done = run()
    assert isinstance(done.exception, EvaluationError)
    assert "200 are needed" in done.exception.message
    assert file.read_text(encoding="utf-8") == CONFIDENCE


def test_without_messages_that_call_for_a_person_that_threshold_stays(
    run: Run, file: Path, tmp_path: Path
) -> None:
    """It went up until hardly anybody who was angry got a person."""
    calm = "".join(line for line in LABELLED.splitlines(keepends=True) if "complain" not in line)
    (tmp_path / "chats.tsv").write_text(HEAD + calm * 70, encoding="utf-8")
    told = run().output
    assert "210 句里 0 句该转人工" in told
    assert read_confidence(file).person == 0.5


def test_messages_that_are_all_read_rightly_leave_the_temperature(
    run: Run, file: Path, tmp_path: Path
) -> None:
    table = HEAD + "多少钱\task_price\n在吗\tgreet\n" * 100
    (tmp_path / "chats.tsv").write_text(table, encoding="utf-8")
    assert "定不出温度" in run().output
    assert read_confidence(file).temperature == 1.0


@pytest.mark.parametrize("broken", ["answer: [", CONFIDENCE.replace("person: 0.5", "person: 0")])
def test_a_broken_file_is_mended_as_its_error_says(run: Run, file: Path, broken: str) -> None:
    """The command that the error names read the broken file first, and failed with that error."""
    file.write_text(broken, encoding="utf-8")
    done = run()
    assert done.exit_code == 0, done.output
    assert "cannot be used" in done.output
    assert read_confidence(file).offsets == DEFAULTS.offsets
    assert file.with_name("confidence.yml.broken").read_text(encoding="utf-8") == broken


def test_a_table_with_nothing_to_judge_is_refused(run: Run, tmp_path: Path) -> None:
    (tmp_path / "chats.tsv").write_text("text\tlabels\n那个\tx\n", encoding="utf-8")
    assert isinstance(run().exception, EvaluationError)
