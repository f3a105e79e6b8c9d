/* What a reader can do on a page of the guide, one thing after the other; `words` are typed into search.
   Runs in the page, in any browser. Search stays open with what it found. */
async words => {
    const all = selector => [...document.querySelectorAll(selector)];
    const click = selector => all(selector).forEach(element => element.click());

    click("summary"); // the menu, and each question
    click("button[data-answers]");
    click(".footnote-ref, .footnote-backref");
    click("button.copy");

    click("button.scheme"); // other colours, chosen by hand
    click("button.scheme"); // and those of the device again

    window.print = () => ["beforeprint", "afterprint"].forEach(name => dispatchEvent(new Event(name)));
    click("button.print");

    const answer = () => document.querySelector(".part:not(.is-away, .is-done) > ul button.answer");
    for (let next = answer(); next; next = answer()) next.click();
    click("button.again");

    click("button.search");
    for (let waits = 0; !document.querySelector("dialog mark"); waits += 1) {
        if (waits > 500) throw new Error("search finds nothing");
        await new Promise(resolve => setTimeout(resolve, 10));
        const field = document.querySelector("dialog[open] input");
        if (!field || field.value) continue;
        field.value = words;
        field.dispatchEvent(new Event("input"));
    }
}
