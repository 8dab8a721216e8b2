// How the page of a document is shown (components/documents.py): larger, smaller, turned. The server knows which page it
// is, and nothing of this. Another page of the same document stays as large and as turned as the one before. The keys
// are those of the buttons, see desk.js.
"use strict";
(() => {
  const STEP = 1.25;
  const [SMALLEST, LARGEST] = [0.25, 6];
  const look = { of: "", zoom: 1, turned: 0 };

  const frame = () => document.querySelector(".bh-viewer-frame");

  const documentOf = (image) => new URL(image.src, location.href).searchParams.get("id");

  /** Give the page its size, and the sheet around it the room that it takes when it is turned. */
  function draw() {
    const image = frame()?.querySelector("[data-bh-page]");
    if (!image?.naturalWidth) return;
    const isAcross = look.turned % 180 !== 0;
    const [width, height] = [image.naturalWidth, image.naturalHeight];
    const across = Math.max(1, (frame().clientWidth - 2) * look.zoom);
    const scale = across / (isAcross ? height : width);
    const sheet = image.parentElement;
    sheet.style.width = `${across}px`;
    sheet.style.height = `${(isAcross ? width : height) * scale}px`;
    image.style.width = `${width * scale}px`;
    image.style.height = `${height * scale}px`;
    image.style.transform = `translate(-50%, -50%) rotate(${look.turned}deg)`;
  }

  const looks = {
    in: () => (look.zoom = Math.min(LARGEST, look.zoom * STEP)),
    out: () => (look.zoom = Math.max(SMALLEST, look.zoom / STEP)),
    fit: () => (look.zoom = 1),
    turn: () => (look.turned = (look.turned + 90) % 360),
  };

  function settled(event, isShown) {
    const image = event.target;
    if (!(image instanceof HTMLImageElement) || !("bhPage" in image.dataset)) return;
    const sheet = image.parentElement;
    sheet.hidden = !isShown;
    sheet.nextElementSibling.hidden = isShown;
    if (documentOf(image) !== look.of) Object.assign(look, { of: documentOf(image), zoom: 1, turned: 0 });
    draw();
  }

  document.addEventListener("click", (event) => {
    const button = event.target instanceof Element && event.target.closest("[data-bh-look]");
    if (!button) return;
    looks[button.dataset.bhLook]();
    draw();
  });
  // These two do not bubble, but they can be caught on their way down.
  document.addEventListener("load", (event) => settled(event, true), true);
  document.addEventListener("error", (event) => settled(event, false), true);
  window.addEventListener("resize", draw);
})();
