from datetime import datetime, time
from pathlib import Path

import pytest

from actions.handoff.about import about, asked_about, spoken_hours, wants_person
from actions.handoff.person import Line, person_line
from actions.handoff.rules import Unclear, handed_over, kind_of, not_understood
from actions.handoff.topics import Guess, every_question, likely_questions
from actions.turn import Ask, Outcome
from bot.chats.calling import calls
from bot.dialogue.wording import Wording
from bot.settings import SHOP_TIMEZONE
from bot.shop.model.policy import Policy, WorkingHours

WORDING = Wording(Path("data/stories"))
WEEKDAYS = tuple(WorkingHours(day, time(9), time(22)) for day in range(1, 6))
PERSON = Line("utter_handoff_person_soon", {"minutes": "3"})


def spoken(outcome: Outcome) -> str:
    return "".join(
        WORDING.say(name, say.facts).text for say in outcome.says for name in (say.name, *say.more)
    )


COURIER = Guess("ask_courier", "发什么快递", "发货快递")
FEE = Guess("ask_shipping_fee", "包邮吗", "发货快递")
SIZE = Guess("ask_size", "帮我选尺码", "尺码")


def unsure(
    kind: str = "text",
    *,
    text: str = "那个怎么说来着",
    band: str = "clarify",
    before: int = 0,
    out_of_scope: bool = False,
    guesses: tuple[Guess, ...] = (COURIER, SIZE),
) -> Outcome:
    return not_understood(Unclear(kind, text, band, out_of_scope, before, guesses), lambda: PERSON)


@pytest.mark.parametrize(
    ("now", "name", "says"),
    [
        ("2026-11-23 09:00", "utter_handoff_person_soon", "3分钟"),
        ("2026-11-23 21:59", "utter_handoff_person_soon", "3分钟"),
        ("2026-11-23 22:00", "utter_handoff_person_tomorrow", "9:00"),
        ("2026-11-23 08:59", "utter_handoff_person_today", "9:00"),
        ("2026-11-28 12:00", "utter_handoff_person_later", "11月30日9:00"),
    ],
)
def test_the_buyer_is_told_truthfully_when_somebody_answers(now: str, name: str, says: str) -> None:
    at = datetime.fromisoformat(now).replace(tzinfo=SHOP_TIMEZONE)
    line = person_line(WEEKDAYS, at, minutes=3)
    assert line.name == name
    assert says in WORDING.say(line.name, line.facts).text


@pytest.mark.parametrize(
    ("text", "only_calls"),
    [
        ("人呢", True),
        ("在不在啊", True),
        ("有人吗？", True),
        ("找个人来", False),
        ("转人工", False),
    ],
)
def test_who_only_calls_asks_for_no_other_person(text: str, only_calls: bool) -> None:
    assert calls(text) is only_calls


def test_with_many_waiting_no_minutes_are_named() -> None:
    at = datetime(2026, 11, 23, 10, tzinfo=SHOP_TIMEZONE)
    line = person_line(WEEKDAYS, at, minutes=3, waiting=8)
    assert line == Line("utter_handoff_person_busy", {"waiting": "8"})


@pytest.mark.parametrize(
    ("intent", "reason"),
    [
        ("request_human", "handoff.requested"),
        ("complain", "handoff.complaint"),
        ("after_sales", "handoff.after_sales"),
    ],
)
def test_a_person_is_fetched(intent: str, reason: str) -> None:
    outcome = handed_over(intent, lambda: PERSON)
    assert outcome.hand_over == reason
    assert "3分钟" in spoken(outcome)


@pytest.mark.parametrize("intent", ["complain", "after_sales"])
def test_nobody_is_asked_for_personal_data(intent: str) -> None:
    for variant in WORDING.replies()[handed_over(intent, lambda: PERSON).says[0].name]:
        assert not any(word in variant.text for word in ("电话", "手机", "地址", "姓名"))


def test_the_first_time_it_asks_which_reading_is_meant() -> None:
    outcome = unsure()
    assert outcome.hand_over is None
    assert outcome.says[0].offers == ("发什么快递", "帮我选尺码")
    assert outcome.memory == {"unsure_count": 1}


@pytest.mark.parametrize(
    ("guesses", "says", "meant"),
    [
        ((), "", None),
        ((SIZE,), "帮我选尺码", "ask_size"),
        ((COURIER, FEE, SIZE), "发货快递", None),
    ],
)
def test_the_question_fits_how_many_readings_there_are(
    guesses: tuple[Guess, ...], says: str, meant: str | None
) -> None:
    outcome = unsure(guesses=guesses)
    assert says in spoken(outcome)
    assert outcome.says[0].offers == tuple(guess.text for guess in guesses)
    assert (outcome.ask.intent if outcome.ask else None) == meant


def test_understood_too_little_to_ask_fetches_a_person_at_once() -> None:
    outcome = unsure(band="hand_over")
    assert outcome.hand_over == "handoff.not_understood"
    assert "3分钟" in spoken(outcome)


@pytest.mark.parametrize(
    ("kind", "text", "out_of_scope"),
    [
        ("marks", "？？", False),
        ("emoji", "哈哈哈", False),
        ("foreign", "hello there", False),
        ("markup", "<b>", False),
        ("image", "[图片]", False),
        ("text", "今天股市涨了吗", True),
        ("text", "asdf", False),
    ],
)
def test_what_is_no_question_to_the_shop_fetches_nobody_at_first(
    kind: str, text: str, out_of_scope: bool
) -> None:
    outcome = unsure(kind, text=text, band="hand_over", out_of_scope=out_of_scope, guesses=())
    assert outcome.hand_over is None
    assert spoken(outcome)


