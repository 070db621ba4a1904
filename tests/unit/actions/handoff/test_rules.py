from datetime import datetime, time
from pathlib import Path

import pytest

from actions.handoff.about import about, asked_about, spoken_hours, wants_person
from actions.handoff.person import Line, person_line
from actions.handoff.rules import handed_over, kind_of, not_understood
from actions.handoff.topics import likely_questions
from actions.turn import Ask, Outcome
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


def unsure(kind: str = "text", *, before: int = 0, out_of_scope: bool = False) -> Outcome:
    return not_understood(
        kind,
        out_of_scope=out_of_scope,
        unsure_before=before,
        asked=Ask("region", "ask_delivery_time"),
        questions=("几天能到",),
        person=PERSON,
    )


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
    ("intent", "reason"),
    [
        ("request_human", "handoff.requested"),
        ("complain", "handoff.complaint"),
        ("after_sales", "handoff.after_sales"),
    ],
)
def test_a_person_is_fetched(intent: str, reason: str) -> None:
    outcome = handed_over(intent, PERSON)
    assert outcome.hand_over == reason
    assert "3分钟" in spoken(outcome)


@pytest.mark.parametrize("intent", ["complain", "after_sales"])
def test_nobody_is_asked_for_personal_data(intent: str) -> None:
    for variant in WORDING.replies()[handed_over(intent, PERSON).says[0].name]:
        assert not any(word in variant.text for word in ("电话", "手机", "地址", "姓名"))


def test_the_first_time_it_asks_and_keeps_its_own_question_open() -> None:
    outcome = unsure()
    assert outcome.hand_over is None
    assert outcome.says[0].offers == ("几天能到",)
    assert outcome.memory == {"unsure_count": 1, "asked": Ask("region", "ask_delivery_time")}


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


def test_likely_questions_come_from_the_ranking_and_are_filled_up() -> None:
    ranking = (("ask_return", 0.2), ("out_of_scope", 0.2), ("greet", 0.1))
    assert likely_questions(ranking) == ("不合适能退吗", "帮我选尺码", "有什么优惠")


@pytest.mark.parametrize("name", ["utter_engine_trouble", "utter_given_back", "utter_too_fast"])
def test_words_that_other_processes_say_need_no_facts(name: str) -> None:
    for variant in WORDING.replies()[name]:
        assert not variant.placeholders


@pytest.mark.parametrize(
    ("text", "kind"),
    [("？？", "marks"), ("。。。", "marks"), ("哈哈哈", "emoji"), ("几天到", "text")],
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


def test_hours_are_told_by_day_where_they_differ() -> None:
    every_day = [WorkingHours(day, time(9), time(22)) for day in range(1, 8)]
    assert spoken_hours(every_day) == "每天9:00-22:00"
    sunday = WorkingHours(7, time(10), time(18))
    assert spoken_hours([*every_day[:6], sunday]).endswith("周日10:00-18:00")
