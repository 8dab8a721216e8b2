// Sends a chosen or dropped report file to the server's own upload route, with progress.
"use strict";
(() => {})();
