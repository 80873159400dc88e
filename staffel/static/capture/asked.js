// What is asked and what is still open, as the server judges it (rules/forms.py): pure, so that it can be tried out.

export const isAnswered = (value) => value !== undefined && value !== null && value !== "" && !(Array.isArray(value) && !value.length);

const texts = (value) => (Array.isArray(value) ? value : [value]).map(String);

// A question with conditions is asked where all of them hold; one that hangs on a hidden question is hidden too.
export function isAsked(question, questions, values) {
  return (question.only_if ?? []).every(({ question: key, values: wanted }) => {
    const other = questions.find((one) => one.key === key);
    if (other && other !== question && !isAsked(other, questions, values)) return false;
    const answer = values[key];
    return isAnswered(answer) && (!wanted.length || texts(answer).some((one) => wanted.includes(one)));
  });
}

export const gateOf = (question, event) => event.gates[question.key] ?? question.gate;

// Only what is asked goes out; what was typed into hidden questions stays on the screen.
export const answersOf = (questions, values) => Object.fromEntries(
  questions.filter((one) => isAnswered(values[one.key]) && isAsked(one, questions, values)).map((one) => [one.key, values[one.key]]));

// The questions that stand between this lead and a partner, in groups of which one answer suffices. `known`: keys that the
// server fills in by itself.
export function openGroups(event, questions, values, known = []) {
  const given = answersOf(questions, values);
  const has = (one) => isAnswered(given[one.key]) || known.includes(one.key);
  const done = new Set(questions.filter((one) => one.one_of && has(one)).map((one) => one.one_of));
  const groups = new Map();
  for (const one of questions) {
    if (gateOf(one, event) !== "market" || has(one) || done.has(one.one_of) || !isAsked(one, questions, values)) continue;
    const name = one.one_of || `: ${one.key}`;
    groups.set(name, [...(groups.get(name) ?? []), one]);
  }
  return [...groups.values()];
}

// Fairs that are on today come first, then the nearest; what is no fair comes last.
export function sortedEvents(events, today) {
  const rank = (one) => {
    if (!one.from && !one.until) return 3;
    const from = one.from || one.until, until = one.until || one.from;
    return from <= today && today <= until ? 0 : from > today ? 1 : 2;
  };
  return events.map((one) => ({ ...one, isOn: rank(one) === 0 }))
    .sort((a, b) => rank(a) - rank(b) || (a.from || "").localeCompare(b.from || "") || a.name.localeCompare(b.name));
}
