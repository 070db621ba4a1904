"""What a person says a message means is how it is read, and nobody else's word is."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest
from rasa.shared.nlu.training_data.message import Message

from bot.nlu.examples import Example
from bot.nlu.intent_classifier import ShopIntentClassifier
from bot.nlu.intent_model import IntentModel

SAID = {
    "ask_price": ("多少钱", "什么价", "几块", "怎么卖", "价格呢"),
    "ask_courier": ("什么快递", "哪家快递", "发顺丰吗", "走中通吗", "快递是哪家"),
    "greet": ("在吗", "你好", "您好", "在不在", "有人吗"),
    "complain": ("骗子", "太差了", "投诉你们", "垃圾", "气死我了"),
}


@pytest.fixture(scope="module")
def classifier() -> ShopIntentClassifier:
    model = IntentModel.trained(
        [Example(text, "", (intent,)) for intent, texts in SAID.items() for text in texts]
    )
    unused: Any = None
    return ShopIntentClassifier({}, unused, unused, unused, model)


def read(classifier: ShopIntentClassifier, text: str, **metadata: Any) -> Mapping[str, Any]:
    message = Message.build(text)
    message.set("metadata", metadata)
    classifier.process([message])
    intent: Mapping[str, Any] = message.get("intent")
    return intent


def test_the_meaning_given_is_answered_first_and_the_others_beside_it(classifier) -> None:
    intent = read(classifier, "咕噜嘟嘟噗", meant=["ask_courier", "ask_price"])
    assert intent == {
        "name": "ask_courier",
        "confidence": 1.0,
        "band": "answer",
        "also": ["ask_price"],
    }


@pytest.mark.parametrize("meant", [None, [], ["no_such_intent"]])
def test_without_one_that_there_is_it_is_read_as_always(classifier, meant) -> None:
    assert read(classifier, "咕噜嘟嘟噗", meant=meant) == read(classifier, "咕噜嘟嘟噗")
