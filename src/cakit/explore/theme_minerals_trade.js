// The rest of the sums and sentences: who buys, how far the USA lives on imports, and the rows to download.

/** Thousands of dollars in the window that ends in a year: by buyer, or by seller; largest first. */
function sold(spec, state, by = "buyer") {
  const found = {};
  for (const seller of statesOf(spec, state))
    for (const [buyer, [first, ...values]] of Object.entries(spec.data.trade[state.mineral]?.[seller] ?? {})) {
      const code = by == "buyer" ? buyer : seller;
      for (let year = Math.max(first, state.year - SIZE + 1); year <= state.year; year++)
        if (values[year - first]) found[code] = (found[code] ?? 0) + values[year - first];
    }
  return Object.entries(found).sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1));
}
const million = (thousand) => (thousand < 50 ? "under 0.1" : thousand < 10000 ? `${(Math.floor((thousand + 50) / 100) / 10).toFixed(1)}` : grouped(Math.floor((thousand + 500) / 1000)));
const sumOf = (pairs) => add(pairs.map((one) => one[1]));

function buyersSentence(spec, state) {
  const { words, data } = spec, found = sold(spec, state), total = sumOf(found), mineral = mineralName(spec, state);
  const about = { span: spanOf(state), mineral, groups: groupsOf(spec, state) };
  if (!total) return fill(words.nobuyers, about);
  const said = ([code, sum]) => ({ member: data.names[code], percent: percent(sum, total) }), [seller] = sold(spec, state, "seller");
  return fill(words.buyers, { ...about, ...said(found[0]), total: million(total), rest: found[1] ? fill(words.next, said(found[1])) : words.alone,
    sellers: state.country ? "" : fill(words.sellers, { member: spec.controls.country.options[seller[0]], percent: percent(seller[1], total) }),
    newest: state.year == data.spans.buyers[1] ? words.newest : "" });
}

/** How far the USA lives on imports, in words. */
const HEDGE = { over: "over ", under: "under " };
const relied = (spec, [, , status, hedge, value]) =>
  status == "figure" ? `${HEDGE[hedge] ?? ""}${value}%` : status == "net_exporter" ? spec.words.exporter : spec.words.none;
const imported = (spec, { mineral, year }) => (spec.data.reliance[mineral] ?? []).filter((row) => row[1] == year);

function relianceSentence(spec, state) {
  const { words, data } = spec, mineral = mineralName(spec, state), rows = imported(spec, state);
  const main = rows.find((row) => row[2] == "figure") ?? rows[0], form = (row) => (row[0] == "all" ? "" : ` (${row[0]})`);
  const sent = (data.imports[state.mineral] ?? []).map(([item, value]) => `${value}% (${item})`);
  const uranium = state.mineral == "uranium" ? data.reactors[state.year] ?? [] : [];
  const bought = uranium.map(([code, value, hedge]) => `${hedge == "about" ? "about " : ""}${value}% (${spec.controls.country.options[code]})`);
  const sources = (sent.length ? fill(words.sources, { listed: listed(sent) }) : "") + (bought.length ? fill(words.reactors, { listed: listed(bought) }) : "");
  if (!main) return fill(words.noreliance, { mineral, year: state.year, sources });
  const also = rows.filter((row) => row != main).map((row) => `${row[0]} ${relied(spec, row)}`);
  const template = main[2] == "figure" ? words.reliance : main[2] == "net_exporter" ? words.sold : words.nofigure;
  return fill(template, { year: state.year, mineral, item: form(main), figure: relied(spec, main), edition: data.editions["MCS 2026"], sources,
    estimated: main[5] ? words.estimate : "", others: also.length ? fill(words.others, { listed: listed(also) }) : "" });
}

/** The finding in words: the same templates, filled the same way, as Minerals.sentence in Python. */
const sentence = (spec, state) => ({ output: outputSentence, buyers: buyersSentence, reliance: relianceSentence })[state.view](spec, state);

const credit = ({ data }, { view, mineral }) => data.credits[view == "output" && mineral == "uranium" ? mineral : view];

/** The rows of the view, with source ids. */
function rows(spec, state) {
  const { data } = spec, { mineral, view } = state, from = credit(spec, state), lines = [spec.columns];
  if (view == "output")
    for (const row of data.output[mineral].filter((one) => statesOf(spec, state).includes(one[1])))
      lines.push([view, mineral, row[1], row[2], "", row[4], row[0], row[5], row[6], row[7], "figure", "equal", row[10] ? "True" : "False", row[11], from]);
  if (view == "buyers")
    for (const seller of statesOf(spec, state))
      for (const [buyer, [first, ...values]] of Object.entries(data.trade[mineral]?.[seller] ?? {}))
        values.forEach((value, n) => value && lines.push([view, mineral, seller, "", buyer, first + n, "", value / 1000, "million USD", "", "figure", "equal", "False", data.sources[0], from]));
  if (view == "reliance")
    for (const [item, year, status, hedge, value, estimated] of data.reliance[mineral] ?? [])
      lines.push([view, mineral, "", item, "", year, "MCS 2026", value, "percent", "", status, hedge, estimated ? "True" : "False", data.sources[1], from]);
  return lines;
}
