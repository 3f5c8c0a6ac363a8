// The chat without page loads. With scripting off, the same form posts and the server draws the page.
"use strict";
(() => {
  const form = document.getElementById("composer");
  const body = document.getElementById("body");
  const button = form.querySelector("button");
  const leave = document.getElementById("leave");
  const trouble = () => document.getElementById("trouble");
  const thread = () => document.getElementById("thread");
  let request = null;
  let sending = false;

  const toEnd = () => window.scrollTo({ top: document.documentElement.scrollHeight });

  function bubble(kind, text) {
    const item = document.createElement("li");
    item.className = `turn ${kind}`;
    item.textContent = text;
    thread().append(item);
    return item;
  }

  // Takes the thread, the one-time message id and any notice from the page the server drew.
  function take(html) {
    const drawn = new DOMParser().parseFromString(html, "text/html");
    if (!drawn.getElementById("thread")) throw new Error("not the chat page");
    const known = thread().querySelectorAll(".turn:not(.pending)").length;
    const turns = [...drawn.querySelectorAll("#thread > .turn")];
    thread().querySelectorAll(".pending").forEach((item) => item.remove());
    if (turns.length >= known) thread().append(...turns.slice(known));
    else thread().replaceChildren(...turns);
    for (const name of ["sid", "csrf_token"]) form.elements[name].value = drawn.querySelector(`[name=${name}]`).value;
    if (drawn.documentElement.lang !== document.documentElement.lang) window.location.reload();
    document.getElementById("held").hidden = drawn.getElementById("held").hidden;
    if (!drawn.getElementById("intro")) document.getElementById("intro")?.remove();
    const said = drawn.getElementById("trouble");
    trouble().textContent = said.textContent;
    trouble().hidden = said.hidden;
    return said.hidden;
  }

  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const text = body.value.trim();
    if (!text || sending) return;
    sending = true;
    button.disabled = true;
    const data = new FormData(form);
    const first = thread().querySelectorAll(".them").length === 0;
    const mine = bubble("them pending", text);
    const waiting = bubble("us waiting pending", form.dataset.sending);
    body.value = "";
    body.readOnly = true;
    toEnd();
    try {
      request = new AbortController();
      setTimeout((late) => late.abort(), 20000, request);
      const answer = await fetch(form.action, { method: "POST", body: data, signal: request.signal });
      if (first && answer.ok) thread().querySelectorAll(".turn:not(.pending)").forEach((item) => item.remove());
      if (!take(await answer.text())) body.value = text;
    } catch {
      mine.remove();
      waiting.remove();
      trouble().textContent = form.dataset.notSent;
      trouble().hidden = false;
      body.value = text; // the same message id goes out again, so nothing is answered twice
    } finally {
      sending = false;
      button.disabled = false;
      body.readOnly = false;
      body.focus({ preventScroll: true });
      toEnd();
    }
  });

  // A person may answer instead of Puente, and some minutes later: the page looks by itself, more often while one does.
  const HELD_WAIT = 4000;
  const WAIT = 20000;
  let mark = "";
  const held = () => !document.getElementById("held").hidden;

  async function look() {
    if (document.hidden || sending || !thread().querySelector(".them")) return;
    const answer = await fetch(form.dataset.news, mark ? { headers: { "If-None-Match": mark } } : {});
    if (answer.status !== 200) return;
    const drawn = new DOMParser().parseFromString(await answer.text(), "text/html");
    if (sending || !drawn.getElementById("thread")) return;
    mark = answer.headers.get("ETag") || "";
    document.getElementById("held").hidden = drawn.getElementById("held").hidden;
    const turns = [...drawn.querySelectorAll("#thread > .turn")].slice(thread().querySelectorAll(".turn").length);
    thread().append(...turns);
    if (turns.length) toEnd();
  }

  const lookAgain = () => {
    setTimeout(() => look().catch(() => {}).finally(lookAgain), held() ? HELD_WAIT : WAIT); // the next look may do
  };
  lookAgain();
  document.addEventListener("visibilitychange", () => look().catch(() => {}));

  body.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
      event.preventDefault();
      button.click();
    }
  });

  // Leaves no chat page behind for the back button.
  leave.addEventListener("click", (event) => {
    event.preventDefault();
    if (request) request.abort();
    document.body.hidden = true;
    window.location.replace(leave.href);
  });

  window.addEventListener("pageshow", (event) => {
    if (event.persisted) window.location.reload();
  });

  if (thread().querySelector(".them")) toEnd();
})();
