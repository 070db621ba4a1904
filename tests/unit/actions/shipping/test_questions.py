import pytest

from actions.shipping.questions import (
    asked_in,
    asks_until_sent,
    demands_free_shipping,
    is_of_returns,
    regions_meant,
)


@pytest.mark.parametrize(
    ("text", "intent", "aspects"),
    [
        ("走哪家 明儿发得了么", "ask_courier", ("dispatch", "courier")),
        ("用啥快递 到我这儿几天", "ask_courier", ("courier", "days")),
        ("包邮不 几天到", "ask_shipping_fee", ("days", "fee")),
        ("从哪里发呀", "ask_dispatch", ("origin",)),
        ("从哪里发 今天能发么", "ask_dispatch", ("origin", "dispatch")),
        ("拍了几天能发货", "ask_dispatch", ("dispatch",)),
        ("下周再发给我", "ask_dispatch", ("later",)),
        ("快递费谁来付", "ask_shipping_fee", ("fee",)),
        ("乡下能送吗", "ask_delivery_time", ("courier",)),
        ("嗯嗯", "ask_delivery_time", ("days",)),
        ("你们几点截单", "ask_dispatch", ("cutoff",)),
        ("几点前付款今天发", "ask_dispatch", ("cutoff",)),
        ("48小时内发货吗", "ask_dispatch", ("within",)),
        ("急用 能加急吗", "ask_dispatch", ("urgent", "days")),
        ("不着急，什么时候发货都行", "ask_dispatch", ("dispatch",)),
        ("别着急我不急", "ask_dispatch", ("dispatch",)),
        ("寄哈尔滨几天 今天能发不", "ask_dispatch", ("dispatch", "days")),
        ("寄哈尔滨多久能发货", "ask_dispatch", ("dispatch",)),
        ("过完年什么时候发", "ask_dispatch", ("holiday",)),
        ("能上门自取吗", "ask_courier", ("pickup",)),
        ("买三件一起发吗", "ask_dispatch", ("together",)),
    ],
)
def test_aspects(text: str, intent: str, aspects: tuple[str, ...]) -> None:
    assert asked_in(text, [intent]).aspects == aspects


def test_words_are_surer_than_further_intents() -> None:
    asked = asked_in("啥快递 几天到", ["ask_courier", "ask_dispatch"])
    assert asked.aspects == ("courier", "days")


def test_what_a_courier_adds_is_no_question_about_the_fee() -> None:
    asked = asked_in("换顺丰贵多少", ["ask_shipping_fee"], of_courier=True)
    assert asked.aspects == ("courier",)
    assert asked_in("要补差价吗", ["ask_shipping_fee"]).aspects == ("fee",)


def test_a_day_beside_an_open_question_is_no_deadline() -> None:
    assert asked_in("今天发几号到", ["ask_delivery_time"]).open
    assert not asked_in("周五能到么", ["ask_delivery_time"]).open


@pytest.mark.parametrize("text", ["运费险有吗", "退货运费谁出", "退款几天到账"])
def test_the_freight_of_a_return_is_not_the_fee_of_the_parcel(text: str) -> None:
    assert is_of_returns(text)


def test_an_ordinary_fee_is_not_taken_for_a_return() -> None:
    assert not is_of_returns("寄杭州运费多少")


@pytest.mark.parametrize(
    ("text", "aspects"),
    [
        ("西藏发吗", ("days", "fee")),
        ("上海什么时候发货", ("dispatch",)),
        ("是从上海发货吗", ("origin",)),
    ],
)
def test_whether_it_goes_to_a_region_is_no_question_of_the_day(
    text: str, aspects: tuple[str, ...]
) -> None:
    assert asked_in(text, ["ask_dispatch"], of_region=True).aspects == aspects


def test_regions_named_together_are_each_meant() -> None:
    assert regions_meant("港澳台发吗") == ("香港", "澳门", "台湾")
    assert regions_meant("杭州发吗") == ()


@pytest.mark.parametrize(
    ("text", "demands"),
    [
        ("给我包邮吧", True),
        ("免个邮呗", True),
        ("必须给我包邮", True),
        ("包邮吗", False),
        ("多少钱包邮", False),
        ("能包邮到新疆吗", False),
    ],
)
def test_free_shipping_is_demanded_or_asked_about(text: str, demands: bool) -> None:
    assert demands_free_shipping(text) is demands


@pytest.mark.parametrize(
    ("text", "asks"),
    [
        ("拍了多久发", True),
        ("付了款几天发货", True),
        ("我刚拍了 什么时候发", False),
        ("已付款", False),
    ],
)
def test_how_long_after_paying_reports_no_payment(text: str, asks: bool) -> None:
    assert asks_until_sent(text) is asks
