from datetime import datetime, time, timedelta
from pathlib import Path

import pytest

from bot.desk.clock import Clocks
from bot.desk.limits import read_limits
from bot.desk.opening import is_open, opens_on_a_later_day
from bot.errors import ConfigurationError
from bot.settings import SHOP_TIMEZONE
from bot.shop.model.policy import WorkingHours
from bot.shop.opening import open_seconds

LIMITS = read_limits(Path("data/platforms"))
HOURS = tuple(WorkingHours(day, time(9), time(22)) for day in range(1, 7))


def at(day, hour, minute=0, second=0):
    return datetime(2026, 3, day, hour, minute, second, tzinfo=SHOP_TIMEZONE)


def clock(platform, since, now, *, channel="web", replied=False, wrote_at=None):
    clocks = Clocks(LIMITS, platform, 300, HOURS, now)
    return clocks.of(channel, since, wrote_at=wrote_at, replied=replied)


@pytest.mark.parametrize(
    ("seconds", "level", "words"),
    [
        (0, "calm", "剩 3 分 00 秒"),
        (89, "calm", "剩 1 分 31 秒"),
        (90, "amber", "剩 1 分 30 秒"),
        (149, "amber", "剩 31 秒"),
        (150, "red", "剩 30 秒"),
        (180, "red", "剩 0 秒"),
        (181, "over", "已超时 1 秒"),
    ],
)
def test_amber_from_half_and_red_for_the_last_half_minute(seconds, level, words):
    since = at(9, 10)
    found = clock("taobao", since, since + timedelta(seconds=seconds))
    assert (found.level, found.words) == (level, words)


def test_a_limit_of_half_a_minute_is_not_red_from_the_start():
    since = at(9, 10)
    levels = [clock("jd", since, since + timedelta(seconds=s)).level for s in (0, 15, 20, 31)]
    assert levels == ["calm", "amber", "red", "over"]


def test_what_comes_at_night_is_not_assessed_by_the_platform():
    found = clock("pinduoduo", at(9, 23, 30), at(10, 8, 10))
    assert (found.left, found.level, found.words) == (None, "calm", "平台不考核")
    assert clock("jd", at(9, 8, 56), at(9, 9, 1)).left is None


def test_jd_looks_at_the_first_answer_only_and_taobao_at_every_round():
    since = at(9, 10)
    assert clock("jd", since, since, replied=True).left is None
    assert clock("taobao", since, since, replied=True).left == 180


def test_a_shop_s_own_clock_stands_still_while_it_is_closed():
    found = clock("own", at(9, 21, 58), at(10, 8))
    assert (found.left, found.runs, found.words) == (180, False, "停表，剩 3 分 00 秒")
    opened = clock("own", at(9, 21, 58), at(10, 9, 4))
    assert (opened.left, opened.runs, opened.level) == (-60, True, "over")


def test_the_channel_s_own_limit_comes_before_the_shop_s_platform():
    wrote = at(9, 10)
    found = clock("taobao", wrote, at(9, 10, 1), channel="wechat", wrote_at=wrote)
    assert found.limit == 300
    assert found.window_left == 48 * 3600 - 60


def test_hours_of_the_shop():
    assert not is_open(HOURS, at(8, 12)) and is_open(HOURS, at(9, 12)) and is_open((), at(8, 3))
    assert opens_on_a_later_day(HOURS, at(7, 23)) == at(9, 9)
    assert opens_on_a_later_day((), at(7, 23)) == at(8, 9)
    assert open_seconds(HOURS, at(7, 21), at(9, 10)) == 7200


def test_the_owner_s_file_says_what_is_wrong_with_it(tmp_path):
    with pytest.raises(ConfigurationError, match="no limits of platforms"):
        read_limits(tmp_path)
    (tmp_path / "response.yml").write_text("taobao: {name: 淘宝, counts: [bot]}", "utf-8")
    with pytest.raises(ConfigurationError, match="a person's own message counts"):
        read_limits(tmp_path)
    (tmp_path / "response.yml").write_text(
        "own: {name: 店, counts: [person], round: each, outside: paused, known: stated}", "utf-8"
    )
    with pytest.raises(ConfigurationError, match="douyin"):
        read_limits(tmp_path)
