// Reads what a QR code on a badge or a business card says: vCard (2.1 to 4.0) or MECARD, as answers by the question's key.
// {values, note} for a contact, null for anything else.

export function readCard(text) {
  const said = text.trim();
  if (/^BEGIN:VCARD/i.test(said)) return vcard(said);
  if (/^MECARD:/i.test(said)) return mecard(said);
  return null;
}

const clean = (text) => (text ?? "").replace(/\\n/gi, "\n").replace(/\\([\\;,:"])/g, "$1").trim();
const line = (text) => clean(text).replace(/\s*\n\s*/g, ", ");

// Split at a sign that has no backslash before it.
function split(text, sign) {
  const found = [""];
  for (let at = 0; at < text.length; at++) {
    if (text[at] === "\\" && at + 1 < text.length) found[found.length - 1] += text[at] + text[++at];
    else if (text[at] === sign) found.push("");
    else found[found.length - 1] += text[at];
  }
  return found;
}

function quotedPrintable(text, charset) {
  const bytes = [];
  for (let at = 0; at < text.length; at++) {
    const hex = text[at] === "=" && /^[0-9a-f]{2}$/i.test(text.slice(at + 1, at + 3)) && text.slice(at + 1, at + 3);
    if (hex) at += 2;
    bytes.push(...(hex ? [parseInt(hex, 16)] : new TextEncoder().encode(text[at])));
  }
  try {
    return new TextDecoder(charset || "utf-8").decode(new Uint8Array(bytes));
  } catch {
    return new TextDecoder().decode(new Uint8Array(bytes));
  }
}

function properties(text) {
  const unfolded = text.replace(/=\r?\n(?=[^\r\n])/g, (soft, at) => (/QUOTED-PRINTABLE[^\n]*$/i.test(text.slice(0, at)) ? "" : soft)).replace(/\r?\n[ \t]/g, "");
  return unfolded.split(/\r?\n/).map((one) => {
    const [, head, value] = one.match(/^([^:]+):(.*)$/s) ?? [];
    if (!head) return null;
    const [name, ...params] = head.split(";");
    const types = params.join(";").toUpperCase();
    const charset = types.match(/CHARSET=([^;]+)/)?.[1];
    return { name: name.replace(/^.*\./, "").toUpperCase(), types, value: /QUOTED-PRINTABLE/.test(types) ? quotedPrintable(value, charset) : value };
  }).filter(Boolean);
}

// The one to call: a mobile, else the preferred or first one; never a fax.
function telephone(found) {
  const able = found.filter((one) => !/FAX|PAGER/.test(one.types));
  const best = able.find((one) => /CELL|MOBILE/.test(one.types)) ?? able.find((one) => /PREF/.test(one.types)) ?? able[0];
  return best ? clean(best.value).replace(/^tel:/i, "") : "";
}

function vcard(text) {
  const all = properties(text), of = (name) => all.filter((one) => one.name === name), first = (name) => of(name)[0]?.value ?? "";
  const [last, given] = split(first("N"), ";").map(line), full = line(first("FN"));
  const address = (of("ADR").find((one) => /WORK|PREF/.test(one.types)) ?? of("ADR")[0])?.value ?? "";
  const [box, , street, place, , code, country] = split(address, ";").map(line);
  const mail = of("EMAIL").find((one) => /PREF|WORK/.test(one.types)) ?? of("EMAIL")[0];
  const names = last || given ? { first_name: given, last_name: last } : named(full);
  return card({
    ...names, company: split(first("ORG"), ";").map(line).filter(Boolean)[0], email: clean(mail?.value).replace(/^mailto:/i, ""), phone: telephone(of("TEL")),
    street: street || box, postal_code: code, place, country,
  }, [line(first("TITLE")), clean(first("URL")), clean(first("NOTE"))]);
}

function named(full) {
  const parts = full.split(/\s+/).filter(Boolean);
  return { first_name: parts.slice(0, -1).join(" "), last_name: parts.at(-1) ?? "" };
}

function mecard(text) {
  const found = {};
  for (const one of split(text.replace(/^MECARD:/i, ""), ";")) {
    const [, name, value] = one.match(/^([^:]+):(.*)$/s) ?? [];
    if (name) found[name.trim().toUpperCase()] ??= value;
  }
  const [last, given] = split(found.N ?? "", ",").map(line);
  const names = given === undefined ? named(last ?? "") : { first_name: given, last_name: last };
  const address = split(found.ADR ?? "", ",").map(line), whole = address.length < 6;
  const [, , street, place, , code, country] = whole ? [] : address;
  return card({ ...names, company: line(found.ORG), email: clean(found.EMAIL), phone: clean(found.TEL), street: whole ? address.filter(Boolean).join(", ") : street, place, postal_code: code, country },
    [line(found.TITLE), clean(found.URL), clean(found.NOTE)]);
}

function card(values, notes) {
  const given = Object.fromEntries(Object.entries(values).filter(([, value]) => value));
  return Object.keys(given).length ? { values: given, note: notes.filter(Boolean).join("\n") } : null;
}
