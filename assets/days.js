// Day fields (data-bh-day) show the day the server says without being drawn anew: who types a date keeps the focus, and
// a field that is left half typed shows the last whole day again.
"use strict";
(() => {
  const show = (field) => {
    const { bhDay } = field.dataset;
    if (bhDay !== undefined && field.value !== bhDay) field.value = bhDay;
  };

  new MutationObserver((changes) => changes.forEach((change) => show(change.target))).observe(document, {
    subtree: true,
    attributes: true,
    attributeFilter: ["data-bh-day"],
  });
  document.addEventListener("focusout", (event) => {
    if (event.target instanceof HTMLInputElement && event.target.dataset.bhDay && !event.target.value) show(event.target);
  });
})();
