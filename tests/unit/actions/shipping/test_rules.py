from dataclasses import replace
from datetime import date

import pytest

from actions.shipping.questions import asked_in
from actions.shipping.rules import Question, answer
from actions.turn import Ask
from bot.shop.model.shipping import RegionRate
from tests.unit.actions.shipping.parcels import (
    HANGZHOU,
    NOW,
    SANSHA,
    SICHUAN,
    WORDING,
    XINJIANG,
    ask,
    goods,
    parcel,
    spoken,
    with_goods,
)


def test_courier_and_days_in_one_reply() -> None:
    outcome = ask("啥快递 几天到", parcel("浙江 杭州", HANGZHOU), intent="ask_courier")
    assert outcome.reason == "shipping.days_known"
    assert [text in spoken(outcome) for text in ("中通", "杭州", "11月24日")] == [True] * 3


@pytest.mark.parametrize(
    ("day", "reason"),
    [
        (date(2026, 11, 25), "shipping.by_day_late"),
        (date(2026, 11, 26), "shipping.by_day_perhaps"),
        (date(2026, 11, 27), "shipping.by_day_perhaps"),
        (date(2026, 11, 28), "shipping.by_day_likely"),
    ],
)
def test_a_deadline_is_answered_with_days_and_never_promised(day: date, reason: str) -> None:
    about = parcel("四川", SICHUAN)
    outcome = ask("来得及不", about, intent="ask_delivery_time", day=day)
    assert outcome.reason == reason
    facts = outcome.says[0].facts
    assert (facts["earliest"], facts["latest"]) == ("11月26日", "11月28日")


def test_no_wording_of_a_deadline_promises_it() -> None:
    hedges = ("不敢", "没法", "难说")
    for variant in WORDING.replies()["utter_shipping_by_day_likely"]:
        assert any(hedge in variant.text for hedge in hedges), variant.text


def test_the_region_is_asked_for_once_then_the_true_range_is_said() -> None:
    first = ask("几天到", parcel(), intent="ask_delivery_time")
    assert first.ask == Ask("region", "ask_delivery_time")
    second = ask("几天到", parcel(), intent="ask_delivery_time", may_ask=False)
    assert second.ask is None
    assert second.says[0].facts["days"] == "1-5"  # without the remote ones


def test_the_region_is_not_asked_for_where_it_does_not_matter() -> None:
    assert ask("发啥快递", parcel(), intent="ask_courier").ask is None
    assert ask("几时发货", parcel(), intent="ask_dispatch").ask is None
    assert ask("哪些地方不包邮", parcel(), intent="ask_shipping_fee").ask is None


@pytest.mark.parametrize(
    ("price", "quantity", "rate", "reason", "facts"),
    [
        ("99", 1, HANGZHOU, "shipping.fee_free", {}),
        ("98.5", 1, HANGZHOU, "shipping.fee_known", {"fee": "6", "missing": "0.5"}),
        ("50", 2, HANGZHOU, "shipping.fee_free", {"quantity": "2"}),
        ("300", 1, XINJIANG, "shipping.fee_known", {"fee": "22"}),
    ],
)
def test_the_fee(
    price: str, quantity: int, rate: RegionRate, reason: str, facts: dict[str, str]
) -> None:
    region = f"{rate.province} {rate.city}".strip()
    about = with_goods(parcel(region, rate), price, quantity=quantity)
    outcome = ask("运费几块", about, intent="ask_shipping_fee")
    assert outcome.reason == reason
    assert facts.items() <= outcome.says[0].facts.items()
    assert ("22" in spoken(outcome)) == (rate is XINJIANG)


def test_free_shipping_that_was_promised_is_kept_but_not_to_remote_regions() -> None:
    near = with_goods(parcel("浙江 杭州", HANGZHOU), "50", promised=True)
    told = ask("运费几块", near, intent="ask_shipping_fee")
    assert (told.reason, "6元" in spoken(told)) == ("shipping.fee_promised", False)
    anywhere = with_goods(parcel(), "50", promised=True)
    told = ask("运费几块", anywhere, intent="ask_shipping_fee")
    assert (told.reason, told.ask) == ("shipping.fee_promised", None)
    remote = with_goods(parcel("新疆", XINJIANG), "50", promised=True)
    assert "22" in spoken(ask("运费几块", remote, intent="ask_shipping_fee"))


def test_the_note_of_a_region_is_told_once() -> None:
    asked = asked_in("几天到", ["ask_delivery_time"])
    about = parcel("新疆", XINJIANG)
    assert "天气不好" in spoken(answer(Question(asked), about))
    assert "天气不好" not in spoken(answer(Question(asked, noted=True), about))


def test_where_the_route_has_a_courier_of_its_own_no_other_is_named_for_a_wish() -> None:
    about = parcel("新疆", XINJIANG)
    village = spoken(ask("乡下能送到吗", about, intent="ask_courier"))
    assert "邮政（村里也送）" in village and "默认" not in village
    upstairs = spoken(ask("能送货上门吗", about, intent="ask_courier"))
    assert "邮政" in upstairs and "顺丰" not in upstairs


def test_an_offer_that_leaves_the_region_out_is_not_named_for_it() -> None:
    about = parcel("新疆", XINJIANG)
    assert "包邮" not in spoken(ask("运费几块", about, intent="ask_shipping_fee"))


def test_fee_rule_without_a_region_names_what_is_excluded() -> None:
    outcome = ask("包邮么", parcel(), intent="ask_shipping_fee")
    assert "满99元包邮" in spoken(outcome)
    assert "新疆" in spoken(outcome)
    assert outcome.ask == Ask("region", "ask_shipping_fee")


