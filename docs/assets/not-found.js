/* On the 404 page: names the page whose address shares the most words with the one that was asked for. */
(function () {
  "use strict";

  function words(address) {
    const path = address.split(/[?#]/)[0].replace(/(\/index)?\.html?$|\/$/, "");
    return path.slice(path.lastIndexOf("/") + 1).toLowerCase().split(/[^a-z]+/).filter(Boolean);
  }

  function shared(link) {
    return words(link.href).filter(function (word) {
      return asked.includes(word);
    }).length;
  }

  const asked = words(location.pathname);
  const near = [...document.querySelectorAll(".side-pages a")].sort(function (one, other) {
    return shared(other) - shared(one);
  })[0];
  if (!near || !shared(near)) return;

  const line = document.querySelector(".perhaps");
  const link = line.querySelector("a");
  link.href = near.href;
  link.textContent = near.textContent;
  line.hidden = false;
})();
