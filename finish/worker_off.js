/* The guide keeps no copies on this device. A browser that had a worker of the guide, from a time when the host
   kept copies, fetches this one in its place: it deletes the copies and itself. Without it they would stay. */

const OURS = "guide " + self.registration.scope + " ";

self.addEventListener("install", () => {
  self.skipWaiting();
});

self.addEventListener("activate", (event) => {
  event.waitUntil(leave());
});

async function leave() {
  for (const name of await caches.keys()) {
    if (name.startsWith(OURS)) await caches.delete(name);
  }
  await self.registration.unregister();
}
