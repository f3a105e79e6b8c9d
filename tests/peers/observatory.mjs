// Prints what Mozilla's Observatory says of the web server on localhost: node observatory.mjs HTTP HTTPS
// Its own program asks ports 80 and 443 only, so this puts together what that does.
import { writeFileSync } from "node:fs";

// A list of hosts that browsers know to have https. It is fetched when the package is installed with its
// scripts, which we do not run; localhost would not be on it.
const known = new URL("node_modules/@mdn/mdn-http-observatory/conf/hsts-preload.json", import.meta.url);
try {
  writeFileSync(known, "{}", { flag: "wx" });
} catch (error) {
  if (error.code !== "EEXIST") throw error;
}

const { retrieve } = await import("@mdn/mdn-http-observatory/src/retriever/retriever.js");
const { ALL_TESTS } = await import("@mdn/mdn-http-observatory/src/constants.js");
const { getScoreModifier } = await import("@mdn/mdn-http-observatory/src/grader/grader.js");
const { MINIMUM_SCORE_FOR_EXTRA_CREDIT } = await import("@mdn/mdn-http-observatory/src/grader/charts.js");

const [httpPort, httpsPort, path] = process.argv.slice(2);
const answers = await retrieve("localhost", { httpPort, httpsPort, path });
const results = ALL_TESTS.map((test) => test(answers).result);
const points = results.map(getScoreModifier);
const lost = points.filter((point) => point < 0).reduce((sum, point) => sum + point, 100);
const all = points.reduce((sum, point) => sum + point, 100);
const score = lost >= MINIMUM_SCORE_FOR_EXTRA_CREDIT ? all : lost;
console.log(JSON.stringify({ score, results }));
