"""The tracker store: what it keeps, and what it survives."""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta, timezone

import pytest
from rasa.core.tracker_store import InMemoryTrackerStore
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import (
    ActionExecuted,
    ActiveLoop,
    BotUttered,
    ConversationPaused,
    FollowupAction,
    Restarted,
    SessionStarted,
    SlotSet,
    UserUttered,
)
from rasa.shared.core.trackers import DialogueStateTracker
from sqlalchemy import delete, select

from bot.database.engine import transaction
from bot.errors import EngineError
from bot.serving.tables import TurnRow
from bot.serving.tracker_store import TurnTrackerStore

DOMAIN = Domain.from_yaml(
    """
    version: "3.1"
    intents: [greet]
    slots:
      region: {type: text, influence_conversation: false, mappings: [{type: custom}]}
      height_cm: {type: any, influence_conversation: false, mappings: [{type: custom}]}
      stage: {type: text, initial_value: greeting, mappings: [{type: custom}]}
    forms: {size_form: {required_slots: []}}
    """
)


@pytest.fixture
def store(database_url: str) -> TurnTrackerStore:
    return TurnTrackerStore(DOMAIN, url=database_url)


async def add_turn(store: TurnTrackerStore, text: str, *events: object, sender: str = "b") -> None:
    tracker = await store.get_or_create_tracker(sender, append_action_listen=False)
    turn = (UserUttered(text), *events, BotUttered(f"答 {text}"), ActionExecuted("action_listen"))
    for event in turn:
        tracker.update(event, DOMAIN)
    await store.save(tracker)


async def read(store: TurnTrackerStore, sender: str = "b") -> DialogueStateTracker:
    tracker = await store.retrieve(sender)
    assert tracker is not None
    return tracker


def texts(tracker: DialogueStateTracker) -> list[str]:
    return [event.text for event in tracker.events if isinstance(event, UserUttered)]


async def test_an_unknown_conversation_is_none_and_leaves_no_row(store: TurnTrackerStore) -> None:
    assert await store.retrieve("nobody") is None
    # Rasa makes a tracker before it knows whether the turn will come to anything.
    await store.get_or_create_tracker("nobody", append_action_listen=False)
    assert await store.retrieve("nobody") is None


async def test_a_short_conversation_is_what_rasa_would_have_kept(store: TurnTrackerStore) -> None:
    rasas = InMemoryTrackerStore(DOMAIN)
    tracker = await store.get_or_create_tracker("b")
    for event in (
        UserUttered("在吗", intent={"name": "greet"}),
        SlotSet("height_cm", 160.5),
        BotUttered("在的", metadata={"variants": {"greet": 2}}),
        ActionExecuted("action_listen", policy="RulePolicy", confidence=1.0),
    ):
        tracker.update(event, DOMAIN)
    await rasas.save(tracker)
    await store.save(tracker)
    theirs = await rasas.retrieve("b")
    ours = await read(store)
    assert [event.as_dict() for event in ours.events] == [e.as_dict() for e in theirs.events]
    assert ours.current_state() == theirs.current_state()


async def test_only_the_last_turn_is_read_and_the_state_from_before_is_kept(
    store: TurnTrackerStore,
) -> None:
    await add_turn(store, "第0句", SlotSet("region", "浙江 杭州"), SlotSet("height_cm", 160.0))
    await add_turn(store, "第1句", SlotSet("height_cm", None), SlotSet("stage", None))
    for number in range(2, 30):
        await add_turn(store, f"第{number}句")
    tracker = await read(store)
    assert texts(tracker) == ["第29句"]
    assert tracker.get_slot("region") == "浙江 杭州"
    assert tracker.get_slot("height_cm") is None
    assert tracker.get_slot("stage") is None
    full = await store.retrieve_full_tracker("b")
    assert full is not None
    assert len(texts(full)) == 30


async def test_pause_loop_and_followup_outlive_the_window(store: TurnTrackerStore) -> None:
    await add_turn(store, "表单", ActiveLoop("size_form"))
    tracker = await read(store)
    tracker.update(FollowupAction("action_session_start"), DOMAIN)
    tracker.update(ConversationPaused(), DOMAIN)
    await store.save(tracker)
    for number in range(7):
        tracker = await read(store)
        tracker.update(BotUttered(f"{number}"), DOMAIN)
        await store.save(tracker)
    tracker = await read(store)
    assert texts(tracker) == []
    assert tracker.is_paused()
    assert tracker.active_loop_name == "size_form"
    assert tracker.followup_action == "action_session_start"


async def test_saving_twice_adds_nothing(store: TurnTrackerStore, database_url: str) -> None:
    await add_turn(store, "在吗")
    tracker = await read(store)
    await store.save(tracker)
    await store.save(tracker)
    with transaction(database_url) as session:
        assert session.execute(select(TurnRow.seq)).scalars().all() == [1]


