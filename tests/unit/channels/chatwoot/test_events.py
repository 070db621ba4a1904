"""Chatwoot's payloads in the shapes of its versions, and bodies that are none."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.chatwoot.events import (
    ConversationEvent,
    MessageEvent,
    UnreadableEventError,
    read_event,
)

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=8,
)
NAMES = (
    "id", "content", "message_type", "private", "content_attributes", "attachments",
    "sender", "conversation", "account", "status", "meta", "updated_at", "custom_attributes",
)  # fmt: skip


def _message(**changes: Any) -> bytes:
    fields = {
        "event": "message_created",
        "id": 5,
        "content": "在吗",
        "message_type": "incoming",
        "sender": {"id": 42, "name": "顾客", "phone_number": "+8613800000000"},
        "conversation": {"id": 1, "inbox_id": 17, "status": "pending"},
    }
    return json.dumps({**fields, **changes}).encode()


def test_a_message_is_read_with_numbers_or_names_for_its_type() -> None:
    named, numbered = read_event(_message()), read_event(_message(message_type=0))
    assert isinstance(named, MessageEvent)
    assert isinstance(numbered, MessageEvent)
    assert named.message_type == numbered.message_type == "incoming"


def test_nothing_is_read_of_a_buyers_phone_number() -> None:
    assert "13800000000" not in repr(read_event(_message()))


def test_empty_fields_of_older_versions_are_fine() -> None:
    event = read_event(_message(content=None, content_attributes=None, attachments=None))
    assert isinstance(event, MessageEvent)
    assert (event.content, event.chosen) == ("", "")


def test_a_tapped_choice_is_what_it_says() -> None:
    attributes = {"submitted_values": [{"title": "有货吗", "value": "有货吗"}]}
    event = read_event(_message(event="message_updated", content_attributes=attributes))
    assert isinstance(event, MessageEvent)
    assert event.chosen == "有货吗"


def test_a_conversation_tells_status_product_and_who_has_it() -> None:
    event = read_event(
        json.dumps(
            {
                "event": "conversation_status_changed",
                "id": 1,
                "status": "open",
                "updated_at": 1700000000.25,
                "custom_attributes": {"product": "LN2107"},
                "meta": {"assignee": {"id": 12, "name": "小麦"}, "sender": {"id": 42}},
            }
        ).encode()
    )
    assert isinstance(event, ConversationEvent)
    assert (event.status, event.product, event.updated_at) == ("open", "LN2107", 1700000000.25)
    assert event.meta.assignee is not None


def test_what_does_not_concern_us_is_nothing() -> None:
    assert read_event(b'{"event":"webwidget_triggered","id":1}') is None


@pytest.mark.parametrize("body", [b"", b"[]", b"\xff", b"{", b'{"event":1}', b"[" * 100_000])
def test_what_is_no_event_is_said_to_be_none(body: bytes) -> None:
    with pytest.raises(UnreadableEventError):
        read_event(body)


@given(
    st.sampled_from(["message_created", "message_updated", "conversation_opened"]),
    st.dictionaries(st.sampled_from(NAMES), JSON),
)
def test_any_json_is_read_or_refused(name: str, fields: dict[str, Any]) -> None:
    try:
        event = read_event(json.dumps({**fields, "event": name}).encode())
    except UnreadableEventError:
        return
    assert event is not None
