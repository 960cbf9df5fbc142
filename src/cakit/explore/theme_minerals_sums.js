// Sums and sentences of the explorer of minerals: no page, no drawing. Python ships whole numbers; this file adds,
// divides and looks up.

const SIZE = 5; // years of a window of trade

/** First and last year of a view. */
function limits(spec, { mineral, view }) {
  const held = spec.data.output[mineral].map((row) => row[4]);
  return view == "output" && held.length ? [Math.min(...held), Math.max(...held)] : spec.data.spans[view];
}
const mineralName = (spec, { mineral }) => spec.controls.mineral.options[mineral];
const statesOf = (spec, { country }) => (country ? [country] : Object.keys(spec.controls.country.options));
const groupsOf = (spec, { country }) => spec.controls.country.options[country] ?? spec.words.five;
const spanOf = ({ view, year }) => (view == "buyers" ? `${year - SIZE + 1}–${year}` : `${year}`);
const share = (row) => (row[7] ? row[5] / row[7] : 0);

/** What is printed on output in a year: every edition's row of the chosen states, the newest of each form, largest first. */
function printed(spec, state) {
  const rows = spec.data.output[state.mineral].filter((row) => row[4] == state.year && statesOf(spec, state).includes(row[1]));
  const same = (a, b) => a[1] == b[1] && a[2] == b[2] && a[3] == b[3];
  const newest = rows.filter((row, n) => !rows.slice(n + 1).some((later) => same(row, later)));
  newest.sort((a, b) => share(b) - share(a) || (a[1] + a[2] < b[1] + b[2] ? -1 : 1));
  return { rows, newest, older: (row) => rows.find((one) => same(one, row) && one[0] != row[0]) };
}
/** Rival figures of output beside one printed row. */
const rivalsOf = (spec, state, row) => spec.data.rivals.filter((one) =>
  one[0] == state.mineral && one[1] == row[1] && one[2] == "mine output" && one[3] == row[4] && one[5] == row[6]);
const origin = (note) => note.split(";")[0];

function outputSentence(spec, state) {
  const { words, data } = spec, names = spec.controls.country.options, mineral = mineralName(spec, state), { year } = state;
  const { newest, older } = printed(spec, state), [row] = newest;
  if (!row) return fill(words.nooutput, { year, mineral, groups: groupsOf(spec, state) });
  const [edition, country, item, stage, , quantity, unit, world, usa, rank, estimated] = row, about = { year, mineral, edition: data.editions[edition] ?? edition, country: names[country] };
  if (!quantity) return fill(words.dash, about);
  const form = (one) => (one[2] == item ? (one[3] == stage ? "" : fill(words.form, { form: one[3] })) : fill(words.form, { form: one[2] }));
  const named = (one) => `${names[one[1]]}${form(one)} ${grouped(one[5])} ${one[6]}${one[7] ? ` (${percent(one[5], one[7])})` : ""}`;
  const also = newest.slice(1).filter((one) => one[5]).slice(0, 3).map(named), before = older(row);
  const rival = rivalsOf(spec, state, row).map((one) => `${grouped(one[4])} (${origin(one[6])})`);
  const rest = fill(world ? words.rest : words.bare, { ...about, quantity: grouped(quantity), unit, world: world && `${grouped(world)} ${unit}`,
    percent: world && percent(quantity, world), item: item == mineral ? "" : ` (${item})`, without: usa ? words.without : "",
    place: rank ? fill(words.place, { rank }) : "", estimated: estimated ? words.estimate : "",
    others: also.length ? fill(words.others, { listed: listed(also) }) : "",
    older: before && before[5] != quantity ? fill(words.older, { quantity: grouped(before[5]) }) : "",
    rivals: rival.length ? fill(words.rivals, { listed: listed(rival) }) : "" });
  return fill(data.found[stage], { ...about, rest });
}
