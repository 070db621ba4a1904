from dataclasses import replace
from datetime import datetime
from decimal import Decimal

import pytest

from actions.product import comparing, rules
from actions.product.comparing import compare, compared_ids
from actions.product.questions import asked_about, is_general, questions
from actions.turn import Ask, Memory, Turn
from bot.settings import SHOP_TIMEZONE
from bot.shop.model.catalogue import Product, Sku
from bot.shop.model.policy import Policy

TROUSERS = Product(
    id="LN2107", item_id="657202593795", title="高腰亚麻阔腿裤女", name="亚麻阔腿裤",
    aliases=("麻阔腿",), category="阔腿裤", chart_id="wide", selling_point="凉快又遮腿",
    sales=28734, rating=Decimal("4.90"), listed_on=None, presale_on=None, image="",
    skus=(Sku("LN2107-MB-M", "LN2107", "米白", "M", Decimal(199), None, 5, None),),
    attributes=(("面料", "亚麻55% 棉45%"), ("厚薄", "薄"), ("口袋", "两侧斜插袋"),
                ("是否缩水", "预缩过"), ("承重", "十斤")),
)  # fmt: skip
BAG = replace(
    TROUSERS, id="BB2201", name="大号帆布包", title="帆布托特包", aliases=(), category="帆布包",
    attributes=(("面料", "棉100%"), ("厚薄", "薄"), ("内袋", "有拉链内袋")),
)  # fmt: skip
POLICY = Policy(
    shop_name="素棉里", store_type="mall", ships_from="浙江 杭州", dispatch_cutoff="16:00",
    return_days=7, no_return_categories="袜子", quality_promise="成分和吊牌一样",
)  # fmt: skip


def turn(text: str, **memory: object) -> Turn:
    return Turn(
        conversation_id="web:a", buyer_id="web:a", text=text, kind="text",
        intent="compare_products", confidence=0.9,
        now=datetime(2026, 11, 23, 10, tzinfo=SHOP_TIMEZONE), memory=Memory(**memory),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("text", "labels"),
    [
        ("什么料子", ["面料"]),
        ("两边有没有兜 会不会缩水", ["口袋", "缩水情况"]),
        ("亚麻阔腿裤厚不厚", ["厚薄"]),
        ("这个亚麻含量多少", ["面料"]),
        ("起毛球吗", ["起球情况"]),
        ("能承重多少", ["承重"]),
        ("LN2107", []),
        ("你家猫可爱吗", []),
    ],
)
def test_what_is_asked_about(text: str, labels: list[str]) -> None:
    assert [question.label for question in asked_about(text, TROUSERS)] == labels


@pytest.mark.parametrize(
    ("text", "general"),
    [("亚麻阔腿裤", True), ("这款怎么样", True), ("LN2107呢", True), ("能不能穿去潜水", False)],
)
def test_what_is_nothing_particular(text: str, general: bool) -> None:
    assert is_general(text, TROUSERS) is general


def test_every_word_leads_to_one_question_only_unless_meant() -> None:
    words = [word for question in questions() for word in question.words]
    assert {word for word in words if words.count(word) > 1} == {"热不热", "冷不冷", "过敏"}


def test_several_attributes_are_answered_at_once() -> None:
    told = rules.attributes(TROUSERS, asked_about("料子和口袋"), asked_before=())
    assert told.reason == "product.attributes"
    assert told.says[0].facts["values"] == "面料：亚麻55% 棉45%；口袋：两侧斜插袋"


def test_what_is_not_recorded_is_admitted_and_then_goes_to_a_person() -> None:
    asked = asked_about("产地是哪里")
    first = rules.attributes(TROUSERS, asked, asked_before=())
    assert first.reason == "product.not_recorded"
    assert first.ask == Ask("attribute:LN2107:产地", "request_human")
    assert first.hand_over is None
    again = rules.attributes(TROUSERS, asked, asked_before=(first.ask.fact,))
    assert again.hand_over == "product.unknown_attribute"
    other = rules.attributes(BAG, asked, asked_before=(first.ask.fact,))
    assert other.hand_over is None


