import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from bot.database.engine import transaction
from bot.desk.answering import answer, take
from bot.desk.refusals import TakenByOtherError
from bot.shop.repositories.agents import Agents


def test_taken_answered_and_given_back(browser, shop, chat_process):
    ticket = shop.waiting_chat()
    mai = browser("xiaomai")
    assert mai.post(f"/api/chats/{ticket.id}/take").json()["chat"]["state"] == "mine"
    said = mai.say(ticket.id, "  亲，我来帮您看看\n稍等  ").json()
    assert said["pushed"] is True
    last = shop.messages()[-1]
    assert (last.sender, last.agent, last.text) == ("agent", "xiaomai", "亲，我来帮您看看\n稍等")
    given = mai.post(f"/api/chats/{ticket.id}/give-back", {"note": "已答应补寄"})
    assert given.json()["chat"]["state"] == "closed"
    closed = shop.ticket(ticket.id)
    assert (closed.status, closed.note) == ("closed", "已答应补寄")
    line = shop.messages()[-1]
    assert (line.sender, line.text) == ("system", "[utter_given_back] 小麦")
    assert chat_process.told == [{"conversation_id": "web:ab12"}] * 3
    assert chat_process.tokens == {"between us"}


def test_a_double_click_says_it_once(browser, shop):
    ticket = shop.waiting_chat()
    mai = browser("xiaomai")
    mai.post(f"/api/chats/{ticket.id}/take")
    first = mai.say(ticket.id, "在的", "same-click").json()
    again = mai.say(ticket.id, "在的", "same-click").json()
    assert first["message"]["id"] == again["message"]["id"]
    assert again["message"]["client_id"] == "same-click"
    mai.say(ticket.id, "在的", "other-click")
    assert [message.text for message in shop.messages()[2:]] == ["在的", "在的"]


def test_the_same_answer_at_the_same_moment_is_logged_once(shop):
    ticket = shop.waiting_chat()
    with transaction(shop.url) as session:
        agent = Agents(session).get("xiaomai")
        take(session, ticket.id, agent=agent, at=shop.now)

    def send(_):
        with transaction(shop.url) as session:
            return answer(
                session, ticket.id, "在的", agent=agent, client_id="one-click", at=shop.now
            ).id

    with ThreadPoolExecutor(6) as pool:
        assert len(set(pool.map(send, range(6)))) == 1
    assert [message.text for message in shop.messages()].count("在的") == 1


def test_two_agents_race_and_one_gets_it(shop):
    ticket = shop.waiting_chat()
    with transaction(shop.url) as session:
        people = [Agents(session).get(login) for login in ("xiaomai", "xiaoyu")]

    def race(agent):
        try:
            with transaction(shop.url) as session:
                return take(session, ticket.id, agent=agent, at=shop.now).taken_by
        except TakenByOtherError as error:
            return error.message

    with ThreadPoolExecutor(8) as pool:
        results = set(pool.map(race, people * 4))
    winner = shop.ticket(ticket.id).taken_by
    name = {"xiaomai": "小麦", "xiaoyu": "小雨"}[winner]
    assert results == {winner, f"{name} 已经在接待这位顾客了。"}


def test_the_slower_agent_is_told_who_has_it(browser, shop):
    ticket = shop.waiting_chat()
    mai, yu = browser("xiaomai"), browser("xiaoyu")
    mai.post(f"/api/chats/{ticket.id}/take")
    for response in (
        yu.post(f"/api/chats/{ticket.id}/take"),
        yu.say(ticket.id, "我来"),
        yu.post(f"/api/chats/{ticket.id}/give-back"),
    ):
        assert response.status_code == 409
        assert response.json() == {"message": "小麦 已经在接待这位顾客了。"}
    assert '<b class="holder">小麦</b> 接待中' in yu.client.get(f"/chats/{ticket.id}").text


def test_nothing_is_said_before_taking_or_after_giving_back(browser, shop):
    ticket = shop.waiting_chat()
    mai = browser("xiaomai")
    assert mai.say(ticket.id, "在的").json() == {"message": "请先接待，再回复。"}
    mai.post(f"/api/chats/{ticket.id}/take")
    mai.post(f"/api/chats/{ticket.id}/give-back")
    assert mai.say(ticket.id, "还有").json() == {"message": "这个会话已经交还给小二了。"}
    assert mai.post(f"/api/chats/{ticket.id}/take").status_code == 409
    assert mai.post("/api/chats/999/take").status_code == 404
    assert len(shop.messages()) == 3


def test_a_viewer_looks_and_may_not_act(browser, shop):
    ticket = shop.waiting_chat()
    guest = browser("kanke")
    seen = guest.client.get(f"/chats/{ticket.id}").text
    assert "我要找人工" in seen and 'id="answer"' not in seen
    for path in ("take", "messages", "give-back"):
        response = guest.post(
            f"/api/chats/{ticket.id}/{path}", {"text": "在的", "client_id": "first-answer"}
        )
        assert response.status_code == 403
        assert response.json() == {"message": "您的账号只能查看，不能接待。"}
    assert shop.ticket(ticket.id).status == "waiting"


@pytest.mark.parametrize("token", ["", "guess", "来自别处"])
def test_a_request_without_the_token_is_refused(browser, shop, token):
    ticket = shop.waiting_chat()
    mai = browser("xiaomai")
    for path in ("take", "messages", "give-back"):
        response = mai.client.post(
            f"/api/chats/{ticket.id}/{path}",
            json={"text": "在的", "client_id": "first-answer"},
            headers={"X-CSRF-Token": token.encode()},
        )
        assert response.status_code == 403
        assert response.json() == {"message": "页面已过期，请刷新后再试。"}
    assert mai.client.post("/sign-out", data={"csrf": token}).status_code == 403
    assert shop.ticket(ticket.id).status == "waiting"


def test_one_session_s_token_is_no_good_for_another(browser, shop):
    ticket = shop.waiting_chat()
    mai, yu = browser("xiaomai"), browser("xiaoyu")
    response = mai.client.post(
        f"/api/chats/{ticket.id}/take", json={}, headers={"X-CSRF-Token": yu.token}
    )
    assert response.status_code == 403


def test_an_answer_is_kept_when_the_chat_process_is_away_and_told_again(
    browser, shop, chat_process
):
    ticket = shop.waiting_chat()
    mai = browser("xiaomai")
    mai.post(f"/api/chats/{ticket.id}/take")
    chat_process.statuses = [503, 503]
    assert mai.say(ticket.id, "在的").json()["pushed"] is False
    assert shop.messages()[-1].text == "在的"
    until = time.monotonic() + 5
    while len(chat_process.told) < 3 and time.monotonic() < until:
        time.sleep(0.01)
    assert chat_process.told == [{"conversation_id": "web:ab12"}] * 3


def test_odd_answers_are_refused_or_made_storable(browser, shop):
    ticket = shop.waiting_chat()
    mai = browser("xiaomai")
    mai.post(f"/api/chats/{ticket.id}/take")
    for text in ("", "   \n", "\x00", "长" * 2001):
        assert mai.say(ticket.id, text).status_code == 422
    assert mai.say(ticket.id, "在的", "short").status_code == 422
    assert mai.say(ticket.id, "有\x00货\ud83d", "odd-answer").status_code == 200
    assert shop.messages()[-1].text == "有货"
    assert len(shop.messages()) == 3
