// Counts the minutes of a view and loads the page anew when it is over. The server says how many seconds are left, and
// this counts from there: the two clocks need not agree. What may be done never depends on it.
"use strict";
(() => {
  let until = "";
  let endsAt = 0;

  function tick() {
    const shown = document.querySelector("[data-bh-until]");
    if (!shown) {
      until = "";
      return;
    }
    if (shown.dataset.bhUntil !== until) {
      until = shown.dataset.bhUntil;
      endsAt = performance.now() + Number(shown.dataset.bhSeconds) * 1000;
    }
    const left = endsAt - performance.now();
    if (left <= -1000) {
      location.assign("/overview");
      endsAt = Infinity;
      return;
    }
    if (left === Infinity) return;
    const words = `${Math.max(1, Math.ceil(left / 60000))} min left`;
    if (shown.textContent !== words) shown.textContent = words;
  }

  setInterval(tick, 500);
})();