def test_where_nothing_is_delivered_says_why() -> None:
    outcome = ask("几天到", parcel("海南 三沙", SANSHA), intent="ask_delivery_time")
    assert outcome.reason == "shipping.not_delivered"
    assert "船班不定" in spoken(outcome)
    unknown = ask("几天到", parcel("火星"), intent="ask_delivery_time")
    assert unknown.reason == "shipping.not_delivered"


@pytest.mark.parametrize(
    ("text", "courier", "region", "reason", "says"),
    [
        ("发中通么", "中通", None, "shipping.courier_default", "中通"),
        ("能走韵达么", "韵达", None, "shipping.courier_on_request", "韵达"),
        ("能走顺丰么", "顺丰", None, "shipping.courier_extra", "12元"),
        ("能走德邦么", "德邦", None, "shipping.courier_not_offered", "中通"),
        ("能走极兔么", "极兔", None, "shipping.courier_not_offered", "极兔"),
        ("我们村里能送不", None, None, "shipping.courier_wish", "邮政"),
        ("给送货上门不", None, None, "shipping.courier_wish", "顺丰"),
        ("用哪家快递", None, ("新疆", XINJIANG), "shipping.courier_of_region", "邮政"),
        ("走中通么", "中通", ("新疆", XINJIANG), "shipping.courier_of_region", "邮政"),
    ],
)
def test_couriers(
    text: str,
    courier: str | None,
    region: tuple[str, RegionRate] | None,
    reason: str,
    says: str,
) -> None:
    outcome = ask(text, parcel(*(region or ())), intent="ask_courier", courier=courier)
    assert outcome.reason == reason
    assert says in spoken(outcome)


@pytest.mark.parametrize(
    ("refused", "reason", "says"),
    [("中通", "shipping.courier_swap", "韵达"), ("韵达", "shipping.courier_avoided", "中通")],
)
def test_a_courier_that_is_not_wanted(refused: str, reason: str, says: str) -> None:
    outcome = ask("别发这个", parcel(), intent="ask_courier", not_courier=refused)
    assert outcome.reason == reason
    assert says in spoken(outcome)


@pytest.mark.parametrize(
    ("text", "day", "reason"),
    [
        ("今天发么", date(2026, 11, 23), "shipping.dispatch_today"),
        ("26号发么", date(2026, 11, 26), "shipping.dispatch_on"),
        ("29号发么", date(2026, 11, 29), "shipping.dispatch_rest_day"),
        ("国庆发货么", date(2027, 10, 1), "shipping.dispatch_holiday"),
        ("周末发货么", date(2026, 11, 28), "shipping.dispatch_weekdays"),
    ],
)
def test_days_of_dispatch(text: str, day: date, reason: str) -> None:
    outcome = ask(text, parcel(), intent="ask_dispatch", day=day)
    assert outcome.reason == reason
    assert spoken(outcome)


def test_presale_and_restock_hold_the_parcel() -> None:
    presale = replace(parcel(), goods=goods("99", presale_on=date(2027, 2, 22)))
    assert ask("几时发货", presale, intent="ask_dispatch").says[0].facts["sent"] == "2月22日"
    restock = replace(parcel(), goods=goods("99", stock=0, restock_on=date(2026, 12, 1)))
    assert ask("几时发货", restock, intent="ask_dispatch").reason == "shipping.restock"


def test_nothing_is_said_of_the_day_when_nobody_knows_it() -> None:
    gone = replace(parcel("四川", SICHUAN), goods=goods("99", stock=0))
    assert ask("几时发货", gone, intent="ask_dispatch").reason == "shipping.no_stock_day"
    assert "11月" not in spoken(ask("几天到", gone, intent="ask_delivery_time"))


@pytest.mark.parametrize("restock", [date(2026, 11, 1), NOW.date()])
def test_a_day_of_restock_that_has_come_is_no_day_of_dispatch(restock: date) -> None:
    late = replace(parcel("四川", SICHUAN), goods=goods("99", stock=0, restock_on=restock))
    assert ask("几时发货", late, intent="ask_dispatch").reason == "shipping.no_stock_day"
    assert "11月" not in spoken(ask("几天到", late, intent="ask_delivery_time"))


def test_a_presale_whose_day_has_come_is_sent_like_everything_else() -> None:
    begun = replace(parcel(), goods=goods("99", presale_on=date(2026, 11, 1)))
    assert ask("几时发货", begun, intent="ask_dispatch").reason == "shipping.dispatch_today"


def test_several_regions_at_once() -> None:
    asked = asked_in("几天到", ["ask_delivery_time"])
    outcome = answer(
        Question(asked),
        parcel(),
        [parcel("浙江 杭州", HANGZHOU), parcel("四川", SICHUAN)],
    )
    assert outcome.reason == "shipping.days_several"
    assert "四川3-5天" in spoken(outcome)


def test_abroad_is_answered_honestly() -> None:
    outcome = ask("能寄到澳洲么", parcel(), intent="ask_shipping_fee")
    assert outcome.reason == "shipping.abroad"


def test_a_note_of_the_region_is_no_message_of_its_own() -> None:
    asked = asked_in("几天到运费多少", ["ask_delivery_time"])
    told = answer(Question(asked), parcel("新疆", XINJIANG))
    assert [say.name for say in told.says if say.name == "utter_shipping_note"] == []
    assert told.says[-1].more[-1] == "utter_shipping_note"
