"""The words around a sum that make it an offer of the buyer's, a price of ours, or neither."""

from __future__ import annotations

import re

from bot.text.patterns import either

QUANTITY = "(?:[\\d一二两三四五六七八九十]{1,3}[件个条套盒包袋箱瓶双]|俩|仨)"

# 80行吗, 150我就拍, 80一件吧: what is said right behind an offer
_GLUE = either(rf"的话 吧 包邮 包顺丰 整 拿 来 打包 都要 给我 {QUANTITY} [\s,的]")
ASKED = re.compile(
    f"{_GLUE}*"
    + either(
        r"""
        [能可]?行(?:[吗不么嘛吧]|的话) 可以(?:[吗不么嘛吧]|的话) 可不可以 能不能
        怎么样 咋样 如何 ok 好不 好吗 [给卖拿出成中][吗么嘛] [给卖拿出成中干]不 [能可]以?[卖给拿出]
        卖[我给] 给我 成交 一口价 包邮[^,.!?;。\s]{0,8}(?:(?<![是对])吧|呗) 包邮不 呗 咯 吧(?=\w)
        得了 带走 拿下
        我?(?:就|马上|立马|现在)[拍买要下] 我[拍买要]了 出(?![来点头去门嫁发货差])
        """
    )
    + r"|一[件个条套盒包袋箱瓶双支份](?:吧|[\s,]*我[拿要])"
)
# 便宜到80, 给你100, 凑个整一百: what is said right before one
PROPOSED = re.compile(
    either(
        r"""
        (?:便宜|降|减|少|优惠|打|改|让|算|抹|砍|做|还)[到成为] [算给卖][你我] 给个 算个
        凑[个成]?整?数? [我只就能顶最]多?出 我只有 顶多 最多 预算 心[里理]价?位?
        期望价? 一口价 还价 出价
        可不可以 能不能 能否 (?:^|[,.\s那\d块元])就 就算 要是 如果 (?<![发寄送])给
        (?:便宜|少|优惠|让)一?点[啦吧嘛呗了哈]*[,\s] (?:能|可以)(?=$)
        """
    )
    + "(?:是|就|给|卖|在|算|按|我|个|便宜到|到|也)*$"
)
# … and how the sum then must go on
STATED = re.compile(
    r"一[件条套个双盒包]|[整啦了哈呗呢]*吧?(?:$|[^\w.%])|包邮|[拿卖给行成吧吗嘛么不得啦]|我|就|整"
)

# 别家才59, 上次我买89
_OTHERS = """
    (?:[别另这那某]|其[他它]|隔壁)的?一?家 隔壁 别[人的] 人家 某[宝东] 拼多多 拼夕夕 pdd 京东 淘宝
    天猫 唯品会 抖音 快手 小红书 直播间? 闲鱼 1688 超市 商场 专柜 实体店 线下 网上 同款 同样
    一样的 一模一样 有人 朋友 姐妹 同事 闺蜜 邻居 [妹姐妈婆][^,.!?。\\s]{0,3}买
"""
_EARLIER = "上[次回] 之前 以前 上个?月 去年 前[几两]天 昨天 前天 双十一 双11 618"
RIVAL = re.compile(either(_OTHERS + _EARLIER))
QUOTED_BEFORE = re.compile(
    "(?:才|只要?|就|[卖买收报说看]|价|到手|拿|付|花|是)(?:了|是|个|要|也|才|就|你|我|到)*$"
)
QUOTED_AFTER = re.compile(
    r"(?:块钱?|元)?\s*"
    + either("都 就能 就[买卖拿] 一样 包邮 搞定 拿下 一[件条个套双] 还送 [拿买入]的")
)

# Words of haggling that may stand away from the sum they are about.
HAGGLING = re.compile(
    either(
        r"""
        凑[个成]?整 凑个(?!\d) [凑冲]业绩 一口价 心[里理]价 实在价 痛快价 [爽痛]快[点些] 干脆点 诚心
        还价 砍价 抹[了掉个零] 零头 成交 带走 拿下 拿走 打包 包顺丰 我[就全都]?[拿收] [我就全都]要了
        顶多 最多 能接受 (?:就|马上|立马|立刻)[拍买付下] 给我[呗吧嘛了] 老顾客 老客 回头客 图个 面子
        """
    )
)
YES_OR_NO = re.compile(r"([出卖给干中成行])不\1")

# 原价199, 怎么还要159, 你们卖99: our own price
OURS_BEFORE = re.compile(
    either(
        r"""
        (?:原|标|售|定|现|吊牌|卖|挂牌)价 写着 [标显]示? 不是 付了 花了
        (?:也|就|还|一[件个条套盒])是
        (?:怎么|为什么|为啥|凭啥|凭什么|还|居然|竟然)[^,.!?;。\s]{0,4}[要卖收]
        (?<![给跟算卖])你们?(?:家|这里?|店)?[还才就都也]*[要卖收]?
        """
    )
    + "(?:是|的|了|成|个|你|还|都|我|着|:)*$"
)
# 199的那款 names a product by it, 99包邮那个活动 an offer, 六块抹了吧 takes it off
OURS_NAMED = re.compile(
    r"\s*(?:的(?!话)|包邮(?:那个|这个|的|专区|活动|链接)|(?:给我|都|也)*[送抵减抹免])"
)
# 99是一件吗, 109对吧 ask about it
OURS_ASKED = re.compile(
    r"\s*"
    + either(
        r"""
        这 那[款件个条] (?:是|就是)?(?:一[件个条套]|单[件条])的?[价吗么] [是对]吧 对[吗不]
        是[吗不什怎] 吗 么 [?]
        """
    )
)
# 便宜10块, 运费8块: taken off or charged on top
CHANGE = re.compile(
    either(
        """
        便宜 少 减 优惠 降 让 省 返现? 送 差价? 补 退 赔 红包 券 抹[掉去] [运邮]费 快递费 加
        贵 涨 抵
        """
    )
    + "(?:个|了|我|点|是|再|要|收|你)*$"
)
# A figure before these counts or measures something.
COUNTED = re.compile(
    r"\s*"
    + either(
        r"""
        [件个条套盒袋箱瓶双支片抽颗粒根卷只张罐号码斤日月年点折岁级楼层次人位] [米色款寸克%]
        天(?!猫) 包(?!邮|顺丰) cm kg ml mm [mglx](?![a-z]) 公[斤分里] 厘米 毫升 小时 分[之钟] 大寿
        多少 以[内上下] 之?前 [/-]\d
        """
    )
)
