"""Suggestions while a person has the chat, and sending one as it stands."""

from __future__ import annotations

from typing import Any

import pytest

from bot.channels.accepting import Acceptance, Accepting, NotAcceptedError
from bot.chats.log import ChatLog
from bot.chats.model import Reply
from bot.chats.suggestions import Suggestion, Suggestions
from bot.database.engine import transaction
from tests.unit.channels.serving_people import People, answer

CHAT = "web:b"


@pytest.fixture
def people(url: str) -> People:
    made = People(url)
    made.answers_with(answer("到手99元", facts={"hand": "99"}))
    return made


def newest(people: People) -> Suggestion | None:
    with transaction(people.url) as session:
        return Suggestions(session).newest(CHAT)


def suggested(people: People) -> Suggestion:
    found = newest(people)
    assert found is not None
    return found


async def asks(people: People, text: str = "多少钱") -> int:
    """The buyer asks while a person has the chat, and the suggestion is made."""
    people.later(seconds=5)
    message_id = people.hears(text).message_id
    await people.service.drafts.draft(CHAT)
    return message_id


async def accept(people: People, message_id: int, **changes: str) -> dict[str, Any]:
    accepting: Accepting = people.service._accepting
    wanted = {"login": "xiaomai", "text": "到手99元", "client_id": "c1", **changes}
    return await accepting.accept(Acceptance(message_id=message_id, **wanted))


def said_by_agents(people: People) -> list[tuple[str, str]]:
    return [(m.agent, m.text) for m in people.messages() if m.sender == "agent"]


async def test_a_suggestion_is_made_of_a_draft_with_its_facts(people: People) -> None:
    people.taken(people.handed_over())
    message_id = await asks(people)
    found = suggested(people)
    assert (found.message_id, found.text, found.digest) == (message_id, "到手99元", "d1")
    assert found.replies[0].trace["facts"] == {"hand": "99"}
    assert people.asked[-1].metadata["draft"] is True


async def test_the_draft_is_told_what_the_buyer_said_to_the_person(people: People) -> None:
    people.taken(people.handed_over())
    people.later(seconds=5)
    people.hears("我要L码")
    await asks(people, "寄成都几天到")
    assert "我要L码" in people.asked[-1].metadata["chat"]["meanwhile"]


async def test_what_the_draft_knows_of_the_buyer_goes_onto_the_ticket(people: People) -> None:
    people.answers_with(answer("到手99元", ticket={"尺码": "L"}))
    people.handed_over()
    await asks(people)
    ticket = people.ticket()
    assert ticket is not None
    assert ticket.facts == {"尺码": "L"}


async def test_fetching_a_person_and_asking_back_is_nothing_to_send(people: People) -> None:
    people.taken(people.handed_over())
    for reason in ("handoff.requested", "handoff.unsure", "sizing.no_chart"):
        people.answers_with(answer("请同事来", reason))
        await asks(people)
        assert newest(people) is None


async def test_without_a_person_nothing_is_suggested(people: People) -> None:
    people.hears("多少钱")
    assert not await people.service.drafts.draft(CHAT)
    assert people.asked == []


async def test_the_same_message_is_drafted_once(people: People) -> None:
    people.taken(people.handed_over())
    await asks(people)
    await people.service.drafts.draft(CHAT)
    assert len(people.asked) == 1


async def test_a_suggestion_is_sent_as_that_persons_words(people: People) -> None:
    people.taken(people.handed_over())
    message_id = await asks(people)
    assert await accept(people, message_id) == {"sent": True}
    assert said_by_agents(people) == [("xiaomai", "到手99元")]
    assert people.asked[-1].metadata["expect"] == "d1"
    ticket = people.ticket()
    assert ticket is not None
    assert ticket.first_reply_at == people.now
    assert people.told[-1] == CHAT


async def test_sending_it_twice_says_it_once(people: People) -> None:
    people.taken(people.handed_over())
    message_id = await asks(people)
    await accept(people, message_id)
    assert await accept(people, message_id) == {"sent": True}
    assert len(said_by_agents(people)) == 1


async def test_what_changed_is_shown_and_not_sent(people: People) -> None:
    people.taken(people.handed_over())
    message_id = await asks(people)
    people.answers_with(answer("到手109元"), digest="d2")
    told = await accept(people, message_id)
    assert [reply["text"] for reply in told["changed"]] == ["到手109元"]
    assert said_by_agents(people) == []
    assert (suggested(people).text, suggested(people).digest) == ("到手109元", "d2")
    assert await accept(people, message_id, text="到手109元") == {"sent": True}


async def test_an_older_text_than_the_suggestion_is_not_sent(people: People) -> None:
    people.taken(people.handed_over())
    message_id = await asks(people)
    told = await accept(people, message_id, text="到手89元")
    assert [reply["text"] for reply in told["changed"]] == ["到手99元"]
    assert said_by_agents(people) == []


async def test_only_who_has_the_chat_sends(people: People) -> None:
    ticket = people.handed_over()
    message_id = await asks(people)
    with pytest.raises(NotAcceptedError) as refused:
        await accept(people, message_id)
    assert refused.value.status == 409
    people.taken(ticket, login="xiaoyu")
    with pytest.raises(NotAcceptedError):
        await accept(people, message_id)
    assert said_by_agents(people) == []


async def test_without_a_suggestion_there_is_nothing_to_send(people: People) -> None:
    people.taken(people.handed_over())
    with pytest.raises(NotAcceptedError) as refused:
        await accept(people, people.hears("多少钱").message_id)
    assert refused.value.status == 404


async def test_a_dialogue_that_is_down_sends_nothing(people: People) -> None:
    people.taken(people.handed_over())
    message_id = await asks(people)
    people.says = []
    with pytest.raises(NotAcceptedError) as refused:
        await accept(people, message_id)
    assert refused.value.status == 502
    assert suggested(people).used_by == ""


async def test_who_answered_first_needs_no_suggestion(people: People) -> None:
    people.taken(people.handed_over())
    await asks(people)
    with transaction(people.url) as session:
        ChatLog(session).reply(
            CHAT, [Reply("99")], answers=None, at=people.now, sender="agent", agent="xiaomai"
        )
    assert newest(people) is None
