// Sends chosen or dropped report files to the server's own upload route, one after the other, with
// progress. The bar beside the field moves here, in the browser; the server hears of it through the
// field's bridge (see bizhub.js) at most five times a second. The session cookie goes along by itself;
// the X-BizHub header is what a foreign page cannot send.
"use strict";
(() => {
  const REPORT_EVERY_MS = 200;
  const running = new Map(); // field name -> XMLHttpRequest

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

  /** Send one file; resolves with true when the route took it. */
  function post(target, name, file, place, of) {
    return new Promise((resolve) => {
      const request = new XMLHttpRequest();
      let last = 0;
      const report = (state, sent, status = 0, answer = null) =>
        window.BizHub.send(name, { file: file.name, place, of, sent, size: file.size, state, status, answer });
      const finish = (state) => {
        running.delete(name);
        report(state, file.size, request.status, parsed(request.responseText));
        resolve(state === "done");
      };
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
      running.set(name, request);
      draw(name, file, 0);
      request.send(file);
    });
  }

  async function send(input, files) {
    const { bhUpload: target, bhReport: name } = input.dataset;
    const chosen = input.multiple ? [...files] : [...files].slice(0, 1);
    if (running.has(name)) return;
    input.value = "";
    let file = null;
    for (const [index, next] of chosen.entries()) {
      file = next;
      if (!(await post(target, name, file, index + 1, chosen.length))) break;
    }
    draw(name, file, null);
  }

  const dropZone = (event) => (event.target instanceof Element ? event.target.closest(".bh-drop") : null);

  document.addEventListener("change", (event) => {
    const input = event.target;
    if (input instanceof HTMLInputElement && input.dataset.bhUpload && input.files.length) send(input, input.files);
  });
  document.addEventListener("click", (event) => {
    const button = event.target instanceof Element && event.target.closest("[data-bh-upload-cancel]");
    if (button) running.get(button.dataset.bhUploadCancel)?.abort();
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
  window.addEventListener("beforeunload", (event) => running.size && event.preventDefault());
})();
