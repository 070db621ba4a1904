"""What may be kept of a message for learning: nothing personal, everything that was asked."""

from __future__ import annotations

import re

import pytest

from bot.learn.log.cleaning import Cleaner

CLEANER = Cleaner(["xiaomai", "小麦", "dianzhang", "店长", "xiaoyu", "小雨"])
BUYER = ("web:li-na88", "wxid_a1b2c3")

# A message, and what of it must be gone.
PERSONAL = """
我是张伟|张伟
我叫李晓明，地址改一下|李晓明
我叫 Lily Chen|Lily Chen
我叫阿依古丽|阿依古丽
收件人写我老公 王建国|王建国
收货人是我妈李秀兰|李秀兰
收件人：买买提·艾力 电话见订单|买买提
名字写陈静|陈静
麻烦寄给刘洋先生|刘洋
王女士您好|王
亲爱的张先生，您的包裹到了|张
我姓欧阳|欧阳
叫我小王就行|小王
张三收 电话见订单|张三
收件 王芳 杭州|王芳
我是王小明的电话打不通|王小明
本人王小明，退款|王小明
落款写周杰|周杰
张伟 13800138000 浙江省杭州市文三路88号|张伟 13800138000 文三路 88
拼音 zhang wei 13800138000|zhang wei 13800138000
手机尾号8888的|8888
后四位 0138|0138
订单号 20261|20261
订单chat-0123456789abcdef到哪了|0123456789 abcdef
取件码 12-3-4567|4567
验证码 820193|820193
单号YT8800123456789|8800123456789
订单2600012345678901234到哪了|2600012345678901234
加我微信 lily2020|lily2020
微信：wx.lily_88|lily_88
vx lily2020|lily2020
微信搜138-0013-8000|8000
抖音号 abc12345|abc12345
旺旺名tb_8833|tb_8833
我的淘宝名字叫tb12345678|tb12345678
支付宝 lily@qq.com|lily
邮箱 zhang.wei (at) qq.com|zhang.wei
QQ 1 2 3 4 5 6 7 8|5 6 7 8
扣扣12345678|12345678
https://item.taobao.com/item.htm?spm=a1z10&id=530812620324&user=zhangsan|zhangsan spm
https://item.taobao.com/item.htm?id=530812620324&tel=13800138000&user=san|san 13800138000
https://m.tb.cn/h.UxYz12?tk=abcd HU7632|UxYz12 HU7632 abcd
￥abcDEF12345￥ 打开|abcDEF12345
shop.example.com/u/13800138000/profile|13800138000 profile
小麦在吗|小麦
xiaomai帮我看下|xiaomai
@小雨 你好|小雨
我是小麦，很高兴为您服务|小麦
li-na88 是我，订单好了没|li-na88
13800138000|13800138000
１３８ ００１３ ８０００|８０００
幺三八零零一三八零零零|零零一三八
壹叁捌零零壹叁捌零零零|零零壹叁捌
1 3 8 0 0 1 3 8 0 0 0|1 3 8 0
电话:0571-8888 8888|8888
whatsapp +852 9123 4567|9123
地址：浙江省杭州市西湖区翠苑街道翠苑三区5幢2单元301|翠苑 301
寄到上海市浦东新区世纪大道100号环球金融中心|世纪大道 100
南京路100弄5号302室|南京路 302
河北省石家庄市赵县王家庄村三组|王家庄
12号宿舍楼403|403
我在建设大厦18楼1803|1803
丰巢柜 幸福里小区南门|幸福里
身份证11010119900307123X|19900307
6222 0212 3456 7890 128|7890
银行卡号6228480402564890018|6228480402564890018
护照 E12345678|12345678
生日19900307|19900307
车牌浙A12345|A12345
发票抬头:杭州某某科技有限公司 税号91330106MA2ABCDE1X|某某科技 MA2ABCDE1X
"""

HARMLESS = """
我是想问一下有没有M码
我是黄皮
我是白皮能穿吗
我是高个子
我是江苏的
我是石家庄
我是金华的几天到
我是常州
我是马上要
我是老客户
我是方脸
我是女生
我是学生有优惠吗
我是孕妇能用吗
我就是要这件
我叫你便宜点
小麦色好看吗
店长推荐哪款
身高165体重110斤
165/52 穿什么码
160 100 90 60
LN2107有黑色吗
LN-2107和S1032哪个厚
530812620324有货吗
满300减30 还能便宜吗
订单满100包邮吗
订单2件能便宜吗
订单什么时候发
单号多少
写错了
微信支付可以吗
微信有优惠吗
支付宝付款行吗
淘宝上一样吗
能发顺丰吗
走哪条路
1.5米*2.0米的有吗
2021款和2022款有什么区别
胸围88 腰围68 臀围92
199元两件
码数 36 37 38 39 40
净重500g
18号能到吗
11月11号
20251118能到吗
发货地址是哪里
我要送人
给我妈妈买的
送女朋友
男士女士都能穿吗
女士多大码
先生穿L码
老公180 150斤
寄给朋友可以吗
名字怎么刻
可以刻字吗
适合胖人吗
何时发货
任何颜色都行
白色L
你们店名叫什么
快递几天到
验证码收不到
3楼能送上来吗
我们小区能送吗
"""


def _lines(text: str) -> list[str]:
    return text.strip().splitlines()


@pytest.mark.parametrize("line", _lines(PERSONAL))
def test_nothing_personal_is_kept(line: str) -> None:
    message, _, gone = line.rpartition("|")
    cleaned = CLEANER.cleaned(message, BUYER)
    assert not [part for part in gone.split(" ") if part in cleaned], cleaned
    assert re.search("〔|https://|…", cleaned)
    assert CLEANER.cleaned(cleaned, BUYER) == cleaned


@pytest.mark.parametrize("message", _lines(HARMLESS))
def test_what_was_asked_is_kept(message: str) -> None:
    assert CLEANER.cleaned(message, BUYER) == message


def test_a_link_keeps_its_host_and_its_item() -> None:
    link = "看这个https://item.taobao.com/item.htm?spm=a1z10.1&id=530812620324 有货吗"
    assert CLEANER.cleaned(link) == "看这个https://item.taobao.com/?id=530812620324 有货吗"


def test_a_short_numeric_id_hides_no_figures() -> None:
    assert CLEANER.cleaned("123元可以吗", ("web:123",)) == "123元可以吗"


def test_controls_go_and_what_is_endless_is_cut() -> None:
    assert CLEANER.cleaned("有\x00货\n吗 ") == "有 货 吗"
    assert len(CLEANER.cleaned("有货吗" * 1000)) == 1000


@pytest.mark.parametrize("before", range(985, 1110, 7))
def test_the_end_of_a_long_message_holds_no_half_of_a_number(before: int) -> None:
    cleaned = Cleaner().cleaned("好" * before + "13800138000，" * 900)
    assert len(cleaned) <= 1_000
    assert not any(figure in cleaned for figure in "0138")
    assert cleaned.count("〔") == cleaned.count("〕")


def test_half_a_character_is_left_out() -> None:
    assert Cleaner().cleaned("有货吗\ud83d") == "有货吗"
