// Fields that take one of many, or with data-bh-many one after the other (.bh-suggest): the suggestions open, are marked and chosen in the browser; only typed
// text goes to the server, through the field's own on_change. Rows are what React drew: their list says in
// data-answered which text they answer, so a row of an older answer is never chosen by mistake.
"use strict";
(() => {
  let opened = null; // the field whose suggestions show
  let waiting = false; // Enter was pressed before the answer to the typed text arrived
  let place = -1;

  const fieldOf = (node) => (node instanceof Element ? node.closest(".bh-suggest") : null);
  const inputOf = (field) => field.querySelector("[role=combobox]");
  const listOf = (field) => field.querySelector("[role=listbox]");
  const rowsOf = (field) => [...listOf(field).querySelectorAll("[role=option]")];
  const chosenIn = (field) => field.dataset.bhChosen ?? "";

  /** What is looked for: nothing while the field shows what is chosen. */
  function typedIn(field) {
    const text = inputOf(field).value.trim();
    return text === chosenIn(field) ? "" : text;
  }

  const isAnswered = (field) => listOf(field).dataset.answered === typedIn(field);

  function mark(field, index) {
    const rows = rowsOf(field);
    place = index < rows.length ? index : -1;
    rows.forEach((row, at) => row.setAttribute("aria-selected", String(at === place)));
    const row = rows[place];
    if (row) inputOf(field).setAttribute("aria-activedescendant", row.id);
    else inputOf(field).removeAttribute("aria-activedescendant");
    row?.scrollIntoView({ block: "nearest" });
  }

  function step(field, by) {
    const count = rowsOf(field).length;
    if (count) mark(field, place < 0 && by < 0 ? count - 1 : (place + by + count) % count);
  }

  /** Typed text marks its best answer, so that Enter takes it; what stood there before marks nothing. */
  function markFirst(field) {
    mark(field, typedIn(field) && isAnswered(field) ? 0 : -1);
  }

  // React redraws the rows after each answer: mark again, and choose if Enter waited for it.
  const observer = new MutationObserver(() => {
    if (!opened) return;
    markFirst(opened);
    if (waiting && isAnswered(opened)) choose(opened, rowsOf(opened)[0]);
  });

  function open(field) {
    if (opened === field) return;
    if (opened) close(opened);
    opened = field;
    waiting = false;
    field.dataset.open = "";
    inputOf(field).setAttribute("aria-expanded", "true");
    observer.observe(listOf(field), { subtree: true, childList: true, attributes: true, attributeFilter: ["data-answered"] });
    markFirst(field);
  }

  function close(field) {
    if (opened !== field) return;
    observer.disconnect();
    opened = null;
    waiting = false;
    delete field.dataset.open;
    mark(field, -1);
    inputOf(field).setAttribute("aria-expanded", "false");
  }

  function choose(field, row) {
    waiting = false;
    row?.click();
  }

  /** Put back what is chosen; an emptied field chooses nothing. */
  function settle(field) {
    const input = inputOf(field);
    if (!input.value.trim() && chosenIn(field)) field.querySelector("[data-bh-suggest-clear]")?.click();
    else input.value = chosenIn(field);
    close(field);
  }

  function enter(field) {
    const row = rowsOf(field)[place];
    if (!inputOf(field).value.trim() && place < 0) settle(field);
    else if (isAnswered(field)) choose(field, row);
    else waiting = true;
  }

  function keydown(event, field) {
    if (event.isComposing || event.altKey || event.ctrlKey || event.metaKey) return;
    const by = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (by) {
      event.preventDefault();
      if (opened === field) step(field, by);
      else open(field);
    } else if (event.key === "Enter") {
      event.preventDefault();
      enter(field);
    } else if (event.key === "Escape" && opened === field) {
      event.preventDefault();
      inputOf(field).value = chosenIn(field);
      close(field);
    } else waiting = false;
  }

  document.addEventListener("keydown", (event) => {
    const field = fieldOf(event.target);
    if (field && event.target === inputOf(field)) keydown(event, field);
  });
  document.addEventListener("input", (event) => {
    const field = fieldOf(event.target);
    if (!field) return;
    open(field);
    markFirst(field);
  });
  document.addEventListener("mousedown", (event) => {
    // The focus stays in the field while a row is clicked.
    if (event.target instanceof Element && event.target.closest(".bh-suggest-popup")) event.preventDefault();
  });
  document.addEventListener("click", (event) => {
    const field = fieldOf(event.target);
    if (!field) return;
    const row = event.target.closest("[role=option]");
    if (event.target === inputOf(field)) open(field);
    else if (row) {
      inputOf(field).value = field.dataset.bhMany === "true" ? "" : row.dataset.name;
      close(field);
    } else if (event.target.closest("[data-bh-suggest-clear]")) {
      inputOf(field).value = "";
      if (event.isTrusted) inputOf(field).focus(); // else the field was emptied and left
      close(field);
    }
  });
  document.addEventListener("mousemove", (event) => {
    const row = event.target instanceof Element && event.target.closest(".bh-suggest-row");
    if (row && opened?.contains(row) && row.getAttribute("aria-selected") !== "true") mark(opened, rowsOf(opened).indexOf(row));
  });
  document.addEventListener("focusout", (event) => {
    const field = fieldOf(event.target);
    if (field?.contains(event.relatedTarget)) close(field);
    else if (field) settle(field);
  });

  new MutationObserver((changes) =>
    changes.forEach(({ target }) => {
      if (target !== opened) inputOf(target).value = chosenIn(target);
    }),
  ).observe(document, { subtree: true, attributes: true, attributeFilter: ["data-bh-chosen"] });
})();
