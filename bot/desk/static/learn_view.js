// What is seen of one question under review, and of how far reviewing has come.
const part = (name) => document.querySelector(`#${name}`);
const text = part("text");

// Draws the question; the heading takes the focus, so that a screen reader reads it.
export function show(item, choose) {
  part("card").hidden = !item;
  part("done").hidden = Boolean(item);
  if (!item) return;
  text.textContent = item.text;
  line("before", item.before);
  part("count").textContent = item.count > 1 ? `${item.count} 条这样的消息` : "1 条消息";
  part("signals").replaceChildren(...item.signals.map(chip));
  part("waiting").hidden = !item.waiting;
  part("waiting").textContent = `还有 ${item.waiting} 位顾客在等这句`;
  list("others", "samples", item.samples.map(sample));
  list("words", "said", item.words.map(({ name, said }) => row(`${name}：${said}`)));
  part("why").replaceChildren(...item.why.map(row));
  const right = part("right");
  right.hidden = !item.suggested;
  right.querySelector("b").textContent = item.suggested_words;
  right.querySelector("span").textContent = item.percent ? `${item.percent}%` : "";
  part("ranking").replaceChildren(...item.ranking.map((each, place) => choice(each, place, choose)));
  text.focus();
}

export function showProgress(told) {
  const bar = part("bar");
  bar.max = Math.max(told.messages, 1);
  bar.value = told.messages_settled;
  const words = [
    `今天判明 ${told.settled_today} 句，您判了 ${told.said_today} 句`,
    `还有 ${told.open} 句`,
    `已判明 ${told.messages_settled} 条消息，共 ${told.messages} 条`,
  ];
  if (told.disputed) words.push(`${told.disputed} 句有分歧`);
  if (told.minutes_left !== null && told.open) words.push(`照这样还要 ${told.minutes_left} 分钟`);
  part("far").textContent = words.join(" · ");
}

export function showRest(elsewhere) {
  part("done").textContent = elsewhere
    ? "剩下的同事正在判，等一会儿再看。"
    : "这里没有要判的了。";
}

export function showHistory(said) {
  const rows = said.map((word) => {
    const item = row(`${word.text} → ${word.said}`);
    item.prepend(small(`${word.at} `));
    if (word.status === "disputed") item.append(small("（有分歧）"));
    return item;
  });
  part("history").replaceChildren(...(rows.length ? rows : [row("还没有。")]));
}

// Told to whoever does not see the page change.
export function tell(words) {
  part("told").textContent = words;
}

function line(name, words) {
  part(name).hidden = !words;
  part(name).lastElementChild.textContent = words;
}

function list(box, name, rows) {
  part(box).hidden = !rows.length;
  part(name).replaceChildren(...rows);
}

function row(words) {
  const item = document.createElement("li");
  item.append(words);
  return item;
}

function small(words) {
  const found = document.createElement("span");
  found.className = "soft";
  found.textContent = words;
  return found;
}

function chip({ words, count }) {
  const found = document.createElement("span");
  found.className = "chip";
  found.textContent = count > 1 ? `${words} ×${count}` : words;
  return found;
}

function sample(each) {
  const item = row(each.text);
  if (each.before) item.append(small(`（之前：${each.before}）`));
  return item;
}

function choice(each, place, choose) {
  const item = document.createElement("li");
  const inside = document.createElement(choose ? "button" : "span");
  if (choose) {
    const key = document.createElement("kbd");
    key.textContent = String(place + 1);
    inside.type = "button";
    inside.append(key, " ");
    inside.addEventListener("click", () => choose(each.intent));
  }
  inside.append(each.words, " ", small(`${each.percent}%`));
  item.append(inside);
  return item;
}
