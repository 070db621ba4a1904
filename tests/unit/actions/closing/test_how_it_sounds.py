"""Polite words that hold a word of anger or a no, beside those that mean it."""

from __future__ import annotations

import pytest

from actions.closing.words import mood_of, says_no
from tests.unit.actions.closing.test_words import turn

POLITE = """
麻烦问下什么面料
烦请看下库存
不好意思 问一下多少钱
不好意思打扰了
麻烦您了
不麻烦的话帮我看下黑色
这件衣服了解一下
这衣服舒服了吗穿着
这样穿就舒服了
滚边是什么颜色
滚筒洗衣机能洗吗
我比较怕冷 这件厚吗
老人怕冷
怕热的人能穿吗
我怕热
到底部多长
衣长到底边多少
不用手洗吗
不用熨吧
不用干洗吧？
不要紧
不要紧 我等
不想要太厚的 有薄的吗
不买两件也能包邮吗
不行的话能退吗
不好洗吧
考虑到要送人 包装好看吗
考虑到冬天穿 厚不厚
我算了一下一共多少
算了下两件是多少钱
再说一遍价格
麻烦再说下尺码
再看看别的颜色
再看看黑色有没有
不知道买不买得到
还能买得到吗 买不到会补吗
不用密码吧
想要不透的
空气不好穿着闷吗
天气冷穿够吗
会生气泡吗
服了药能喝吗
大气吗
不买贵的 有没有便宜点的款
怕痒的人能穿吗
不要钱的赠品有吗
不需要手洗吗
"""
SHARP = """
烦死了
真烦
你烦不烦
别烦我
我很生气
真来气
服了你们了
我服了
真是服了
滚
滚蛋
滚远点
怕是假的
怕起球
我怕上当
怕不合适
怕坏了
到底发不发货
到底有没有货啊
你到底在说什么
垃圾
什么态度
怎么还不发
骗子
担心质量
过敏吗
"""
REFUSING = """
不用了
不用
不用，谢谢
不要
不要了
不需要
不需要了谢谢
不想要了
不想买了
不买了
不好
不行
不了
不必了
我不要
我不买
不打算买了
算了
算了吧
那算了
算了不买了
考虑一下
我再考虑考虑
让我考虑下
再说吧
以后再说
再看看
我再看看吧
再想想
没兴趣
没必要
太贵了
贵了
不用推荐了
不用介绍了
不要这个
不要别的了
不喜欢 不买
再看看别家
还要考虑
不用再说了
有点贵了
"""


def _lines(text: str) -> list[str]:
    return text.strip().splitlines()


@pytest.mark.parametrize("text", _lines(POLITE))
def test_a_polite_question_is_neither_angry_nor_a_no(text: str) -> None:
    mood = mood_of(turn(text), text)
    assert (mood.troubled, mood.refuses) == (False, False)


@pytest.mark.parametrize("text", _lines(SHARP))
def test_anger_and_worry_are_still_heard(text: str) -> None:
    assert mood_of(turn(text), text).troubled


@pytest.mark.parametrize("text", _lines(REFUSING))
def test_a_no_is_still_a_no(text: str) -> None:
    assert says_no(text)


@pytest.mark.parametrize("text", ["孕妇能喝吗", "哺乳期可以吃吗", "糖尿病能吃吗", "有甲醛吗"])
def test_who_asks_after_health_is_sold_nothing(text: str) -> None:
    assert mood_of(turn(text), text).troubled