def test_known_ones_are_told_beside_unknown_ones() -> None:
    told = rules.attributes(TROUSERS, asked_about("料子 产地"), asked_before=())
    assert told.reason == "product.partly_unknown"
    assert [say.name for say in told.says] == [
        "utter_product_attribute",
        "utter_product_unknown_attribute",
    ]


def test_general_quality_gives_promise_record_and_return_days() -> None:
    told = rules.quality(TROUSERS, (), POLICY, asked_before=())
    facts = told.says[0].facts
    assert (facts["promise"], facts["sales"], facts["return_days"]) == (
        "成分和吊牌一样",
        "28734",
        "7",
    )


@pytest.mark.parametrize(
    ("product", "missing"),
    [
        (replace(TROUSERS, category="袜子"), "return_days"),
        (replace(TROUSERS, rating=Decimal("4.10")), "rating"),
        (replace(TROUSERS, rating=None), "rating"),
        (replace(TROUSERS, sales=0), "sales"),
    ],
)
def test_only_true_and_helpful_assurances_are_given(product: Product, missing: str) -> None:
    told = rules.quality(product, (), POLICY, asked_before=())
    assert missing not in told.says[0].facts


def test_quality_without_anything_to_promise_still_says_something() -> None:
    plain = replace(TROUSERS, rating=None, category="袜子")
    silent = POLICY.copy(update={"quality_promise": ""})
    assert rules.quality(plain, (), silent, asked_before=()).says[0].card == "LN2107"
    assert rules.shop_quality(silent).reason == "product.shop"


def test_an_unclear_question_is_not_answered_with_something_else() -> None:
    first = rules.not_understood(TROUSERS, asked_before=())
    assert first.reason == "product.not_understood" and first.hand_over is None
    again = rules.not_understood(TROUSERS, asked_before=("attribute:LN2107",))
    assert again.hand_over == "product.unknown_attribute"


def test_comparing_names_what_differs_and_what_was_asked() -> None:
    facts = compare(TROUSERS, BAG, asked=(), known=questions()).says[0].facts
    assert facts["first_points"] == "面料：亚麻55% 棉45%"
    asked = asked_about("哪个厚一点")
    facts = compare(TROUSERS, BAG, asked=asked, known=questions()).says[0].facts
    assert facts["second_points"] == "厚薄：薄；面料：棉100%"


def test_comparing_what_shares_no_attribute_falls_back_to_selling_points() -> None:
    bare = replace(BAG, attributes=(), selling_point="能装下电脑")
    facts = compare(TROUSERS, bare, asked=(), known=questions()).says[0].facts
    assert facts["second_points"] == "能装下电脑"


@pytest.mark.parametrize(
    ("text", "memory", "ids"),
    [
        ("有什么区别", {"product": "A"}, ("A",)),
        ("有什么区别", {"product": "A", "page_product": "B"}, ("A", "B")),
        ("哪个好", {"listed": ("A", "B", "C")}, ("A", "B")),
        ("哪个好", {"listed": ("A", "B"), "product": "X", "seen": ("X", "Y")}, ("X", "Y")),
        ("有什么区别", {}, ()),
    ],
)
def test_which_two_are_compared(text: str, memory: dict, ids: tuple[str, ...]) -> None:
    assert compared_ids(turn(text, **memory)) == ids


def test_two_named_are_the_two_compared_whatever_is_in_view() -> None:
    named = replace(turn("比一比", product="X", listed=("Y", "Z")), products=("A", "B"))
    assert compared_ids(named) == ("A", "B")


def test_the_second_product_meets_the_first_that_waited() -> None:
    waiting = turn("垂感阔腿裤", product="B", asked=Ask("product", "compare_products"))
    assert compared_ids(replace(waiting, products=("B",), previous_product="A")) == ("B", "A")


def test_asking_how_one_product_is_does_not_ask_for_a_second() -> None:
    assert not comparing.asks_two("这款怎么样")
    assert not comparing.asks_two("这款有什么特点")
    assert comparing.asks_two("跟上一条比哪个好")
    assert comparing.asks_two("帮我比较两款")
