from __future__ import annotations

from datetime import datetime

import pytest

from actions.handoff.trouble import asking, kind_in, order_number_in, orders_told
from bot.settings import SHOP_TIMEZONE
from bot.shop.repositories.placed import Placed

AT = datetime(2026, 11, 20, 9, tzinfo=SHOP_TIMEZONE)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("质量问题", "质量"),
        ("退款退货", "退款"),
        ("其他问题", "其他"),
        ("杯子到手就裂了", "质量"),
        ("拍了三件只收到两件", "少发"),
        ("你们发错颜色了", "少发"),
        ("快递三天不动了", "物流"),
        ("我要退款", "退款"),
        ("衣服有点脏", "质量"),
        ("客服态度不好", None),
    ],
)
def test_the_kind_of_a_trouble_is_told_by_its_words(text: str, kind: str | None) -> None:
    assert kind_in(text) == kind


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("订单号2847561930284756", "2847561930284756"),
        ("单号 sf1234567890123 一直不动", "sf1234567890123"),
        ("251120-308291746553201", "251120-308291746553201"),
        ("我电话13812345678", None),
        ("身份证110101199003074514", None),
        ("165 110斤", None),
    ],
)
def test_an_orders_number_is_no_phone_and_no_card(text: str, number: str | None) -> None:
    assert order_number_in(text) == number


def test_only_what_is_not_told_is_asked_for() -> None:
    (both,) = asking({})
    assert both.name == "utter_handoff_which_order_and_trouble"
    assert "质量问题" in both.offers
    assert [say.name for say in asking({"问题类型": "质量"})] == ["utter_handoff_which_order"]
    assert [say.name for say in asking({"订单": "P1（已付款）"})] == ["utter_handoff_which_trouble"]
    assert asking({"问题类型": "质量", "买家报的单号": "2847561930284756"}) == ()


def test_the_buyers_own_orders_are_on_the_ticket() -> None:
    orders = [Placed("P2", "shipped", AT, AT), Placed("P1", "paid", AT, AT)]
    assert orders_told(orders) == {"订单": "P2（已发货），P1（已付款）"}
    assert orders_told([]) == {}
