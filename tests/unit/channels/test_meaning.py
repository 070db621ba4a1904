"""Buyers who waited are answered once a person says what they meant."""

from __future__ import annotations

import json
from types import SimpleNamespace
from typing import Any

import pytest

from bot.channels.meaning import PATH, Meaning, Meant
from bot.chats.log import ChatLog
from bot.chats.model import Reply
from bot.chats.tickets import Tickets
from bot.database.engine import transaction
from bot.serving.internal import INTERNAL_HEADER
from tests.unit.channels.serving_people import People, answer


@pytest.fixture
def people(url: str) -> People:
    made = People(url)
    made.answers_with(answer("到手99元", facts={"hand": "99"}))
    return made


def gives_up(people: People, chat: str = "web:b", text: str = "咋卖捏") -> int:
    """The bot did not understand the buyer and fetched a person."""
    people.later(seconds=5)
    message_id = people.hears(text, chat=chat).message_id
    with transaction(people.url) as session:
        Tickets(session).open(chat, reason="handoff.not_understood", facts={}, at=people.now)
        log = ChatLog(session)
        log.reply(chat, [Reply("请同事来")], answers=message_id, at=people.now)
    return message_id


async def means(people: People, *message_ids: int, meant: tuple[str, ...] = ("ask_price",)):
    meaning: Meaning = people.service._meaning
    return await meaning.answer(
        Meant(message_ids=list(message_ids), meant=list(meant), login="xiaomai")
    )


def said_by_bot(people: People, chat: str = "web:b") -> list[str]:
    return [each.text for each in people.messages(chat) if each.sender == "bot"]


async def test_the_bot_answers_in_that_meaning_and_has_the_chat_back(people: People) -> None:
    message_id = gives_up(people)
    assert await means(people, message_id, meant=("ask_price", "ask_gift")) == [message_id]
    assert said_by_bot(people) == ["请同事来", "到手99元"]
    assert people.ticket() is None
    draft, good = (call.metadata for call in people.asked)
    assert draft["draft"] and draft["meant"] == good["meant"] == ["ask_price", "ask_gift"]
    assert good["expect"] == "d1" and "draft" not in good
    last = people.messages()[-1]
    assert (last.trace["meant_by"], last.trace["facts"]) == ("xiaomai", {"hand": "99"})
    assert people.told == ["web:b"]


async def test_several_are_answered_and_nobody_twice(people: People) -> None:
    waiting = [gives_up(people, f"web:b{number}") for number in range(6)]
    assert await means(people, *waiting, waiting[0]) == waiting
    assert await means(people, *waiting) == []
    assert said_by_bot(people, "web:b0") == ["请同事来", "到手99元"]


async def test_a_chat_taken_meanwhile_is_left_to_the_person(people: People) -> None:
    message_id = gives_up(people)
    ticket = people.ticket()
    assert ticket is not None
    people.taken(ticket)
    assert await means(people, message_id) == []
    assert (said_by_bot(people), people.asked) == (["请同事来"], [])


async def test_a_chat_taken_while_the_answer_is_made_is_left_to_the_person(people: People) -> None:
    message_id = gives_up(people)
    ticket = people.ticket()
    assert ticket is not None
    ask = people._ask

    async def taken_meanwhile(call):
        if call.metadata.get("expect"):
            people.taken(ticket)
        return await ask(call)

    people.service._meaning.engine._ask = taken_meanwhile
    assert await means(people, message_id) == []
    assert said_by_bot(people) == ["请同事来"]
    assert people.told == []


async def test_what_needs_a_person_all_the_same_waits_on(people: People) -> None:
    message_id = gives_up(people)
    for reason in ("handoff.requested", "handoff.out_of_scope", "sizing.no_chart"):
        people.answers_with(answer("请同事来", reason))
        assert await means(people, message_id) == []
    assert people.ticket() is not None
    assert all(call.metadata.get("draft") for call in people.asked)


async def test_without_the_dialogue_everybody_waits_on(people: People) -> None:
    message_id = gives_up(people)
    people.says = []
    assert await means(people, message_id) == []
    ticket = people.ticket()
    assert ticket is not None and ticket.status == "waiting"


async def test_a_decision_that_changed_meanwhile_is_not_said(people: People) -> None:
    message_id = gives_up(people)
    ask = people._ask

    async def changed(call):
        if call.metadata.get("expect"):
            people.answers_with(answer("到手109元"), digest="d2")
        return await ask(call)

    people.service._meaning.engine._ask = changed
    assert await means(people, message_id) == []
    assert said_by_bot(people) == ["请同事来"]


class Mounted:
    """Stands in for a blueprint: keeps what is mounted."""

    def add_route(self, handler: Any, path: str, **_: Any) -> None:
        assert path == PATH
        self.handler = handler


GOOD = {"message_ids": [1], "meant": ["ask_price"], "login": "x"}


@pytest.mark.parametrize(
    ("token", "body", "status"),
    [
        ("", GOOD, 403),
        ("t", {**GOOD, "meant": []}, 400),
        ("t", {**GOOD, "message_ids": [0]}, 400),
        ("t", {**GOOD, "meant": ["a;b"]}, 400),
        ("t", GOOD, 200),
    ],
)
async def test_only_who_knows_the_token_says_what_is_meant(
    people: People, token: str, body: dict[str, object], status: int
) -> None:
    mounted = Mounted()
    people.service._meaning.mount(mounted, token="t")  # type: ignore[arg-type]
    request = SimpleNamespace(headers={INTERNAL_HEADER.lower(): token}, body=json.dumps(body))
    assert (await mounted.handler(request)).status == status
