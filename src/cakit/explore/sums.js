// The sums and words behind every explorer: no page, no drawing. Python ships whole hundredths; this file only adds and
// divides, and tests hold it to cakit.shares(). Python puts it in front of view.js; the two make one module.
// State: groups, window, edition, year, member. A "whole" edition has totals only: one window over all its years.

const fill = (template, words) => template.replace(/\{(\w+)\}/g, (_, name) => words[name]);
const add = (numbers) => numbers.reduce((a, b) => a + b, 0);

/** Sums of the groups together: first and last window end, size, hundredths by window for each member and in total. */
function compute(spec, { groups, window, edition }) {
  const held = spec.editions[edition];
  const size = held.whole ? held.last - held.first + 1 : window;
  const first = held.first + size - 1;
  const none = () => Array(held.last - first + 1).fill(0);
  const made = { first, last: held.last, size, members: {}, totals: none() };
  for (const group of groups)
    for (const [member, rows] of Object.entries(held.sums[group] ?? {}))
      for (const [year, hundredths] of rows)
        for (let end = Math.max(year, first); end <= Math.min(year + size - 1, held.last); end++) {
          (made.members[member] ??= none())[end - first] += hundredths;
          made.totals[end - first] += hundredths;
        }
  return made;
}

/** [member, hundredths] of the window that ends in a year, largest first. */
function ranked(made, year) {
  const sums = Object.entries(made.members).map(([code, all]) => [code, all[year - made.first]]);
  return sums.filter((one) => one[1]).sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1));
}

/** The rows of the ranking, [code, hundredths, name, share]; what finds no room is the last one. */
function rows(spec, made, year, room) {
  const order = ranked(made, year), small = order.splice(order.length > room ? room - 1 : room);
  if (small.length) order.push(["", add(small.map((one) => one[1]))]);
  const name = (code) => (code ? spec.members[code] : fill(spec.words.more, { count: small.length }));
  const share = (sum) => `${percent(sum, made.totals[year - made.first])} · ${million(sum)}`;
  return order.map(([code, sum]) => [code, sum, name(code), share(sum)]);
}

function percent(part, total) {
  const rounded = Math.floor((200 * part + total) / (2 * total));
  if (part && !rounded) return "under 1%";
  return rounded == 100 && part < total ? "over 99%" : `${rounded}%`;
}
const million = (sum) =>
  sum < 50 ? "under 1" : `${Math.floor((sum + 50) / 100)}`.replace(/\B(?=(\d{3})+$)/g, ",");
const years = (made, end) => (made.size > 1 ? `${end - made.size + 1}–${end}` : `${end}`);

/** The finding in words: the same templates, filled the same way, as Explorer.sentence in Python. */
function sentence(spec, state) {
  const { words, groups: all } = spec, made = compute(spec, state), at = state.year - made.first;
  const total = made.totals[at], order = ranked(made, state.year), top = order[0]?.[0];
  const names = state.groups.map((code) => all[code]).join(", ").replace(/, ([^,]*)$/, " and $1");
  const several = state.groups.length > 1 ? words.together : "";
  const groups = state.groups.length == Object.keys(all).length ? words.all : names + several;
  const code = state.member || top, other = order.find((one) => one[0] != code);
  const said = (code, sum) => ({ member: spec.members[code], percent: percent(sum, total) });
  const rest = other ? fill(code == top ? words.next : words.leader, said(...other)) : words.alone;
  const share = { ...said(code, made.members[code]?.[at] ?? 0), total: million(total), rest };
  const about = { span: years(made, state.year), edition: state.edition, groups, ...share };
  return fill(total ? words.some : words.none, about) + (spec.editions[state.edition].whole ? words.whole : "");
}

/** The lines to draw, largest last: five members with a colour of their own, the one followed, all others together. */
function drawn(spec, { members, totals }, followed) {
  const own = Object.keys(members).filter((code) => code in spec.colours);
  own.sort((a, b) => add(members[b]) - add(members[a])).splice(5);
  if (followed in members && !own.includes(followed)) own.push(followed);
  const rest = totals.map((total, at) => total - add(own.map((code) => members[code][at])));
  const others = add(rest) ? [["other", rest]] : [];
  return [...others, ...own.map((code) => [code, members[code]]).reverse()];
}

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
  const said = Object.entries(spec.traits).filter(([key]) => state[key] !== "");
  return `${spec.call}(${said.map(([key, trait]) => `${trait}=${say(state[key])}`).join(", ")})`;
}

/** Every window of the view, with the source ids of the rows behind each sum and the credit line. */
function csv(spec, state) {
  const made = compute(spec, state), held = spec.editions[state.edition], lines = [spec.columns];
  for (let end = made.first; end <= made.last; end++)
    for (const [member, sum] of ranked(made, end)) {
      const start = end - made.size + 1, total = made.totals[end - made.first];
      const rows = state.groups.flatMap((group) => held.sums[group]?.[member] ?? []);
      const used = rows.filter(([year]) => year >= start && year <= end).map((row) => held.sources[row[2]]);
      const ids = [...new Set(used)].sort().join(";"), share = (100 * sum) / total;
      lines.push([state.groups.join(";"), start, end, member, spec.members[member], sum / 100, total / 100, share,
        state.edition, ids, held.credit]);
    }
  const cell = (value) => (/[",]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value);
  return lines.map((line) => line.map(cell).join(",") + "\n").join("");
}
