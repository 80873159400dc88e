// What is asked and what is still open, as the server judges it (rules/forms.py): pure, so that it can be tried out.

export const isAnswered = (value) => value !== undefined && value !== null && value !== "" && !(Array.isArray(value) && !value.length);

const texts = (value) => (Array.isArray(value) ? value : [value]).map(String);

// A question is asked where all its conditions hold and what they name is asked itself; a condition on a question that the
// form lacks, or that waits for this one, asks for nothing.
export function isAsked(question, questions, values, within = []) {
  const inside = [...within, question.key];
  return (question.only_if ?? []).every(({ question: key, values: wanted }) => {
    const other = questions.find((one) => one.key === key);
    if (!other || inside.includes(key)) return true;
    const answer = values[key];
    const holds = wanted.length ? isAnswered(answer) && texts(answer).some((one) => wanted.includes(one)) : isAnswered(answer);
    return holds && isAsked(other, questions, values, inside);
  });
}

// Only what is asked goes out; what was typed into hidden questions stays on the screen.
export const answersOf = (questions, values) => Object.fromEntries(
  questions.filter((one) => isAnswered(values[one.key]) && isAsked(one, questions, values)).map((one) => [one.key, values[one.key]]));

// The questions that stand between this lead and a partner, in groups of which one answer suffices. `known`: keys that the
// server fills in by itself.
export function openGroups(questions, values, known = []) {
  const given = answersOf(questions, values);
  const has = (one) => isAnswered(given[one.key]) || known.includes(one.key);
  const done = new Set(questions.filter((one) => one.one_of && has(one)).map((one) => one.one_of));
  const groups = new Map();
  for (const one of questions) {
    if (!one.needed || has(one) || done.has(one.one_of) || !isAsked(one, questions, values)) continue;
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
