// What was captured on this device: waiting, to be mended, arrived. Nothing leaves this list before it has arrived.

const root = document.getElementById("list"), template = document.getElementById("row");
const ORDER = { refused: 0, waiting: 1, arrived: 2 };

export async function showList({ words, language }, { edit }) {
  const all = (await captured.leads()).sort((a, b) => ORDER[a.state] - ORDER[b.state]);
  const count = (state) => all.filter((one) => one.state === state).length;
  root.querySelector("[data-says]").textContent = words.summary.replace("[waiting]", count("waiting")).replace("[refused]", count("refused")).replace("[arrived]", count("arrived"));
  root.querySelector("[data-none]").hidden = all.length > 0;
  root.querySelector("[data-send]").closest("div").hidden = !count("waiting");
  root.querySelector("[data-rows]").replaceChildren(...all.map((one) => row(one, words, language, edit)));
}

function row(one, words, language, edit) {
  const made = template.content.cloneNode(true).firstElementChild, { content } = one;
  const part = (name) => made.querySelector(`[data-${name}]`);
  const fill = (name, text) => {
    part(name).textContent = text;
    part(name).hidden = !text;
  };
  made.classList.add(one.state);
  made.dataset.id = one.id;
  fill("name", content.name || words.visitor);
  fill("state", one.taken && one.state === "waiting" ? words.statePhoto : words[`state${one.state[0].toUpperCase()}${one.state.slice(1)}`]);
  const when = new Intl.DateTimeFormat(language, { weekday: "short", hour: "2-digit", minute: "2-digit" }).format(new Date(one.at));
  fill("when", [when, content.taken ? words.number.replace("[n]", content.taken.number) : ""].filter(Boolean).join(" · "));
  fill("said", content.taken?.said ?? "");
  const refused = content.refused;
  fill("words", one.isBroken ? words.broken : refused ? [refused.words, refused.code === "key_reused" ? "" : words.keptToo].filter(Boolean).join(" ") : "");
  part("edit").hidden = one.state === "arrived" || one.taken || one.isBroken;
  part("edit").addEventListener("click", () => edit(one.id));
  part("to").hidden = !content.taken?.url;
  if (content.taken?.url) part("to").href = content.taken.url;
  part("drop").hidden = one.state === "arrived" || (one.taken && one.state === "waiting");
  part("drop").addEventListener("click", async () => {
    if (confirm(words.sure)) await captured.remove(one.id);
  });
  return made;
}
