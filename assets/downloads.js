// Forms that are answered by a file (data-bh-download="NAME"): the button of that name is busy until the file comes.
// No script hears how a download goes, so the address carries a sign that comes back with the file in a cookie.
"use strict";
(() => {
  const LOOK_EVERY_MS = 150;
  const LONGEST_MS = 60_000;
  const COOKIE = "bizhub_begun";

  const isHere = (sign) => document.cookie.split("; ").includes(`${COOKIE}=${sign}`);

  function wait(name, button, sign) {
    const since = Date.now();
    const say = (words) => {
      const news = document.querySelector(`[data-bh-download-news="${name}"]`);
      if (news) news.textContent = words;
    };
    button.setAttribute("aria-busy", "true");
    say("The file is being prepared.");
    const timer = setInterval(() => {
      if (!isHere(sign) && Date.now() - since < LONGEST_MS) return;
      clearInterval(timer);
      button.removeAttribute("aria-busy");
      say(isHere(sign) ? "The download has begun." : "");
    }, LOOK_EVERY_MS);
  }

  document.addEventListener("bh-submit", (event) => {
    const form = event.target;
    const name = form.dataset.bhDownload;
    const button = name && document.querySelector(`[data-bh-download-button="${name}"]`);
    if (!button) return;
    if (button.getAttribute("aria-busy") === "true") {
      event.preventDefault();
      return;
    }
    const sign = Math.random().toString(36).slice(2);
    const address = new URL(form.action, location.href);
    address.searchParams.set("begun", sign);
    form.action = address.href;
    wait(name, button, sign);
  });
  // A refusal takes the page away; who comes back may try again.
  window.addEventListener("pagehide", () => {
    for (const button of document.querySelectorAll("button[aria-busy]")) button.removeAttribute("aria-busy");
  });
})();
