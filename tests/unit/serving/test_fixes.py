"""Each fix gives what Rasa gave, and is noticed when Rasa changes under it."""

from __future__ import annotations

from typing import Any

import pytest
import rasa
from jsonschema import ValidationError
from rasa.core.actions.action import RemoteAction
from rasa.core.agent import Agent
from rasa.core.tracker_store import InMemoryTrackerStore
from rasa.engine.exceptions import GraphRunError
from rasa.engine.graph import GraphSchema, SchemaNode
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import (
    ActionExecuted,
    BotUttered,
    Event,
    SlotSet,
    UserUttered,
)
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.shared.utils.common import all_subclasses

from bot.errors import EngineError
from bot.serving import rasa_fixes
from bot.serving.fixes import action_call, empty_domain, event_classes, graph_run

DOMAIN = Domain.from_yaml(
    """
    version: "3.1"
    intents: [greet, ask_price]
    entities: [size]
    slots:
      size: {type: text, mappings: [{type: from_entity, entity: size}]}
    actions: [action_price]
    """
)


def conversation() -> DialogueStateTracker:
    return DialogueStateTracker.from_events(
        "b",
        [
            ActionExecuted("action_listen"),
            UserUttered("在吗", intent={"name": "greet"}),
            SlotSet("size", "M"),
            ActionExecuted("action_price"),
            BotUttered("在的"),
            ActionExecuted("action_listen"),
            UserUttered("多少钱", intent={"name": "ask_price"}),
        ],
        DOMAIN.slots,
    )


def test_the_fixes_were_written_for_the_rasa_that_is_installed() -> None:
    # Fails at an upgrade: review every module of bot/serving/fixes before raising RASA_VERSION.
    assert rasa.__version__ == rasa_fixes.RASA_VERSION


def test_another_rasa_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rasa, "__version__", "3.6.99")
    with pytest.raises(EngineError, match=r"3\.6\.99.*bot/serving/fixes"):
        rasa_fixes.apply()


def test_every_event_is_found_as_before() -> None:
    kinds = {event_class.type_name for event_class in all_subclasses(Event)}
    assert {"user", "bot", "slot", "action", "session_started"} <= kinds
    for kind in kinds:
        assert Event.resolve_by_type(kind) is event_classes._walk(kind)


def test_an_unknown_event_is_refused_as_before() -> None:
    with pytest.raises(ValueError, match="no_such_event"):
        Event.resolve_by_type("no_such_event")
    assert Event.resolve_by_type("no_such_event", SlotSet) is SlotSet
    assert Event.resolve_by_type("topic") is None


def test_an_empty_domain_is_still_told_from_a_full_one() -> None:
    for _ in range(2):
        assert Domain.empty().is_empty() is empty_domain._compare(Domain.empty()) is True
        assert DOMAIN.is_empty() is empty_domain._compare(DOMAIN) is False


def test_an_action_is_sent_the_last_two_turns_and_the_whole_state() -> None:
    tracker = conversation()
    tracker.update(UserUttered("有M码吗", parse_data={"text": "有M码吗", "intent": {}}))
    call = RemoteAction("action_price", None)._action_call_format(tracker, DOMAIN)
    spoken = [e for e in call["tracker"]["events"] if e["event"] == "user"]
    assert [event["text"] for event in spoken] == ["多少钱", "有M码吗"]
    assert all("parse_data" not in event for event in spoken)
    assert call["tracker"]["latest_message"]["text"] == "有M码吗"
    assert call["tracker"]["slots"]["size"] == "M"
    assert (call["next_action"], call["sender_id"]) == ("action_price", "b")


@pytest.mark.parametrize(
    "answer",
    [
        {},
        {"events": [], "responses": []},
        {"events": [{"event": "slot", "name": "size", "value": "M"}], "responses": [{"text": "x"}]},
    ],
)
def test_a_proper_answer_of_an_action_passes(answer: dict[str, Any]) -> None:
    assert RemoteAction("a", None)._validate_action_result(answer)


@pytest.mark.parametrize(
    "answer",
    [
        None,
        ["13800001111"],
        {"events": {"event": "13800001111"}},
        {"events": ["13800001111"]},
        {"events": [{"text": "13800001111"}]},
        {"events": [{"event": 1}]},
        {"responses": "13800001111"},
        {"responses": [None]},
    ],
)
def test_an_improper_one_is_refused_without_being_quoted(answer: Any) -> None:
    with pytest.raises(ValidationError) as refused:
        action_call._validate_action_result(RemoteAction("a", None), answer)
    assert "13800001111" not in str(refused.value)


def test_a_store_is_used_as_it_is() -> None:
    store = InMemoryTrackerStore(DOMAIN)
    assert Agent(tracker_store=store).tracker_store is store


def _node(**needs: str) -> SchemaNode:
    return SchemaNode(needs=needs, uses=object, constructor_name="", fn="", config={})


def test_nodes_run_after_what_they_need_and_only_those_that_are_needed() -> None:
    schema = GraphSchema(
        {
            "last": _node(a="middle", b="__message__"),
            "aside": _node(a="first"),
            "middle": _node(a="first"),
            "first": _node(a="__message__"),
        }
    )
    assert graph_run._execution_order(schema, ("last",)) == (
        ("first", ("__message__",)),
        ("middle", ("first",)),
        ("last", ("middle", "__message__")),
    )


def test_nodes_that_need_each_other_are_reported() -> None:
    class _Endless(GraphSchema):
        def minimal_graph_schema(self, targets: list[str] | None = None) -> GraphSchema:
            return self

    with pytest.raises(GraphRunError, match="cycle"):
        graph_run._execution_order(_Endless({"a": _node(x="b"), "b": _node(x="a")}), ("a",))
