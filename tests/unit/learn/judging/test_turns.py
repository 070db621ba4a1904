"""Chats talked through with both models: what differs, what only follows, and which prices."""

from __future__ import annotations

from dataclasses import replace

from bot.learn.judging.past_chats import PastChat
from bot.learn.judging.replaying import Replayed
from bot.learn.judging.turns import compared_turns

CHAT = PastChat("c1", "chats", ("多少钱", "便宜点", "在吗"))
PRICE = Replayed(
    intent="ask_price",
    band="answer",
    reasons=("product.price",),
    facts=(("price", "129"),),
    replies=("129元",),
    offers=(),
    with_person=False,
)
BARGAIN = replace(PRICE, intent="bargain", reasons=("haggling.offer",), replies=("119元",))
HELLO = replace(PRICE, intent="greet", reasons=("greeting.hello",), facts=(), replies=("在的",))
TALK = (PRICE, BARGAIN, HELLO)


def test_the_same_talk_changes_nothing() -> None:
    found = compared_turns([CHAT], [TALK], [TALK])
    assert found.changes == () and (found.chats, found.turns) == (1, 3)


def test_another_price_though_all_was_read_alike_is_unexplained() -> None:
    dearer = replace(PRICE, facts=(("price", "139"),), replies=("139元",))
    (change,) = compared_turns([CHAT], [TALK], [(dearer, *TALK[1:])]).changes
    assert change.kind == "price" and change.unexplained and change.said == "多少钱"


def test_another_price_behind_another_reading_is_explained() -> None:
    asked = replace(
        PRICE, intent="ask_stock", reasons=("stock.which",), facts=(), replies=("哪款？",)
    )
    other = replace(BARGAIN, facts=(("price", "109"),))
    found = compared_turns([CHAT], [TALK], [(asked, other, HELLO)])
    assert [(c.kind, c.follows, c.unexplained) for c in found.changes] == [
        ("other_answer", False, False),
        ("price", True, False),
    ]
    assert found.kinds == {"other_answer": 1} and found.following == 1


def test_a_chat_that_a_person_gets_now_ends_there() -> None:
    fetched = replace(BARGAIN, reasons=("handoff.complaint",), with_person=True)
    found = compared_turns([CHAT], [TALK], [(PRICE, fetched)])
    assert [change.kind for change in found.changes] == ["hand_over_gained"]
    assert (found.handed_over.gained, found.handed_over_live) == (1, 0)
    back = compared_turns([CHAT], [(PRICE, fetched)], [TALK])
    assert [change.kind for change in back.changes] == ["hand_over_lost"]


def test_asking_back_is_told_apart_and_so_are_other_words() -> None:
    unsure = replace(PRICE, intent="nlu_fallback", band="clarify", reasons=("handoff.unsure",))
    unsure = replace(unsure, facts=(), replies=("您是问价格吗",), offers=("问价格",))
    found = compared_turns([CHAT], [TALK], [(unsure, *TALK[1:])])
    assert found.kinds == {"asks_back": 1}
    assert compared_turns([CHAT], [(unsure, *TALK[1:])], [TALK]).kinds == {"asks_no_more": 1}
    worded = replace(HELLO, replies=("在呢",))
    assert compared_turns([CHAT], [TALK], [(*TALK[:2], worded)]).kinds == {"wording": 1}
