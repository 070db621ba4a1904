"""What Chatwoot is told, and what its status says that people did."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from bot.channels.chatwoot.events import Conversation
from bot.channels.chatwoot.standing import (
    Assign,
    Doing,
    Known,
    SetLabel,
    SetStatus,
    WriteNote,
    did,
    label_of,
    note_of,
    steps,
)
from bot.chats.model import Ticket
from bot.settings import SHOP_TIMEZONE

NOW = datetime(2026, 3, 2, 10, 0, tzinfo=SHOP_TIMEZONE)


def _ticket(**changes: Any) -> Ticket:
    fields: dict[str, Any] = {
        "id": 7,
        "conversation_id": "chatwoot:42.17",
        "status": "waiting",
        "reason": "handoff.after_sales",
        "facts": {"订单": "A1", "类别": "少发", "空": ""},
        "opened_at": NOW,
        "taken_by": "",
        "taken_at": None,
        "closed_at": None,
        "note": "",
    }
    return Ticket(**{**fields, **changes})


def _event(status: str, *, at: float = 100.0) -> Conversation:
    return Conversation(id=1, status=status, updated_at=at)


PENDING = Known(conversation=1, status="pending")
OPEN = Known(conversation=1, status="open", noted=7, label="小二-售后问题", status_at=50.0)


def test_a_hand_over_opens_assigns_labels_and_notes_in_this_order() -> None:
    ticket = _ticket()
    assert steps(PENDING, ticket, crew={}, team=5) == (
        SetStatus("open"),
        Assign(team=5),
        SetLabel("小二-售后问题", instead_of=""),
        WriteNote(ticket),
    )


def test_what_was_told_is_not_told_again() -> None:
    assert steps(OPEN, _ticket(), crew={"xiaomai": 12}, team=5) == ()
    assert steps(PENDING, None, crew={}, team=5) == ()


def test_a_chat_that_somebody_of_the_crew_took_is_theirs_at_chatwoot() -> None:
    taken = _ticket(status="taken", taken_by="xiaomai")
    assert steps(OPEN, taken, crew={"xiaomai": 12}, team=5) == (Assign(user=12),)


def test_giving_back_sets_pending_and_takes_our_label_away() -> None:
    assert steps(OPEN, None, crew={}, team=0) == (
        SetStatus("pending"),
        SetLabel("", instead_of="小二-售后问题"),
    )


def test_a_conversation_that_people_resolved_is_not_made_pending() -> None:
    assert steps(Known(conversation=1, status="resolved"), None, crew={}, team=0) == ()


def test_a_second_hand_over_is_noted_again() -> None:
    again = _ticket(id=8)
    assert steps(OPEN, again, crew={}, team=0) == (WriteNote(again),)


def test_open_without_a_ticket_means_that_people_took_it() -> None:
    assert did(PENDING, _event("open"), None) is Doing.TOOK
    assert did(PENDING, _event("snoozed"), None) is Doing.TOOK
    assert did(Known(), _event("open"), None) is Doing.TOOK


def test_pending_or_resolved_after_open_means_that_people_gave_it_back() -> None:
    assert did(OPEN, _event("pending"), _ticket()) is Doing.GAVE_BACK
    assert did(OPEN, _event("resolved"), _ticket()) is Doing.GAVE_BACK


def test_the_echo_of_our_own_telling_means_nothing() -> None:
    assert did(OPEN, _event("open"), _ticket()) is None
    assert did(PENDING, _event("open"), _ticket()) is None  # told, and not noted yet
    assert did(OPEN, _event("pending"), None) is None


def test_an_event_older_than_what_is_known_means_nothing() -> None:
    assert did(OPEN, _event("pending", at=49.0), _ticket()) is None


def test_the_note_says_why_and_what_is_known() -> None:
    assert note_of(_ticket()) == "小二转人工：售后问题\n订单：A1\n类别：少发"
    assert "pending" in note_of(_ticket(reason="channel.taken_over", facts={}))


def test_a_label_has_only_what_chatwoot_allows() -> None:
    assert label_of("handoff.requested") == "小二-要找人工"
