// Sums and sentences of the arms explorer: no page, no drawing. Python ships whole hundredths; this file only adds and
// divides, and tests hold it to cakit.shares().
// A "whole" edition has totals only: one window over all its years.

/** Sums of the recipients together: first and last window end, size, hundredths by window for each supplier and in total. */
function compute(spec, { recipients, window, edition }) {
  const held = spec.data[edition];
  const size = held.whole ? held.last - held.first + 1 : window;
  const first = held.first + size - 1;
  const none = () => Array(held.last - first + 1).fill(0);
  const made = { first, last: held.last, size, members: {}, totals: none() };
  for (const recipient of recipients)
    for (const [supplier, rows] of Object.entries(held.sums[recipient] ?? {}))
      for (const [year, hundredths] of rows)
        for (let end = Math.max(year, first); end <= Math.min(year + size - 1, held.last); end++) {
          (made.members[supplier] ??= none())[end - first] += hundredths;
          made.totals[end - first] += hundredths;
        }
  return made;
}

/** The first and last year in which a window ends. */
function limits(spec, state) {
  const { first, last } = compute(spec, { ...state, recipients: [] });
  return [first, last];
}

/** [supplier, hundredths] of the window that ends in a year, largest first. */
function ranked(made, year) {
  const sums = Object.entries(made.members).map(([code, all]) => [code, all[year - made.first]]);
  return sums.filter((one) => one[1]).sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1));
}

/** The rows of the ranking, [code, hundredths, name, share]; what finds no room is the last one. */
function ranking(spec, made, year, room) {
  const order = ranked(made, year), small = order.splice(order.length > room ? room - 1 : room);
  if (small.length) order.push(["", add(small.map((one) => one[1]))]);
  const name = (code) => (code ? names(spec)[code] : fill(spec.words.more, { count: small.length }));
  const share = (sum) => `${percent(sum, made.totals[year - made.first])} · ${whole(sum)}`;
  return order.map(([code, sum]) => [code, sum, name(code), share(sum)]);
}

const names = (spec) => spec.controls.supplier.options;
const years = (made, end) => (made.size > 1 ? `${end - made.size + 1}–${end}` : `${end}`);

/** The finding in words: the same templates, filled the same way, as Arms.sentence in Python. */
function sentence(spec, state) {
  const { words } = spec, all = spec.controls.recipients.options;
  const made = compute(spec, state), at = state.year - made.first;
  const total = made.totals[at], order = ranked(made, state.year), top = order[0]?.[0];
  const several = state.recipients.length > 1 ? words.together : "";
  const groups = state.recipients.length == Object.keys(all).length ? words.all
    : listed(state.recipients.map((code) => all[code])) + several;
  const code = state.supplier || top, other = order.find((one) => one[0] != code);
  const said = (code, sum) => ({ member: names(spec)[code], percent: percent(sum, total) });
  const rest = other ? fill(code == top ? words.next : words.leader, said(...other)) : words.alone;
  const share = { ...said(code, made.members[code]?.[at] ?? 0), total: whole(total), rest };
  const about = { span: years(made, state.year), edition: state.edition, groups, ...share };
  return fill(total ? words.some : words.none, about) + (spec.data[state.edition].whole ? words.whole : "");
}

/** The lines to draw, largest last: five suppliers with a colour of their own, the one followed, all others together. */
function drawn(spec, { members, totals }, followed) {
  const own = Object.keys(members).filter((code) => code in spec.colours);
  own.sort((a, b) => add(members[b]) - add(members[a])).splice(5);
  if (followed in members && !own.includes(followed)) own.push(followed);
  const rest = totals.map((total, at) => total - add(own.map((code) => members[code][at])));
  const others = add(rest) ? [["other", rest]] : [];
  return [...others, ...own.map((code) => [code, members[code]]).reverse()];
}

/** Every window of the view, with the source ids of the rows behind each sum and the credit line. */
function rows(spec, state) {
  const made = compute(spec, state), held = spec.data[state.edition], lines = [spec.columns];
  for (let end = made.first; end <= made.last; end++)
    for (const [supplier, sum] of ranked(made, end)) {
      const start = end - made.size + 1, total = made.totals[end - made.first];
      const rows = state.recipients.flatMap((group) => held.sums[group]?.[supplier] ?? []);
      const used = rows.filter(([year]) => year >= start && year <= end).map((row) => held.sources[row[2]]);
      const ids = [...new Set(used)].sort().join(";"), share = (100 * sum) / total;
      lines.push([state.recipients.join(";"), start, end, supplier, names(spec)[supplier], sum / 100, total / 100, share,
        state.edition, ids, held.credit]);
    }
  return lines;
}
