/* Opens the guide again without a connection, on devices that have visited it once.

   It is off unless the host sets `extra.offline: true`: it leaves a copy of every page on the device, and
   somebody else may look at that device. The list of visited pages can be cleared; few know of such copies.

   finish/worker.py writes VERSION and FILES above these lines. FILES are all that a reader needs, named from
   the folder of this script; VERSION changes whenever one of them does. */

const SCOPE = self.registration.scope;
const OURS = "guide " + SCOPE + " "; // others may keep caches for the same host, and so may a second guide
const CACHE = OURS + VERSION;
const NOT_FOUND = "404.html";
const PATIENCE = 3000; // milliseconds for the network before the copy is shown

self.addEventListener("install", (event) => {
  self.skipWaiting(); // tabs stay open for weeks on a phone; corrected numbers must not wait for that
  event.waitUntil(copyAll());
});

self.addEventListener("activate", (event) => {
  event.waitUntil(deleteOldCopies().then(() => self.clients.claim()));
});

self.addEventListener("fetch", (event) => {
  const request = event.request;
  if (request.method !== "GET" || !request.url.startsWith(SCOPE)) return;
  const path = new URL(request.url).pathname.slice(new URL(SCOPE).pathname.length);
  const file = fileAt(path);
  if (request.mode === "navigate" && (file || isPage(path))) event.respondWith(page(request, file));
  else if (request.mode !== "navigate" && file) event.respondWith(asset(request, file));
});

/* One after another: the reader's own page comes first on a slow line. What a broken line left here stays. */
async function copyAll() {
  const cache = await caches.open(CACHE);
  for (const file of FILES) {
    if (!(await cache.match(address(file)))) await copyOne(cache, file);
  }
}

async function copyOne(cache, file) {
  const response = await fetch(address(file), { cache: "no-cache" });
  const isFound = response.ok || file === NOT_FOUND; // some servers send that page with its own status
  if (!isFound) throw new Error(file + ": the server answers " + response.status);
  // Made anew, because browsers refuse a page that was redirected, as servers do that hide `.html`.
  const { headers } = response;
  const status = file === NOT_FOUND ? 404 : 200;
  await cache.put(address(file), new Response(await response.blob(), { headers, status }));
}

async function deleteOldCopies() {
  for (const name of await caches.keys()) {
    if (name.startsWith(OURS) && name !== CACHE) await caches.delete(name);
  }
}

/* The network first, as numbers and addresses must be today's; the copy if it is slow or fails. */
async function page(request, file) {
  const copy = await copyOf(file || NOT_FOUND);
  const answer = fetch(request);
  try {
    const response = await (file && copy ? Promise.race([answer, giveUp()]) : answer);
    return file && copy && response.status >= 500 ? copy : response;
  } catch (offline) {
    return copy || Response.error();
  }
}

/* The copy first: the names of these files change with what is in them. */
async function asset(request, file) {
  return (await copyOf(file)) || fetch(request);
}

async function copyOf(file) {
  return (await caches.open(CACHE)).match(address(file));
}

function address(file) {
  return new URL(file, SCOPE).href;
}

function giveUp() {
  return new Promise((_, reject) => setTimeout(reject, PATIENCE));
}

/* The file that a server would send for a path, or undefined. */
function fileAt(path) {
  return [path, path + "index.html", path + ".html"].find((name) => FILES.includes(name));
}

function isPage(path) {
  return path.endsWith(".html") || !path.split("/").pop().includes(".");
}