async def test_two_saves_at_once_keep_both_turns(store: TurnTrackerStore) -> None:
    await add_turn(store, "开头")
    trackers = [await read(store) for _ in range(4)]
    for number, tracker in enumerate(trackers):
        tracker.update(UserUttered(f"同时 {number}"), DOMAIN)
    await asyncio.gather(*(store.save(tracker) for tracker in trackers))
    whole = await store.retrieve_full_tracker("b")
    assert whole is not None
    said = texts(whole)
    assert said[0] == "开头"
    assert sorted(said[1:]) == ["同时 0", "同时 1", "同时 2", "同时 3"]


async def test_a_tracker_from_elsewhere_adds_only_what_is_new(store: TurnTrackerStore) -> None:
    await add_turn(store, "在吗")
    foreign = DialogueStateTracker.from_events(
        "b", [*(await read(store)).events, UserUttered("再问")], DOMAIN.slots
    )
    await store.save(foreign)
    whole = await store.retrieve_full_tracker("b")
    assert whole is not None
    assert texts(whole) == ["在吗", "再问"]


async def test_a_new_session_hides_the_old_one_and_keeps_carried_slots(
    store: TurnTrackerStore,
) -> None:
    await add_turn(store, "昨天", SlotSet("region", "北京"), SlotSet("height_cm", 170.0))
    tracker = await read(store)
    for event in (
        ActionExecuted("action_session_start"),
        SessionStarted(),
        SlotSet("region", "北京"),
        ActionExecuted("action_listen"),
        UserUttered("今天"),
    ):
        tracker.update(event, DOMAIN)
    await store.save(tracker)
    tracker = await read(store)
    assert texts(tracker) == ["今天"]
    assert isinstance(tracker.events[0], ActionExecuted)
    assert (tracker.get_slot("region"), tracker.get_slot("height_cm")) == ("北京", None)


async def test_a_restart_forgets_the_slots_for_good(store: TurnTrackerStore) -> None:
    await add_turn(store, "之前", SlotSet("region", "北京"))
    await add_turn(store, "重来", Restarted())
    for number in range(8):
        await add_turn(store, f"{number}")
    assert (await read(store)).get_slot("region") is None


@pytest.mark.parametrize(
    "sender", ["a\x00b", "半个\ud83d代理", "长" * 400, "换\n行", "一般的 id"], ids=ascii
)
async def test_any_sender_is_kept_apart_from_the_others(
    store: TurnTrackerStore, sender: str
) -> None:
    await add_turn(store, "是我", sender=sender)
    await add_turn(store, "别人", sender="ab")
    assert texts(await read(store, sender)) == ["是我"]
    assert (await read(store, sender)).sender_id == sender


async def test_nul_and_broken_characters_in_a_message_do_no_harm(store: TurnTrackerStore) -> None:
    await add_turn(store, "前\x00后 \ud83d 🙂", SlotSet("region", "\x00"))
    tracker = await read(store)
    assert texts(tracker) == ["前\x00后 ? 🙂"]
    assert tracker.get_slot("region") == "\x00"


async def test_old_rows_may_be_deleted(store: TurnTrackerStore, database_url: str) -> None:
    await add_turn(store, "很久以前", SlotSet("region", "浙江 杭州"))
    for number in range(3):
        await add_turn(store, f"{number}")
    with transaction(database_url) as session:
        newest = session.execute(select(TurnRow).order_by(TurnRow.seq.desc())).scalars().first()
        assert datetime.now(timezone.utc) - timedelta(minutes=1) < _aware(newest.created_at)
        session.execute(delete(TurnRow).where(TurnRow.seq < newest.seq))
    tracker = await read(store)
    assert tracker.get_slot("region") == "浙江 杭州"
    await add_turn(store, "又来了")
    assert texts(await read(store)) == ["又来了"]
    assert (await read(store)).get_slot("region") == "浙江 杭州"


async def test_a_slot_that_the_model_no_longer_has_is_left_out(database_url: str) -> None:
    await add_turn(TurnTrackerStore(DOMAIN, url=database_url), "在吗", SlotSet("region", "北京"))
    smaller = Domain.from_yaml('version: "3.1"\nintents: [greet]')
    tracker = await read(TurnTrackerStore(smaller, url=database_url))
    assert "region" not in tracker.slots
    assert texts(tracker) == ["在吗"]


async def test_ids_of_all_conversations(store: TurnTrackerStore) -> None:
    await add_turn(store, "1", sender="甲")
    await add_turn(store, "2", sender="乙")
    await add_turn(store, "3", sender="乙")
    assert sorted(await store.keys()) == ["乙", "甲"]


async def test_a_database_without_the_table_is_a_named_error(tmp_path: object) -> None:
    store = TurnTrackerStore(DOMAIN, url=f"sqlite:///{tmp_path}/empty.db")
    with pytest.raises(EngineError, match="DATABASE_URL"):
        await store.retrieve("b")


def _aware(at: datetime) -> datetime:
    return at if at.tzinfo else at.replace(tzinfo=timezone.utc)
