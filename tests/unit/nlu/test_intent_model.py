"""What a small model makes of messages: intents, questions and a person."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.nlu import intent_model
from bot.nlu.examples import Example
from bot.nlu.features import document
from bot.nlu.intent_model import Guess, IntentModel

TAUGHT = {
    "ask_price": ["多少钱", "什么价格", "卖多少钱", "几块钱一件", "价格多少", "怎么卖的"],
    "ask_courier": ["发什么快递", "走哪家快递", "什么物流", "快递用哪家", "哪个快递发货"],
    "ask_size": ["穿什么码", "选多大尺码", "我该穿几码", "尺码怎么选", "拿什么尺码合适"],
    "greet": ["在吗", "你好", "在不在", "您好", "亲在吗", "有人吗", "哈喽"],
    "complain": ["骗子", "太差劲了", "投诉你们", "什么垃圾店", "气死我了", "态度太差"],
    "after_sales": ["收到是破的", "少发了一件", "发错货了", "快递丢了", "坏了怎么办"],
}
EXAMPLES = [Example(said, "", (intent,)) for intent, texts in TAUGHT.items() for said in texts]


@pytest.fixture(scope="module", autouse=True)
def _few_joined() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(intent_model, "JOINED", 400)
        yield


@pytest.fixture(scope="module")
def model() -> IntentModel:
    return IntentModel.trained(EXAMPLES)


@pytest.mark.parametrize(
    ("said", "intent"),
    [("这个多少钱呀", "ask_price"), ("亲你好", "greet"), ("你们发哪个快递", "ask_courier")],
)
def test_reads_what_it_has_not_seen(model: IntentModel, said: str, intent: str) -> None:
    guess = model.guess(document(said))
    assert guess.ranking[0][0] == intent
    assert {name for name, _ in guess.ranking} == set(TAUGHT)
    assert sum(sure for _, sure in guess.ranking) == pytest.approx(1.0, abs=1e-5)


def test_a_message_of_two_questions_asks_both_and_no_third(model: IntentModel) -> None:
    asked = model.guess(document("这个多少钱发哪家快递")).asked
    assert asked["ask_price"] > 0.5 < asked["ask_courier"]
    assert asked["ask_size"] < 0.5


def test_only_questions_are_asked(model: IntentModel) -> None:
    assert set(model.guess(document("你好")).asked) == {"ask_price", "ask_courier", "ask_size"}


def test_what_two_intents_that_call_for_a_person_share_calls_for_one(model: IntentModel) -> None:
    def person(said: str) -> float:
        return model.guess(document(said)).person

    assert min(person("太差了发错货"), person("投诉")) > 0.5 > person("多少钱")


def test_a_higher_temperature_makes_it_less_sure_of_the_same(model: IntentModel) -> None:
    said = document("多少钱")
    cold, hot = model.guesser(0.5)(said), model.guesser(2.0)(said)
    assert [name for name, _ in cold.ranking] == [name for name, _ in hot.ranking]
    assert cold.ranking[0][1] > hot.ranking[0][1]
    assert (cold.asked, cold.person) == (hot.asked, hot.person)


def test_what_was_said_before_decides_what_a_short_answer_means() -> None:
    answers = [
        *(Example(said, "还有别的要问吗", ("deny",)) for said in ("没了", "没有了", "不用")),
        *(Example(said, "小店还有货吗", ("ask_stock",)) for said in ("没了吗", "没有了吗", "有吗")),
        *(Example("没了", "米白还有吗", ("ask_stock",)) for _ in range(2)),
    ]
    taught = IntentModel.trained([*EXAMPLES, *answers])
    after_ours = taught.guess(document("没了", "还有别的要问吗")).ranking
    after_stock = taught.guess(document("没了", "米白还有吗")).ranking
    assert (after_ours[0][0], after_stock[0][0]) == ("deny", "ask_stock")


def test_saved_and_loaded_it_says_the_same(model: IntentModel, tmp_path: Path) -> None:
    model.save(tmp_path)
    said = document("多少钱呢发什么快递")
    before, after = (_all_of(one.guess(said)) for one in (model, IntentModel.load(tmp_path)))
    assert after == pytest.approx(before, abs=0.01)


def test_training_twice_with_one_seed_gives_the_same_model(model: IntentModel) -> None:
    said = document("在")
    assert IntentModel.trained(EXAMPLES).guess(said) == model.guess(said)


def test_too_few_kinds_of_questions_to_join_still_make_a_model() -> None:
    kept = ("ask_price", "greet", "complain")
    few = [example for example in EXAMPLES if example.intents[0] in kept]
    assert IntentModel.trained(few).guess(document("多少钱")).ranking[0][0] == "ask_price"


def _all_of(guess: Guess) -> dict[str, float]:
    return {**dict(guess.ranking), "person": guess.person, **_asked(guess)}


def _asked(guess: Guess) -> dict[str, float]:
    return {f"asks {name}": sure for name, sure in guess.asked.items()}
