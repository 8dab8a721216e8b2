// What pages do in the browser without asking the server: dialogs, copying, showing a password,
// signing out, moving to the content.
//
// How a script reaches a Reflex handler. There is no public way to queue an event from outside
// React, and a window listener in Reflex would send every key, passwords included. So the page
// holds controls that React already listens to, and scripts work those:
//   - a choice   -> script calls element.click() on the row or button that carries on_click
//   - a message  -> BizHub.send(name, value) fills the hidden input #bh-bridge-NAME and fires "input";
//                   its on_change handler gets JSON text. React drops an input event whose text did not
//                   change, so each message carries a counter "n".
// Elements say what they do with data-bh-… attributes; one listener on the document serves them all,
// so it keeps working when React replaces the elements.
"use strict";
(() => {
  let sent = 0;

  /** Call the handler of the hidden input #bh-bridge-NAME with a JSON object. */
  function send(name, value) {
    const input = document.getElementById(`bh-bridge-${name}`);
    if (!input) return false;
    const text = JSON.stringify({ ...value, n: ++sent });
    Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, "value").set.call(input, text);
    input.dispatchEvent(new Event("input", { bubbles: true }));
    return true;
  }

  /** Open a native dialog by id; focus returns to where it was when the dialog closes. */
  function open(id) {
    const dialog = document.getElementById(id);
    if (!dialog || dialog.open) return;
    dialog.showModal();
    dialog.dispatchEvent(new CustomEvent("bh-open"));
  }

  function close(id) {
    document.getElementById(id)?.close();
  }

  /** Send a form that Reflex knows nothing of; scripts hear of it before (downloads.js) and may stop it. */
  function submit(form) {
    // submit(), not requestSubmit(): Reflex prevents the submit event of every form without a handler.
    if (form?.dispatchEvent(new CustomEvent("bh-submit", { bubbles: true, cancelable: true }))) form.submit();
  }

  async function copy(button) {
    try {
      await navigator.clipboard.writeText(button.dataset.bhCopy);
    } catch {
      return; // no permission: the text can still be selected
    }
    const words = button.querySelector("[aria-live]");
    const before = words?.textContent;
    button.dataset.copied = "";
    if (words) words.textContent = "Copied";
    setTimeout(() => {
      delete button.dataset.copied;
      if (words) words.textContent = before;
    }, 1600);
  }

  function reveal(button) {
    const input = document.getElementById(button.dataset.bhReveal);
    if (!input) return;
    const shown = input.type === "password";
    input.type = shown ? "text" : "password";
    button.setAttribute("aria-pressed", String(shown));
    input.focus();
  }

  document.addEventListener("click", (event) => {
    const target = event.target instanceof Element ? event.target : null;
    const actor = target?.closest("[data-bh-open], [data-bh-close], [data-bh-copy], [data-bh-reveal], [data-bh-submit], [data-bh-reload]");
    if (actor) {
      const { bhOpen, bhClose, bhCopy, bhReveal, bhSubmit, bhReload } = actor.dataset;
      if (bhOpen) open(bhOpen);
      if (bhClose) close(bhClose);
      if (bhCopy) copy(actor);
      if (bhReveal) reveal(actor);
      if (bhSubmit) submit(document.getElementById(bhSubmit));
      if (bhReload) location.reload();
    }
    // A click on the backdrop lands on the dialog itself; a followed link leaves the dialog.
    if (target instanceof HTMLDialogElement && target.open) target.close();
    if (target?.closest("dialog a[href]")) target.closest("dialog").close();
  });

  // Enter in such a field does what leaving it does, and stays there.
  document.addEventListener("keydown", (event) => {
    const input = event.target;
    if (event.key !== "Enter" || event.isComposing || !(input instanceof HTMLInputElement)) return;
    if (!("bhEnter" in input.dataset)) return;
    event.preventDefault();
    input.blur();
    input.focus();
  });

  // The skip link moves the focus; React's router would only change the address.
  document.addEventListener(
    "click",
    (event) => {
      if (!(event.target instanceof Element) || !event.target.closest(".bh-skip")) return;
      event.preventDefault();
      event.stopPropagation();
      document.getElementById("main")?.focus();
    },
    true,
  );

  window.BizHub = { send, open, close };
})();
