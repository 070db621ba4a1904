from __future__ import annotations

from pathlib import Path

from bot.learn.mining.second_model import SecondModel
from bot.nlu.examples import Example
from bot.nlu.features import document

EXAMPLES = [
    Example(text, "", (intent,))
    for intent, texts in {
        "ask_price": ("多少钱", "这个多少钱", "多少钱呀"),
        "ask_dispatch": ("什么时候发货", "几时发货", "今天发货吗"),
    }.items()
    for text in texts
]


def test_it_reads_what_it_was_taught_the_like_of() -> None:
    model = SecondModel.trained(EXAMPLES)
    assert model.best(document("那件多少钱")) == "ask_price"
    assert model.best(document("发货要多久")) == "ask_dispatch"


def test_of_what_it_never_saw_it_says_nothing() -> None:
    assert SecondModel.trained(EXAMPLES).best({"xyz": 1}) == ""


def test_saved_it_reads_alike(tmp_path: Path) -> None:
    model = SecondModel.trained(EXAMPLES)
    model.save(tmp_path)
    loaded = SecondModel.load(tmp_path)
    for text in ("那件多少钱", "发货要多久", "在吗"):
        assert loaded.best(document(text)) == model.best(document(text))
