// First in every page of JupyterLite. Older browsers must be able to read it: nothing newer than `var`.
(function () {
  function tell(text) {
    var line = document.createElement("p");
    line.setAttribute("role", "status");
    line.style.cssText = "position:fixed;z-index:2000;left:0;right:0;bottom:0;margin:0;padding:.6em 1em;background:#fff3c4;color:#222;font:16px sans-serif";
    line.textContent = text;
    document.body.appendChild(line);
  }
  function later(text) { document.addEventListener("DOMContentLoaded", function () { tell(text); }); }

  if (!window.WebAssembly || !window.DecompressionStream || !window.Worker) {
    later("This browser is too old to run Python (Chrome or Edge 95, Firefox 113, Safari 16.4 or newer).");
    return;
  }
  var lost = "This browser keeps nothing for this page (a private window?): download your notebook before you close it.";
  try { localStorage.setItem("cakit", ""); indexedDB.open("cakit").onerror = function () { tell(lost); }; } catch (error) { later(lost); }

  // Python starts with the page, not when JupyterLab has built its windows: the first kernel gets a worker that is under way.
  if (window.crossOriginIsolated) return;
  var url = new URL("../WORKER", location.href).href, Made = window.Worker, ahead = new Made(url, { type: "module" });
  window.Worker = function (asked, options) {
    if (String(asked) != url || !ahead) return new Made(asked, options);
    var ready = ahead;
    ahead = null;
    return ready;
  };
  window.Worker.prototype = Made.prototype;
})();
