// The palette's keys. It opens, moves and chooses in the browser; only typed text goes to the server
// (through the input's own on_change). Rows are what React drew: the list says in data-answered which
// query they answer, so a row of an older answer is never chosen by mistake.
"use strict";
(() => {
  const ID = "bh-palette";
  let waiting = false; // Enter was pressed before the answer to the typed text arrived
  let chosen = 0;

  const dialog = () => document.getElementById(ID);
  const input = () => document.getElementById("bh-palette-input");
  const list = () => document.getElementById("bh-palette-list");
  const rows = () => [...(list()?.querySelectorAll('[role="option"]') ?? [])];
  const answered = () => list()?.dataset.answered === input()?.value.trim();

  function mark(index) {
    const all = rows();
    chosen = all.length ? (index + all.length) % all.length : 0;
    all.forEach((row, place) => row.setAttribute("aria-selected", String(place === chosen)));
    const row = all[chosen];
    if (row) {
      input().setAttribute("aria-activedescendant", row.id);
      if (chosen === 0) list().scrollTop = 0;
      else row.scrollIntoView({ block: "nearest" });
    } else input()?.removeAttribute("aria-activedescendant");
  }

  function choose(row) {
    if (!row) return;
    waiting = false;
    dialog().close();
    row.click();
  }

  function setText(text) {
    const field = input();
    if (field.value === text) return;
    Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, "value").set.call(field, text);
    field.dispatchEvent(new Event("input", { bubbles: true }));
  }

  /** What was typed before React had taken over the page went unheard: say it again. */
  function sayAgain() {
    const typed = input().value;
    input().value = ""; // React hears only what differs from the last it knows
    setText(typed);
  }

  function keydown(event) {
    const keys = {
      ArrowDown: () => mark(chosen + 1),
      ArrowUp: () => mark(chosen - 1),
      Home: () => input().value || mark(0),
      End: () => input().value || mark(-1),
      PageDown: () => mark(Math.min(chosen + 8, rows().length - 1)),
      PageUp: () => mark(Math.max(chosen - 8, 0)),
      Enter: () => {
        if (answered()) choose(rows()[chosen]);
        else waiting = true;
      },
    };
    if (event.isComposing || event.altKey || event.ctrlKey || event.metaKey) return;
    const pinned = /^[1-9]$/.test(event.key) && input().value === "" && list().querySelector(`[data-digit="${event.key}"]`);
    if (pinned) {
      event.preventDefault();
      choose(pinned);
    } else if (keys[event.key]) {
      if (event.key !== "Home" && event.key !== "End") event.preventDefault();
      keys[event.key]();
    } else waiting = false;
  }

  // React redraws the rows after each answer: mark the first again, and choose it if Enter waited for it.
  function redrawn() {
    if (!dialog()?.open) return;
    if (input().value && !list().dataset.answered) sayAgain();
    mark(answered() ? 0 : chosen);
    if (waiting && answered()) choose(rows()[0]);
  }

  const observer = new MutationObserver(redrawn);

  function opened() {
    waiting = false;
    // The dialog and not its list: opened before React has taken over the page, the list is replaced under our eyes.
    observer.disconnect();
    observer.observe(dialog(), { subtree: true, childList: true, attributes: true, attributeFilter: ["data-answered"] });
    mark(0);
    input().focus();
    input().select();
  }

  window.addEventListener("keydown", (event) => {
    const shortcut = event.key.toLowerCase() === "k" && (event.ctrlKey || event.metaKey) && !event.shiftKey && !event.altKey;
    if (shortcut && dialog()) {
      event.preventDefault();
      if (dialog().open) dialog().close();
      else window.BizHub.open(ID);
    } else if (dialog()?.open && event.target === input()) keydown(event);
  });
  document.addEventListener("bh-open", (event) => event.target.id === ID && opened(), true);
  // The next opening starts with pins and recents again.
  document.addEventListener("close", (event) => event.target.id === ID && setText(""), true);
  document.addEventListener("mousemove", (event) => {
    const row = event.target instanceof Element && event.target.closest(".bh-palette-row");
    if (row && row.getAttribute("aria-selected") !== "true") mark(rows().indexOf(row));
  });
  document.addEventListener("click", (event) => {
    if (event.target instanceof Element && event.target.closest(".bh-palette-row")) dialog()?.close();
  });
  if (/Mac|iPhone|iPad/.test(navigator.platform)) document.documentElement.dataset.apple = "";
})();
