"""What a buyer said to a person, for the bot's next turn and for its suggestions."""

from __future__ import annotations

import pytest

from bot.chats.situation import situation_of
from bot.chats.tickets import Tickets
from bot.chats.turns import LastTurns
from bot.database.engine import transaction
from tests.unit.chats.test_situation import NOW, Talk


@pytest.fixture
def talk(url: str) -> Talk:
    return Talk(url)


def _meanwhile(talk: Talk, text: str) -> tuple[str, ...]:
    situation = talk.situation(text)
    assert situation is not None
    return situation.meanwhile


def test_what_was_said_to_a_person_since_the_bots_last_turn_is_told(url: str, talk: Talk) -> None:
    asked = talk.buyer("转人工", minutes=9)
    with transaction(url) as session:
        LastTurns(session).keep("web:b", asked, {"messages": []})
    talk.reply("请稍候", minutes=9)
    talk.buyer("我要L码", minutes=8)
    talk.reply("好的", minutes=7, sender="agent")
    talk.buyer("寄成都", minutes=6)
    assert _meanwhile(talk, "几天到") == ("我要L码", "寄成都")


def test_what_the_bot_decided_on_itself_is_not_told_again(url: str, talk: Talk) -> None:
    talk.buyer("我要L码", minutes=8)
    talk.reply("好的", minutes=7, sender="agent")
    asked = talk.buyer("几天到", minutes=6)
    with transaction(url) as session:
        LastTurns(session).keep("web:b", asked, {"messages": []})
    talk.reply("两天", minutes=6)
    assert _meanwhile(talk, "包邮吗") == ()


def test_without_a_person_nothing_was_said_meanwhile(talk: Talk) -> None:
    talk.buyer("在吗", minutes=2)
    talk.reply("在的", minutes=2)
    assert _meanwhile(talk, "包邮吗") == ()


def test_for_a_suggestion_it_is_read_although_a_person_has_the_chat(url: str, talk: Talk) -> None:
    talk.buyer("我要L码", minutes=1)
    with transaction(url) as session:
        Tickets(session).open("web:b", reason="mode.assist", facts={}, at=NOW)
    first_id = talk.buyer("几天到")
    with transaction(url) as session:
        situation = situation_of(
            session,
            conversation_id="web:b",
            first_id=first_id,
            text="几天到",
            at=NOW,
            paid_at=None,
            drafting=True,
        )
    assert situation is not None
    assert situation.meanwhile == ("我要L码",)
