from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from actions.product.questions import asked_about
from actions.trust.doubts import doubt_in
from actions.trust.rules import MOST_FACTS, is_all, reassured
from actions.turn import Outcome
from bot.dialogue.wording import Wording
from bot.shop.model.catalogue import Product
from bot.shop.model.policy import Policy

WORDING = Wording(Path("data/stories"))
TROUSERS = Product(
    id="A1", item_id=None, title="阔腿裤", name="阔腿裤", aliases=(), category="裤子",
    chart_id=None, selling_point="", sales=280, rating=Decimal("4.90"), listed_on=None,
    presale_on=None, image="", skus=(), attributes=(("面料", "亚麻"), ("色差", "几乎没有")),
)  # fmt: skip
POLICY = Policy(
    shop_name="店", store_type="mall", ships_from="浙江 杭州", dispatch_cutoff="16:00",
    return_days=7, quality_promise="检出不符全额退款", freight_insurance=True,
    no_return_categories="袜子",
)  # fmt: skip


def told(text: str, product: Product | None = TROUSERS, policy: Policy = POLICY) -> Outcome | None:
    doubt = doubt_in(text)
    assert doubt is not None
    return reassured(doubt, product, policy)


def spoken(outcome: Outcome) -> str:
    return "".join(
        WORDING.say(name, say.facts).text for say in outcome.says for name in (say.name, *say.more)
    )


@pytest.mark.parametrize(
    ("text", "reason", "says"),
    [
        ("是不是假货啊", "trust.genuine", ["检出不符全额退款", "4.9", "7天"]),
        ("图片和实物一样吗", "trust.picture", ["几乎没有", "7天", "运费险"]),
        ("有差评吗", "trust.reviews", ["280", "4.9"]),
        ("有质检报告吗", "trust.inspected", ["检出不符全额退款"]),
        ("怕踩雷", "trust.wrong_choice", ["7天", "运费险", "280"]),
        ("没听过这个牌子", "trust.brand", ["检出不符全额退款", "280"]),
        ("你们靠谱吗 别骗我", "trust.shop", ["检出不符全额退款", "7天"]),
        ("这么便宜能行吗", "trust.cheap", ["280"]),
        ("耐用吗", "trust.lasting", ["280", "核实"]),
        ("我敏感肌会过敏吗", "trust.allergy", ["亚麻"]),
    ],
)
def test_a_doubt_is_acknowledged_and_answered_with_at_most_three_facts(
    text: str, reason: str, says: list[str]
) -> None:
    outcome = told(text)
    assert outcome is not None and outcome.reason == reason
    assert outcome.says[0].name == f"utter_{reason.replace('.', '_')}"
    assert sum(1 + len(say.more) for say in outcome.says) - 1 <= MOST_FACTS
    text = spoken(outcome)
    assert [part for part in says if part not in text] == []


@pytest.mark.parametrize(
    ("product", "policy", "never"),
    [
        (replace(TROUSERS, category="袜子"), POLICY, "utter_trust_returns"),
        (replace(TROUSERS, sales=0), POLICY, "utter_trust_record"),
        (TROUSERS, POLICY.copy(update={"quality_promise": ""}), "utter_trust_promise"),
        (TROUSERS, POLICY.copy(update={"return_days": 0}), "utter_trust_returns"),
    ],
)
def test_only_what_the_data_holds_is_told(product: Product, policy: Policy, never: str) -> None:
    outcome = told("是正品吗", product, policy)
    assert outcome is not None
    assert never not in [name for say in outcome.says for name in (say.name, *say.more)]


def test_a_poor_rating_is_not_boasted_of_and_not_hidden() -> None:
    poor = replace(TROUSERS, rating=Decimal("4.10"))
    genuine, reviews = told("是正品吗", poor), told("有差评吗", poor)
    assert genuine is not None and "4.1" not in spoken(genuine)
    assert reviews is not None and "4.1" in spoken(reviews)


def test_of_the_whole_shop_only_what_holds_for_most_of_it_is_told() -> None:
    outcome = told("你们靠谱吗", None)
    assert outcome is not None
    assert "utter_trust_returns_most" in [name for say in outcome.says for name in say.more] + [
        say.name for say in outcome.says
    ]


def test_without_any_fact_there_is_no_answer() -> None:
    silent = POLICY.copy(update={"quality_promise": "", "return_days": 0})
    assert told("你们靠谱吗", None, silent) is None


def test_whether_it_fades_is_no_doubt_of_the_reviews() -> None:
    doubt = doubt_in("上面评论说掉色是真的吗")
    assert doubt is not None
    assert not is_all(doubt, asked_about("上面评论说掉色是真的吗", TROUSERS))
    assert doubt_in("质量怎么样") is None
