// What the device keeps, for the page and for the service worker: what it needs for the day, and every lead until it has
// arrived, sealed (AES-GCM) with a key that the browser does not hand out. A lead is written down here before it is sent
// anywhere. Its number of its own (UUID) makes it one lead, however often it is sent.

self.captured = (() => {
  const SETUP = "/capture/setup.json", TOKEN = "/capture/token.json", LEADS = "/capture/leads", PHOTOS = "/capture/photos";
  const AT_ONCE = 50, MOST_BYTES = 500_000, WAITS_FOR = 15_000, SENDS_FOR = 120_000;
  const UNSENT = ["waiting", "refused"];
  const told = new BroadcastChannel("capture");
  let opening = null;

  function db() {
    opening ??= idb.openDB("capture", 1, {
      upgrade(made) {
        made.createObjectStore("about"); // "device", "key", "setup", "choice"
        made.createObjectStore("leads", { keyPath: "id" }).createIndex("state", "state"); // {id, at, state, sealed}
        made.createObjectStore("photos", { keyPath: "id" }).createIndex("lead", "lead"); // {id, lead, at, sealed}
      },
      blocking: () => opening?.then((open) => { open.close(); opening = null; }),
      terminated: () => { opening = null; },
    });
    opening.catch(() => { opening = null; });
    return opening;
  }

  const about = async (name) => (await db()).get("about", name);
  const remember = async (name, value) => (await db()).put("about", value, name);

  async function device() {
    const change = (await db()).transaction("about", "readwrite");
    let found = await change.store.get("device");
    if (!found) await change.store.put((found = crypto.randomUUID()), "device");
    await change.done;
    return found;
  }

  // -- sealed --------------------------------------------------------------------------------------------------------

  // Whoever seals and keeps holds this lock with others; whoever throws the key away holds it alone.
  const withKey = (mode, work) => (self.navigator.locks ? navigator.locks.request("capture-key", { mode }, work) : work());

  async function key() {
    const found = await about("key");
    if (found) return found;
    const made = await crypto.subtle.generateKey({ name: "AES-GCM", length: 256 }, false, ["encrypt", "decrypt"]);
    const change = (await db()).transaction("about", "readwrite"); // another tab may have been faster
    const first = await change.store.get("key");
    if (!first) await change.store.put(made, "key");
    await change.done;
    return first ?? made;
  }

  async function seal(bytes) {
    const iv = crypto.getRandomValues(new Uint8Array(12));
    return { iv, bytes: await crypto.subtle.encrypt({ name: "AES-GCM", iv }, await key(), bytes) };
  }

  const unseal = async ({ iv, bytes }) => crypto.subtle.decrypt({ name: "AES-GCM", iv }, await key(), bytes);
  const sealText = (value) => seal(new TextEncoder().encode(JSON.stringify(value)));
  const unsealText = async (sealed) => JSON.parse(new TextDecoder().decode(await unseal(sealed)));

  // -- leads ---------------------------------------------------------------------------------------------------------

  // state: draft (being typed), waiting, refused, arrived. `content` as form.js makes it, with what became of it.
  async function keep(id, { at, state, content }) {
    await withKey("shared", async () => {
      const sealed = await sealText(content);
      const change = (await db()).transaction("leads", "readwrite", { durability: state === "draft" ? "default" : "strict" });
      await change.store.put({ id, at, state, sealed, taken: Boolean(content.taken) });
      await change.done;
    });
    if (state !== "draft") tell();
  }

  async function opened(row) {
    try {
      return { ...row, content: await unsealText(row.sealed) };
    } catch {
      return { ...row, content: { values: {} }, isBroken: true };
    }
  }

  const lead = async (id) => {
    const row = await (await db()).get("leads", id);
    return row && opened(row);
  };

  // All but what is being typed, the newest first.
  async function leads() {
    const rows = (await (await db()).getAll("leads")).filter((row) => row.state !== "draft");
    return (await Promise.all(rows.map(opened))).sort((a, b) => b.at.localeCompare(a.at));
  }

  const drafts = async () => (await db()).getAllFromIndex("leads", "state", "draft");

  async function counts() {
    const open = await db(), found = {};
    for (const state of ["waiting", "refused", "arrived"]) found[state] = await open.countFromIndex("leads", "state", state);
    return found;
  }

  async function remove(id) {
    const change = (await db()).transaction(["leads", "photos"], "readwrite");
    await change.objectStore("leads").delete(id);
    for (const one of await change.objectStore("photos").index("lead").getAllKeys(id)) await change.objectStore("photos").delete(one);
    await change.done;
    tell();
  }

  async function keepPhoto(id, leadId, blob) {
    await withKey("shared", async () => {
      const sealed = await seal(await blob.arrayBuffer());
      await (await db()).put("photos", { id, lead: leadId, at: new Date().toISOString(), sealed });
    });
  }

  const photos = async (leadId) => (await db()).getAllFromIndex("photos", "lead", leadId);
  const removePhoto = async (id) => (await db()).delete("photos", id);
  const photo = async (row) => new Blob([await unseal(row.sealed)], { type: "image/jpeg" });

  // Of other days only what has not arrived stays; where nothing is left, the key is thrown away, and with it whatever the
  // browser's files may still hold.
  async function tidy() {
    const open = await db(), today = new Date().toDateString();
    for (const row of await open.getAllFromIndex("leads", "state", "arrived")) {
      if (new Date(row.at).toDateString() !== today) await open.delete("leads", row.id);
    }
    if (!self.navigator.locks) return;
    await withKey("exclusive", async () => {
      if (!(await open.count("leads")) && !(await open.count("photos"))) await open.delete("about", "key");
    });
  }

  // -- what is needed for the day ------------------------------------------------------------------------------------

  // "fresh", "login", "stranger" (this login captures nothing) or "offline".
  async function refresh() {
    const said = await get(SETUP);
    if (!said.events) return said.outcome;
    await remember("setup", { ...said, at: Date.now() });
    return "fresh";
  }

  async function get(url) {
    try {
      const answer = await fetch(url, { headers: { Accept: "application/json" }, cache: "no-store", signal: AbortSignal.timeout(WAITS_FOR) });
      if (answer.status === 404) return { outcome: "stranger" };
      if (answer.status === 401 || answer.status === 403 || answer.redirected) return { outcome: "login" };
      return answer.ok ? await answer.json() : { outcome: "offline" };
    } catch {
      return { outcome: "offline" };
    }
  }

  // -- sending -------------------------------------------------------------------------------------------------------

  // Sends what waits; one tab or worker at a time. Returns "done", "offline", "login", "stranger" or "later".
  async function send() {
    if (!self.navigator.locks) return run();
    return navigator.locks.request("capture-send", run);
  }

  async function run() {
    const waiting = await (await db()).getAllFromIndex("leads", "state", "waiting");
    if (!waiting.length) return "done";
    const who = await get(TOKEN);
    if (!who.token) return who.outcome;
    const from = await device();
    // the newest first: its visitor may still be at the stand
    const rows = waiting.sort((a, b) => b.at.localeCompare(a.at));
    let outcome = "done";
    for (const some of await bundles(rows.filter((row) => !row.taken))) {
      const result = await sendLeads(some, from, who.token);
      if (["offline", "login"].includes(result)) return result;
      if (result === "later") outcome = "later";
      tell();
    }
    for (const row of await (await db()).getAllFromIndex("leads", "state", "waiting")) {
      if (!row.taken) continue;
      const result = await sendPhotos(row, from, who.token);
      if (["offline", "login"].includes(result)) return result;
      if (result === "later") outcome = "later";
      tell();
    }
    return outcome;
  }

  async function bundles(rows) {
    const found = [];
    let some = [], size = 0;
    for (const row of await Promise.all(rows.map(opened))) {
      const bytes = row.sealed.bytes.byteLength;
      if (some.length === AT_ONCE || (some.length && size + bytes > MOST_BYTES)) {
        found.push(some);
        [some, size] = [[], 0];
      }
      some.push(row);
      size += bytes;
    }
    return some.length ? [...found, some] : found;
  }

  const asSent = ({ id, at, content: { taken, refused, name, photos: cards, ...content } }) => ({ id, asked_at: at, photos: cards?.length ?? 0, ...content });

  async function sendLeads(rows, from, token) {
    const body = JSON.stringify({ device: from, now: new Date().toISOString(), leads: rows.map(asSent) });
    const said = await post(LEADS, body, { "Content-Type": "application/json", "X-CSRFToken": token });
    if (said.outcome === "later" && rows.length > 1) return oneByOne(rows, from, token); // one of them may be the cause
    if (said.outcome) return said.outcome;
    let outcome = "done";
    for (const row of rows) {
      const one = said.leads[row.id];
      if (one?.state === "arrived") await arrived(row, one);
      else if (one?.state === "refused") await refuse(row, one);
      else outcome = "later";
    }
    return outcome;
  }

  async function oneByOne(rows, from, token) {
    let failed = 0;
    for (const row of rows) {
      const result = await sendLeads([row], from, token);
      if (["offline", "login"].includes(result)) return result;
      if (result === "later" && ++failed > 1) return "later"; // it is not this one lead
    }
    return failed ? "later" : "done";
  }

  // How one person is known, however it is written: by its e-mail, and by the end of its telephone number.
  const personOf = ({ email = "", phone = "" }) => [email.trim().toLowerCase(), phone.replace(/\D/g, "").slice(-8)].filter((one) => one.length > 5);

  // What the device itself has noted of the same person in other talks: {key of the material: "given" or "promised"}.
  async function hadBefore(id, values) {
    const person = personOf(values), found = {};
    if (!person.length) return found;
    for (const one of await leads()) {
      if (one.id === id || !(one.content.person ?? personOf(one.content.values)).some((known) => person.includes(known))) continue;
      for (const [material, how] of Object.entries(one.content.materials ?? {})) if (found[material] !== "given") found[material] = how;
    }
    return found;
  }

  // Only its name and what became of it stay, the photos until they are up, and for the day who it was and what it was
  // given, so that nobody gets the same thing twice.
  async function arrived(row, { number, said, url }) {
    const { name, campaign, temperature, materials, photos: cards = [] } = row.content;
    const taken = { number, said, url };
    await keep(row.id, { at: row.at, state: cards.length ? "waiting" : "arrived", content: { name, campaign, temperature, values: {}, materials, person: personOf(row.content.values), photos: cards, taken } });
  }

  const refuse = (row, { code, words }) => keep(row.id, { at: row.at, state: "refused", content: { ...row.content, refused: { code, words } } });

  async function sendPhotos(row, from, token) {
    const { content } = await opened(row);
    for (const one of await photos(row.id)) {
      const body = new FormData();
      const given = { device: from, lead: row.id, id: one.id, at: one.at, now: new Date().toISOString() };
      for (const [name, value] of Object.entries(given)) body.set(name, value);
      body.set("photo", await photo(one), "card.jpg");
      const said = await post(PHOTOS, body, { "X-CSRFToken": token });
      if (said.state === "refused") return refuse({ ...row, content }, said);
      if (said.state !== "arrived") return said.outcome ?? "later";
      await removePhoto(one.id);
    }
    await keep(row.id, { at: row.at, state: "arrived", content: { ...content, photos: [] } });
    return "done";
  }

  async function post(url, body, headers) {
    try {
      const answer = await fetch(url, { method: "POST", body, headers: { Accept: "application/json", ...headers }, signal: AbortSignal.timeout(SENDS_FOR) });
      if (answer.status === 401 || answer.status === 403 || answer.redirected) return { outcome: "login" };
      if (answer.ok || answer.status === 422) return await answer.json();
      return { outcome: "later" };
    } catch {
      return { outcome: "offline" };
    }
  }

  function tell() {
    told.postMessage("changed");
    self.dispatchEvent(new Event("captured"));
  }

  return {
    UNSENT, about, remember, device, keep, lead, leads, drafts, counts, remove, keepPhoto, photos, photo, removePhoto, tidy,
    refresh, get, send, told, hadBefore,
  };
})();
