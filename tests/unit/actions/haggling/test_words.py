from __future__ import annotations

from decimal import Decimal

import pytest

from actions.haggling.words import (
    asks_manager,
    buys_in_a_group,
    buys_many,
    claimed_kind,
    claimed_price,
    claims_promise,
    finds_dear,
    needs_person,
    offers_budget,
    other_offers,
    others_are_cheaper,
    plea_in,
    wants_manager,
)


def test_words_of_a_haggle() -> None:
    assert others_are_cheaper("楼下那家店同款才八十")
    assert not others_are_cheaper("我家人多，便宜点")
    assert needs_person("能给我们绣个LOGO吗")
    assert not needs_person("五件怎么卖")
    assert needs_person("能换成我们的吊牌吗") and needs_person("定制两百件")
    assert not needs_person("吊牌价199太贵了便宜点")
    assert not needs_person("你一定做得了主")


def test_taking_up_the_manager_is_told_from_declining() -> None:
    assert wants_manager("好的，帮我问问")
    assert not wants_manager("不用问店长了")
    assert not wants_manager("我再想想")


@pytest.mark.parametrize(
    "text",
    ["那你问问店长", "跟你们老板说说呗", "去申请一下", "帮我申请个低价", "找你们经理", "老板在不在",
     "你跟店里的主管商量商量", "帮我问问能不能150"],
)  # fmt: skip
def test_somebody_above_us_is_to_be_asked(text: str) -> None:
    assert asks_manager(text)


@pytest.mark.parametrize(
    "text",
    ["老板便宜点嘛", "让点吧老板", "老板来个优惠价", "不用问店长了", "老板您说了算", "便宜点"],
)
def test_calling_us_boss_asks_nobody_else(text: str) -> None:
    assert not asks_manager(text)


@pytest.mark.parametrize(
    ("text", "plea"),
    [
        ("送点啥呗", "gift"), ("再送我个小礼物我就拍", "gift"), ("有没有赠品", "gift"),
        ("包邮呗", "shipping"), ("邮费免了吧", "shipping"), ("给包个邮", "shipping"),
        ("抹个零吧", "round"), ("凑个整行不行", "round"), ("零头去掉嘛", "round"),
        ("老顾客了便宜点", "old"), ("买过好几次了", "old"), ("都第三次来了", "old"),
        ("学生党没钱", "student"), ("我第一次买", "first"), ("头一回来", "first"),
        ("给个最低价", "lowest"), ("底价多少", "lowest"), ("说个实在价", "lowest"),
        ("能便宜点吗", None), ("送到杭州几天", None), ("老家用的", None),
    ],
)  # fmt: skip
def test_what_is_pleaded(text: str, plea: str | None) -> None:
    assert plea_in(text) == plea


@pytest.mark.parametrize(
    "text",
    ["上次你们说150给我的", "昨天说好的价还算数吗", "之前答应我减5块", "刚才不是说170吗",
     "上回客服答应我80的", "您说好的130呢", "你们不是说130吗", "下午客服说好150的", "早上给我的价"],
)  # fmt: skip
def test_being_held_to_something_said(text: str) -> None:
    assert claims_promise(text)


@pytest.mark.parametrize(
    "text", ["上次买才89", "之前买的穿着挺好", "昨天刚看到", "能便宜点吗", "价格好说",
     "我下午付款，给我算便宜点", "不是说打8折吗"],
)  # fmt: skip
def test_an_earlier_purchase_is_no_promise(text: str) -> None:
    assert not claims_promise(text)


def test_figures_of_claims_and_second_offers() -> None:
    assert claimed_price("上次答应我110的") == 110
    assert claimed_price("上次说两件150的") == 150
    assert claimed_price("上次说好的") is None
    assert other_offers("80行吗 不行90也可以") == [Decimal(90)]
    assert other_offers("要不85吧") == [Decimal(85)]
    assert other_offers("80行吗") == []


def test_several_people_and_many_pieces() -> None:
    assert buys_in_a_group("我跟闺蜜一起买")
    assert buys_in_a_group("能团购吗")
    assert not buys_in_a_group("送给朋友的")
    assert buys_many("买得多能少点吗")
    assert not buys_many("能便宜多少")
    assert not buys_many("便宜点，下次再买还找你")


@pytest.mark.parametrize(
    ("text", "dear"),
    [
        ("这条裤子太贵了", True), ("这个太贵", True), ("有点贵啊", True), ("价格还是好贵", True),
        ("太贵的不要", False), ("不贵", False), ("太贵了有便宜点的吗", False), ("贵不贵", False),
    ],
)  # fmt: skip
def test_finding_the_goods_dear(text: str, dear: bool) -> None:
    assert finds_dear(text) is dear


@pytest.mark.parametrize(
    ("text", "kind"),
    [("刚才不是说免邮费吗", "shipping"), ("上次说好送我发圈的", "gift"), ("上次说150的", None)],
)
def test_what_was_promised_beside_a_price(text: str, kind: str | None) -> None:
    assert claimed_kind(text) == kind


def test_a_budget_is_an_offer_only_where_it_is_asked_for() -> None:
    assert offers_budget("预算就两百 能给吗")
    assert not offers_budget("预算三百左右")
