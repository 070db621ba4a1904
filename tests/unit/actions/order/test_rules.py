from dataclasses import replace
from datetime import datetime, time, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from actions.haggling.deal import Standing
from actions.handoff.person import Line
from actions.order import after
from actions.order.purchase import Piece, Purchase
from actions.order.questions import kinds_in, note_in
from actions.order.summary import confirmation, placing
from actions.shipping.calendar import Dispatch
from actions.shipping.parcel import Goods, Parcel
from actions.turn import Ask, Outcome
from bot.dialogue.wording import Wording
from bot.pricing.hand_price import Gift, HandPrice, Step
from bot.settings import SHOP_TIMEZONE
from bot.shop.model.catalogue import Product, Sku
from bot.shop.model.policy import Policy
from bot.shop.model.promotions import Promotion, PromotionKind, Scope
from bot.shop.model.shipping import Courier, RegionRate

WORDING = Wording(Path("data/stories"))
NOW = datetime(2026, 11, 23, 10, tzinfo=SHOP_TIMEZONE)
PERSON = Line("utter_handoff_person_soon", {"minutes": "3"})
RATE = RegionRate("四川", "成都", Decimal(10), 3, 4, "", False, True, "")
SKU = Sku("S", "P", "米白", "M", Decimal(199), Decimal(169), 9, None)
PRODUCT = Product(
    id="P", item_id=None, title="阔腿裤", name="阔腿裤", aliases=(), category="裤子", chart_id=None,
    selling_point="", sales=1, rating=None, listed_on=None, presale_on=None, image="",
    skus=(SKU,), attributes=(),
)  # fmt: skip
PARCEL = Parcel(
    now=NOW,
    dispatch=Dispatch(time(16), frozenset(range(1, 8))),
    ships_from="浙江 杭州",
    couriers=(Courier("中通", (), True, True, Decimal(0), ""),),
    promotions=(),
    goods=Goods(PRODUCT, (SKU,), 1),
)
PLAIN = HandPrice(Decimal(199), (), Decimal(199), (), False)
REDUCED = HandPrice(
    Decimal(199),
    (Step("MJ", "满199减20", Decimal(20)),),
    Decimal(179),
    (Gift("ZP", "帆布袋", 1),),
    False,
)
POLICY = Policy(
    shop_name="店", store_type="marketplace", ships_from="浙江 杭州", dispatch_cutoff="16:00",
    invoice_kinds="电子普通发票", invoice_within_days=3,
)  # fmt: skip


def purchase(
    hand: HandPrice = PLAIN, standing: Standing | None = None, parcel: Parcel = PARCEL
) -> Purchase:
    return Purchase((Piece(PRODUCT, SKU, 1),), hand, standing or Standing(), parcel)


def spoken(outcome: Outcome) -> str:
    return "".join(
        WORDING.say(name, say.facts).text for say in outcome.says for name in (say.name, *say.more)
    )


def test_the_order_is_read_back_and_waits_for_a_yes() -> None:
    outcome = confirmation(purchase(REDUCED))
    text = spoken(outcome)
    for part in ("阔腿裤 米白 M", "原价199元", "满199减20（-20元）", "179元", "帆布袋", "16:00"):
        assert part in text
    assert outcome.ask == Ask("confirm_order", "order")
    assert outcome.stage == "confirmation"


def test_the_fee_is_read_back_where_the_region_is_known() -> None:
    parcel = replace(PARCEL, region="四川 成都", rate=RATE)
    assert "10元" in spoken(confirmation(purchase(parcel=parcel)))


def test_nothing_is_taken_where_nothing_is_delivered() -> None:
    parcel = replace(PARCEL, region="海南 三沙", rate=replace(RATE, delivers=False))
    outcome = confirmation(purchase(parcel=parcel))
    assert outcome.reason == "order.not_delivered"
    assert outcome.ask is None


def test_the_sum_with_the_fee_is_told_and_what_is_missing_for_free_sending() -> None:
    offer = Promotion(
        id="BY", title="满299元包邮", kind=PromotionKind.FREE_SHIPPING, starts_at=NOW,
        ends_at=NOW + timedelta(days=1), scope=Scope.SHOP, scope_values=(), min_amount=Decimal(299),
        min_quantity=None, amount_off=None, percent_off=None, max_off=None, every=False,
        gift_name="", gift_quantity=None, gift_stock=None, exclusive_group="", claim="",
        per_buyer_limit=None, excluded_regions=(),
    )  # fmt: skip
    parcel = replace(PARCEL, region="四川 成都", rate=RATE)
    text = spoken(confirmation(replace(purchase(parcel=parcel), promotions=(offer,))))
    assert "209元" in text
    assert "100元" in text


def test_a_courier_asked_for_is_read_back_with_what_it_adds() -> None:
    courier = Courier("顺丰", (), False, True, Decimal(12), "")
    asked = replace(
        purchase(parcel=replace(PARCEL, region="四川 成都", rate=RATE)), courier=courier
    )
    text = spoken(confirmation(asked))
    assert "顺丰" in text
    assert "12元" in text
    assert "221元" in text


