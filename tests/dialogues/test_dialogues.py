"""Every topic's chats against the real model, the real action server and a real database."""

from __future__ import annotations

import secrets

import pytest

from bot.channels.client import TurnReport, buyer_line
from bot.settings import Settings
from tests.dialogues.reading import Dialogue, Turn, dialogues

pytestmark = pytest.mark.engine
# Silence is right only once a person has the chat.
MOST_MESSAGES_A_TURN = 6


@pytest.mark.parametrize("dialogue", dialogues(), ids=str)
async def test_dialogue(dialogue: Dialogue, engine: Settings) -> None:
    buyer = f"{dialogue.topic}-{secrets.token_hex(4)}"
    with_person = False
    async with buyer_line(engine, buyer=buyer, product=dialogue.product) as line:
        for turn in dialogue.turns:
            report = await line.say(turn.buyer, product=dialogue.product, at=dialogue.at)
            faults = _faults(turn, report, with_person=with_person)
            assert not faults, f"{turn.buyer} → {report.replies}\n" + "\n".join(faults)
            with_person = report.with_person


def _faults(turn: Turn, report: TurnReport, *, with_person: bool) -> list[str]:
    said = report.as_json()
    text = "\n".join(report.replies)
    faults = []
    if not report.replies and not with_person:
        faults.append("silence")
    if len(report.replies) > MOST_MESSAGES_A_TURN:
        faults.append(f"{len(report.replies)} messages at once")
    if len(set(report.replies)) < len(report.replies):
        faults.append("the same message twice")
    if turn.intents and said["intent"] not in turn.intents:
        faults.append(f"intent {said['intent']} {said['confidence']}, not {turn.intents}")
    if turn.reasons and not set(turn.reasons) & set(said["reasons"]):
        faults.append(f"reason {said['reasons']}, not {turn.reasons}")
    for name, value in turn.slots.items():
        if str(said["slots"].get(name)) != str(value):
            faults.append(f"slot {name} is {said['slots'].get(name)}, not {value}")
    faults += [f"does not say {wanted}" for wanted in turn.says if wanted not in text]
    faults += [f"says {unwanted}" for unwanted in (*turn.never, "{", "}") if unwanted in text]
    for name, value in turn.facts.items():
        if said["facts"].get(name) != value:
            faults.append(f"fact {name} is {said['facts'].get(name)}, not {value}")
    if report.with_person != (turn.hand_over or with_person):
        faults.append(f"with a person: {report.with_person}")
    return faults
