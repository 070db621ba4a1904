"""Our own chat log as messages to learn from: with how each was read and what came of it."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

import pytest

from bot.chats.corrections import Corrections
from bot.chats.log import ChatLog
from bot.chats.model import Incoming, Reply
from bot.chats.suggestions import Suggestions
from bot.chats.tickets import Tickets
from bot.database.engine import transaction
from bot.learn.log import collecting
from bot.learn.log.chats import ChatSource
from bot.learn.log.cleaning import Cleaner
from bot.learn.log.collecting import collect_chats
from bot.learn.log.rows import messages_of
from bot.learn.log.schema import LoggedMessage
from bot.learn.log.store import ConversationLog
from bot.learn.log.tags import Tags
from bot.settings import SHOP_TIMEZONE

NOW = datetime(2026, 11, 21, 10, 0, tzinfo=SHOP_TIMEZONE)
TAGS = Tags(b"k" * 32)
READ = {
    "intent": "ask_stock",
    "confidence": 0.91,
    "band": "answer",
    "ranking": [["ask_stock", 0.91], ["ask_price", 0.05]],
    "reason": "stock.there",
    "model": "20261120",
    "facts": {"size": "M"},
}


class Shop:
    """A shop's chats, a minute between messages."""

    def __init__(self, url: str, folder: Path) -> None:
        self.url = url
        self.at = NOW
        self.log = ConversationLog(folder / "learn" / "log")

    def asks(self, text: str, *, buyer: str = "b") -> int:
        self.at += timedelta(minutes=1)
        chat = f"web:{buyer}"
        with transaction(self.url) as session:
            said = Incoming(chat, chat, "web", f"{self.at}", text, self.at)
            return ChatLog(session).receive(said).message_id

    def answers(self, message_id: int, text: str, *, buyer: str = "b", **trace: object) -> None:
        self.at += timedelta(seconds=1)
        with transaction(self.url) as session:
            reply = Reply(text, trace={**READ, **trace})
            ChatLog(session).reply(f"web:{buyer}", [reply], answers=message_id, at=self.at)

    def collect(self, **more: object) -> int:
        options = {"now": self.at, "oldest": self.at - timedelta(days=180), **more}
        source = ChatSource(TAGS, Cleaner(["xiaomai", "小麦"]))
        return collect_chats(self.url, self.log, source, **options)  # type: ignore[arg-type]

    @property
    def kept(self) -> list[LoggedMessage]:
        parts = [self.log.read(part) for part in self.log.parts()]
        found = [message for table in parts for message in messages_of(table)]
        return sorted(found, key=lambda message: message.id)

    @property
    def asked(self) -> list[LoggedMessage]:
        return [message for message in self.kept if message.sender == "buyer"]


@pytest.fixture
def shop(url: str, tmp_path: Path) -> Shop:
    return Shop(url, tmp_path)


def test_a_message_is_kept_with_how_it_was_read_and_nothing_personal(shop: Shop) -> None:
    first = shop.asks("M码有吗 我电话13800138000")
    shop.answers(first, "有的，我是小麦")
    second = shop.asks("M码有吗 我电话13800138000")
    shop.answers(second, "还有", band="clarify")
    assert shop.collect() == 4
    asked, answered, again, _ = shop.kept
    assert asked.text == "M码有吗 我电话〔电话〕"
    assert asked.intents == ("ask_stock",) and asked.confidence == pytest.approx(0.91)
    assert asked.ranking[1] == ("ask_price", pytest.approx(0.05))
    assert (asked.band, asked.reason, asked.model) == ("answer", "stock.there", "20261120")
    assert asked.at == NOW + timedelta(minutes=1)
    assert (asked.before, asked.repeats) == ("", 0)
    assert (answered.sender, answered.text, answered.intents) == ("bot", "有的，我是〔客服〕", ())
    assert (again.before, again.repeats, again.band) == ("有的，我是〔客服〕", 1, "clarify")
    assert asked.buyer == TAGS.buyer("web:b")
    raw = b"".join(path.read_bytes() for path in shop.log.folder.rglob("*.parquet"))
    assert b"13800138000" not in raw and b"web:b" not in raw


