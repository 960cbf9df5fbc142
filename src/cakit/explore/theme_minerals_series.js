// What the panels of the explorer of minerals show, before it is drawn.

/** What is drawn over the years: [label, code, dashed, [[year, per cent, mark], …]]. */
function seriesOf(spec, now) {
  const { data, words } = spec, states = spec.controls.country.options;
  const [from, to] = limits(spec, now), found = [];
  if (now.view == "output") {
    const rows = data.output[now.mineral].filter((row) => row[7] && row[5] && statesOf(spec, now).includes(row[1]));
    const forms = new Set(rows.map((row) => row[2] + row[3])).size > 1, newest = rows.at(-1)?.[0];
    for (const row of rows) {
      const label = `${states[row[1]]}${forms ? `, ${row[2]}` : ""}${row[0] == newest ? "" : ` (${row[0]})`}`;
      const own = found.find((one) => one[0] == label) ?? found[found.push([label, row[1], row[0] != newest, []]) - 1];
      own[3].push([row[4], (100 * row[5]) / row[7], ""]);
    }
  } else if (now.view == "buyers") {
    const years = Array.from({ length: to - from + 1 }, (_, n) => Object.fromEntries(sold(spec, { ...now, year: from + n })));
    const totals = years.map((year) => add(Object.values(year))), sums = {}, part = {};
    for (const [n, year] of years.entries()) for (const code in year) (sums[code] = (sums[code] ?? 0) + year[code]), (part[code] = (part[code] ?? 0) + year[code] / totals[n]);
    const top = sold(spec, now).slice(0, 2).map((one) => one[0]);
    const own = [...new Set([...top, ...Object.keys(sums).sort((a, b) => part[b] - part[a])])].slice(0, 6);
    for (const code of own)
      found.push([data.names[code], code, false, years.flatMap((year, n) => (totals[n] ? [[from + n, (100 * (year[code] ?? 0)) / totals[n], ""]] : []))]);
  } else
    for (const [item, year, status, hedge, value] of data.reliance[now.mineral] ?? []) {
      const label = item == "all" ? mineralName(spec, now) : item;
      const own = found.find((one) => one[0] == label) ?? found[found.push([label, Object.keys(states)[found.length % 5], false, []]) - 1];
      own[3].push([year, status == "figure" ? value : null, status == "net_exporter" ? words.exporter : hedge]);
    }
  return found;
}

/** What is ranked for one year: { name, value, text, code, rival }. */
function ranksOf(spec, now) {
  const { data, words } = spec, states = spec.controls.country.options, list = [];
  if (now.view == "output") {
    const { rows, newest } = printed(spec, now);
    for (const row of [...rows].sort((a, b) => share(b) - share(a))) {
      list.push({ name: `${states[row[1]]}, ${row[0].slice(0, 8)}`, value: row[5], code: row[1], text: `${grouped(row[5])} ${row[6]}${row[7] ? ` · ${percent(row[5], row[7])}` : ""}` });
      if (newest.includes(row))
        for (const rival of rivalsOf(spec, now, row)) list.push({ name: words.rival, value: rival[4], text: `${grouped(rival[4])} ${rival[5]}`, rival: true });
    }
  } else if (now.view == "buyers") {
    const found = sold(spec, now), total = sumOf(found), small = found.splice(found.length > 8 ? 7 : 8);
    if (small.length) found.push(["", sumOf(small)]);
    for (const [code, sum] of found)
      list.push({ name: data.names[code] ?? fill(words.more, { count: small.length }), value: sum, code, text: `${percent(sum, total)} · ${million(sum)}` });
  } else
    for (const row of imported(spec, now))
      list.push({ name: row[0] == "all" ? mineralName(spec, now) : row[0].slice(0, 26), value: row[2] == "figure" ? row[4] : 0, text: relied(spec, row), code: "KAZ" });
  return list.slice(0, 9);
}
