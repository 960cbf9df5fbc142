// Words and numbers of all explorers: no page, no drawing. Python has the same; tests hold them together.

const fill = (template, words) => template.replace(/\{(\w+)\}/g, (_, name) => words[name]);
const add = (numbers) => numbers.reduce((a, b) => a + b, 0);
const listed = (names) => [names.slice(0, -1).join(", "), ...names.slice(-1)].filter(Boolean).join(" and ");
const grouped = (number) => `${number}`.replace(/\B(?=(\d{3})+$)/g, ",");
const counted = (number, one, several = `${one}s`) => `${grouped(number)} ${number == 1 ? one : several}`;

function percent(part, total) {
  const rounded = Math.floor((200 * part + total) / (2 * total));
  if (part && !rounded) return "under 1%";
  return rounded == 100 && part < total ? "over 99%" : `${rounded}%`;
}
const whole = (hundredths) => (hundredths < 50 ? "under 1" : grouped(Math.floor((hundredths + 50) / 100)));

/** Move labels apart, keeping their order, inside low…high. */
function spread(places, gap, low, high) {
  const order = places.map((_, at) => at).sort((a, b) => places[a] - places[b]), to = [...places];
  order.forEach((at, n) => (to[at] = Math.max(to[at], n ? to[order[n - 1]] + gap : low)));
  order.reverse().forEach((at, n) => (to[at] = Math.min(to[at], n ? to[order[n - 1]] - gap : high)));
  return to;
}

/** The line of Python that gives this view. */
function code(spec, state) {
  const say = (value) => (Array.isArray(value) ? `[${value.map(say).join(", ")}]` : JSON.stringify(value));
  const said = Object.keys(spec.controls).filter((trait) => state[trait] !== "");
  return `${spec.call}(${said.map((trait) => `${trait}=${say(state[trait])}`).join(", ")})`;
}

/** Rows, the names of the columns first, as the text of a CSV file. */
function table(rows) {
  const cell = (value) => (/[",\r\n]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value);
  return rows.map((row) => row.map((value) => cell(value ?? "")).join(",") + "\n").join("");
}
