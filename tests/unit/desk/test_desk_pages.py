import pytest

from bot.chats.reasons import UnknownReason, known_reason, reason_of
from bot.database.engine import transaction
from bot.desk.desk import desk_of
from bot.desk.guard import MAX_BODY_BYTES
from bot.desk.words import fact_text, waited_text
from bot.settings import load_settings
from bot.shop.tables.catalogue import ProductRow

ATTACK = '<script>alert(1)</script><img src=x onerror="alert(2)">'


def test_the_longest_waiting_comes_first_with_reason_and_last_message(browser, shop):
    with transaction(shop.url) as session:
        session.add(
            ProductRow(id="L1", title="亚麻长裙 夏季", name="亚麻长裙", category="裙", position=1)
        )
    shop.waiting_chat("first", reason="handoff.after_sales", product_id="L1")
    shop.pass_time(200)
    shop.waiting_chat("second", reason="product.unknown_attribute")
    shop.pass_time(65)
    text = browser("xiaomai").client.get("/").text
    assert text.index("顾客 first") < text.index("顾客 second")
    assert "售后问题" in text and "资料里没有" in text and "在看 亚麻长裙" in text
    assert "4 分 25 秒" in text and "1 分 05 秒" in text
    assert text.count('class="entry over"') == 1 and "已超时 1 分 25 秒" in text
    assert text.count('class="entry amber"') == 0 and "剩 1 分 55 秒" in text
    assert "我要找人工" in text
    assert "<title>(2) 会话列表" in text.replace("\n", "")


def test_the_queue_tells_mine_from_a_colleague_s(browser, shop):
    shop.waiting_chat("first"), shop.waiting_chat("second")
    mai, yu = browser("xiaomai"), browser("xiaoyu")
    mai.post("/api/chats/1/take")
    yu.post("/api/chats/2/take")
    text = mai.client.get("/queue").text
    assert text.index("我的") < text.index("顾客 first") < text.index("同事接待中")
    assert text.index("同事接待中") < text.index("顾客 second")
    assert "小雨 接待中" in text and "现在没有顾客在等" in text


def test_my_chats_that_wait_for_my_answer_come_first(browser, shop):
    mai = browser("xiaomai")
    for buyer in ("first", "second"):
        mai.post(f"/api/chats/{shop.waiting_chat(buyer).id}/take")
    untouched = mai.client.get("/queue").text
    assert untouched.count("剩 3 分 00 秒") == 2 and "已回复" not in untouched
    mai.say(1, "在的")
    answered = mai.client.get("/queue").text
    assert answered.index("顾客 second") < answered.index("已回复") < answered.index("顾客 first")
    shop.buyer_says("first", "好的，那几天到")
    assert mai.client.get("/queue").text.count("剩 3 分 00 秒") == 2


def test_a_buyer_s_markup_is_shown_as_text_everywhere(browser, shop):
    ticket = shop.waiting_chat(
        "evil", text=ATTACK, facts={ATTACK: [ATTACK]}, product_id=ATTACK[:40]
    )
    mai = browser("xiaomai")
    mai.post(f"/api/chats/{ticket.id}/take")
    mai.say(ticket.id, ATTACK)
    shop.buyer_says("evil", ATTACK)
    mai.post(f"/api/chats/{ticket.id}/give-back", {"note": ATTACK})
    chat = mai.client.get(f"/chats/{ticket.id}").text
    told = mai.client.get(f"/api/chats/{ticket.id}/messages").json()["messages"]
    shop.waiting_chat("evil2", text=ATTACK)
    for text in (chat, mai.client.get("/").text, *(message["html"] for message in told)):
        assert "<script>alert" not in text and "<img" not in text
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in chat
    assert told[0]["text"] == ATTACK


def test_the_chat_page_shows_facts_reading_and_earlier_hand_overs(browser, shop):
    trace = {
        "intent": "ask_price",
        "confidence": 0.934,
        "entities": [["size", "M"]],
        "reason": "price_of_sku",
        "facts": {"price": "199.00"},
    }
    first = shop.waiting_chat(trace=trace)
    mai = browser("xiaomai")
    mai.post(f"/api/chats/{first.id}/take")
    mai.post(f"/api/chats/{first.id}/give-back", {"note": "答应包邮"})
    again = shop.waiting_chat(facts={"尺码": "M", "已报价": ["199", "189"], "老客": True})
    page = mai.client.get(f"/chats/{again.id}").text
    for words in ("问价格", "93%", "尺码 M", "price_of_sku", "199、189", "是", "答应包邮"):
        assert words in page
    assert "顾客又在等人工了" in mai.client.get(f"/chats/{first.id}").text
    state = mai.client.get(f"/api/chats/{first.id}/messages").json()["chat"]
    assert (state["state"], state["agent"]) == ("closed", "小麦")
    assert state["current_ticket_id"] == again.id


