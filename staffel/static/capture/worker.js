// The capture app's service worker. The view puts VERSION, PAGE and FILES in front, and loads kept.js. The app comes from the
// device first: a hall's network that half works is worse than none. What it knows of the events it asks for itself.

const CACHE = `capture-${VERSION}`;

self.addEventListener("install", (event) => {
  event.waitUntil((async () => {
    const cache = await caches.open(CACHE);
    const page = await fetch(new Request(PAGE, { cache: "reload" }));
    if (!page.ok) throw new Error("no page");
    const looks = [...(await page.clone().text()).matchAll(/(?:href|src)="(\/(?:vendor\.css|logo)[^"]*)"/g)].map(([, url]) => url);
    await cache.put(PAGE, page);
    await cache.addAll(FILES.map((url) => new Request(url, { cache: "reload" })));
    await cache.addAll(looks).catch(() => {}); // a logo that is missing keeps nobody from working
    await self.skipWaiting();
  })());
});

self.addEventListener("activate", (event) => {
  event.waitUntil((async () => {
    for (const name of await caches.keys()) {
      if (name.startsWith("capture-") && name !== CACHE) await caches.delete(name);
    }
    await self.clients.claim();
  })());
});

self.addEventListener("fetch", (event) => {
  const { request } = event, url = new URL(request.url);
  if (url.origin !== location.origin || request.method !== "GET") return;
  if (request.mode === "navigate") {
    if (/^\/capture\/?$/.test(url.pathname)) event.respondWith(kept(PAGE, request));
  } else if (FILES.includes(url.pathname) || /^\/(vendor\.css|logo)$/.test(url.pathname)) event.respondWith(kept(request, request));
});

async function kept(what, request) {
  const cache = await caches.open(CACHE);
  return (await cache.match(what)) ?? fetch(request);
}

self.addEventListener("sync", (event) => {
  if (event.tag === "capture-leads") event.waitUntil(sendAll());
});

async function sendAll() {
  if ((await captured.send()) === "offline") throw new Error("not sent yet"); // the browser tries again
}
