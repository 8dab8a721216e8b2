// In the page: times from a click, or from an event sent by hand, to the frame in which what it changed is painted.
(() => {
  let socket = null;
  const Native = window.WebSocket;
  window.WebSocket = class extends Native {
    constructor(...given) {
      super(...given);
      socket = this;
    }
  };

  // The task after the next frame's callbacks: what was changed before is on the screen.
  const painted = () =>
    new Promise((resolve) => {
      requestAnimationFrame(() => {
        const channel = new MessageChannel();
        channel.port1.onmessage = () => resolve(performance.now());
        channel.port2.postMessage(null);
      });
    });

  /** Milliseconds until `is()` holds and is painted, from now. */
  const until = (is, started) =>
    new Promise((resolve) => {
      const look = () => {
        if (!is()) return false;
        observer.disconnect();
        painted().then((at) => resolve(at - started));
        return true;
      };
      const observer = new MutationObserver(look);
      observer.observe(document.body, { subtree: true, childList: true, characterData: true, attributes: true });
      look();
    });

  const text = (selector) => [...document.querySelectorAll(selector)].map((found) => found.textContent).join("|");

  window.Bench = {
    /** An event that changes nothing: until its answer was taken in and a frame was painted. */
    empty(name, path) {
      return new Promise((resolve) => {
        const started = performance.now();
        const taken = (message) => {
          if (!String(message.data).includes("editing_rx_state_")) return;
          socket.removeEventListener("message", taken);
          // React takes the answer in after this listener.
          setTimeout(() => painted().then((at) => resolve(at - started)));
        };
        socket.addEventListener("message", taken);
        const event = { name, payload: {}, router_data: { pathname: path, asPath: path, query: {} } };
        socket.send(`42/_event,${JSON.stringify(["event", event])}`);
      });
    },

    /** A click on the palette's first row: until name and totals, and until chart and table. */
    async choose() {
      const tiles = text(".bh-stat-value");
      const chart = document.querySelector(".bh-chart path.recharts-area-curve")?.getAttribute("d");
      const table = text("main table tbody tr");
      const row = document.querySelector('#bh-palette-list [role="option"]');
      const name = row.querySelector(".bh-palette-name").textContent;
      const started = performance.now();
      row.click();
      const first = () => text(".bh-switcher-name").includes(name) && text(".bh-stat-value") !== tiles;
      const drawn = () => document.querySelector(".bh-chart path.recharts-area-curve")?.getAttribute("d") !== chart;
      return Promise.all([until(first, started), until(() => first() && drawn() && text("main table tbody tr") !== table, started)]);
    },
  };
})();
