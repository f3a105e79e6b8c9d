/* Search. guide.js loads this file, MiniSearch and the index when the reader first asks for search, and
   calls guideSearch.open with the button. What is typed stays in this dialog, and is gone when it closes. */
(function () {
  "use strict";

  const SHOWN = 10;
  const WAIT = 80; // milliseconds after the last key
  const EXCERPT = 150; // characters, after which no further sentence is added
  const CLOSENESS = 3; // how much more an entry counts whose title or keyword is what was typed
  const FIRST_LINKS = [
    { kind: "", address: "right-now.html", title: "If tonight is hard" },
    { kind: "", address: "get-help.html", title: "Get help" },
    { kind: "", address: "questions.html", title: "All questions" },
  ];
  // Words that are in every question, and say nothing of what it is about.
  const SMALL_WORDS = new Set((
    "a about after all also am an and any are as at be because been but by can could did do does for from had " +
    "has have he her hers him his how i if im in is it its ive just let me my now of on or our see she should " +
    "so some than that the their them then there they this to too u up us very was wat we were what when " +
    "which who will with would you your"
  ).split(" "));

  let root, index, phrases, weights; // made when search is first opened
  let dialog, field, status, list;
  let timer;

  /* ---- Words ---- */

  function words(text) {
    return text.toLowerCase().replace(/['\u2018\u2019]/g, "").split(/[^\p{L}\p{N}]+/u).filter(Boolean);
  }

  /* A word without its ending, so that "texted", "texting" and "texts" are one. */
  function stem(word) {
    const short = word.replace(/(ing|ed|es|s|e)$/, "");
    return (short.length < 3 ? word : short).replace(/([bdfgklmnprst])\1$/, "$1").replace(/y$/, "i");
  }

  function stems(text) {
    return words(text).map(stem);
  }

  function isSmall(word) {
    return SMALL_WORDS.has(word);
  }

  /* A word to search for, or null. */
  function term(word) {
    return isSmall(word) ? null : stem(word);
  }

  /* ---- Finding ---- */

  function buildIndex(entries) {
    const known = new Set();
    const built = new window.MiniSearch({
      fields: ["title", "keywords", "text"],
      storeFields: ["kind", "address", "title", "context", "text"],
      tokenize: words,
      processTerm: function (word, field) {
        const made = field === "keywords" ? stem(word) : term(word);
        known.add(made);
        return made;
      },
      searchOptions: {
        boost: { title: 3, keywords: 2.5 },
        bm25: { k: 1.2, b: 0.3, d: 0.5 }, // an entry with many keywords is as good as one with few
        // A word that the guide uses is not taken for another one.
        fuzzy: function (word) {
          if (known.has(word) || word.length < 4) return false;
          return word.length < 6 ? 1 : 2;
        },
        prefix: function (word, place, all) {
          return word.length > 2 && (place === all.length - 1 || !known.has(word));
        },
      },
    });
    built.addAll(entries);
    return built;
  }

  /* A word that leads to few entries says more than one that leads to many. */
  function buildWeights() {
    const counts = new Map();
    phrases.forEach(function (said) {
      new Set([].concat.apply([], said)).forEach(function (word) {
        counts.set(word, (counts.get(word) || 0) + 1);
      });
    });
    counts.forEach(function (count, word) {
      counts.set(word, Math.log(1 + phrases.length / count));
    });
    return counts;
  }

  function weight(phrase) {
    return phrase.reduce(function (sum, word) {
      return sum + (weights.get(word) || 0);
    }, 0);
  }

  /* From 0, no word in common, to 1, the same words. Small words count: "I left him" is not "he left me". */
  function closeness(phrase, typed) {
    const common = phrase.filter(function (word) {
      return typed.includes(word);
    });
    return 2 * weight(common) / (weight(phrase) + weight(typed) || 1);
  }

  function prepare() {
    const entries = window.guideIndex.map(function (row, id) {
      return { id: id, kind: row[0], address: row[1], title: row[2], context: row[3], keywords: row[4], text: row[5] };
    });
    index = buildIndex(entries);
    phrases = entries.map(function (entry) {
      return [entry.title].concat(entry.keywords.split(",")).map(stems);
    });
    weights = buildWeights();
  }

  function search(text) {
    const typed = stems(text);

    function rate(result) {
      const closest = Math.max.apply(null, phrases[result.id].map(function (phrase) {
        return closeness(phrase, typed);
      }));
      return result.score * (1 + CLOSENESS * closest * closest);
    }

    const isAllSmall = words(text).every(isSmall); // "what do I do"
    const results = index.search(text, { processTerm: isAllSmall ? stem : term }).map(function (result) {
      return Object.assign(result, { rating: rate(result) });
    });
    return results.sort(function (one, other) {
      return other.rating - one.rating;
    });
  }

  /* ---- Showing ---- */

  function make(tag, name, text) {
    const node = document.createElement(tag);
    node.className = name;
    node.textContent = text || "";
    return node;
  }

  function makeLink(address, name, text) {
    const link = make("a", name, text);
    link.href = root + address;
    return link;
  }

  /* A text with the words that were found marked. */
  function makeMarked(tag, name, text, found) {
    const node = make(tag, name);
    text.split(/([\p{L}\p{N}'\u2018\u2019]+)/u).forEach(function (piece) {
      const isFound = words(piece).map(term).some(function (word) {
        return found.has(word);
      });
      node.append(isFound ? make("mark", "", piece) : piece);
    });
    return node;
  }

  /* The sentence that holds most of the words that were found, and what follows it as far as it fits. */
  function excerpt(text, found) {
    const sentences = text.match(/[^.?!\u00b7]+[.?!\u201d\u2019\u00b7]*\s*/g) || [];
    if (!sentences.length) return "";
    const counts = sentences.map(function (sentence) {
      return new Set(words(sentence).map(term).filter(function (word) {
        return found.has(word);
      })).size;
    });
    let next = counts.indexOf(Math.max.apply(null, counts));
    let shown = "";
    do {
      shown += sentences[next];
      next += 1;
    } while (next < sentences.length && shown.length + sentences[next].length < EXCERPT);
    return shown.replace(/[\s\u00b7]+$/, "");
  }

  function makeItem(entry) {
    const found = new Set(entry.terms);
    const item = make("li", "guide-search__item");
    const link = makeLink(entry.address, "guide-search__link");
    link.append(makeMarked("span", "guide-search__title", entry.title, found));
    item.append(link);
    if (!entry.kind) return item;
    link.append(make("span", "guide-search__where", [entry.kind, entry.context].filter(Boolean).join(" \u00b7 ")));
    item.append(makeMarked("p", "guide-search__excerpt", excerpt(entry.text, found), found));
    return item;
  }

  function says(count) {
    if (!field.value.trim()) return "";
    if (!count) return "Nothing here fits these words. Try other words, or one of these pages:";
    return count === 1 ? "1 result" : count + " results";
  }

  function show() {
    clearTimeout(timer);
    const results = search(field.value).slice(0, SHOWN);
    status.textContent = says(results.length);
    list.replaceChildren.apply(list, (results.length ? results : FIRST_LINKS).map(makeItem));
    dialog.scrollTop = 0;
  }

  /* ---- What the reader does ---- */

  function onInput() {
    clearTimeout(timer);
    timer = setTimeout(show, WAIT);
  }

  function onKey(event) {
    if (event.isComposing) return;
    if (event.key === "Escape") {
      event.preventDefault(); // in a field for search it would only clear the words
      dialog.close();
    } else if ((event.key === "Enter" || event.key === "ArrowDown") && event.target === field) {
      show(); // of what is typed, before the wait is over: the focus would be lost with the list
      move(event, 1);
    } else if (event.key === "ArrowDown") {
      move(event, 1);
    } else if (event.key === "ArrowUp") {
      move(event, -1);
    }
  }

  /* Between the field and the results. */
  function move(event, step) {
    const places = [field].concat(Array.from(list.querySelectorAll("a")));
    const here = places.indexOf(event.target);
    if (here === -1) return;
    event.preventDefault();
    const next = places[here + step];
    if (next) next.focus();
  }

  function onClick(event) {
    const link = event.target.closest("a");
    if (link) openQuestion(link);
    if (link || event.target === dialog) dialog.close(); // outside its panel a click hits the dialog itself
  }

  /* A link to the address where the reader is already changes no hash, so guide.js does not hear of it. */
  function openQuestion(link) {
    if (link.pathname !== location.pathname) return;
    const target = document.getElementById(link.hash.slice(1));
    if (target && target.matches("details")) target.open = true;
  }

  function forget() {
    field.value = "";
    show();
  }

  /* ---- The dialog ---- */

  function makeField() {
    const made = make("input", "guide-search__field");
    made.type = "search";
    made.id = "guide-search-field";
    made.spellcheck = false;
    made.setAttribute("autocapitalize", "off");
    made.setAttribute("autocomplete", "off");
    made.setAttribute("autocorrect", "off");
    made.setAttribute("enterkeyhint", "search");
    made.setAttribute("aria-describedby", "guide-search-note");
    made.addEventListener("input", onInput);
    return made;
  }

  function makeTop() {
    const top = make("div", "guide-search__top");
    const label = make("label", "guide-search__label", "Search the guide");
    label.htmlFor = field.id;
    const close = make("button", "guide-search__close", "Close");
    close.type = "button";
    close.addEventListener("click", function () {
      dialog.close();
    });
    const leave = document.querySelector(".leave").cloneNode(true); // the one above the page is out of reach
    top.append(leave, close, makeLink("get-help.html", "get-help", "Get help"), label, field);
    return top;
  }

  function build() {
    dialog = make("dialog", "guide-search");
    dialog.setAttribute("aria-label", "Search the guide");
    field = makeField();
    const note = make("p", "guide-search__note", "Type it as you would say it. What you type is not sent or kept.");
    note.id = "guide-search-note";
    status = make("p", "guide-search__status");
    status.setAttribute("role", "status");
    list = make("ol", "guide-search__list");
    list.setAttribute("role", "list"); // Safari forgets lists that show no numbers
    const panel = make("div", "guide-search__panel");
    panel.append(makeTop(), note, status, list);
    dialog.append(panel);
    dialog.addEventListener("keydown", onKey);
    dialog.addEventListener("click", onClick);
    dialog.addEventListener("close", forget);
    document.body.append(dialog);
    addEventListener("pagehide", function () {
      dialog.close();
      forget(); // at once, as a page that is put away hears of nothing more: nobody who goes back finds the words
    });
  }

  function open(button) {
    if (!dialog) {
      root = button.dataset.root || "";
      prepare();
      build();
      show();
    }
    if (!dialog.open) dialog.showModal(); // two taps on a slow line
    field.focus();
  }

  window.guideSearch = { open: open };
})();
