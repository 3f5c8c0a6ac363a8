// The console's own script: keeps what was typed through a lost connection, and the focus through a change of page.
// Everything works without it; forms marked hx-boost are sent by htmx, which tells us how it went.
"use strict";

(() => {
  const banner = document.getElementById("connection");
  if (!banner) return;

  const FIRST_WAIT = 4000;
  const LONGEST_WAIT = 30000;
  const waiting = new Map(); // form -> how long until it is sent again

  const say = (which) => {
    banner.textContent = banner.dataset[which];
    banner.className = `connection ${which}`;
    banner.hidden = false;
  };

  const isForm = (event) => event.target instanceof HTMLFormElement;

  const again = (form) => {
    if (form.isConnected && waiting.has(form)) form.requestSubmit();
  };

  const later = (form, which) => {
    say(which);
    const wait = Math.min((waiting.get(form) || FIRST_WAIT / 2) * 2, LONGEST_WAIT);
    waiting.set(form, wait);
    setTimeout(() => again(form), wait);
  };

  document.addEventListener("htmx:error", (event) => {
    if (isForm(event)) later(event.target, "kept");
    else if (event.detail.ctx) say("lost");
  });

  document.addEventListener("htmx:response:error", (event) => {
    const status = event.detail.ctx.response.status;
    if (isForm(event) && (status >= 500 || status === 429)) later(event.target, "fault");
  });

  document.addEventListener("htmx:before:request", (event) => {
    // A page in the background need not look again; the next look in the foreground does.
    if (!isForm(event) && document.hidden) event.preventDefault();
  });

  document.addEventListener("htmx:after:request", (event) => {
    const status = event.detail.ctx.response.status;
    if (status >= 500 || status === 429) return;
    if (isForm(event)) waiting.delete(event.target);
    if (!waiting.size && !banner.hidden) {
      say("back");
      setTimeout(() => { if (!waiting.size) banner.hidden = true; }, 4000);
    }
  });

  window.addEventListener("online", () => [...waiting.keys()].forEach(again));
  window.addEventListener("offline", () => say(waiting.size ? "kept" : "lost"));

  // Leaving with words that are in no store yet asks first.
  window.addEventListener("beforeunload", (event) => {
    if ([...waiting.keys()].some((form) => form.isConnected)) event.preventDefault();
  });

  // After a form changed the page, what came of it is read out and the keyboard goes on from there.
  document.addEventListener("htmx:after:swap", (event) => {
    if (!event.detail.ctx.sourceElement.matches?.("form, #main")) return;
    const first = document.querySelector("#trouble, #told, #main h1");
    if (!first) return;
    if (!first.hasAttribute("tabindex")) first.tabIndex = -1;
    first.focus();
    first.scrollIntoView({ block: "nearest" });
  });

  // A second click while a form is on its way sends nothing.
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.hasAttribute("hx-boost")) return; // htmx queues them
    if (form.dataset.sent) event.preventDefault();
    form.dataset.sent = "yes";
    setTimeout(() => delete form.dataset.sent, 5000);
  });
})();
