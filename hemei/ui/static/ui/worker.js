/* Opens a form that was open before while there is no network: a phone in a lift lobby. Served as /worker.js, which
   puts VERSION before this text; a new version begins with an empty store.

   Kept are at most MOST_PAGES pages, only where the server says so (X-Hemei-Keep: nothing of a resident stands on
   them; a report form before a visitor, a planned visit before its assessor, a round and the list of his rounds before its walker), and the scripts and styles they need.
   What is typed is kept by draft.js. */
(() => {
  "use strict";

  const STORE = `hemei-pages-${VERSION}`;
  const PAGE = /^\/(report\/[a-z0-9]{12}|visits\/\d+|patrols(\/\d+)?)$/;
  const MOST_PAGES = 24;
  const PATIENCE = 4_000; // a network that is there but does not answer

  addEventListener("install", () => skipWaiting());
  addEventListener("activate", (event) => event.waitUntil(begin()));
  addEventListener("message", (event) => event.waitUntil(visited(event.data).catch(() => { /* offline: kept before, or not */ })));
  addEventListener("fetch", (event) => {
    const { request } = event;
    const { origin, pathname } = new URL(request.url);
    if (request.method !== "GET" || origin !== location.origin) return;
    if (request.mode === "navigate" && PAGE.test(pathname)) event.respondWith(page(event, pathname));
    else if (pathname.startsWith("/static/")) event.respondWith(asset(request));
  });

  async function begin() {
    const names = await caches.keys();
    await Promise.all(names.filter((name) => name.startsWith("hemei-pages-") && name !== STORE).map((name) => caches.delete(name)));
    await clients.claim();
  }

  /* The first page was loaded before this worker was there; the browser still has it and its parts. */
  async function visited({ path, parts }) {
    if (!PAGE.test(path)) return;
    const store = await caches.open(STORE);
    if (await store.match(path)) return;
    await keep(store, path, await fetch(path, { cache: "force-cache" }));
    await Promise.all(parts.map((part) => asset(new Request(part))));
  }

  async function keep(store, path, response) {
    if (!response.ok || response.redirected) return;
    if (response.headers.get("X-Hemei-Keep") !== "1") {
      await store.delete(path); // somebody signed in, or the visit is over: this page is no longer the one to open
      return;
    }
    await store.put(path, response.clone());
    const pages = (await store.keys()).filter(({ url }) => PAGE.test(new URL(url).pathname));
    await Promise.all(pages.slice(0, -MOST_PAGES).map((oldest) => store.delete(oldest)));
  }

  async function page(event, path) {
    const store = await caches.open(STORE);
    const kept = await store.match(path);
    const fresh = fetch(event.request).then(async (response) => {
      await keep(store, path, response);
      return response.status >= 500 && kept ? kept : response;
    });
    if (!kept) return fresh;
    event.waitUntil(fresh.catch(() => { /* no network: the kept page is shown */ }));
    const patience = new Promise((resolve) => { setTimeout(resolve, PATIENCE, kept); });
    return Promise.race([fresh, patience]).catch(() => kept);
  }

  /* Every address of a static file bears a mark of its content, so what is kept is right. */
  async function asset(request) {
    const store = await caches.open(STORE);
    const kept = await store.match(request.url);
    if (kept) return kept;
    const response = await fetch(request);
    if (response.ok) await store.put(request.url, response.clone());
    return response;
  }
})();
