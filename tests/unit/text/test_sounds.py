"""How characters sound, and which pairs are words."""

from bot.text import tables
from bot.text.sounds import is_word, sounded, soundings, spelt


def test_homophones_sound_the_same() -> None:
    assert sounded("又货") == sounded("有货") == spelt(["you", "huo"])
    assert sounded("顺风快弟") == sounded("顺丰快递")


def test_what_many_do_not_tell_apart_sounds_the_same() -> None:
    assert sounded("蓝") == sounded("男")
    assert sounded("山") == sounded("三")
    assert sounded("兵") == sounded("宾")


def test_other_sounds_differ_and_other_signs_stay() -> None:
    assert sounded("有货") != sounded("发货")
    assert sounded("M码,165-") == "m" + sounded("码") + ",165-"


def test_a_second_reading_counts_where_one_is_looked_for() -> None:
    assert sounded("毛泥") in soundings("毛呢")
    assert sounded("毛泥") != sounded("毛呢")


def test_words_of_two_characters() -> None:
    assert all(map(is_word, ("活动", "或者", "诱惑", "发火")))
    assert not any(map(is_word, ("又货", "快弟", "尺马", "", "有", "有没有")))


def test_the_tables_are_what_the_libraries_say() -> None:
    folder = tables.HERE
    assert (folder / "sounds.txt").read_text(encoding="utf-8") == tables.sounds()
    assert (folder / "pairs.txt").read_text(encoding="utf-8") == tables.pairs()
