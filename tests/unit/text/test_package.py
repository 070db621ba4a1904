"""What holds for the text package as a whole."""

import subprocess
import sys
import time
from datetime import datetime, timezone

from bot.text.dates import find_dates
from bot.text.links import find_item_ids
from bot.text.masking import mask_personal
from bot.text.measures import find_measures
from bot.text.money import find_offers
from bot.text.normalise import clean_message, normalise
from bot.text.numbers import find_numbers
from bot.text.quantity import find_quantities
from bot.text.regions import find_regions
from bot.text.squeezing import squeezed
from bot.text.typos import corrected

MESSAGE = "这件160 105斤穿什么码能便宜点吗发到浙江杭州几天能到呀亲"
IMPORT_ALL = """
import builtins, io, pathlib, sys
import bot.text.dates, bot.text.links, bot.text.masking, bot.text.measures, bot.text.money
import bot.text.normalise, bot.text.numbers, bot.text.quantity, bot.text.regions
import bot.text.squeezing
from bot.text import key_words, normalise, regions, sounds, typos
assert normalise._table.cache_info().currsize == 0
assert regions._entries.cache_info().currsize == 0
assert key_words._by_pinyin.cache_info().currsize == 0
assert typos._key_words.cache_info().currsize == sounds._signs.cache_info().currsize == 0
print(*sorted({name.split(".")[0] for name in sys.modules}))
"""


def test_importing_loads_no_data_and_none_of_the_engine() -> None:
    printed = subprocess.run(
        [sys.executable, "-c", IMPORT_ALL], capture_output=True, text=True, check=True
    ).stdout.split()
    assert not {
        "rasa",
        "rasa_sdk",
        "zhconv",
        "pypinyin",
        "jieba",
        "pkg_resources",
        "sqlalchemy",
    } & {*printed}


def test_all_finders_together_take_under_a_millisecond() -> None:
    now = datetime(2025, 11, 12, tzinfo=timezone.utc)

    def understand() -> None:
        normalise(MESSAGE)
        find_measures(MESSAGE)
        find_dates(MESSAGE, now=now)
        for find in (find_numbers, find_offers, find_quantities, find_regions):
            find(MESSAGE)
        find_item_ids(MESSAGE)
        mask_personal(MESSAGE)

    understand()
    best = float("inf")
    for _ in range(30):
        started = time.perf_counter()
        understand()
        best = min(best, time.perf_counter() - started)
    assert best < 0.001


def test_a_hostile_message_is_no_slower_than_a_long_one() -> None:
    for piece in ("一", "1 ", "路1", "小区", "张", "满1", "165 ", "a.", "<a"):
        message = piece * (500 // len(piece))
        started = time.perf_counter()
        for find in (find_offers, find_measures, find_regions, mask_personal, corrected, squeezed):
            find(message)
        assert time.perf_counter() - started < 0.1


def test_the_kind_of_a_long_foreign_message_is_told_in_no_time() -> None:
    for piece in ("return it please ", "youhuo", "okkk", "ma ", "ha", "thank you "):
        message = piece * (500 // len(piece))
        clean_message(message)
        started = time.perf_counter()
        clean_message(message)
        assert time.perf_counter() - started < 0.02
