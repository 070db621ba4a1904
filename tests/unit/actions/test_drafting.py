"""Turns that are undone: drafts for the desk, and what is not as expected any more."""

from __future__ import annotations

from decimal import Decimal

from sqlalchemy import update

from bot.chats.tickets import Tickets
from bot.database.engine import transaction
from bot.shop.shop import open_shop
from bot.shop.tables.catalogue import SkuRow
from tests.unit.actions.conversation import AT, Conversation, Reply

DRESS = "LN2513"
DRAFT = {"draft": True, "message_id": 7}


def _haggled(chat: Conversation) -> None:
    """Two rounds: with the next one something is conceded."""
    chat.say("能便宜点吗", "bargain", more={"message_id": 1})


def _promises(chat: Conversation) -> int:
    with open_shop(chat.url) as shop:
        return len(shop.commitments.standing(chat.buyer, now=AT))


def _digest(reply: Reply) -> str:
    return str(reply.messages[0]["trace"]["digest"])


def test_a_draft_concedes_and_remembers_nothing(shop_url: str) -> None:
    chat = Conversation(shop_url, product=DRESS)
    _haggled(chat)
    before = dict(chat.kept)
    drafted = chat.say("再便宜点吧", "bargain", more=DRAFT)
    assert drafted.messages
    assert _promises(chat) == 0
    assert chat.kept == before


def test_what_was_drafted_is_conceded_once_when_it_is_sent(shop_url: str) -> None:
    chat = Conversation(shop_url, product=DRESS)
    _haggled(chat)
    drafted = chat.say("再便宜点吧", "bargain", more=DRAFT)
    expected = {"message_id": 7, "expect": _digest(drafted)}
    sent = chat.say("再便宜点吧", "bargain", more=expected)
    again = chat.say("再便宜点吧", "bargain", more=expected)
    assert sent.facts == drafted.facts
    assert again.facts == sent.facts
    assert _promises(chat) == 1
    assert chat.slots["haggled"]


def test_a_price_that_changed_is_told_as_changed_and_not_sent(shop_url: str) -> None:
    chat = Conversation(shop_url, product=DRESS)
    drafted = chat.say("多少钱", "ask_price", more=DRAFT)
    with transaction(shop_url) as session:
        session.execute(
            update(SkuRow).where(SkuRow.product_id == DRESS).values(price=Decimal("88.80"))
        )
    expected = {"message_id": 7, "expect": _digest(drafted)}
    changed = chat.say("多少钱", "ask_price", more=expected)
    assert all(message["trace"]["changed"] for message in changed.messages)
    assert _digest(changed) != _digest(drafted)
    assert chat.kept == {}
    sent = chat.say("多少钱", "ask_price", more={"message_id": 7, "expect": _digest(changed)})
    assert "changed" not in sent.messages[0]["trace"]
    assert chat.slots["stage"]


def test_a_draft_opens_no_ticket(shop_url: str) -> None:
    chat = Conversation(shop_url)
    drafted = chat.say("转人工", "request_human", more=DRAFT)
    assert drafted.reasons == ("handoff.requested",)
    with transaction(shop_url) as session:
        assert Tickets(session).current(chat.buyer) is None


def test_a_draft_tells_the_desk_what_is_known_by_now(shop_url: str) -> None:
    chat = Conversation(shop_url, product=DRESS)
    drafted = chat.say("我在杭州 几天到", "ask_delivery_time", more=DRAFT)
    assert drafted.messages[0]["trace"]["ticket"]["地区"] == "浙江 杭州"


def test_of_a_trouble_the_ticket_is_told_its_kind_and_the_orders_number(shop_url: str) -> None:
    chat = Conversation(shop_url)
    chat.say("收到的裤子有问题", "after_sales", more={"message_id": 1})
    kind = chat.say("质量问题", "nlu_fallback", more=DRAFT)
    assert kind.messages[0]["trace"]["ticket"]["问题类型"] == "质量"
    number = chat.say("2847561930284756", "inform", more={"draft": True, "message_id": 8})
    assert number.messages[0]["trace"]["ticket"]["买家报的单号"] == "2847561930284756"


def test_a_message_is_decided_anew_in_the_meaning_a_person_gives_it(shop_url: str) -> None:
    chat = Conversation(shop_url, product=DRESS)
    chat.say("咋整捏", "nlu_fallback", more={"message_id": 7})
    meant = {"message_id": 7, "meant": ["ask_price"]}
    drafted = chat.say("咋整捏", "ask_price", more={**meant, "draft": True})
    assert drafted.messages[0]["trace"]["reason"] == "product.price"
    said = chat.say("咋整捏", "ask_price", more={**meant, "expect": _digest(drafted)})
    assert said.messages[0]["trace"]["reason"] == "product.price"
    # The same again is what was decided, and in another meaning it is another decision.
    assert chat.say("咋整捏", "ask_price", more=meant).facts == said.facts
    other = chat.say("咋整捏", "ask_courier", more={"message_id": 7, "meant": ["ask_courier"]})
    assert other.messages[0]["trace"]["reason"] != "product.price"
