"""Personal data out of a message."""

import re
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.text.masking import mask_personal

SEPARATORS = st.sampled_from(["", " ", "-", ".", ",", "_", "·", "—", "/"])
WORDS = st.text(alphabet="我的电话是收货改成亲好，: 吗呢", max_size=8)


@pytest.mark.parametrize(
    ("message", "masked"),
    [
        ("我电话13800138000", "我电话〔电话〕"),
        ("１３８００１３８０００", "〔电话〕"),
        ("138 0013 8000收", "〔电话〕收"),
        ("+86-13800138000", "〔电话〕"),
        ("一三八零零一三八零零零", "〔电话〕"),
        ("0571-88888888", "〔电话〕"),
        ("(0571)88888888", "〔电话〕"),
        ("电话88888888", "电话〔电话〕"),
        ("0571 8888 8888", "〔电话〕"),
        ("+852 9123 4567", "〔电话〕"),
        ("138,0013,8000", "〔电话〕"),
        ("138001 38000", "〔电话〕"),
        ("138oo138ooo", "〔电话〕"),
        ("壹叁捌零零壹叁捌零零零", "〔电话〕"),
        ("110101 19900307 1230", "〔证件〕"),
        ("护照号 E12345678", "护照号 〔证件〕"),
        ("wxid_k3j4h5m6", "〔微信〕"),
        ("oABCD1234efgh5678ijklMNOPqrs", "〔微信〕"),
        ("ab_12#qq.com", "〔邮箱〕"),
        ("q q 12345678", "q q 〔QQ〕"),
        ("62220212 34567890 128", "〔卡号〕"),
        ("订单号12345678", "订单号〔单号〕"),
        ("建国路甲88号", "〔地址〕"),
        ("110101199003071230", "〔证件〕"),
        ("邮箱a.b@example.com哦", "邮箱〔邮箱〕哦"),
        ("6222021234567890128", "〔卡号〕"),
        ("6222 0212 3456 7890 128", "〔卡号〕"),
        ("订单1234567890123456789", "订单〔单号〕"),
        ("SF1234567890123到哪了", "〔单号〕到哪了"),
        ("微信abc_12345", "微信〔微信〕"),
        ("加我VX:Hello2020", "加我VX:〔微信〕"),
        ("qq123456789", "qq〔QQ〕"),
        ("浙江省杭州市西湖区文三路88号3栋2单元502室", "浙江省杭州市西湖区〔地址〕"),
        ("寄到文三路88号", "寄到〔地址〕"),
        ("阳光小区3栋502", "〔地址〕"),
        ("3号楼1203", "〔地址〕"),
        ("收件人张伟 电话13912345678", "收件人〔姓名〕 电话〔电话〕"),
        ("收货人改成李晓明可以吗", "收货人改成〔姓名〕可以吗"),
        ("姓名:Lily Chen", "姓名:〔姓名〕"),
        (
            "王芳，13812345678，江苏省苏州市姑苏区人民路100号",
            "〔姓名〕，〔电话〕，江苏省苏州市姑苏区〔地址〕",
        ),
    ],
)
def test_masked(message: str, masked: str) -> None:
    assert mask_personal(message) == masked
    assert mask_personal(masked) == masked


@pytest.mark.parametrize(
    "message",
    [
        "530812620324有货吗",
        "LN2107有M码吗",
        "165 55 88 68 92",
        "165 110 99元",
        "订单什么时候发",
        "满300+50 60的券",
        "160 100 90 60",
        "1.3+2.5米",
        "满300减30",
        "80元包邮",
        "20251118",
        "18号能到吗",
        "我们小区能送吗",
        "走哪条路",
        "发浙江杭州几天",
        "收件人写错了",
        "收件人方便改吗",
        "姓名和地址错了",
        "微信支付可以吗",
        "V领连衣裙",
        "在吗",
        "",
    ],
)
def test_left_alone(message: str) -> None:
    assert mask_personal(message) == message


@given(WORDS, st.from_regex(r"1[3-9][0-9]{9}", fullmatch=True), SEPARATORS, WORDS)
def test_every_mobile_number_goes(before: str, number: str, separator: str, after: str) -> None:
    written = separator.join((number[:3], number[3:7], number[7:]))
    masked = mask_personal(f"{before}{written}{after}")
    assert written not in masked
    assert number[-4:] not in re.sub(r"\D", "", masked)
    assert "〔" in masked


@given(st.from_regex(r"1[3-9][0-9]{9}", fullmatch=True))
def test_no_way_of_writing_a_mobile_number_escapes(number: str) -> None:
    spoken = number.translate(str.maketrans("0123456789", "零一二三四五六七八九"))
    wide = number.translate(str.maketrans("0123456789", "０１２３４５６７８９"))
    for written in (spoken, wide, " ".join(number), f"+86 {number}", f"86{number}"):
        assert mask_personal(f"打{written}找我") == "打〔电话〕找我"


@given(
    st.from_regex(r"1[3-9][0-9]{9}", fullmatch=True),
    st.sampled_from([(3, 3), (3, 4), (3, 5), (4, 3), (4, 4), (5, 3)]),
)
def test_a_mobile_number_goes_however_it_is_grouped(number: str, sizes: tuple[int, int]) -> None:
    first, second = sizes
    groups = (number[:first], number[first : first + second], number[first + second :])
    assert mask_personal(f"打{' '.join(groups)}找我") == "打〔电话〕找我"


@given(
    st.from_regex(r"[1-9][0-9]{5}", fullmatch=True),
    st.dates(date(1930, 1, 1), date(2020, 12, 31)),
    st.from_regex(r"[0-9]{3}[0-9xX]", fullmatch=True),
    st.sampled_from(["", " ", "-"]),
)
def test_every_identity_number_goes(place: str, born: date, last: str, between: str) -> None:
    written = between.join((place, born.strftime("%Y%m%d"), last))
    assert written[-6:] not in mask_personal(f"身份证{written}，谢谢")


@given(st.from_regex(r"[2-7][0-9]{11}", fullmatch=True))
def test_every_twelve_digit_item_id_stays(item: str) -> None:
    assert mask_personal(f"{item}有货吗") == f"{item}有货吗"


@given(st.text(max_size=120))
def test_masking_twice_is_masking_once(text: str) -> None:
    once = mask_personal(text)
    assert mask_personal(once) == once
