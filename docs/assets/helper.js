/* Where am I? Shows the page of questions one question at a time. The page is written as links and works
   without this. Nothing is kept, sent or put into the address: to leave the page is to forget it. */
(function () {
  "use strict";

  const title = document.querySelector("h1.helper");
  if (!title || isAddressed()) return;

  const page = title.parentNode;

  /* An address that names a place on the page shows the whole page. */
  function isAddressed() {
    const spot = document.getElementById(location.hash.slice(1));
    return Boolean(spot && spot.matches("h2"));
  }

  function make(name, className, text) {
    const element = document.createElement(name);
    element.className = className;
    element.textContent = text;
    return element;
  }

  function makeButton(className, text) {
    const button = make("button", className, text);
    button.type = "button";
    return button;
  }

  /* ---- The parts of the page: each heading of level 2 opens a question or an end ---- */

  function wrapParts() {
    let box = null;
    Array.from(page.children).forEach(function (child) {
      if (child.matches("h2") || child.querySelector("h2")) {
        box = make("div", "part", "");
        child.before(box);
      }
      if (box) box.append(child);
    });
    return Array.from(page.querySelectorAll(".part"), readPart);
  }

  function readPart(box) {
    const heading = box.querySelector("h2");
    const links = Array.from(box.querySelectorAll("ul > li > a[href^='#']"));
    heading.tabIndex = -1; // it takes the focus when its part opens
    box.classList.toggle("is-reading", heading.matches(".reading"));
    return { box: box, heading: heading, answers: links.map(readAnswer), chosen: null, words: null };
  }

  function readAnswer(link) {
    const button = makeButton("answer", link.textContent);
    const mark = make("span", "", " (your answer)");
    button.append(mark);
    link.before(button);
    return { link: link, button: button, mark: mark };
  }

  function addControls(part) {
    if (!part.answers.length) return;
    const change = makeButton("change", "Change");
    change.setAttribute("aria-label", "Change: " + part.heading.textContent);
    change.addEventListener("click", function () {
      open(part);
    });
    const words = make("span", "", "Your answer: ");
    part.words = make("strong", "", "");
    words.append(part.words);
    const line = make("p", "chosen", "");
    line.append(words, change);
    part.box.append(line);
    part.answers.forEach(function (answer) {
      answer.button.addEventListener("click", function () {
        part.chosen = answer;
        open(following(part));
      });
    });
  }

  /* ---- The way so far: from the first question to the open part, by the answers chosen ---- */

  function following(part) {
    return parts.find(function (other) {
      return "#" + other.heading.id === part.chosen.link.hash;
    });
  }

  function wayTo(part) {
    const way = [];
    for (let step = parts[0]; step !== part; step = following(step)) way.push(step);
    return way;
  }

  function show(part) {
    const way = wayTo(part);
    parts.forEach(function (other) {
      const isDone = way.includes(other);
      if (!isDone && other !== part) other.chosen = null; // what came after a changed answer is forgotten
      other.box.classList.toggle("is-done", isDone);
      other.box.classList.toggle("is-away", !isDone && other !== part);
      showAnswers(other);
    });
    showReading(way);
    again.hidden = !way.length;
  }

  function showAnswers(part) {
    part.answers.forEach(function (answer) {
      const isChosen = answer === part.chosen;
      answer.button.setAttribute("aria-pressed", isChosen);
      answer.mark.hidden = !isChosen;
      if (isChosen) part.words.textContent = answer.link.textContent;
    });
  }

  /* What to read next: of the pages listed there, those that stand beside a chosen answer. */
  function showReading(way) {
    const named = new Set();
    way.forEach(function (part) {
      part.chosen.link.parentNode.querySelectorAll("a").forEach(function (link) {
        named.add(link.href);
      });
    });
    page.querySelectorAll(".part.is-reading > ul > li").forEach(function (item) {
      item.classList.toggle("is-away", !named.has(item.querySelector("a").href));
    });
  }

  function open(part) {
    const progress = part.box.querySelector(".progress");
    show(part);
    said.textContent = progress ? progress.textContent : "No more questions";
    part.heading.focus({ preventScroll: true });
    part.box.scrollIntoView({ block: "nearest" });
  }

  function forget() {
    parts[0].chosen = null;
    said.textContent = "";
    show(parts[0]);
  }

  /* ---- Begin ---- */

  const parts = wrapParts();
  const again = makeButton("again", "Clear my answers");
  const said = make("p", "said-only", "");
  said.setAttribute("role", "status");
  page.append(again, said);
  parts.forEach(addControls);
  again.addEventListener("click", function () {
    forget();
    open(parts[0]);
  });
  addEventListener("pageshow", function (event) {
    if (event.persisted) forget(); // the reader came back to a page that the browser had put aside
  });
  addEventListener("hashchange", function () {
    if (!isAddressed()) return;
    page.classList.remove("stepping");
    document.getElementById(location.hash.slice(1)).scrollIntoView();
  });
  forget();
  page.classList.add("stepping");
})();