@pytest.mark.parametrize("kind", ["text", "image", "foreign", "markup", "too_long"])
def test_the_second_time_in_a_row_a_person_is_fetched(kind: str) -> None:
    outcome = unsure(kind, before=1)
    assert outcome.hand_over == "handoff.unsure_twice"
    assert outcome.memory["unsure_count"] == 0


@pytest.mark.parametrize("kind", ["emoji", "empty"])
def test_an_emoji_or_nothing_fetches_nobody(kind: str) -> None:
    outcome = unsure(kind, before=1)
    assert outcome.hand_over is None
    assert outcome.memory["unsure_count"] == 1
    assert spoken(outcome)


@pytest.mark.parametrize(
    ("kind", "out_of_scope", "reason"),
    [
        ("text", False, "handoff.unsure"),
        ("text", True, "handoff.out_of_scope"),
        ("image", False, "handoff.image"),
        ("too_long", True, "handoff.too_long"),
        ("foreign", True, "handoff.foreign"),
        ("markup", False, "handoff.markup"),
    ],
)
def test_each_kind_of_message_has_words_that_fit(
    kind: str, out_of_scope: bool, reason: str
) -> None:
    outcome = unsure(kind, out_of_scope=out_of_scope)
    assert outcome.reason == reason
    assert spoken(outcome)


def test_only_plausible_readings_are_offered() -> None:
    ranking = (("ask_return", 0.4), ("out_of_scope", 0.3), ("ask_gift", 0.08), ("ask_size", 0.07))
    assert [guess.text for guess in likely_questions(ranking)] == ["不合适能退吗", "有赠品吗"]


def test_at_most_three_readings_are_offered() -> None:
    ranking = [(intent, 0.2) for intent in every_question()]
    assert len(likely_questions(ranking)) == 3


@pytest.mark.parametrize("name", ["utter_engine_trouble", "utter_given_back", "utter_too_fast"])
def test_words_that_other_processes_say_need_no_facts(name: str) -> None:
    for variant in WORDING.replies()[name]:
        assert not variant.placeholders


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("？？", "marks"),
        ("。。。", "marks"),
        ("哈哈哈", "emoji"),
        ("啊？", "emoji"),
        ("几天到", "text"),
    ],
)
def test_marks_and_laughter_are_not_questions_beyond_the_shop(text: str, kind: str) -> None:
    assert kind_of(text, "text") == kind
    assert unsure(kind_of(text, "text")).hand_over is None


def test_asking_for_a_robot_is_answered_honestly_and_asking_for_a_person_gets_one() -> None:
    assert not wants_person("你是机器人吗")
    assert wants_person("你是机器人吧 转人工")
    assert wants_person("人工")


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("你是机器人吗", "智能客服小二"),
        ("你叫什么呀", "小二"),
        ("你们几点下班", "9:00-22:00"),
        ("有没有实体店", "浙江杭州"),
    ],
)
def test_questions_about_the_shop_itself_are_answered(text: str, says: str) -> None:
    kind = asked_about(text)
    assert kind is not None
    policy = Policy(
        shop_name="素棉里", assistant_name="小二", store_type="mall", ships_from="浙江 杭州",
        dispatch_cutoff="16:00",
    )  # fmt: skip
    told = about(kind, policy, WEEKDAYS)
    assert told is not None and told.hand_over is None
    for variant in WORDING.replies()[told.says[0].name]:
        assert says in variant.text.format(**told.says[0].facts)


POLICY = Policy(
    shop_name="素棉里", assistant_name="小二", store_type="mall", ships_from="浙江 杭州",
    dispatch_cutoff="16:00",
)  # fmt: skip


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("你是人是机器", "robot"),
        ("你懂吗", "knows"),
        ("你说的算数吗", "word"),
        ("会不会下单后不认账", "word"),
        ("你个机器人说的作数不", "word"),
    ],
)
def test_doubts_of_the_assistant_are_answered_truthfully_with_the_offer_of_a_person(
    text: str, kind: str
) -> None:
    assert asked_about(text) == kind and not wants_person(text)
    told = about(kind, POLICY, WEEKDAYS, promised=("长裙优惠价",))
    assert told is not None and told.ask == Ask("person", "request_human")
    assert told.says[0].more[-1] == "utter_handoff_about_person"
    assert ("长裙优惠价" in spoken(told)) is (kind == "word")


def test_it_never_passes_for_a_person() -> None:
    for kind in ("robot", "knows", "word"):
        for variant in WORDING.replies()[f"utter_handoff_about_{kind}"]:
            assert "智能客服" in variant.text or "按店里" in variant.text


@pytest.mark.parametrize("text", ["能做主的人来一下", "让店长来跟我说"])
def test_who_wants_somebody_else_gets_them(text: str) -> None:
    assert wants_person(text)


def test_hours_are_told_by_day_where_they_differ() -> None:
    every_day = [WorkingHours(day, time(9), time(22)) for day in range(1, 8)]
    assert spoken_hours(every_day) == "每天9:00-22:00"
    sunday = WorkingHours(7, time(10), time(18))
    assert spoken_hours([*every_day[:6], sunday]).endswith("周日10:00-18:00")
