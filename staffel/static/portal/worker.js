// The portal's service worker. The view puts VERSION, PAGE (the page without network) and FILES in front, and loads kept.js.
// Online nothing comes from here: the network is asked first, always; what is kept is for when it does not answer.

const CACHE = `staffel-${VERSION}`;
const ANSWERS_WITHIN = 8_000; // one bar on a building site is worse than none

self.addEventListener("install", (event) => {
  const files = [PAGE, ...FILES].map((url) => new Request(url, { cache: "reload" }));
  event.waitUntil(caches.open(CACHE).then((cache) => cache.addAll(files)).then(() => self.skipWaiting()));
});

self.addEventListener("activate", (event) => {
  event.waitUntil((async () => {
    for (const name of await caches.keys()) {
      if (name.startsWith("staffel-") && name !== CACHE) await caches.delete(name);
    }
    await self.clients.claim();
  })());
});

self.addEventListener("fetch", (event) => {
  const { request } = event, url = new URL(request.url);
  if (url.origin !== location.origin) return;
  if (request.mode === "navigate") event.respondWith(page(request, url));
  else if (request.method === "GET" && FILES.includes(url.pathname)) event.respondWith(file(request));
});

async function page(request, url) {
  if (request.method !== "GET") return fetch(request).catch(() => instead());
  // No network, says the phone: there is nothing to wait for. Whoever loads the page anew asks the network all the same.
  const shown = !navigator.onLine && request.cache === "default" && !url.pathname.endsWith(".ics") && await caches.match(PAGE);
  if (shown) return shown;
  const limit = new AbortController(); // until it begins to answer: a page that comes slowly still comes
  const timer = setTimeout(() => limit.abort(), ANSWERS_WITHIN);
  try {
    return await fetch(request, { signal: limit.signal });
  } catch (error) {
    if (url.pathname.endsWith(".ics")) throw error;
    return instead();
  } finally {
    clearTimeout(timer);
  }
}

async function instead() {
  return (await caches.match(PAGE)) ?? Response.error();
}

async function file(request) {
  try {
    return await fetch(request);
  } catch (error) {
    const found = await caches.match(request, { ignoreSearch: true });
    if (found) return found;
    throw error;
  }
}

// -- what was reported without network --------------------------------------------------------------------------------

self.addEventListener("sync", (event) => {
  if (event.tag === "staffel-reports") event.waitUntil(sendAll());
});

async function sendAll() {
  const { outcome } = await kept.send();
  await tellPages("reports");
  if (outcome === "offline") throw new Error("not sent yet"); // the browser tries again
}

async function tellPages(what) {
  for (const client of await self.clients.matchAll({ type: "window" })) client.postMessage(what);
}

// -- notifications ----------------------------------------------------------------------------------------------------

self.addEventListener("push", (event) => {
  const said = event.data?.json() ?? {};
  event.waitUntil((async () => {
    await self.registration.showNotification(said.title || "", {
      body: said.text, tag: said.tag, renotify: Boolean(said.tag), lang: said.lang, data: { url: said.url },
      icon: "/static/portal/icon-192.png", badge: "/static/portal/badge-96.png",
    });
    await kept.refresh(); // a lead may have come or gone with it
    await tellPages("leads");
  })());
});

// The browser has changed its address by itself: the server is told the new one.
self.addEventListener("pushsubscriptionchange", (event) => {
  const options = event.oldSubscription?.options;
  if (options) event.waitUntil(self.registration.pushManager.subscribe(options).then((made) => kept.say("/push/subscribe", made.toJSON())));
});

self.addEventListener("notificationclick", (event) => {
  event.notification.close();
  const url = new URL(event.notification.data?.url || "/portal", location.origin).href;
  event.waitUntil((async () => {
    for (const client of await self.clients.matchAll({ type: "window", includeUncontrolled: true })) {
      if (client.url === url) return client.focus();
    }
    return self.clients.openWindow(url);
  })());
});
