/* What every page can do with scripts on. Without them all text, questions, pages and help still work.
   Nothing is sent anywhere. One thing is kept: the colours, if the reader chose them by hand. */
(function () {
  "use strict";

  const root = document.documentElement;
  const text = document.querySelector(".page-text");

  /* ---- Leave this page: it comes first, so that nothing below can break it ---- */

  const wayOut = document.querySelector(".way-out .leave");
  const hint = document.createElement("span");
  const PRESSES = 3;
  const PATIENCE = 5000; // milliseconds between two presses
  let presses = 0;
  let isAlone = false; // Shift went down, and nothing else has since
  let pressTimer;

  hint.className = "shift";
  hint.textContent = "To leave, you can also press Shift three times.";
  wayOut.parentNode.append(hint);

  /* Blank at once, as the other site may take its time. Back leads past this page; should a browser bring it
     back all the same, it stays blank, and who wants to read on loads it again. */
  function leave() {
    root.hidden = true;
    document.title = wayOut.hostname;
    location.replace(wayOut.href);
  }

  function forgetPresses() {
    isAlone = false;
    if (!presses) return;
    presses = 0;
    say("");
  }

  /* Other keys with the link leave it to the browser: a new tab, say. In search it stands a second time. */
  addEventListener("click", function (event) {
    const isPlain = !(event.ctrlKey || event.metaKey || event.shiftKey || event.altKey);
    if (!isPlain || !event.target.closest(".leave")) return;
    event.preventDefault();
    leave();
  }, true);

  addEventListener("keydown", function (event) {
    const isShift = event.key === "Shift" && !(event.ctrlKey || event.metaKey || event.altKey);
    if (!isShift) forgetPresses();
    isAlone = isShift;
  }, true);

  /* A press counts when the key comes up: until then it may begin a capital letter. */
  addEventListener("keyup", function (event) {
    if (event.key !== "Shift" || !isAlone) return;
    isAlone = false;
    presses += 1;
    if (presses === PRESSES) return leave();
    clearTimeout(pressTimer);
    pressTimer = setTimeout(forgetPresses, PATIENCE);
    const left = PRESSES - presses;
    say("To leave this page, press Shift " + (left === 1 ? "once more" : "twice more"));
  }, true);

  addEventListener("pointerdown", forgetPresses, true);

  /* ---- Colours: the device decides until the reader does ---- */

  const SCHEME = "guide-scheme";
  const night = matchMedia("(prefers-color-scheme: dark)");
  const schemeButton = document.querySelector("button.scheme");

  function isDark() {
    return (root.dataset.scheme || (night.matches ? "dark" : "light")) === "dark";
  }

  function showScheme() {
    schemeButton.setAttribute("aria-pressed", isDark());
  }

  function changeScheme() {
    const scheme = isDark() ? "light" : "dark";
    const isOwn = scheme !== (night.matches ? "dark" : "light");
    if (isOwn) root.dataset.scheme = scheme;
    else delete root.dataset.scheme;
    showScheme();
    try {
      if (isOwn) localStorage.setItem(SCHEME, scheme);
      else localStorage.removeItem(SCHEME);
    } catch (refused) {
      // the browser keeps nothing: the colours last as long as the page
    }
  }

  schemeButton.addEventListener("click", changeScheme);
  if (night.addEventListener) night.addEventListener("change", showScheme);
  showScheme();

  /* A page that comes back as it was left takes the colours that were chosen since. */
  addEventListener("pageshow", function (event) {
    if (!event.persisted) return;
    try {
      const scheme = localStorage.getItem(SCHEME);
      if (scheme) root.dataset.scheme = scheme;
      else delete root.dataset.scheme;
    } catch (refused) {
      // nothing was kept
    }
    showScheme();
  });

  /* ---- Menu: it closes when the reader goes elsewhere ---- */

  const menu = document.querySelector("details.menu");

  menu.addEventListener("click", function (event) {
    if (event.target.closest("a")) menu.open = false;
  });
  menu.addEventListener("focusout", function (event) {
    if (event.relatedTarget && !menu.contains(event.relatedTarget)) menu.open = false;
  });
  document.addEventListener("click", function (event) {
    if (!menu.contains(event.target)) menu.open = false;
  });
  document.addEventListener("keydown", function (event) {
    if (event.key !== "Escape" || !menu.open) return;
    menu.open = false;
    menu.querySelector("summary").focus();
  });

  /* ---- The list of pages beside the text starts where the reader is ---- */

  const side = document.querySelector(".side-pages");
  const here = side.querySelector("[aria-current]");
  if (here) side.scrollTop = here.offsetTop - side.clientHeight / 2;

  /* ---- Search: nothing of it is fetched before it is touched ---- */

  const searchButton = document.querySelector("button.search");
  let searchLoading = null;

  function load(name, attributes) {
    return new Promise(function (resolve, reject) {
      const element = Object.assign(document.createElement(name), attributes);
      element.addEventListener("load", resolve);
      element.addEventListener("error", reject);
      document.body.append(element); // below the style sheet of the page, so that its own rules come last
    });
  }

  function leaveForQuestions() {
    if (root.hidden) return; // the reader has left
    searchLoading = null; // the next touch tries again
    location.href = searchButton.dataset.instead;
  }

  function loadSearch() {
    const at = searchButton.dataset;
    searchLoading = searchLoading || Promise.all([
      load("link", { rel: "stylesheet", href: at.style }),
      load("script", { src: at.engine }),
      load("script", { src: at.index }),
    ]).then(function () {
      return load("script", { src: at.script });
    });
    return searchLoading;
  }

  searchButton.addEventListener("click", function () {
    if (!window.HTMLDialogElement) return leaveForQuestions(); // iOS before 15.4
    loadSearch().then(function () {
      window.guideSearch.open(searchButton);
    }).catch(leaveForQuestions);
  });

  /* ---- Questions: an address opens its question ---- */

  function addressedId() {
    const id = location.hash.slice(1);
    try {
      return decodeURIComponent(id);
    } catch (malformed) {
      return id;
    }
  }

  function openAddressed() {
    const target = document.getElementById(addressedId());
    if (!target || !target.matches("details")) return;
    target.open = true;
    target.scrollIntoView();
  }

  addEventListener("hashchange", openAddressed);
  openAddressed();

  /* ---- Copy a link to a section or a question ---- */

  const said = document.createElement("p");
  said.className = "said";
  said.setAttribute("role", "status");
  document.body.append(said);

  let saidTimer;

  function say(words) {
    clearTimeout(saidTimer);
    said.textContent = words;
    saidTimer = setTimeout(function () {
      said.textContent = "";
    }, 4000);
  }

  /* For pages without https, where the clipboard of today's browsers is shut. */
  function copyFromField(address) {
    const field = document.createElement("textarea");
    field.value = address;
    document.body.append(field);
    field.select();
    const isCopied = document.execCommand("copy");
    field.remove();
    return isCopied ? Promise.resolve() : Promise.reject(new Error("the browser does not copy"));
  }

  function copy(id) {
    const address = location.href.split("#")[0] + "#" + id;
    const copied = navigator.clipboard ? navigator.clipboard.writeText(address) : copyFromField(address);
    copied.then(function () {
      say("Link copied");
    }, function () {
      location.hash = id;
      say("The link is in the address bar");
    });
  }

  function copyButton(id, label, words) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "copy";
    button.title = "Copy link";
    button.setAttribute("aria-label", (words || "Copy link") + ": " + label);
    button.textContent = words;
    button.addEventListener("click", function () {
      copy(id);
    });
    return button;
  }

  /* Beside the heading, not inside it: a list of headings stays a list of headings. */
  function addToHeading(heading) {
    const pair = document.createElement("div");
    pair.className = "titled";
    heading.before(pair);
    pair.append(heading, copyButton(heading.id, heading.textContent, ""));
  }

  function addToQuestion(question) {
    question.append(copyButton(question.id, question.querySelector("summary").textContent, "Copy link to this question"));
  }

  if (text && !text.querySelector(".helper")) {
    text.querySelectorAll("h2[id]").forEach(addToHeading);
    text.querySelectorAll("details[id]").forEach(addToQuestion);
  }

  /* ---- All questions, to open and close together ---- */

  function setAll(isOpen) {
    text.querySelectorAll("details.question").forEach(function (question) {
      question.open = isOpen;
    });
    say(isOpen ? "All answers are open" : "All answers are closed");
  }

  document.querySelectorAll("button[data-answers]").forEach(function (button) {
    button.addEventListener("click", function () {
      setAll(button.dataset.answers === "open");
    });
  });

  /* ---- Print: with every answer open, also in browsers whose styles cannot open them ---- */

  let closed = [];

  addEventListener("beforeprint", function () {
    closed = [...document.querySelectorAll(".page-text details:not([open])")];
    closed.forEach(function (question) {
      question.open = true;
    });
  });
  addEventListener("afterprint", function () {
    closed.forEach(function (question) {
      question.open = false;
    });
  });

  const printButton = document.querySelector("button.print");
  if (printButton) printButton.addEventListener("click", function () {
    print();
  });

  /* ---- Without a connection, where the host switched that on ---- */

  const worker = document.currentScript.dataset.worker;
  const savesData = navigator.connection && navigator.connection.saveData;
  if (worker && !savesData && "serviceWorker" in navigator && location.protocol.startsWith("http")) {
    addEventListener("load", function () {
      navigator.serviceWorker.register(worker).catch(function () {
        // the browser refuses: the site works as before, with a connection
      });
    });
  }
})();
