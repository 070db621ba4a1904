"""A whole judgement over two small models: what counts, what is left out, what the page tells."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.errors import EvaluationError
from bot.learn.judging.contestants import live_model, newest_candidate
from bot.learn.judging.judge import Plan, judge
from bot.learn.judging.page import write_page
from bot.learn.judging.rules import Rules, rules
from bot.models.facts import Verdict, facts_path, name_of, read_verdict, verdict_path, write_beside
from bot.settings import Settings
from tests.databases import migrated_url
from tests.unit.learn.judging.small_shop import ASKS, AT, frozen, model, small_shop, written

OFFLINE = Plan(chats=0, folds=2)
LENIENT: Rules = rules().copy(update={"evidence": rules().evidence.copy(update={"messages": 5})})
SHIPPING = (
    "发什么快递",
    "顺丰吗",
    "走哪家快递",
    "快递是哪家",
    "发顺丰么",
    "哪家快递",
    "能发顺丰吗",
)
FROZEN = [
    "多少钱一件\task_price", "什么价格\task_price", "在吗亲\tgreet", "骗子店\tcomplain",
    "发哪家快递呢\task_courier", "是顺丰快递吗\task_courier",
]  # fmt: skip


@pytest.fixture(params=["sqlite", "postgresql"])
def config(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Settings]:
    with (
        pytest.MonkeyPatch.context() as patch,
        migrated_url(request.param, tmp_path) as url,
    ):
        patch.chdir(tmp_path)
        yield small_shop(tmp_path, url)


@pytest.fixture
def live(config: Settings) -> Path:
    return model(config.models_dir, "live", config.nlu_dir)


@pytest.fixture
def better(config: Settings, live: Path, tmp_path: Path) -> Path:
    """A candidate that has learnt to tell questions about couriers."""
    data = written(tmp_path / "more", {**ASKS, "ask_courier": SHIPPING})
    return model(config.models_dir, "better", data, parent=name_of(live))


def _judged(config: Settings, candidate: Path, live: Path, plan: Plan = OFFLINE) -> Verdict:
    return judge(candidate, live, config=config, at=AT, plan=plan, by=LENIENT)


def test_a_candidate_that_learnt_something_passes_and_tells_all_on_its_page(
    config: Settings, live: Path, better: Path
) -> None:
    frozen(config, [*FROZEN, "我的电话13812345678快递是哪家\task_courier"])
    verdict = _judged(config, better, live)
    assert verdict.passed and verdict.reasons == ()
    assert (verdict.candidate, verdict.against) == ("better", "live")
    page = verdict_path(better).with_suffix(".html")
    write_page(page, verdict)
    write_beside(verdict_path(better), verdict)
    assert read_verdict(better) == verdict
    text = page.read_text(encoding="utf-8")
    assert "通过" in text and "问快递" in text and "没有重放聊天" in text
    assert "13812345678" not in text and "〔电话〕" in text


def test_without_labelled_messages_nothing_passes(
    config: Settings, live: Path, better: Path
) -> None:
    verdict = _judged(config, better, live)
    assert not verdict.passed and "0 句" in verdict.reasons[0]
    write_page(verdict_path(better).with_suffix(".html"), verdict)


def test_what_only_the_candidate_was_taught_does_not_measure_it(
    config: Settings, live: Path, better: Path
) -> None:
    frozen(config, [*FROZEN, "顺丰吗？\task_courier", "发顺丰么\task_courier"])
    figures = _judged(config, better, live).figures
    assert figures["taught"] == {"shop": 2}
    assert figures["together"]["messages"] == len(FROZEN)


def test_wrong_labels_are_contradicted_by_the_other_examples(
    config: Settings, live: Path, tmp_path: Path
) -> None:
    frozen(config, [*FROZEN[:4], "几块钱\task_price", "您好啊\tgreet"])
    wrong = {"greet": ["骗子啊", "垃圾店", "太差了吧", "多少钱呀", "怎么卖呢"]}
    data = written(written(tmp_path / "bad", ASKS), wrong, name=".learnt")
    candidate = model(config.models_dir, "bad", data, parent="live")
    few = LENIENT.copy(update={"fresh": rules().fresh.copy(update={"needs": 5})})
    verdict = judge(candidate, live, config=config, at=AT, plan=OFFLINE, by=few)
    assert any("标签可能错了" in reason for reason in verdict.reasons)


def test_the_live_side_of_the_folds_is_read_once(
    config: Settings, live: Path, better: Path
) -> None:
    frozen(config, FROZEN)
    first = _judged(config, better, live)
    kept = sorted((config.learn_dir / "judging").glob("*.json"))
    written_at = [path.stat().st_mtime_ns for path in kept]
    assert _judged(config, better, live) == first
    assert [path.stat().st_mtime_ns for path in kept] == written_at and len(kept) == 4


def test_a_model_without_facts_is_judged_and_the_gap_is_told(
    config: Settings, live: Path, better: Path
) -> None:
    frozen(config, FROZEN)
    facts_path(better).unlink()
    verdict = _judged(config, better, live)
    assert verdict.figures["known"] is None
    assert any("不知道候选模型学了哪些例句" in str(told) for told in verdict.figures["left_out"])


def test_every_faulty_line_of_the_shops_files_is_named(
    config: Settings, live: Path, better: Path
) -> None:
    frozen(config, ["在吗\tgret"])
    frozen(config, ["多少钱"], name="other.tsv")
    with pytest.raises(EvaluationError) as caught:
        _judged(config, better, live)
    assert "shop.tsv" in caught.value.message and "other.tsv" in caught.value.message


def test_the_newest_candidate_of_the_live_model_is_found(
    config: Settings, live: Path, better: Path
) -> None:
    assert live_model(config.models_dir, promoted=None) == live
    assert newest_candidate(config.models_dir, live) == better
    with pytest.raises(EvaluationError, match="no candidate made from better"):
        newest_candidate(config.models_dir, better)
