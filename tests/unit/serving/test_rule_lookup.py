"""The quick search for rules finds what trying every rule finds."""

from __future__ import annotations

import itertools
import json
from typing import Any

import pytest
from rasa.core.policies.rule_policy import RulePolicy

from bot.serving.fixes import rule_lookup

ACTIONS = (None, "action_listen", "utter_greet", "action_count")
INTENTS = (None, "greet", "ask_price")
SLOTS = ({}, {"stage": [1.0]})


def rule(*states: dict[str, Any]) -> str:
    return json.dumps(states)


LOOKUP = {
    rule({"prev_action": {"action_name": "action_listen"}, "user": {"intent": "greet"}}): "one",
    rule({"prev_action": {"action_name": "action_listen"}}): "any intent",
    rule({"user": {"intent": "ask_price"}, "prev_action": {"action_name": "action_count"}}): "two",
    rule({}, {"prev_action": {"action_name": "action_listen"}, "user": {"intent": "greet"}}): "st",
    rule({"slots": {"stage": "should_not_be_set"}, "prev_action": {"action_text": "x"}}): "text",
    rule({"prev_action": {"action_name": "should_not_be_set"}}): "none",
    rule({}): "start",
}


def states() -> list[list[dict[str, Any]]]:
    single = []
    for action, intent, slots in itertools.product(ACTIONS, INTENTS, SLOTS):
        state: dict[str, Any] = {"slots": slots} if slots else {}
        if action:
            state["prev_action"] = {"action_name": action}
        if intent:
            state["user"] = {"intent": intent}
        single.append(state)
    return [[], *([state] for state in single), *([{}, state] for state in single)]


@pytest.mark.parametrize("conversation", states())
def test_the_same_rules_are_found(conversation: list[dict[str, Any]]) -> None:
    policy = RulePolicy.__new__(RulePolicy)
    expected = rule_lookup._try_every_rule(policy, LOOKUP, conversation)
    assert policy._get_possible_keys(LOOKUP, conversation) == expected
