"""Every topic's chats against the real model, the real action server and a real database."""

from __future__ import annotations

import secrets

import pytest

from bot.channels.client import TurnReport, buyer_line
from bot.settings import Settings
from tests.dialogues.desk import at_the_desk, ticket_faults
from tests.dialogues.reading import CLOTHES, OTHER_SHOPS, Desk, Dialogue, Turn, dialogues
from tests.dialogues.tone import parroted, tone_faults

pytestmark = pytest.mark.engine


@pytest.mark.parametrize("dialogue", dialogues(CLOTHES), ids=str)
async def test_dialogue(dialogue: Dialogue, engine: Settings) -> None:
    fault = await first_fault(dialogue, engine)
    assert not fault, fault


@pytest.mark.parametrize(
    ("dialogue", "other_engine"),
    [(dialogue, dialogue.shop) for dialogue in dialogues(*OTHER_SHOPS)],
    indirect=["other_engine"],
    ids=str,
)
async def test_dialogue_with_another_shop(dialogue: Dialogue, other_engine: Settings) -> None:
    fault = await first_fault(dialogue, other_engine)
    assert not fault, fault


async def first_fault(dialogue: Dialogue, config: Settings) -> str:
    """Chat `dialogue` with the engine: the first turn that is not as expected; empty if all are."""
    buyer = f"{dialogue.topic.replace('/', '-')}-{secrets.token_hex(4)}"
    with_person = False
    said: list[str] = []
    async with buyer_line(config, buyer=buyer, product=dialogue.product) as line:
        for turn in dialogue.turns:
            if isinstance(turn, Desk):
                at_the_desk(turn, config, buyer=buyer, at=dialogue.at)
                with_person = not turn.gives_back
                continue
            report = await line.say(turn.buyer, product=dialogue.product, at=dialogue.at)
            said += report.replies
            faults = _faults(turn, report, with_person=with_person) + parroted(said)
            faults += ticket_faults(turn, config, buyer=buyer)
            if faults:
                return f"{turn.buyer} → {report.replies}\n" + "\n".join(faults)
            with_person = report.with_person
    return ""


# Silence is right only once a person has the chat.
def _faults(turn: Turn, report: TurnReport, *, with_person: bool) -> list[str]:
    said = report.as_json()
    text = "\n".join(report.replies)
    faults = tone_faults(report)
    if not report.replies and not with_person:
        faults.append("silence")
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
    faults += [f"does not offer {offer}" for offer in turn.offers if offer not in said["offers"]]
    faults += [f"shows no {card}" for card in turn.cards if card not in said["cards"]]
    if report.with_person != (turn.hand_over or with_person):
        faults.append(f"with a person: {report.with_person}")
    return faults
