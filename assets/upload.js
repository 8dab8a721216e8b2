// Sends chosen or dropped report files to the server's own upload route, one after the other, with
// progress. A file that fails keeps no other back, and what is dropped meanwhile waits for its turn;
// only Cancel gives up what is left. The bar beside the field moves here, in the browser; the server hears of it through the
// field's bridge (see bizhub.js) at most five times a second. The session cookie goes along by itself;
// the X-BizHub header is what a foreign page cannot send.
"use strict";
(() => {
  const REPORT_EVERY_MS = 200;
  const TOO_LARGE = 413;
  const queues = new Map(); // field name -> {waiting: files to come, place, of, request: the one on its way}

  const part = (what, name) => document.querySelector(`[data-bh-upload-${what}="${CSS.escape(name)}"]`);

  function draw(name, file, percent) {
    const frame = part("progress", name);
    if (!frame) return;
    frame.hidden = percent === null;
    if (percent === null) return;
    part("name", name).textContent = file.name;
    part("bar", name).value = percent;
  }

  function parsed(text) {
    try {
      return JSON.parse(text);
    } catch {
      return null;
    }
  }

  /** Send one file; resolves when it is over. */
  function post(name, queue, { file, target, limit }) {
    return new Promise((resolve) => {
      const request = new XMLHttpRequest();
      let last = 0;
      const report = (state, sent, status = 0, answer = null) => {
        const { place, of } = queue;
        window.BizHub.send(name, { file: file.name, place, of, sent, size: file.size, state, status, answer });
      };
      const finish = (state, status = request.status, answer = parsed(request.responseText)) => {
        queue.request = null;
        report(state, file.size, status, answer);
        resolve();
      };
      if (file.size > limit) {
        finish("failed", TOO_LARGE, null);
        return;
      }
      request.open("POST", target);
      request.setRequestHeader("X-BizHub", "1");
      request.setRequestHeader("X-File-Name", encodeURIComponent(file.name));
      request.setRequestHeader("Content-Type", "application/octet-stream");
      request.upload.onprogress = (event) => {
        draw(name, file, event.total ? (100 * event.loaded) / event.total : 0);
        if (Date.now() - last < REPORT_EVERY_MS) return;
        last = Date.now();
        report("sending", event.loaded);
      };
      request.onload = () => finish(request.status >= 200 && request.status < 300 ? "done" : "failed");
      request.onerror = () => finish("failed");
      request.onabort = () => finish("cancelled");
      queue.request = request;
      draw(name, file, 0);
      request.send(file);
    });
  }

  async function send(input, files) {
    const { bhUpload: target, bhReport: name, bhLimit } = input.dataset;
    const limit = Number(bhLimit);
    const chosen = (input.multiple ? [...files] : [...files].slice(0, 1)).map((file) => ({ file, target, limit }));
    input.value = "";
    const running = queues.get(name);
    if (running) {
      running.waiting.push(...chosen);
      running.of += chosen.length;
      return;
    }
    const queue = { waiting: chosen, place: 0, of: chosen.length, request: null };
    queues.set(name, queue);
    while (queue.waiting.length) {
      queue.place += 1;
      await post(name, queue, queue.waiting.shift());
    }
    queues.delete(name);
    draw(name, null, null);
  }

  function cancel(name) {
    const queue = queues.get(name);
    if (!queue) return;
    queue.waiting = [];
    queue.request?.abort();
  }

  const dropZone = (event) => (event.target instanceof Element ? event.target.closest(".bh-drop") : null);

  document.addEventListener("change", (event) => {
    const input = event.target;
    if (input instanceof HTMLInputElement && input.dataset.bhUpload && input.files.length) send(input, input.files);
  });
  document.addEventListener("click", (event) => {
    const button = event.target instanceof Element && event.target.closest("[data-bh-upload-cancel]");
    if (button) cancel(button.dataset.bhUploadCancel);
  });
  for (const kind of ["dragenter", "dragover", "dragleave", "drop"]) {
    document.addEventListener(kind, (event) => {
      if (!event.dataTransfer?.types.includes("Files")) return;
      event.preventDefault(); // a file dropped beside the field must not replace the page
      const zone = dropZone(event);
      document.querySelectorAll(".bh-drop[data-over]").forEach((other) => delete other.dataset.over);
      if (!zone) return;
      if (kind === "drop") send(zone.querySelector("input"), event.dataTransfer.files);
      else if (kind !== "dragleave") zone.dataset.over = "true";
    });
  }
  window.addEventListener("beforeunload", (event) => queues.size && event.preventDefault());
})();
