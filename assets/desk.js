// Keys of the desk: a button or link with data-shortcut="a" is pressed by the key a, and j and k move along the lines of a
// list. Nothing happens while somebody types, while a dialog is open, or with Ctrl, Alt or Meta held.
"use strict";
(() => {
  const TYPED = "input, textarea, select, [contenteditable=true], dialog[open], [role=dialog]";

  const isFree = (event) =>
    !event.defaultPrevented && !event.ctrlKey && !event.altKey && !event.metaKey && !event.target.closest?.(TYPED);

  /** The lines of the first list of the page: the links that whole rows follow. */
  const lines = () => [...document.querySelectorAll("#main table tbody a")];

  function step(by) {
    const all = lines();
    if (!all.length) return;
    const place = all.indexOf(document.activeElement);
    const next = place < 0 ? (by > 0 ? 0 : all.length - 1) : Math.min(Math.max(place + by, 0), all.length - 1);
    all[next].focus();
  }

  document.addEventListener("keydown", (event) => {
    if (!location.pathname.startsWith("/desk") || !isFree(event) || document.querySelector("[role=dialog]")) return;
    const found = [...document.querySelectorAll(`[data-shortcut="${CSS.escape(event.key)}"]`)]
      .find((one) => !one.disabled && one.offsetParent !== null);
    if (found) {
      event.preventDefault();
      found.focus();
      found.click();
    } else if (event.key === "j" || event.key === "k") {
      event.preventDefault();
      step(event.key === "j" ? 1 : -1);
    }
  });
})();
