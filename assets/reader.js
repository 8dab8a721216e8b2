// Tells the server the reader's time zone before the first event is sent: the websocket's handshake carries the
// cookie, so the first answer already writes moments as they are on the reader's clock. It holds nothing else.
"use strict";
(() => {
  const { timeZone } = Intl.DateTimeFormat().resolvedOptions();
  if (!timeZone) return;
  const secure = location.protocol === "https:" ? "; Secure" : "";
  document.cookie = `bizhub_zone=${encodeURIComponent(timeZone)}; Path=/; Max-Age=31536000; SameSite=Lax${secure}`;
})();
