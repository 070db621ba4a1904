"""News that was missed: told once, and late commits of lower ids are seen as well."""

from __future__ import annotations

from bot.channels.upkeep import Upkeep
from bot.chats.log import ChatLog
from bot.chats.model import Incoming
from bot.database.engine import transaction
from tests.unit.channels.chatting import MORNING, Chat


def _hears(chat: Chat, name: str) -> None:
    with transaction(chat.url) as session:
        ChatLog(session).receive(Incoming(name, name, "web", "m", "在吗", MORNING))


async def test_a_message_of_another_copy_is_news_once(chat: Chat) -> None:
    heard: list[str] = []
    upkeep = Upkeep(chat.record, chat.intake, heard.append, several=True)
    _hears(chat, "web:before")
    known = upkeep._look(None)
    _hears(chat, "web:new")
    known = upkeep._look(known)
    assert heard == ["web:new"]
    assert upkeep._look(known) == known
    assert heard == ["web:new"]
    heard.clear()
    upkeep._look(known - {1})  # it was given its id before the other, and committed after it
    assert heard == ["web:before"]
