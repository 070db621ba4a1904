"""Key words of the trade, mistyped."""

import time
from pathlib import Path

import pytest

from bot.nlu.examples import split_before, written_examples
from bot.text.typos import corrected

EXAMPLES = Path(__file__).parents[3] / "data" / "nlu"


@pytest.mark.parametrize(
    ("message", "meant"),
    [
        ("youhuo吗", "有货吗"),
        ("youhuoma", "有货吗"),
        ("zhe kuan you huo ma", "这款有货吗"),
        ("什么时候fahuo", "什么时候发货"),
        ("kuaidi几天", "快递几天"),
        ("DuoShaoQian", "多少钱"),
        ("pianyi点", "便宜点"),
        ("zaima", "在吗"),
        ("有huo吗", "有货吗"),
        ("duoshao钱", "多少钱"),
        ("到了ma", "到了吗"),
        ("又货吗", "有货吗"),
        ("发或了没", "发货了没"),
        ("包油吗", "包邮吗"),
        ("快弟几天到", "快递几天到"),
        ("尺马怎么选", "尺码怎么选"),
        ("便移点", "便宜点"),
        ("云费谁出", "运费谁出"),
        ("邮废多少", "邮费多少"),
        ("能退换祸吗", "能退换货吗"),
        ("发飘能开吗", "发票能开吗"),
        ("质良咋样", "质量咋样"),
        ("这条连衣群", "这条连衣裙"),
        ("有优惠卷吗", "有优惠券吗"),
        ("消费劵怎么用", "消费券怎么用"),
        ("还有没有诱惑", "还有没有货"),
        ("这个诱惑吗", "这个有货吗"),
        ("什么时候发火", "什么时候发货"),
        ("几个眼色", "几个颜色"),
        ("会不会气球啊", "会不会起球啊"),
        ("升高165", "身高165"),
        ("转人工克服", "转人工客服"),
    ],
)
def test_a_slip_is_put_right(message: str, meant: str) -> None:
    assert corrected(message) == meant


@pytest.mark.parametrize(
    "message",
    [
        "有货吗",
        "还有活动吗",
        "没有或者换一款",
        "有没有活的",
        "方便以后再买",
        "随便一件都行",
        "别发火嘛",
        "这个价格太诱惑了我怕忍不住",
        "克服困难",
        "六一的气球好看",
        "他使眼色给我",
        "血压升高了",
        "茶价最近涨了吗",
        "油费都不够",
        "国庆前收得到吗",
        "钱收到了吗",
        "拼夕夕上便宜",
        "made in china",
        "can i return it",
        "xxl有吗",
        "ok谢谢",
        "LN2107",
        "https://item.taobao.com/fahuo?id=1",
        "F=ma是什么",
    ],
)
def test_what_is_no_slip_stays(message: str) -> None:
    assert corrected(message) == message


def test_ordinary_messages_are_hardly_ever_changed() -> None:
    """Slips there are a few in a thousand of our own examples; more would be false corrections."""
    messages = [split_before(example)[1] for _, example, _ in written_examples(EXAMPLES)]
    changed = [message for message in messages if corrected(message) != message]
    assert len(messages) > 3000
    assert len(changed) < len(messages) * 0.008, changed


def test_a_message_is_corrected_in_a_tenth_of_a_millisecond() -> None:
    message = "这件160 105斤穿什么码能便宜点吗发到浙江杭州几天能到呀亲"
    corrected(message)
    best = float("inf")
    for _ in range(50):
        started = time.perf_counter()
        corrected(message)
        best = min(best, time.perf_counter() - started)
    assert best < 0.0002
