"""Every kind of fault, planted: an audit that finds none of them is worth nothing."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

from bot.shop.model.trade import Order, OrderLine
from bot.simulate.findings import KINDS
from bot.simulate.records import Records, Reply, Turn
from tests.unit.simulate.conftest import (
    AT,
    WHO,
    Audits,
    haggled,
    price_promise,
    promise,
    read_back,
    talk,
    turn,
)

GROUNDED = "219"  # 249 less 暖冬周满239减30
UNTIL = "11月24日10:00"


def order(unit_price: str) -> Order:
    line = OrderLine("LN2513-HS-M", 1, Decimal(unit_price))
    return Order("o1", WHO, "draft", "", "", "", AT, None, (line,))


def test_a_faultless_chat_has_no_finding(audits: Audits) -> None:
    records = Records(
        talks=(
            talk(
                turn("便宜点", haggled(GROUNDED)),
                turn(
                    "再便宜点", haggled("214", until="11月24日10:01", what="price_step"), minutes=1
                ),
                turn("要了", read_back("214"), minutes=2),
                turn("好", Reply("好的，帮您改价", {}, "order.change_price"), minutes=3),
            ),
        ),
        promises={WHO: (price_promise("214", minutes=1),)},
        orders={WHO: (order("214"),)},
    )
    assert audits.kinds(records) == set()


def test_a_price_said_below_the_floor(audits: Audits) -> None:
    records = Records(talks=(talk(turn("便宜点", haggled("100"))),))
    assert "below_floor" in audits.kinds(records)


def test_a_promise_below_the_floor(audits: Audits) -> None:
    records = Records(talks=(talk(turn("便宜点")),), promises={WHO: (price_promise("100"),)})
    assert "below_floor" in audits.kinds(records)


def test_an_order_below_the_floor(audits: Audits) -> None:
    records = Records(talks=(talk(turn("要了", read_back(GROUNDED))),), orders={WHO: (order("1"),)})
    assert audits.kinds(records) == {"below_floor"}


def test_a_price_that_nothing_explains(audits: Audits) -> None:
    records = Records(talks=(talk(turn("便宜点", haggled("214"))),))
    assert audits.kinds(records) == {"unbacked_price"}


def test_a_price_that_a_promise_of_another_day_explained(audits: Audits) -> None:
    records = Records(
        talks=(talk(turn("便宜点", haggled("214"), minutes=61)),),
        promises={WHO: (price_promise("214", hours=1),)},
    )
    assert audits.kinds(records) == {"unbacked_price"}


def test_a_figure_of_no_fact(audits: Audits) -> None:
    records = Records(talks=(talk(turn("发货", Reply("48小时内发", {}, "shipping.x"))),))
    assert audits.kinds(records) == {"unbacked_figure"}


def test_a_list_price_the_shop_does_not_have(audits: Audits) -> None:
    facts = {**read_back(GROUNDED).facts, "list_price": "299"}
    wrong = Reply("原价299元，到手219元", facts, "order.confirm")
    assert "wrong_list_price" in audits.kinds(Records(talks=(talk(turn("要了", wrong)),)))


def test_more_than_was_promised(audits: Audits) -> None:
    records = Records(
        talks=(talk(turn("要了", read_back(GROUNDED), minutes=5)),),
        promises={WHO: (price_promise("212"),)},
    )
    assert audits.kinds(records) == {"worse_than_promised"}


def test_more_than_was_promised_to_the_person_on_another_channel(audits: Audits) -> None:
    other = talk(turn("要了", read_back(GROUNDED), minutes=5), buyer_id=f"{WHO}-b")
    records = Records(talks=(other,), promises={WHO: (price_promise("212"),)})
    assert audits.kinds(records) == {"worse_than_promised"}


def test_a_promise_that_was_not_written_down(audits: Audits) -> None:
    records = Records(talks=(talk(turn("便宜点", haggled("214", until=UNTIL))),))
    assert audits.kinds(records) == {"unbacked_price", "not_in_ledger"}


def test_another_end_than_was_told_before(audits: Audits) -> None:
    later = "11月24日10:30"
    records = Records(
        talks=(
            talk(
                turn("便宜点", haggled("214", until=UNTIL)),
                turn("上次的价", haggled("214", until=later, what="kept"), minutes=30),
            ),
        ),
        promises={WHO: (price_promise("214"), price_promise("214", minutes=30))},
    )
    assert audits.kinds(records) == {"expiry_changed"}


def test_a_gift_that_is_not_in_the_order(audits: Audits) -> None:
    given = {WHO: (promise("gift", {"gift": "棉麻发圈", "step": 3}),)}
    kept = talk(turn("要了", read_back(GROUNDED, gift="棉麻发圈"), minutes=1))
    assert audits.kinds(Records(talks=(kept,), promises=given)) == set()
    forgotten = talk(turn("要了", read_back(GROUNDED), minutes=1))
    assert audits.kinds(Records(talks=(forgotten,), promises=given)) == {"gift_forgotten"}


def test_silence_is_right_only_with_a_person(audits: Audits) -> None:
    assert audits.kinds(Records(talks=(talk(turn("在吗")),))) == {"silent"}
    quiet = talk(turn("在吗", minutes=1), with_person_from=AT)
    assert audits.kinds(Records(talks=(quiet,))) == set()
    too_soon = talk(turn("在吗"), with_person_from=AT + timedelta(minutes=1))
    assert audits.kinds(Records(talks=(too_soon,))) == {"silent"}


def test_the_same_words_three_times_in_a_row(audits: Audits) -> None:
    said = [turn("嗯", Reply("还有什么想了解的吗", {}, f"answer.{i}")) for i in range(3)]
    assert audits.kinds(Records(talks=(talk(*said[:2]),))) == set()
    assert audits.kinds(Records(talks=(talk(*said),))) == {"parroting"}


def test_one_rule_five_times_in_a_row_with_nothing_new(audits: Audits) -> None:
    def round_of(fact: str) -> Turn:
        return turn("便宜点", Reply(f"说法{fact}", {"x": "一样"}, "haggling.firm"))

    row = [round_of(word) for word in "甲乙丙丁戊"]
    assert audits.kinds(Records(talks=(talk(*row[:4]),))) == set()
    assert audits.kinds(Records(talks=(talk(*row),))) == {"stuck"}
    later = replace(row[4], at=AT + timedelta(hours=5))
    assert audits.kinds(Records(talks=(talk(*row[:4], later),))) == set()
    newer = turn("便宜点", Reply("说法己", {"x": "不一样"}, "haggling.firm"))
    assert audits.kinds(Records(talks=(talk(*row[:4], newer),))) == set()


def test_an_apology_for_the_engine(audits: Audits) -> None:
    apology = Reply("抱歉，我这边卡住了", {}, "engine_trouble")
    assert audits.kinds(Records(talks=(talk(turn("在吗", apology)),))) == {"trouble"}


def test_every_kind_is_planted_above() -> None:
    planted = {
        "below_floor", "unbacked_price", "unbacked_figure", "wrong_list_price", "silent",
        "worse_than_promised", "not_in_ledger", "expiry_changed", "gift_forgotten",
        "parroting", "stuck", "trouble",
    }  # fmt: skip
    assert planted == set(KINDS)


def test_a_hand_price_told_beside_the_haggle_is_audited_too(audits: Audits) -> None:
    facts = {"product": "加绒阔腿裤（黑色）", "list": "249", "price": GROUNDED, "quantity": "1"}
    told = Reply(f"加绒阔腿裤标价249元，到手{GROUNDED}元", facts, "product.hand_price")
    chat = (talk(turn("到手多少", told, minutes=5)),)
    assert audits.kinds(Records(talks=chat)) == set()
    promised = {WHO: (price_promise("212"),)}
    assert audits.kinds(Records(talks=chat, promises=promised)) == {"worse_than_promised"}


def test_several_lines_read_back_have_the_floors_of_all(audits: Audits) -> None:
    facts = {
        "items": "加绒阔腿裤 黑色 M×1（单价249元）；亚麻阔腿裤 米白 M×2（单价199元）",
        "list_price": "647",
        "total": "400",
    }
    read = Reply("标价249元、199元，原价647元，到手400元，×1，×2", facts, "order.confirm")
    assert "below_floor" in audits.kinds(Records(talks=(talk(turn("要了", read)),)))
