/* Drives Firefox: `node firefox.mjs PLAN`, where PLAN is JSON. Prints as JSON what it saw.
   tests/test_firefox.py writes the plan, and says what each step is for. */
import puppeteer from "puppeteer-core";

const plan = JSON.parse(process.argv[2]);
const browser = await puppeteer.launch({
    browser: "firefox",
    executablePath: plan.firefox,
    protocolTimeout: 30_000,
    extraPrefsFirefox: { "network.prefetch-next": true }, // as Firefox is delivered
});

async function open() {
    const page = await browser.newPage();
    const faults = [];
    const requests = [];
    page.on("console", message => faults.push(message.text()));
    page.on("pageerror", error => faults.push(error.message)); // also what breaks the policy
    page.on("request", request => requests.push(request.url()));
    return { page, faults, requests };
}

/* Everything that can be done, on each page of a site; then the first result of the last search. */
async function visit({ address, paths }) {
    const { page, faults, requests } = await open();
    for (const path of paths) {
        await page.goto(address + path);
        await page.evaluate(`(${plan.actions})(${JSON.stringify(plan.words)})`);
    }
    await Promise.all([page.waitForNavigation(), page.click("dialog li a")]);
    const followed = page.url();
    await page.close();
    const elsewhere = requests.filter(url => !url.startsWith(address) && !url.startsWith("data:"));
    return { faults, followed, elsewhere };
}

/* One page, and time to fetch what nobody asked for. */
async function rest(address) {
    const { page } = await open();
    await page.goto(address);
    await new Promise(resolve => setTimeout(resolve, plan.rest));
    await page.close();
}

/* Away from a page: where does that lead, and how many entries more has the history of the tab? */
async function leave(address, act) {
    const { page, faults } = await open();
    await page.goto(address);
    await page.$eval("a.leave", (link, outside) => { link.href = outside; }, plan.outside);
    const before = await page.evaluate(() => history.length);
    await Promise.all([page.waitForNavigation(), act(page)]);
    const reached = page.url();
    const entries = (await page.evaluate(() => history.length)) - before;
    await page.close();
    return { faults, reached, entries };
}

const click = page => page.click("a.leave");

async function pressShift(page) {
    for (let times = 0; times < 3; times += 1) await page.keyboard.press("Shift");
}

try {
    await rest(plan.quiet);
    const visits = [];
    for (const site of plan.sites) visits.push(await visit(site));
    const left = [await leave(plan.watched, click), await leave(plan.watched, pressShift)];
    console.log(JSON.stringify({ visits, left }));
} finally {
    await browser.close();
}