def test_a_promised_price_is_read_back_and_changed_by_a_person() -> None:
    promised = purchase(REDUCED, Standing(step=1, total=Decimal(170)))
    assert "170元" in spoken(confirmation(promised))
    outcome = placing(promised)
    assert outcome.hand_over == "order.change_price"
    assert "先别付款" in spoken(outcome) or "先等等" in spoken(outcome)


def test_a_promise_dearer_than_the_offers_changes_nothing() -> None:
    outcome = placing(purchase(REDUCED, Standing(step=1, total=Decimal(185))))
    assert outcome.hand_over is None
    assert "179元" in spoken(confirmation(purchase(REDUCED, Standing(total=Decimal(185)))))


def test_promised_free_shipping_needs_a_person_unless_it_is_free_anyway() -> None:
    promised = Standing(step=1, shipping=True)
    assert placing(purchase(standing=promised)).hand_over == "order.change_price"
    free = replace(PLAIN, free_shipping=True)
    assert placing(purchase(free, promised)).hand_over is None


def test_a_promised_gift_is_not_forgotten() -> None:
    assert "发圈" in spoken(placing(purchase(standing=Standing(step=3, gift="发圈"))))


@pytest.mark.parametrize(
    ("text", "price_to_change", "reason", "hand_over"),
    [
        ("弄好了 钱付啦", False, "order.paid", None),
        ("单子下了", False, "order.created", None),
        ("下好单还没付钱", True, "order.change_price", "order.change_price"),
        ("已经付了哈", True, "order.paid_promised", "order.payment_check"),
        ("改好价了我付啦", True, "order.paid", None),
        ("不小心付了两次", False, "order.paid_twice", "order.payment_check"),
    ],
)
def test_reports(text: str, price_to_change: bool, reason: str, hand_over: str | None) -> None:
    kinds = kinds_in(text, "report_order")
    outcome = after.reported(kinds, PARCEL, price_to_change=price_to_change, person=PERSON)
    assert (outcome.reason, outcome.hand_over) == (reason, hand_over)
    assert spoken(outcome)


def test_who_has_paid_hears_when_it_leaves_and_to_look_before_signing() -> None:
    outcome = after.reported(("paid",), PARCEL, price_to_change=False, person=PERSON)
    assert "今天" in spoken(outcome)
    assert "签收" in spoken(outcome)
    late = replace(PARCEL, now=NOW.replace(hour=17))
    outcome = after.reported(("paid",), late, price_to_change=False, person=PERSON)
    assert "11月24日" in spoken(outcome)


@pytest.mark.parametrize(
    ("text", "hand_over"),
    [
        ("收件地址能换不", "order.change"),
        ("帮我取消掉", "order.change"),
        ("先别发哦", "order.change"),
        ("码拍小了", "order.change"),
        ("说好的改价呢", "order.change_price"),
        ("没付款那单帮我关掉吧", None),
    ],
)
def test_changes_go_to_a_person_but_for_an_unpaid_order(text: str, hand_over: str | None) -> None:
    outcome = after.changed(kinds_in(text, "change_order"), PERSON)
    assert outcome.hand_over == hand_over
    assert spoken(outcome)


@pytest.mark.parametrize(
    ("text", "note"),
    [
        ("麻烦备注一下：不要放驿站", "不要放驿站"),
        ("亲 帮我备注下 两件分开装", "两件分开装"),
        ("不要写价格", "不要写价格"),
        ("帮我备注一下吧", ""),
        ("可以备注吗", ""),
    ],
)
def test_a_note_is_what_follows_the_asking(text: str, note: str) -> None:
    assert note_in(text) == note


def test_a_long_note_is_not_read_back() -> None:
    assert "敲门" not in spoken(after.noted("轻点敲门" * 20, personal=False))
    assert "轻点敲门" in spoken(after.noted("轻点敲门", personal=True))


@pytest.mark.parametrize(
    ("text", "kinds", "reason", "hand_over"),
    [
        ("票能给开不", "电子普通发票", "order.invoice", None),
        ("要专票", "电子普通发票", "order.invoice_only", None),
        ("要专票", "电子普通发票|增值税专用发票", "order.invoice", None),
        ("给纸质的成不", "电子普通发票", "order.invoice_only", None),
        ("票能给开不", "", "order.no_invoice", None),
        ("票一直没收到", "电子普通发票", "order.invoice_trouble", "order.invoice"),
    ],
)
def test_invoices(text: str, kinds: str, reason: str, hand_over: str | None) -> None:
    policy = POLICY.copy(update={"invoice_kinds": kinds})
    outcome = after.invoice(kinds_in(text, "ask_invoice"), policy, PERSON)
    assert (outcome.reason, outcome.hand_over) == (reason, hand_over)
    assert "税号" not in spoken(outcome)


def test_invoice_days_come_from_the_policy() -> None:
    assert "3天" in spoken(after.invoice((), POLICY, PERSON))
