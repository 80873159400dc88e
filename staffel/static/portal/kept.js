// What the phone keeps, for pages and for the service worker: the firm's leads, to be read without network, and what was
// reported, until it has arrived. A report is written down here before it is sent anywhere, so nothing gets lost on the way.

self.kept = (() => {
  const LEADS = "/portal/offline.json", TOKEN = "/portal/token.json";
  const LONGEST = 7 * 24 * 3600_000; // contact data of people who asked once: no longer without a word from the server
  const WAITS_FOR = 20_000;
  let opening = null;

  function db() {
    opening ??= idb.openDB("staffel", 1, {
      upgrade(made) {
        made.createObjectStore("leads", { keyPath: "id" });
        made.createObjectStore("about"); // "state": whose leads, as of when, in which language
        made.createObjectStore("reports", { keyPath: "once" });
      },
      blocking: () => opening?.then((open) => { open.close(); opening = null; }),
      terminated: () => { opening = null; },
    });
    opening.catch(() => { opening = null; });
    return opening;
  }

  // -- leads ---------------------------------------------------------------------------------------------------------

  async function keep(said) {
    const change = (await db()).transaction(["leads", "about"], "readwrite");
    const leads = change.objectStore("leads");
    const { leads: found, ...about } = said;
    // all asked for at once: a page that goes meanwhile leaves either the old ones or the new ones
    await Promise.all([
      leads.clear(), // what is no longer theirs is gone with it
      ...found.map((one) => leads.put(one)),
      change.objectStore("about").put({ ...about, at: Date.now() }, "state"),
      change.done,
    ]);
  }

  async function forget() {
    const change = (await db()).transaction(["leads", "about"], "readwrite");
    await change.objectStore("leads").clear();
    await change.objectStore("about").clear();
    await change.done;
  }

  // {about: {member, at, language …} or null, leads: the most urgent first}
  async function leads() {
    const open = await db(), about = (await open.get("about", "state")) ?? null;
    if (about && Date.now() - about.at > LONGEST) {
      await forget();
      return { about: null, leads: [] };
    }
    const found = await open.getAll("leads");
    return { about, leads: found.sort((a, b) => a.deadline_at.localeCompare(b.deadline_at)) };
  }

  // Brings the leads up to date: "fresh", "login" (they are forgotten), or "offline".
  async function refresh() {
    let answer;
    try {
      answer = await fetch(LEADS, { headers: { Accept: "application/json" }, cache: "no-store", signal: AbortSignal.timeout(WAITS_FOR) });
    } catch {
      return "offline";
    }
    if ([401, 403, 404].includes(answer.status)) {
      await forget();
      return "login";
    }
    if (!answer.ok || answer.redirected) return "offline";
    await keep(await answer.json());
    return "fresh";
  }

  // -- reports -------------------------------------------------------------------------------------------------------

  // `report`: {once, url, body: FormData, kind, what, lead, name, member, at, due}; due: not to be sent before (ms)
  async function add(report) {
    const { body, form: _, ...plain } = report;
    const fields = [];
    for (const [name, value] of body) {
      if (name === "csrfmiddlewaretoken") continue; // a fresh one is asked for when it is sent
      fields.push([name, typeof value === "string" ? value : { name: value.name, type: value.type, bytes: await value.arrayBuffer() }]);
    }
    await (await db()).put("reports", { ...plain, fields });
  }

  // Nothing is waited for any more before it is sent.
  async function hurry(once) {
    const change = (await db()).transaction("reports", "readwrite"), one = await change.store.get(once);
    if (one?.due) await change.store.put({ ...one, due: 0 });
    await change.done;
  }

  const remove = async (once) => (await db()).delete("reports", once);

  // In the order in which they were made.
  const reports = async () => (await (await db()).getAll("reports")).sort((a, b) => a.at.localeCompare(b.at));

  // Sends what is due, one after the other. Returns {outcome: "done" | "offline" | "login" | "busy", said: {once: words}}.
  async function send() {
    if (!self.navigator.locks) return run();
    return navigator.locks.request("staffel-reports", () => run());
  }

  async function run() {
    const said = {}, stuck = new Set();
    let outcome = "done", token = null;
    for (const one of await reports()) {
      if (one.refused || one.due > Date.now() || stuck.has(one.lead)) continue;
      token ??= await ask();
      if (token.offline) return { outcome: "offline", said };
      if (token.login || token.member !== one.member) {
        outcome = token.login ? "login" : outcome; // somebody else's reports wait for that login
        continue;
      }
      const answer = await post(one, token);
      if (answer.offline) return { outcome: "offline", said };
      if (answer.login) outcome = "login";
      if (answer.login || answer.later) stuck.add(one.lead); // the next ones of this lead must not overtake it
      else if (answer.refused) await refuse(one, answer.refused);
      else {
        await remove(one.once);
        said[one.once] = answer.said;
      }
    }
    return { outcome, said };
  }

  // Who is logged in, and a token for its posts: {member, token}, {login: true} or {offline: true}.
  async function ask() {
    try {
      const answer = await fetch(TOKEN, { headers: { Accept: "application/json" }, cache: "no-store", signal: AbortSignal.timeout(WAITS_FOR) });
      if ([401, 403, 404].includes(answer.status)) {
        await forget();
        return { login: true };
      }
      return answer.ok && !answer.redirected ? await answer.json() : { offline: true };
    } catch {
      return { offline: true };
    }
  }

  // A word to the server outside of any page: JSON, with a fresh token.
  async function say(url, body) {
    const who = await ask();
    if (!who.token) return;
    const headers = { "Content-Type": "application/json", "X-CSRFToken": who.token };
    await fetch(url, { method: "POST", body: JSON.stringify(body), headers, signal: AbortSignal.timeout(WAITS_FOR) });
  }

  async function post(one, token) {
    const body = new FormData();
    for (const [name, value] of one.fields) {
      if (typeof value === "string") body.append(name, value);
      else body.append(name, new File([value.bytes], value.name, { type: value.type }));
    }
    const headers = { Accept: "application/json", "X-CSRFToken": token.token };
    try {
      const answer = await fetch(one.url, { method: "POST", body, headers, signal: AbortSignal.timeout(6 * WAITS_FOR) });
      return await understood(answer);
    } catch {
      return { offline: true };
    }
  }

  async function understood(answer) {
    if (answer.status === 404 || answer.status === 410) return { refused: { code: "gone", words: "" } };
    if (answer.status === 413) return { refused: { code: "large", words: "" } };
    if (answer.status === 401 || answer.status === 403 || answer.redirected) return { login: true };
    const isJson = answer.headers.get("Content-Type")?.startsWith("application/json");
    const found = isJson ? await answer.json() : null;
    if (answer.status === 409 || answer.status === 422) {
      return { refused: { code: found?.code ?? "refused", words: found?.error ?? "" } };
    }
    return answer.ok && found ? { said: found.said ?? "" } : { later: true };
  }

  async function refuse(one, refused) {
    const open = await db();
    if (await open.get("reports", one.once)) await open.put("reports", { ...one, refused });
  }

  return { leads, refresh, forget, add, hurry, remove, reports, say, send };
})();
