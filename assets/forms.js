// Sends the forms that carry passwords and codes: over HTTP, never over the websocket. What was typed
// stays in the page. The door answers {"next": "/path"} or {"errors": {field: sentence}}; errors go to the
// page's state through its bridge (see bizhub.js), so that they appear beside their fields.
//   <form data-bh-form="BRIDGE" method="post" action="/auth/…">   a form to send
//   <form … data-bh-next="">                                      … that goes on to this page's ?next=, if the door agrees
//   <input type="file" data-bh-into="NAME">                       a file whose text goes into this field
//   <input data-bh-strength="BRIDGE" type="password">             a new password: its strength while typing
"use strict";
(() => {
  const WAIT_MS = 250;
  const OUT_OF_REACH = "BizHub cannot be reached. What you typed is still here; try again in a moment.";
  const BROKEN = "Something went wrong. Try again in a moment.";
  const sending = new WeakSet();
  const shown = new WeakMap(); // form -> the errors its page shows

  async function post(path, values) {
    const answer = await fetch(path, {
      method: "POST",
      headers: { "Content-Type": "application/json", "X-BizHub": "1" },
      body: JSON.stringify(values),
    });
    return answer.json();
  }

  /** What a door said, or a sentence that stands in for it. */
  async function answerTo(path, values) {
    try {
      const answer = await post(path, values);
      return answer && typeof answer === "object" ? answer : { errors: { "": BROKEN } };
    } catch (error) {
      return { errors: { "": error instanceof SyntaxError ? BROKEN : OUT_OF_REACH } };
    }
  }

  const isOwnPath = (path) => /^\/(?![/\\])/.test(path);

  function report(form, errors, done) {
    shown.set(form, errors);
    window.BizHub.send(form.dataset.bhForm, { errors, done });
  }

  /** Who corrects a field sees no error beside it any more. */
  function correct(input) {
    const { [input.name]: gone, ...left } = shown.get(input.form) ?? {};
    if (gone) report(input.form, left, false);
  }

  async function send(form) {
    if (sending.has(form)) return;
    sending.add(form);
    const button = form.querySelector("button[type=submit]");
    button?.setAttribute("aria-busy", "true");
    const values = Object.fromEntries(new FormData(form));
    if ("bhNext" in form.dataset) values.next = new URLSearchParams(location.search).get("next") ?? "";
    const answer = await answerTo(form.action, values);
    const next = answer.next ?? "";
    if (isOwnPath(next)) {
      location.assign(next); // a full navigation: the page's connection must carry the new cookie
      return;
    }
    sending.delete(form);
    button?.removeAttribute("aria-busy");
    report(form, answer.errors ?? {}, !answer.errors);
    const wrong = Object.keys(answer.errors ?? {}).find((name) => form.elements.namedItem(name));
    if (wrong) form.elements.namedItem(wrong).focus();
  }

  document.addEventListener("submit", (event) => {
    if (!(event.target instanceof HTMLFormElement) || !event.target.dataset.bhForm) return;
    event.preventDefault();
    send(event.target);
  });
  // A chosen file goes into the text area that it stands for, after what is typed there.
  document.addEventListener("change", async (event) => {
    const input = event.target;
    if (!(input instanceof HTMLInputElement) || !input.dataset.bhInto || !input.files.length) return;
    const area = input.form?.elements.namedItem(input.dataset.bhInto);
    const text = await input.files[0].text();
    area.value = area.value.trim() ? `${area.value.trimEnd()}\n${text}` : text;
    input.value = "";
    area.focus();
  });
  // The back button may bring a page back as it was left: in the middle of sending.
  window.addEventListener("pageshow", (event) => event.persisted && location.reload());

  let asked = 0;
  let waiting = 0;

  async function measure(input) {
    const mine = ++asked;
    const { name, address } = input.form.elements;
    const values = { password: input.value, name: name?.value ?? "", address: address?.value ?? "" };
    const answer = input.value ? await answerTo("/auth/strength", values) : { score: 0, verdict: "", why: "" };
    if (mine === asked && "score" in answer) window.BizHub.send(input.dataset.bhStrength, answer);
  }

  document.addEventListener("input", (event) => {
    const input = event.target;
    if (!(input instanceof HTMLInputElement) || !input.form?.dataset.bhForm) return;
    correct(input);
    if (!input.dataset.bhStrength) return;
    clearTimeout(waiting);
    waiting = setTimeout(measure, WAIT_MS, input);
  });
})();
