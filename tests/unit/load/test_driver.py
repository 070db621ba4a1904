import asyncio
import math
from contextlib import asynccontextmanager

import pytest

from bot.load.driver import Plan, percentile, run_load
from bot.load.mix import Chat, Line, Mix
from bot.load.processes import Usage
from bot.load.target import Answer, TargetError


def chat_of(*texts: str) -> Mix:
    return Mix((Chat("one", 1, ("P1",), tuple(Line((text,), False) for text in texts)),))


class FakeTarget:
    """Answers by what is said, after `seconds`; keeps who said what."""

    def __init__(self, answers: dict[str, Answer], *, seconds: float = 0.01) -> None:
        self.answers = answers
        self.seconds = seconds
        self.chats: list[tuple[str, str, list[str]]] = []
        self.at_once = self.most_at_once = 0

    @asynccontextmanager
    async def conversation(self, *, buyer, product):
        said: list[str] = []
        self.chats.append((buyer, product, said))
        yield _FakeConversation(self, said)


class _FakeConversation:
    def __init__(self, target: FakeTarget, said: list[str]) -> None:
        self.target = target
        self.said = said

    async def say(self, text: str) -> Answer:
        target = self.target
        self.said.append(text)
        target.at_once += 1
        target.most_at_once = max(target.most_at_once, target.at_once)
        try:
            await asyncio.sleep(target.seconds)
            answer = target.answers[text]
        except KeyError as error:
            raise TargetError("refused") from error
        finally:
            target.at_once -= 1
        return answer


def plan(**changes) -> Plan:
    return Plan(**{"buyers": 3, "seconds": 0.4, "warm_up_seconds": 0.0, **changes})


async def test_every_buyer_waits_for_the_answer_and_starts_over_as_someone_new():
    target = FakeTarget({"a": Answer(1), "b": Answer(2)})
    result = await run_load(target, chat_of("a", "b"), plan())
    assert target.most_at_once == 3
    names = [buyer for buyer, _, _ in target.chats]
    assert len(names) == len(set(names)) > 3
    complete = [said for _, _, said in target.chats[:3]]
    assert complete == [["a", "b"]] * 3
    assert {product for _, product, _ in target.chats} == {"P1"}
    assert result.errors == result.silences == 0
    assert result.turns == pytest.approx(result.per_second * result.seconds)
    assert 10 <= result.p50_ms <= result.p95_ms <= result.p99_ms < 400


async def test_the_warm_up_is_not_counted():
    target = FakeTarget({"a": Answer(1)})
    result = await run_load(target, chat_of("a"), plan(warm_up_seconds=0.5, seconds=0.1))
    assert 0 < result.turns < sum(len(said) for _, _, said in target.chats) / 2


async def test_a_turn_without_a_word_is_a_silence_and_no_turn():
    result = await run_load(FakeTarget({"a": Answer(0)}), chat_of("a"), plan())
    assert result.turns == 0
    assert result.silences > 0
    assert math.isnan(result.p50_ms)


async def test_an_apology_is_an_error_and_no_turn():
    result = await run_load(FakeTarget({"a": Answer(1, failed=True)}), chat_of("a"), plan())
    assert (result.turns, result.silences) == (0, 0)
    assert result.errors > 0


async def test_a_refused_message_is_an_error_and_the_buyer_goes_on_as_someone_new():
    target = FakeTarget({"a": Answer(1)})
    result = await run_load(target, chat_of("a", "broken", "never said"), plan(seconds=0.6))
    assert result.errors >= 3
    assert result.turns >= 3
    assert not any("never said" in said for _, _, said in target.chats)


async def test_an_answer_that_does_not_come_in_time_is_an_error():
    target = FakeTarget({"a": Answer(1)}, seconds=5)
    result = await run_load(target, chat_of("a"), plan(answer_within_seconds=0.05))
    assert result.turns == 0
    assert result.errors > 0


async def test_a_chat_that_went_to_a_person_ends_there():
    target = FakeTarget({"person": Answer(1, with_person=True), "more": Answer(1)})
    result = await run_load(target, chat_of("person", "more"), plan())
    assert result.handed_over == result.turns > 0
    assert not any("more" in said for _, _, said in target.chats)


async def test_cpu_is_what_was_used_while_measuring_for_each_turn():
    readings = [{"Rasa": Usage(10.0, 0)}, {"Rasa": Usage(12.5, 300 * 1024 * 1024)}]
    target = FakeTarget({"a": Answer(1)})
    result = await run_load(target, chat_of("a"), plan(), read=lambda: readings.pop(0))
    (cost,) = result.processes
    assert cost.cpu_ms_per_turn == pytest.approx(2500 / result.turns)
    assert cost.rss_mb == 300
    assert result.cpu_ms_per_turn == cost.cpu_ms_per_turn


async def test_a_fault_of_the_driver_itself_is_not_taken_for_a_slow_target():
    with pytest.raises(ZeroDivisionError):
        target = FakeTarget({"a": Answer(1)})
        target.conversation = lambda **_: 1 / 0  # type: ignore[assignment]
        await run_load(target, chat_of("a"), plan(seconds=0.05))


@pytest.mark.parametrize(
    ("values", "percent", "expected"),
    [
        ([7.0], 99, 7.0),
        ([1.0, 2.0], 50, 1.0),
        ([float(n) for n in range(1, 101)], 50, 50.0),
        ([float(n) for n in range(1, 101)], 95, 95.0),
        ([float(n) for n in range(1, 101)], 99, 99.0),
        ([float(n) for n in range(1, 11)], 99, 10.0),
    ],
)
def test_percentile_is_the_nearest_rank(values, percent, expected):
    assert percentile(values, percent) == expected
