// The simulator's phone: sends texts to the simulator's own API and shows what came back.
"use strict";
(() => {
  const $ = (id) => document.getElementById(id);
  const words = $("handset").dataset;
  const body = $("body");
  const number = $("number");
  const KEPT = "puente-simulator-numbers";
  let last = null;
  let drawn = "";

  function bubble(kind, text, note) {
    const item = document.createElement("li");
    item.className = `turn ${kind}`;
    item.textContent = text;
    if (note) {
      const small = document.createElement("span");
      small.className = "note";
      small.textContent = note;
      item.append(small);
    }
    $("thread").append(item);
    return item;
  }

  const toEnd = () => { $("screen").scrollTop = $("screen").scrollHeight; };

  function fail(text) {
    $("trouble").textContent = text;
    $("trouble").hidden = !text;
  }

  // Draws the whole thread of the chosen number again, but only when it changed.
  async function load() {
    const asked = number.value;
    const answer = await fetch(`${words.history}?${new URLSearchParams({ number: asked })}`);
    if (!answer.ok || asked !== number.value) return;
    const history = await answer.json();
    const mark = JSON.stringify([asked, history]);
    if (mark === drawn) return;
    drawn = mark;
    $("thread").replaceChildren();
    for (const turn of history.turns) {
      if (turn.from === "person") bubble("them", turn.text);
      else bubble(turn.began ? "us first" : "us", turn.text, turn.began ? `${words.sentByPuente} · ${turn.note}` : turn.note);
    }
    if (!history.turns.length) $("thread").append($("empty-template").content.cloneNode(true));
    $("outbound").replaceChildren(...history.outbound.map((text) => {
      const item = document.createElement("li");
      item.textContent = text.text;
      const small = document.createElement("span");
      small.className = "note";
      small.textContent = `${text.at} · ${text.note}`;
      item.append(small);
      return item;
    }));
    $("outbound-none").hidden = history.outbound.length > 0;
    toEnd();
  }

  async function send(text) {
    fail("");
    const buttons = document.querySelectorAll("#composer button");
    buttons.forEach((button) => { button.disabled = true; });
    bubble("them", text.body);
    const waiting = bubble("us waiting", words.waiting);
    toEnd();
    try {
      const answer = await fetch(words.texts, {
        method: "POST",
        headers: { "Content-Type": "application/json", "X-CSRFToken": words.token },
        body: JSON.stringify(text),
      });
      const turn = await answer.json();
      if (turn.error === "bad_number") throw new Error(words.badNumber);
      if (!answer.ok) throw new Error(turn.status ? `${words.refused} (${turn.status})` : words.unreachable);
      last = { ...text, sid: turn.sid };
      $("last-turn").textContent = turn.summary;
      if (!turn.replies.length) $("last-turn").textContent += ` ${words.noReply}`;
    } catch (error) {
      fail(error instanceof TypeError ? words.unreachable : error.message);
      body.value ||= text.body;
    } finally {
      waiting.remove();
      buttons.forEach((button) => { button.disabled = false; });
      $("again").disabled = !last;
      drawn = "";
      await load();
      body.focus({ preventScroll: true });
    }
  }

  $("composer").addEventListener("submit", (event) => {
    event.preventDefault();
    const text = body.value.trim();
    if (!text) return;
    body.value = "";
    send({ number: number.value, body: text });
  });

  body.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
      event.preventDefault();
      $("composer").requestSubmit();
    }
  });

  $("again").addEventListener("click", () => { if (last) send(last); });

  function add(value) {
    if (![...number.options].some((option) => option.value === value)) number.add(new Option(value, value));
  }

  // North American numbers 555-0100 to 555-0199 are set aside for fiction.
  $("new-number").addEventListener("click", () => {
    const taken = new Set([...number.options].map((option) => option.value));
    let line = 100;
    while (taken.has(`+1323555${String(line).padStart(4, "0")}`) && line < 199) line += 1;
    const value = `+1323555${String(line).padStart(4, "0")}`;
    add(value);
    number.value = value;
    sessionStorage.setItem(KEPT, JSON.stringify([...number.options].map((option) => option.value)));
    number.dispatchEvent(new Event("change"));
  });

  number.addEventListener("change", () => {
    last = null;
    $("again").disabled = true;
    fail("");
    load();
    body.focus({ preventScroll: true });
  });

  JSON.parse(sessionStorage.getItem(KEPT) || "[]").forEach(add);
  load();
  setInterval(() => { if (!document.hidden && !document.querySelector(".waiting")) load(); }, 4000);
})();
