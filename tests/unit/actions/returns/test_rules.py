from pathlib import Path

import pytest

from actions.returns.questions import asked_in
from actions.returns.rules import answer, category_meant
from actions.turn import Outcome
from bot.dialogue.wording import Wording
from bot.shop.model.policy import Policy

WORDING = Wording(Path("data/stories"))
POLICY = Policy(
    shop_name="店", store_type="mall", ships_from="浙江 杭州", dispatch_cutoff="16:00",
    return_days=15, return_condition="吊牌完好", return_freight_payer="buyer",
    exchange_freight_payer="shop", freight_insurance=True, no_return_categories="袜子|内衣",
)  # fmt: skip


def spoken(outcome: Outcome) -> str:
    return "".join(
        WORDING.say(name, say.facts).text for say in outcome.says for name in (say.name, *say.more)
    )


@pytest.mark.parametrize(
    ("text", "reason", "says"),
    [
        ("穿着不好看给退不", "returns.days", ["15天", "吊牌完好", "袜子、内衣"]),
        ("退货运费算谁的", "returns.freight", ["运费险"]),
        ("送不送运费险", "returns.insurance", ["运费险"]),
        ("大了能换小一码么", "returns.exchange", ["换", "15天"]),
        ("吊牌剪了还行不", "returns.cut", ["吊牌", "吊牌完好"]),
        ("试穿了能退么", "returns.days", ["15天", "吊牌完好"]),
        ("开封了能退吗", "returns.opened", ["15天", "吊牌完好"]),
        ("万一有瑕疵呢", "returns.faulty", ["质量"]),
        ("流程是啥", "returns.how", ["订单"]),
        ("钱多久退我", "returns.refund", ["退款"]),
        ("能退吗 运费谁出", "returns.days", ["15天", "运费险"]),
        ("能退吗", "returns.days", ["15天", "袜子、内衣", "运费险"]),
    ],
)
def test_what_is_asked_is_answered(text: str, reason: str, says: list[str]) -> None:
    outcome = answer(asked_in(text), POLICY, None)
    assert outcome.reason == reason
    text = spoken(outcome)
    assert [part for part in says if part not in text] == []


def test_insurance_is_not_taken_for_freight() -> None:
    assert asked_in("有运费险不") == {"insurance"}
    assert asked_in("没运费险的话邮费谁出") == {"insurance", "freight"}


@pytest.mark.parametrize("text", ["这个能退不", "能换不"])
def test_a_category_that_cannot_be_returned_is_said_so(text: str) -> None:
    outcome = answer(asked_in(text), POLICY, "袜子")
    assert outcome.reason == "returns.not_returnable"
    assert "15天" not in spoken(outcome)


@pytest.mark.parametrize(
    ("text", "in_view", "category"),
    [("袜子能退么", "连衣裙", "袜子"), ("能退么", "连衣裙", "连衣裙"), ("能退么", None, None)],
)
def test_the_category_named_counts_before_the_one_in_view(
    text: str, in_view: str | None, category: str | None
) -> None:
    assert category_meant(text, in_view=in_view, policy=POLICY) == category


def test_the_policy_decides_who_pays() -> None:
    paid_by_shop = POLICY.copy(update={"return_freight_payer": "shop"})
    assert answer({"freight"}, paid_by_shop, None).says[0].name == "utter_returns_freight_shop"
    uninsured = POLICY.copy(update={"freight_insurance": False})
    assert "运费险" not in spoken(answer({"freight"}, uninsured, None))
    insured = answer({"insurance"}, uninsured, None)
    assert insured.says[0].name == "utter_returns_insurance_none"


def test_a_shop_without_returns_says_so() -> None:
    none = POLICY.copy(update={"return_days": 0})
    assert answer(frozenset(), none, None).reason == "returns.none"


@pytest.mark.parametrize(
    ("text", "condition", "reason"),
    [
        ("开封了能退吗", "包装没有拆开", "returns.opened"),
        ("洗过还能退吗", "吊牌完好、未洗涤", "returns.worn"),
        ("剪了吊牌呢", "吊牌完好、未洗涤", "returns.cut"),
    ],
)
def test_what_breaks_the_condition_is_told_with_the_no_first(
    text: str, condition: str, reason: str
) -> None:
    policy = POLICY.copy(update={"return_condition": condition})
    told = answer(asked_in(text), policy, "茶")
    assert (told.reason, len(told.says)) == (reason, 1)
    assert told.says[0].more == ()
    for variant in WORDING.replies()[told.says[0].name]:
        assert variant.text.index("不") < variant.text.index("{condition}")
        assert "支持" not in variant.text