def test_a_buyer_who_writes_again_has_waited_since_the_first_message(browser, shop):
    mai = browser("xiaomai")
    for buyer in ("first", "second"):
        mai.post(f"/api/chats/{shop.waiting_chat(buyer).id}/take")
        mai.say(1 if buyer == "first" else 2, "在的")
    shop.pass_time(60)
    shop.buyer_says("first", "在吗")
    shop.pass_time(60)
    shop.buyer_says("second", "人呢")
    shop.pass_time(60)
    shop.buyer_says("first", "还在吗")
    text = mai.client.get("/queue").text
    assert text.index("顾客 first") < text.index("顾客 second")


def test_reading_on_gives_only_what_is_new(browser, shop):
    ticket = shop.waiting_chat()
    mai = browser("xiaomai")
    path = f"/api/chats/{ticket.id}/messages"
    seen = mai.client.get(path).json()["messages"]
    shop.buyer_says("ab12", "还在吗")
    new = mai.client.get(path, params={"after": seen[-1]["id"]}).json()["messages"]
    assert [(message["sender"], message["text"]) for message in new] == [("buyer", "还在吗")]


def test_no_page_is_framed_cached_or_runs_a_foreign_script(browser):
    mai = browser("xiaomai")
    for path in ("/", "/sign-in", "/chats/1", "/static/desk.css", "/health"):
        headers = mai.client.get(path).headers
        policy = headers["content-security-policy"]
        assert "default-src 'none'" in policy and "frame-ancestors 'none'" in policy
        assert "unsafe" not in policy and "http" not in policy
        assert headers["x-content-type-options"] == "nosniff"
    assert mai.client.get("/").headers["cache-control"] == "no-store"


@pytest.mark.parametrize("path", ["/chats/0", "/chats/99999999999999999999", "/chats/x", "/no"])
def test_an_address_that_is_no_page_is_said_so(browser, path):
    response = browser("xiaomai").client.get(path)
    assert response.status_code == 404
    assert "回到会话列表" in response.text


@pytest.mark.parametrize("path", ["/", "/chats/1", "/queue", "/events", "/api/chats/1/messages"])
def test_a_stranger_sees_nothing(browser, shop, path):
    shop.waiting_chat()
    response = browser().client.get(path, follow_redirects=False)
    assert response.status_code in (303, 401)
    assert "我要找人工" not in response.text


def test_a_body_without_end_is_refused(browser):
    mai = browser("xiaomai")
    long = b"x" * (MAX_BODY_BYTES + 1)
    assert mai.client.post("/api/chats/1/messages", content=long).status_code == 413
    streamed = mai.client.post(
        "/sign-in",
        content=iter([long[:40000], long[:40000]]),
        headers={"content-type": "application/x-www-form-urlencoded"},
    )
    assert streamed.status_code in (400, 413)


def test_health(browser):
    assert browser().client.get("/health").json() == {"status": "ok"}


@pytest.mark.parametrize(
    ("code", "label"),
    [
        ("handoff.requested", "要找人工"),
        ("handoff.unsure_twice", "两次没听懂"),
        ("engine_trouble", "系统没答上来"),
    ],
)
def test_an_agent_reads_why_a_chat_waits(code, label):
    assert reason_of(code).label == label


def test_a_ticket_without_words_for_its_reason_is_refused():
    with pytest.raises(UnknownReason, match="brand_new_rule"):
        known_reason("brand_new_rule")


def test_words_for_values_and_waiting():
    assert fact_text({"身高": 160.0, "体重": [52.5, None]}) == "身高：160，体重：52.5、"
    assert [waited_text(s) for s in (-3, 59, 61, 601, 7300, 90000)] == [
        "0 秒", "59 秒", "1 分 01 秒", "10 分钟", "2 小时", "1 天"
    ]  # fmt: skip


def test_the_line_to_the_buyer_changes_and_a_missing_one_stops_nobody(tmp_path, caplog):
    replies = tmp_path / "handoff" / "replies.yml"
    replies.parent.mkdir()
    replies.write_text("responses: {utter_given_back: [{text: 一}, {text: 二}]}", "utf-8")
    secrets = {"desk_secret": "of a test", "internal_token": "of a test"}
    desk = desk_of(load_settings(wording_dir=tmp_path, **secrets))
    assert [desk.line("utter_given_back", {}) for _ in range(3)] == ["一", "二", "一"]
    assert desk.line("utter_unheard_of", {}) == ""
    assert "utter_unheard_of" in caplog.text