def test_what_a_person_answered_is_read_from_the_suggestion(shop: Shop) -> None:
    asked = shop.asks("几天到")
    with transaction(shop.url) as session:
        draft = Reply("两天到", trace={**READ, "intent": "ask_delivery_time"})
        Suggestions(session).keep("web:b", asked, replies=[draft], digest="d", at=shop.at)
        ChatLog(session).agent_message(
            "web:b", "明后天", agent="xiaomai", external_id="a1", at=shop.at
        )
    shop.collect()
    assert [(message.sender, message.intents) for message in shop.kept] == [
        ("buyer", ("ask_delivery_time",)),
        ("agent", ()),
    ]


def test_the_message_before_a_hand_over_says_why(shop: Shop) -> None:
    shop.answers(shop.asks("有货吗"), "有")
    shop.asks("找人工")
    with transaction(shop.url) as session:
        Tickets(session).open("web:b", reason="handoff.requested", facts={}, at=shop.at)
    shop.at += timedelta(minutes=5)
    shop.asks("人呢")
    shop.collect()
    assert [message.handed_over for message in shop.asked] == ["", "handoff.requested", ""]


def test_a_word_of_an_agent_reaches_what_was_collected_long_before(shop: Shop) -> None:
    asked = shop.asks("还有别的吗")
    shop.collect()
    shop.at += timedelta(days=60)
    with transaction(shop.url) as session:
        for login, meant in (("xiaomai", "ask_gift"), ("xiaoyu", "ask_recommendation")):
            Corrections(session).say(
                asked, login=login, read_as="ask_stock", meant=meant, at=shop.at
            )
    shop.at += timedelta(hours=1)
    assert shop.collect() == 1
    assert shop.asked[0].meant == ("ask_gift", "ask_recommendation")


def test_wherever_blocks_begin_the_same_is_kept(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    for turn in range(12):
        for buyer in ("b", "c"):
            asked = shop.asks(f"这件{buyer}有货吗", buyer=buyer)
            if turn % 3:
                shop.answers(asked, f"第{turn}次说有", buyer=buyer)
    shop.collect()
    whole = shop.kept
    monkeypatch.setattr(collecting, "BLOCK", 7)
    shop.log = ConversationLog(shop.log.folder.parent.parent / "again" / "log")
    shop.collect()
    assert shop.kept == whole
    assert max(message.repeats for message in whole) > 3


def test_collecting_goes_on_where_it_was_killed(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(collecting, "BLOCK", 5)
    for number in range(20):
        shop.asks(f"第{number}句")

    def dies(done: int, of: int) -> None:
        if done == 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        shop.collect(on_progress=dies)
    assert len(shop.kept) == 9
    shop.at += timedelta(days=30)
    assert shop.collect() == 16  # the block that was last, and the rest
    assert [message.text for message in shop.kept] == [f"第{number}句" for number in range(20)]
    assert shop.collect() == 1


def test_what_is_older_than_the_log_is_kept_is_left_out(shop: Shop) -> None:
    shop.asks("很久以前")
    shop.at += timedelta(days=200)
    shop.asks("现在")
    shop.collect()
    assert [message.text for message in shop.kept] == ["现在"]
    assert shop.collect(since=shop.at - timedelta(days=1)) == 1


def test_another_database_is_collected_from_its_beginning(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(collecting, "BLOCK", 1)
    ids = [shop.asks(f"第{number}句") for number in range(3)]
    shop.collect()
    with transaction(shop.url) as session:
        for message_id in ids[1:]:
            session.execute(_deleting(message_id))
    assert shop.collect() == 1


def _deleting(message_id: int) -> object:
    from sqlalchemy import delete

    from bot.chats.tables import MessageRow

    return delete(MessageRow).where(MessageRow.id == message_id)


def test_an_empty_shop_has_nothing_to_collect(shop: Shop) -> None:
    assert shop.collect() == 0
    assert shop.log.parts() == ()


def test_a_reminder_is_no_answer_and_stands_before_what_is_said_hours_later(shop: Shop) -> None:
    shop.asks("在吗")
    shop.at += timedelta(hours=5)
    with transaction(shop.url) as session:
        reminder = Reply("裙子还没付款哦", trace={"action": "", "reason": "followup.silent"})
        ChatLog(session).reply("web:b", [reminder], answers=None, at=shop.at)
    shop.at += timedelta(hours=3)
    shop.answers(shop.asks("等活动"), "好的")
    shop.collect()
    unanswered, later = shop.asked
    assert (unanswered.intents, unanswered.reason) == ((), "")
    assert (later.before, later.intents) == ("裙子还没付款哦", ("ask_stock",))
