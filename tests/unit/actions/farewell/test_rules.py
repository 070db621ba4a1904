from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from actions.farewell.reasons import InMind, last_moment
from actions.farewell.rules import Parting, goes_elsewhere, goodbye, hesitation, thanked
from bot.dialogue.wording import Wording
from bot.settings import SHOP_TIMEZONE
from bot.shop.model.catalogue import Product, Sku
from bot.shop.model.promotions import Promotion, PromotionKind, Scope
from bot.shop.model.trade import Commitment, Order

NOW = datetime(2026, 11, 26, 10, tzinfo=SHOP_TIMEZONE)
TODAY = NOW.replace(hour=0)
WORDING = Wording(Path("data/stories"))


def order(days_ago: float) -> Order:
    return Order(
        id="o", buyer_id="b", status="paid", region="", courier="", note="",
        created_at=NOW - timedelta(days=days_ago), paid_at=None, lines=(),
    )  # fmt: skip


def parting(stage: str | None = None, placed: Order | None = None) -> Parting:
    return Parting(now=NOW, stage=stage, order=placed, parted=stage == "farewell")


def test_thanks_for_an_order_just_paid_are_answered_in_full() -> None:
    paid = replace(parting("farewell", order(1)), parted=False)
    assert thanked(paid).reason == "farewell.thanked_ordered"


def sku(stock: int, size: str = "M") -> Sku:
    return Sku(f"A1-{size}", "A1", "卡其", size, Decimal(199), None, stock, None)


def product(*skus: Sku) -> Product:
    return Product(
        id="A1", item_id=None, title="长裙", name="长裙", aliases=(), category="连衣裙",
        chart_id=None, selling_point="", sales=0, rating=None, listed_on=None, presale_on=None,
        image="", skus=skus, attributes=(),
    )  # fmt: skip


def offer(title: str, ends_at: datetime, **fields: object) -> Promotion:
    values: dict = {
        "id": title, "title": title, "kind": PromotionKind.AMOUNT_OFF,
        "starts_at": NOW - timedelta(days=9), "ends_at": ends_at, "scope": Scope.SHOP,
        "scope_values": (), "min_amount": None, "min_quantity": None, "amount_off": Decimal(1),
        "percent_off": None, "max_off": None, "every": False, "gift_name": "",
        "gift_quantity": None, "gift_stock": None, "exclusive_group": "", "claim": "",
        "per_buyer_limit": None, "excluded_regions": (),
    }  # fmt: skip
    return Promotion(**{**values, **fields})


@pytest.mark.parametrize(
    ("leaving", "reason"),
    [
        (parting(), "farewell.thanked"),
        (parting("recommendation"), "farewell.thanked"),
        (parting("confirmation"), "farewell.thanked_agreed"),
        (parting("recommendation", order(1)), "farewell.thanked_ordered"),
        (parting("recommendation", order(30)), "farewell.thanked"),
        (parting("farewell", order(1)), "farewell.short"),
    ],
)
def test_thanks_before_and_after_an_order(leaving: Parting, reason: str) -> None:
    assert thanked(leaving).reason == reason


@pytest.mark.parametrize(
    ("leaving", "reason"),
    [
        (parting(), "farewell.goodbye"),
        (parting(placed=order(2)), "farewell.goodbye_ordered"),
        (parting("confirmation"), "farewell.goodbye_agreed"),
        (parting("farewell"), "farewell.short"),
    ],
)
def test_goodbye_with_and_without_an_order(leaving: Parting, reason: str) -> None:
    assert goodbye(leaving).reason == reason


SOON = TODAY + timedelta(days=5)


