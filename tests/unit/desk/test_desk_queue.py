from sqlalchemy import event

from bot.chats.log import ChatLog
from bot.chats.model import Reply
from bot.chats.owed import SUGGESTED, owed
from bot.chats.tickets import Tickets
from bot.database.engine import engine_for, transaction
from bot.desk.watch import Change


def shown(browser, **asked):
    text = browser.client.get("/queue", params=asked).text
    return [word.split("<")[0] for word in text.split("顾客 ")[1:]]


def test_the_queue_is_narrowed_by_reason_and_by_how_somebody_began(browser, shop):
    shop.waiting_chat("first", reason="handoff.after_sales", text="裙子破了个洞")
    shop.waiting_chat("second", text="裙子想换码")
    shop.waiting_chat("third", text="想要一条裙子")
    mai = browser("xiaomai")
    assert shown(mai, reason="售后问题") == ["first"]
    assert shown(mai, q="裙子") == ["first", "second"]
    assert shown(mai, q="裙子", reason="要找人工") == ["second"]
    assert shown(mai, q="THIR") == ["third"]
    assert shown(mai, q="100%_") == []
    assert shown(mai, channel="wechat") == []
    assert len(shown(mai)) == 3
    page = mai.client.get("/", params={"reason": "售后问题"}).text
    assert 'aria-current="true">售后问题 <span class="count">1' in page.replace("\n", "")


def test_mine_and_others_apart(browser, shop):
    for buyer in ("first", "second", "third"):
        shop.waiting_chat(buyer)
    mai, yu = browser("xiaomai"), browser("xiaoyu")
    mai.post("/api/chats/1/take"), yu.post("/api/chats/2/take")
    assert shown(mai, whose="mine") == ["first"]
    assert shown(mai, whose="others") == ["second"]
    assert mai.client.get("/queue", params={"whose": "everybody"}).status_code == 422


def test_of_many_the_longest_waiting_are_shown(browser, shop):
    for number in range(5):
        shop.waiting_chat(f"b{number}")
        shop.pass_time(1)
    mai = browser("xiaomai")
    assert shown(mai, shown=2) == ["b0", "b1"]
    assert "还有 3 位" in mai.client.get("/queue", params={"shown": 2}).text


def test_the_queue_costs_as_many_queries_for_many_chats_as_for_few(browser, shop):
    mai = browser("xiaomai")
    asked = []
    event.listen(engine_for(shop.url), "before_cursor_execute", lambda *_: asked.append(1))

    def cost():
        asked.clear()
        assert mai.client.get("/queue").status_code == 200
        return len(asked)

    shop.waiting_chat("b0")
    few = cost()
    for number in range(1, 40):
        shop.waiting_chat(f"b{number}")
    assert cost() == few


def test_a_robot_s_word_and_a_hand_over_stop_no_clock(browser, shop):
    """The buyer waits for a person since they asked for one, whatever the bot said to it."""
    ticket = shop.waiting_chat()
    mai = browser("xiaomai")
    mai.post(f"/api/chats/{ticket.id}/take")
    shop.pass_time(60)
    mai.post(f"/api/chats/{ticket.id}/transfer", {"to": "xiaoqing"})
    shop.pass_time(60)
    assert "2 分 00 秒" in mai.client.get("/queue").text


def test_a_change_is_told_to_whom_it_concerns():
    change = Change(
        frozenset("a"), frozenset({1, 2, 3}), waiting=4, kept={2: "xiaoyu"}, back={3: "xiaomai"}
    )
    assert change.seen_by("xiaomai") == Change(frozenset("a"), frozenset({1, 3}), waiting=3)
    assert change.seen_by("xiaoyu") == Change(frozenset("a"), frozenset({1, 2}), waiting=4)


def test_a_page_hears_of_a_chat_that_is_kept_or_comes_back(shop, desk):
    ticket = shop.waiting_chat()
    newest, look = desk.watch._newest, desk.watch._look
    desk.watch._take_in(look(newest()))
    with transaction(shop.url) as session:
        assert Tickets(session).assign(ticket.id, to="xiaoyu")
    assert desk.watch._take_in(look(newest())).seen_by("xiaoyu").opened == {ticket.id}
    with transaction(shop.url) as session:
        assert Tickets(session).take(ticket.id, login="xiaoyu", at=shop.now)
        assert Tickets(session).snooze(ticket.id, login="xiaoyu", until=shop.now)
    desk.watch._take_in(look(newest()))
    with transaction(shop.url) as session:
        until = shop.now.replace(hour=23)
        assert Tickets(session).snooze(ticket.id, login="xiaoyu", until=until)
    assert desk.watch._take_in(look(newest())).opened == frozenset()
    shop.pass_time(10 * 3600)
    back = desk.watch._take_in(look(newest()))
    assert back.seen_by("xiaoyu").opened == {ticket.id}
    assert back.seen_by("xiaomai").opened == frozenset()


def test_where_a_suggestion_sent_unchanged_is_no_answer_the_clock_goes_on(shop):
    """Douyin wants a person's own words; elsewhere a suggestion that a person sends counts."""
    ticket = shop.waiting_chat()
    of = ticket.conversation_id
    shop.pass_time(30)
    with transaction(shop.url) as session:
        said = Reply("有货的亲", trace={SUGGESTED: True})
        log = ChatLog(session)
        log.reply(of, [said], answers=None, at=shop.now, sender="agent", agent="xiaomai")
        assert owed(session, [of])[of].since is None
        assert owed(session, [of], assisted=False)[of].since == ticket.opened_at
        log.reply(of, [Reply("在的")], answers=None, at=shop.now, sender="agent", agent="xiaomai")
        assert owed(session, [of], assisted=False)[of].since is None
        assert Tickets(session).current(of).first_reply_at == shop.now


def test_a_chat_s_page_is_told_its_clock_until_a_person_answers(browser, shop):
    ticket = shop.waiting_chat()
    mai = browser("xiaomai")
    mai.post(f"/api/chats/{ticket.id}/take")
    shop.pass_time(100)
    path = f"/api/chats/{ticket.id}/clock"
    told = mai.client.get(path).json()
    assert (told["words"], told["level"]) == ("剩 1 分 20 秒", "amber")
    assert told["deadline"] - told["now"] == 80_000 and told["now"] - told["since"] == 100_000
    mai.say(ticket.id, "在的")
    assert mai.client.get(path).json()["since"] is None
