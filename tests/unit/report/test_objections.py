from __future__ import annotations

from tests.unit.report.days import Log, at


def test_an_objection_with_its_answers_and_whether_they_ordered(log: Log) -> None:
    for buyer in ("a", "b"):
        log.chat(
            buyer,
            (at(10), "buyer", "太贵了"),
            (at(10, 0, 1), "bot", "haggling.value", "bargain"),
            (at(10, 0, 1), "bot", "closing.gift", "bargain"),
            (at(10, 1), "buyer", "那包邮吗"),
            (at(10, 1, 1), "bot", "shipping.fee_free", "ask_shipping_fee"),
        )
    log.order("a", "p1", at(11), ("LQ01-M", 1))
    found = {(each.objection, each.rebuttal): each.ordered for each in log.made().objections}
    assert set(found) == {("价格", "讲价值"), ("价格", "促单：赠品")}
    assert {(share.count, share.of) for share in found.values()} == {(1, 2)}
    assert found["价格", "讲价值"].is_small


def test_a_person_s_answer_is_a_rebuttal_and_a_chat_counts_once(log: Log) -> None:
    log.chat(
        "a",
        (at(10), "buyer", "太贵了"),
        (at(10, 1), "agent", "亲，质量好"),
        (at(10, 2), "buyer", "还是太贵了"),
        (at(10, 3), "agent", "真的"),
    )
    found = log.made().objections
    assert [(each.rebuttal, each.ordered.of) for each in found] == [("人工回复", 1)]


def test_nothing_in_stock_stands_in_the_way_too(log: Log) -> None:
    log.chat("a", (at(10), "buyer", "米白有M吗"), (at(10, 0, 1), "bot", "stock.out", "ask_stock"))
    found = log.made().objections
    assert [(each.objection, each.rebuttal) for each in found] == [("缺货", "说明缺货")]


def test_lost_chats_have_a_reason_with_masked_words(log: Log) -> None:
    log.chat(
        "a",
        (at(10), "buyer", "太贵了，13812345678便宜点打给我"),
        (at(10, 0, 1), "bot", "haggling.firm", "bargain"),
    )
    log.chat("b", (at(10), "buyer", "多少钱"), (at(10, 0, 1), "bot", "product.price", "ask_price"))
    log.order("b", "p1", at(11), ("LQ01-M", 1))
    found = log.made().lost
    assert [(each.label, each.chats.count, each.chats.of) for each in found] == [("价格", 1, 1)]
    assert "13812345678" not in "".join(found[0].words)


def test_a_chat_that_may_go_on_is_not_lost_yet(log: Log) -> None:
    log.chat("a", (at(10), "buyer", "太贵了"), (at(10, 0, 1), "bot", "haggling.firm", "bargain"))
    assert log.made(now=at(12)).lost == ()


def test_the_same_unanswered_question_is_counted_once(log: Log) -> None:
    for buyer, text in (
        ("a", "这个含荧光剂吗"),
        ("b", "这个含荧光剂吗？"),
        ("c", "这个含荧光剂吗呀"),
    ):
        log.chat(buyer, (at(10), "buyer", text), (at(10, 0, 1), "bot", "product.unknown_attribute"))
    log.chat("d", (at(10), "buyer", "打13812345678给我"))
    log.chat("e", (at(10), "buyer", "嗯"))
    made = log.made()
    assert [(each.times, each.chats, each.why) for each in made.questions] == [
        (3, 3, "商品资料里没有"),
        (1, 1, "没有人回"),
    ]
    assert made.questions_found == 2
    assert "13812345678" not in made.questions[1].words