@pytest.mark.parametrize(
    ("thing", "offers", "reason", "facts"),
    [
        (None, [], "farewell.hesitated", {}),
        (None, [offer("满减", SOON)], "farewell.offer_ends", {"ends": "11月30日"}),
        (None, [offer("满减", TODAY + timedelta(days=8))], "farewell.hesitated", {}),
        (
            None,
            [offer("裙券", SOON, scope=Scope.CATEGORY, scope_values=("连衣裙",))],
            "farewell.hesitated",
            {},
        ),
        (
            product(sku(50)),
            [offer("裙券", SOON, scope=Scope.CATEGORY, scope_values=("连衣裙",))],
            "farewell.offer_ends",
            {"promotion": "裙券"},
        ),
        (
            product(sku(50)),
            [offer("裤券", SOON, scope=Scope.CATEGORY, scope_values=("裤",))],
            "farewell.hesitated",
            {},
        ),
        (
            product(sku(50)),
            [offer("赠完", SOON, kind=PromotionKind.GIFT, gift_stock=0)],
            "farewell.hesitated",
            {},
        ),
        (product(sku(3)), [], "farewell.few_left", {"product": "长裙卡其M", "stock": "3"}),
        (product(sku(4)), [], "farewell.hesitated", {}),
        (product(sku(0)), [], "farewell.hesitated", {}),
        (product(sku(1), sku(1, "L")), [], "farewell.hesitated", {}),
    ],
)
def test_second_thoughts_get_one_true_reason_or_none(
    thing: Product | None, offers: list[Promotion], reason: str, facts: dict[str, str]
) -> None:
    skus = thing.skus if thing else ()
    told = hesitation(parting(), InMind(thing, skus, promotions=tuple(offers)))
    assert told.reason == reason
    assert facts.items() <= told.says[0].facts.items()
    assert len(told.says) == 1 and told.hand_over is None


def test_hesitating_twice_is_met_with_a_word() -> None:
    told = hesitation(parting("farewell"), InMind(promotions=(offer("满减", SOON),)))
    assert told.reason == "farewell.short" and not told.says[0].facts


@pytest.mark.parametrize(
    ("ends_at", "said"),
    [
        (datetime(2026, 12, 1, tzinfo=SHOP_TIMEZONE), "11月30日"),
        (datetime(2026, 12, 1, 20, tzinfo=SHOP_TIMEZONE), "12月1日20:00"),
    ],
)
def test_the_last_moment_of_an_offer(ends_at: datetime, said: str) -> None:
    assert last_moment(ends_at) == said


def promise(valid_until: datetime | None = None, kind: str = "price") -> Commitment:
    return Commitment(
        buyer_id="b", kind=kind, product_id="A1", terms={"total": "185.00"}, reason="haggling",
        made_by="bot", made_at=NOW, valid_until=valid_until,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("promised", "reason", "facts"),
    [
        (promise(NOW + timedelta(days=1)), "farewell.promised_until", {"until": "11月27日10:00"}),
        (promise(), "farewell.promised", {"promised": "优惠价"}),
        (promise(kind="gift"), "farewell.promised", {"promised": "赠品"}),
        (replace(promise(), product_id="B2"), "farewell.returnable", {"return_days": "7"}),
    ],
)
def test_what_was_promised_is_the_first_reason_and_no_amount_is_said(
    promised: Commitment, reason: str, facts: dict[str, str]
) -> None:
    left = InMind(product(sku(50)), promised=(promised,), return_days=7)
    told = hesitation(parting(), left)
    assert told.reason == reason
    assert facts.items() <= told.says[0].facts.items()
    assert "185" not in "".join(told.says[0].facts.values())


def test_returns_are_no_reason_for_what_is_gone() -> None:
    told = hesitation(parting(), InMind(product(sku(0)), return_days=7))
    assert told.reason == "farewell.hesitated"


def test_who_goes_elsewhere_is_let_go_with_one_reason() -> None:
    assert goes_elsewhere("我去别家看看") and not goes_elsewhere("我再看看")
    told = hesitation(parting(), InMind(product(sku(50)), return_days=7), elsewhere=True)
    assert told.reason == "farewell.elsewhere"
    assert told.says[0].name == "utter_farewell_elsewhere"
    assert told.says[0].more == ("utter_farewell_returnable",)


def test_the_buyer_is_wished_well_once() -> None:
    told = goodbye(replace(parting(), wish="祝您周末愉快"))
    assert told.says[0].more == ("utter_farewell_wish",)
    assert goodbye(parting()).says[0].more == ()


def test_a_wish_of_the_buyers_is_returned_whatever_was_said_before() -> None:
    leaving = replace(parting("farewell"), wished="新年快乐", wish="晚安")
    assert thanked(leaving).reason == goodbye(leaving).reason == "farewell.wished"


def test_a_wish_to_the_shop_is_thanked_for_and_not_wished_to_a_buyer() -> None:
    told = thanked(replace(parting("farewell"), wished="生意兴隆", to_shop=True)).says[0]
    for variant in WORDING.replies()[told.name]:
        assert "{wished}" not in variant.text
