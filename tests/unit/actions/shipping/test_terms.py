"""What holds for every parcel, on the data of `test_rules`."""

from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal

import pytest

from actions.shipping.parcel import Parcel
from actions.shipping.questions import asked_in
from actions.shipping.rules import Question, answer
from actions.turn import Outcome
from bot.settings import SHOP_TIMEZONE
from bot.shop.model.shipping import Courier
from tests.unit.actions.shipping.parcels import (
    COURIERS,
    HANGZHOU,
    SANSHA,
    SICHUAN,
    XINJIANG,
    goods,
    parcel,
    spoken,
    with_goods,
)

ARRIVAL = "ask_delivery_time"


def at(*moment: int) -> Parcel:
    return replace(parcel(), now=datetime(*moment, tzinfo=SHOP_TIMEZONE))


def ask(
    text: str,
    about: Parcel,
    *,
    intent: str = "ask_dispatch",
    day: date | None = None,
    courier: str | None = None,
) -> Outcome:
    asked = asked_in(text, [intent], of_courier=courier is not None)
    return answer(Question(asked, courier=courier, day=day), about)


def test_the_cut_off_is_told_with_the_day_it_leaves_now() -> None:
    early, late = at(2026, 11, 23, 10), at(2026, 11, 28, 17)
    assert ask("几点截单", early).says[0].facts == {
        "cutoff": "16:00", "sent": "今天", "sent_weekday": "周一",
    }  # fmt: skip
    assert ask("几点截单", late).says[0].facts["sent"] == "11月30日"


def test_to_hurry_is_not_promised_and_presale_keeps_its_day() -> None:
    assert ask("能加急吗", at(2026, 11, 23, 17)).says[0].facts["sent"] == "11月24日"
    presale = replace(at(2026, 11, 23, 10), goods=goods("99", presale_on=date(2027, 2, 22)))
    told = ask("能加急吗", presale)
    assert told.says[0].name == "utter_shipping_dispatch_presale"


@pytest.mark.parametrize(
    ("now", "hours", "reason"),
    [
        ((2026, 11, 23, 10), 48, "shipping.within"),
        ((2026, 11, 28, 17), 24, "shipping.dispatch_later"),
        ((2026, 11, 23, 10), 0, "shipping.dispatch_today"),
    ],
)
def test_the_most_hours_are_told_only_where_they_hold(
    now: tuple[int, ...], hours: int, reason: str
) -> None:
    assert ask("48小时内发货吗", replace(at(*now), within_hours=hours)).reason == reason


@pytest.mark.parametrize(
    ("now", "name", "facts"),
    [
        ((2027, 9, 27, 10), "utter_shipping_holiday_ahead", {"last": "9月30日"}),
        ((2027, 9, 30, 17), "utter_shipping_holiday", {"resumes": "10月4日"}),
        ((2027, 10, 2, 10), "utter_shipping_holiday", {"rest": "10月1日到10月3日"}),
    ],
)
def test_a_holiday_is_told_with_the_days_around_it(
    now: tuple[int, ...], name: str, facts: dict[str, str]
) -> None:
    told = ask("国庆放假吗", at(*now))
    assert told.says[0].name == name
    assert facts.items() <= told.says[0].facts.items()


def test_picking_up_is_not_promised_and_a_person_is_offered() -> None:
    told = ask("可以自提吗", parcel())
    assert told.reason == "shipping.pickup"
    assert "浙江杭州" in spoken(told)


def test_fees_to_several_places_are_told_one_by_one() -> None:
    places = [("浙江 杭州", HANGZHOU), ("新疆", XINJIANG), ("海南 三沙", SANSHA)]
    asked = asked_in("运费怎么算", ["ask_shipping_fee"])
    parcels = [with_goods(parcel(*place), "99") for place in places]
    told = answer(Question(asked), with_goods(parcel(), "99"), parcels)
    text = spoken(told)
    assert "杭州包邮" in text and "新疆22元" in text and "船班不定" in text


def test_another_couriers_days_are_not_made_up() -> None:
    told = ask("顺丰几天到", parcel("四川", SICHUAN), intent=ARRIVAL, courier="顺丰")
    names = [name for say in told.says for name in (say.name, *say.more)]
    assert names == [
        "utter_shipping_courier_extra", "utter_shipping_days", "utter_shipping_days_of_usual",
    ]  # fmt: skip


def test_no_day_is_guaranteed() -> None:
    told = ask("能保证26号前到吗", parcel("四川", SICHUAN), intent=ARRIVAL, day=date(2026, 11, 26))
    assert told.reason == "shipping.by_day_perhaps"
    assert "utter_shipping_no_guarantee" in [name for say in told.says for name in say.more]


def test_a_quicker_courier_is_named_only_where_the_shop_notes_that_it_is() -> None:
    day = date(2026, 11, 25)
    about = parcel("四川", SICHUAN)
    assert "快些" not in spoken(ask("25号前到得了吗", about, intent=ARRIVAL, day=day))
    quick = Courier("顺丰", (), False, True, Decimal(12), "快一天，补差价")
    with_quick = replace(about, couriers=(*COURIERS[:3], quick))
    assert "快一天" in spoken(ask("25号前到得了吗", with_quick, intent=ARRIVAL, day=day))


def test_who_is_quicker_is_not_made_up() -> None:
    told = ask("有更快的快递吗", parcel("四川", SICHUAN), intent="ask_courier")
    assert told.reason == "shipping.courier_none_faster"


def test_places_that_nothing_goes_to_are_named_together() -> None:
    taiwan = replace(SANSHA, province="台湾", city="")
    asked = asked_in("运费多少", ["ask_shipping_fee"])
    told = answer(Question(asked), parcel(), [parcel("海南 三沙", SANSHA), parcel("台湾", taiwan)])
    assert told.says[0].facts == {"place": "三沙、台湾", "note": "船班不定"}
