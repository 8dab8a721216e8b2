// Keeps the page's address in step with what the page shows: an element with data-bh-address holds the query that
// belongs to the current filters, such as "?kind=import". Reloading or sharing the address shows the same.
"use strict";
(() => {
  function follow(element) {
    const query = element.dataset.bhAddress;
    if (query === undefined || query === location.search || element.dataset.bhReady !== "true") return;
    history.replaceState(history.state, "", location.pathname + query + location.hash);
  }

  new MutationObserver((changes) => changes.forEach((change) => follow(change.target))).observe(document, {
    subtree: true,
    attributes: true,
    attributeFilter: ["data-bh-address", "data-bh-ready"],
  });
})();
