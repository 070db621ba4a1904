"""Words of buyers of clothes and of tea, and what a shop's own attributes make of them."""

from __future__ import annotations

from decimal import Decimal

import pytest

from actions.recommendation.alternatives import alike
from actions.recommendation.asking import best_question
from actions.recommendation.budget import budget_in, pieces_in
from actions.recommendation.needs import (
    categories_in,
    named,
    needs_in,
    of_these_goods,
    refused_categories_in,
)
from actions.recommendation.rules import recommend, untold_needs
from actions.recommendation.wish import Wish, wish_in
from actions.turn import Memory
from tests.unit.actions.conversation import Conversation
from tests.unit.actions.recommendation.test_rules import NOW, WORK, cost, product

CATEGORIES = ("连衣裙", "半身裙", "阔腿裤", "坚果")


@pytest.mark.parametrize(
    ("text", "needs"),
    [
        ("不要太甜的", ["不甜"]),
        ("有没有甜一点的", ["甜"]),
        ("晚上喝会睡不着吗", ["晚上喝"]),
        ("送我妈", ["妈妈", "送人"]),
        ("皮肤黑 个子小 微胖", ["小个子", "显瘦", "显白"]),
        ("先试试小包装 淡一点", ["小包装", "清淡"]),
        ("胃不好 牙口也不好", ["暖胃", "软"]),
    ],
)
def test_what_is_needed(text: str, needs: list[str]) -> None:
    assert sorted(needs_in(text)[0]) == sorted(needs)


@pytest.mark.parametrize(
    ("text", "refused", "wanted"),
    [
        ("不要裙子", ("连衣裙", "半身裙"), ()),
        ("裙子就算了 看看裤子", ("连衣裙", "半身裙"), ("阔腿裤",)),
        ("不要裤子和坚果", ("阔腿裤", "坚果"), ()),
        ("不要这条裙子", (), ("连衣裙", "半身裙")),
        ("不要太短的裙子", (), ("连衣裙", "半身裙")),
    ],
)
def test_kinds_refused(text: str, refused: tuple[str, ...], wanted: tuple[str, ...]) -> None:
    assert set(refused_categories_in(text, CATEGORIES)) == set(refused)
    assert categories_in(text, CATEGORIES) == wanted


@pytest.mark.parametrize(
    ("text", "budget", "pieces"),
    [
        ("两件一共300", (None, 300), 2),
        ("200以内两件", (None, 200), 2),
        ("两件,每件100以内", (None, 100), None),
        ("一百多的", (100, 200), None),
    ],
)
def test_budgets_for_several(text: str, budget: tuple[int | None, int], pieces: int | None) -> None:
    assert (budget_in(text), pieces_in(text)) == (budget, pieces)


def test_what_a_value_denies_or_rules_out_does_not_meet_a_need() -> None:
    sweet, night, child = named(["甜", "晚上喝", "孩子"])
    assert sweet.met_by(product("a", 甜度="不甜")) is None
    assert night.met_by(product("b", 适合人群="睡眠浅的人少喝")) is None
    nuts = product("c", 适合人群="上学带着吃；三岁以下小孩别整颗吃")
    assert child.met_by(nuts) is None
    assert child.against(nuts) == "三岁以下小孩别整颗吃"


def test_a_warning_against_it_is_told_with_the_goods() -> None:
    nuts = product("甜果", 口味="甜", 适合人群="三岁以下小孩别整颗吃")
    wish = Wish(needs=named(["甜", "孩子"]))
    told = recommend([nuts], wish, Memory(), now=NOW, cost=cost)
    assert told.reason == "recommendation.partly"
    assert "三岁以下小孩别整颗吃" in told.says[1].facts["why"]


def test_what_nothing_is_written_of_is_said_to_be_untold() -> None:
    silk = product("真丝裙", 面料="桑蚕丝100%")
    wish = wish_in("敏感肌能穿吗", categories=CATEGORIES)
    assert [need.name for need in untold_needs([silk], wish)] == ["敏感肌"]
    told = recommend([silk], wish, Memory(needs=("敏感肌",)), now=NOW, cost=cost)
    assert told.reason == "recommendation.untold"
    assert told.says[0].facts["needs"] == "适合敏感肌"
    assert told.says[1].facts["why"] == "面料：桑蚕丝100%"
    assert told.memory["needs"] == ()


def test_needs_of_food_do_not_count_where_clothes_are_sold() -> None:
    wanted = named(["清淡", "显瘦", "送人"])
    assert [n.name for n in of_these_goods(wanted, [product("裙", 面料="棉")])] == ["显瘦", "送人"]
    assert [n.name for n in of_these_goods(wanted, [product("茶", 口味="清香")])] == [
        "清淡",
        "送人",
    ]


def test_the_question_parts_the_goods_and_its_answers_are_their_own() -> None:
    kinds = [product(str(n), f"类{n}") for n in range(4)]
    question = best_question(kinds, Wish())
    assert question is not None and question.about == "category"
    assert set(question.answers) <= {"类0", "类1", "类2", "类3"}
    at_work = [product(str(n), 场合="上班" if n % 2 else "度假") for n in range(8)]
    question = best_question(at_work, Wish(categories=("连衣裙",)))
    assert question is not None and (question.about, set(question.answers)) == (
        "occasion",
        {"上班", "度假"},
    )
    assert best_question([WORK], Wish(categories=("连衣裙",), at_most=Decimal(300))) is None


def test_alternatives_have_the_size_first_then_are_the_likest() -> None:
    gone = product("缺货", stock=0, price=200, 面料="亚麻", 版型="宽松")
    like = product("像", price=260, 面料="亚麻", 版型="宽松")
    near = product("近", price=201, 面料="棉", 版型="宽松")
    black = product("黑", price=900, colours=("黑色",))
    others = [gone, black, near, like, product("也没", stock=0)]
    assert [each.id for each in alike(gone, others)] == ["像", "近", "黑"]
    assert alike(gone, others, colour="黑色")[0].id == "黑"


def test_two_questions_at_most_are_asked(shop_url: str) -> None:
    chat = Conversation(shop_url)
    assert chat.say("推荐个呗", "ask_recommendation").offers
    assert chat.say("连衣裙").reasons == ("recommendation.need_unclear",)
    shown = chat.say("上班")
    assert shown.reasons == ("recommendation.fits",)
    assert len([message for message in shown.messages if "product" in message["facts"]]) <= 3


def test_what_was_refused_is_not_shown_again(shop_url: str) -> None:
    chat = Conversation(shop_url)
    first = chat.say("你家哪几款卖得好", "ask_recommendation")
    shown = {message["facts"]["product"] for message in first.messages[1:]}
    chat.say("不要裤子", "deny")
    others = chat.say("这些都不喜欢", "deny")
    names = [message["facts"].get("product", "") for message in others.messages]
    assert not shown.intersection(names) and not any("裤" in name for name in names)
    assert all("裤" in kind for kind in chat.slots["not_categories"])


def test_a_product_said_not_to_be_liked_leaves_the_view(shop_url: str) -> None:
    chat = Conversation(shop_url, product="LN2107")
    told = chat.say("这款不喜欢", "deny")
    assert told.reasons == ("recommendation.more",)
    assert chat.slots["refused"] == ["LN2107"] and chat.slots["product"] != "LN2107"
