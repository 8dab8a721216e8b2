// Keeps what is typed into a page's form while the server may forget the page: it is killed and started again,
// replaced by a newer one, or drops an idle tab. The form is then drawn anew; the words are put back into it.
//   <form data-bh-kept data-bh-seen='{"name": "Shop"}'>   its fields, and what they showed before anybody typed
//     <p data-bh-kept-note hidden>                        … says that words were put back
//   <span data-bh-kept-of="OF" data-bh-kept-ends="0">     stands beside it, also while the form is closed; the bridge
//                                                         "kept" opens the form again and hears what had been seen
// OF is PERSON/CENTER/WHAT-IS-CHANGED. The words stay in this tab (sessionStorage) until they are saved or
// dropped, which changes "ends", until the page is left, or until OF is another. Passwords are never kept.
"use strict";
(() => {
  const STORE = "bizhub_kept_words";
  const KEPT = new Set(["text", "textarea", "select-one", "email", "tel", "url", "number", "date"]);
  const ends = new WeakMap(); // marker -> how often what was typed had been saved or dropped
  const drawn = new WeakSet(); // forms that have got their words

  const ownPath = () => location.pathname.replace(/\/$/, "");
  const ofNobody = () => ({ path: ownPath(), of: "", words: {} });
  const hasWords = () => Object.keys(kept.words).length > 0;
  const markerHere = () => document.querySelector("[data-bh-kept-of]");
  const formHere = () => document.querySelector("form[data-bh-kept]");

  let kept = stored();

  /** What this tab has kept for this page: `words` is {field: {typed, seen}}. */
  function stored() {
    try {
      const found = JSON.parse(sessionStorage.getItem(STORE));
      if (found?.words && found.path === ownPath()) return found;
    } catch {
      // no permission: the words are kept as long as the page is
    }
    return ofNobody();
  }

  function keep(now) {
    kept = now;
    try {
      if (hasWords()) sessionStorage.setItem(STORE, JSON.stringify(kept));
      else sessionStorage.removeItem(STORE);
    } catch {
      // as above, or no room
    }
  }

  function showNote(form, isBack) {
    const note = form?.querySelector("[data-bh-kept-note]");
    if (note) note.hidden = !isBack;
  }

  function forget(form) {
    keep({ ...kept, words: {} });
    showNote(form, false);
  }

  /** What differs from what the form showed. */
  function wordsIn(form) {
    const words = {};
    for (const [name, seen] of Object.entries(JSON.parse(form.dataset.bhSeen))) {
      const field = form.elements.namedItem(name);
      if (KEPT.has(field?.type) && field.value !== seen) words[name] = { typed: field.value, seen };
    }
    return words;
  }

  /** The words that are not stored by now go back into the form. */
  function putBack(form) {
    for (const [name, { typed }] of Object.entries(kept.words)) {
      const field = form.elements.namedItem(name);
      if (field && !field.disabled) field.value = typed;
    }
    const left = wordsIn(form);
    const words = Object.entries(kept.words).filter(([name]) => name in left);
    keep({ ...kept, words: Object.fromEntries(words) });
    showNote(form, hasWords());
  }

  /** The page's state opens the form, and learns what was seen when the words were typed. */
  function tell(of) {
    const seen = Object.entries(kept.words).map(([name, word]) => [name, word.seen]);
    const about = of.split("/").slice(2).join("/");
    if (hasWords()) window.BizHub.send("kept", { of: about, seen: Object.fromEntries(seen) });
  }

  function look() {
    if (kept.path !== ownPath()) keep(ofNobody());
    const marker = markerHere();
    if (!marker?.dataset.bhKeptOf) return;
    const form = formHere();
    const of = marker.dataset.bhKeptOf;
    if (kept.of !== of) keep({ ...ofNobody(), of });
    const before = ends.get(marker);
    ends.set(marker, marker.dataset.bhKeptEnds);
    if (before !== undefined && before !== marker.dataset.bhKeptEnds) forget(form);
    if (form ? drawn.has(form) : before !== undefined) return;
    if (form) {
      drawn.add(form);
      putBack(form);
    }
    tell(of);
  }

  function type(event) {
    const form = event.target instanceof Element ? event.target.closest("form[data-bh-kept]") : null;
    if (!form || !kept.of) return;
    keep({ ...kept, words: wordsIn(form) });
    if (!hasWords()) showNote(form, false);
  }

  document.addEventListener("input", type);
  document.addEventListener("change", type);
  document.addEventListener("click", (event) => {
    const isSigningOut = event.target instanceof Element && event.target.closest("[data-bh-submit=bh-sign-out]");
    if (isSigningOut) keep(ofNobody());
  });
  keep(kept); // what another page had kept goes
  look();
  new MutationObserver(look).observe(document, {
    subtree: true,
    childList: true,
    attributes: true,
    attributeFilter: ["data-bh-kept-of", "data-bh-kept-ends"],
  });
})();
