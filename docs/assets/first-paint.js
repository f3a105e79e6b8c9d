/* Before the first paint: scripts are on, and the colours are those that the reader chose by hand, if any.
   `finish` puts this into each page, as a file of its own would keep the first words waiting. */
(function (page) {
  "use strict";

  page.className = "js";
  try {
    const scheme = localStorage.getItem("guide-scheme");
    if (scheme) page.dataset.scheme = scheme;
  } catch (refused) {
    // the browser keeps nothing
  }
})(document.documentElement);
