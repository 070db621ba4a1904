from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from bot.nlu.features import terms
from bot.nlu.intent_model import IntentModel

EXAMPLES = {
    "ask_price": ["多少钱", "什么价格", "卖多少钱", "几块钱一件", "价格多少", "怎么卖的"],
    "greet": ["在吗", "你好", "在不在", "您好", "亲在吗", "有人吗", "哈喽"],
    "thank": ["谢谢", "谢谢亲", "多谢", "感谢", "谢谢啦", "麻烦了谢谢", "谢了"],
}  # fmt: skip


def _document(text: str) -> Counter[str]:
    return terms(text)


def _trained() -> IntentModel:
    pairs = [(text, intent) for intent, texts in EXAMPLES.items() for text in texts]
    documents = [_document(text) for text, _ in pairs]
    return IntentModel.trained(documents, [intent for _, intent in pairs])


@pytest.fixture(scope="module")
def model() -> IntentModel:
    return _trained()


@pytest.mark.parametrize(
    ("text", "intent"), [("这个多少钱呀", "ask_price"), ("亲你好", "greet"), ("谢谢哦", "thank")]
)
def test_reads_what_it_has_not_seen(model: IntentModel, text: str, intent: str) -> None:
    ranking = model.ranked(_document(text))
    assert ranking[0][0] == intent
    assert sum(probability for _, probability in ranking) == pytest.approx(1.0, abs=1e-5)


def test_saved_and_loaded_it_says_the_same(model: IntentModel, tmp_path: Path) -> None:
    model.save(tmp_path)
    again = IntentModel.load(tmp_path)
    before, after = (dict(one.ranked(_document("多少钱呢"))) for one in (model, again))
    assert after == pytest.approx(before, abs=0.01)


def test_training_twice_with_one_seed_gives_the_same_model(model: IntentModel) -> None:
    assert _trained().ranked(_document("在")) == model.ranked(_document("在"))
