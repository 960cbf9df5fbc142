// The panels of the explorer of US programs: stacked columns by fiscal year, the map of the five, the programs of a window.

function view({ spec, words, state, shown, show, panel, slider, map, bars }) {
  const { programs, measures } = spec.data;
  const paint = (program) => `--c:${spec.colours[program] ?? (program && program == state().program ? "var(--ink)" : spec.colours.other)}`;
  const columns = panel("lines", words.hint), ranks = panel("bars"), range = slider("year", columns);
  const land = map("country", words.maphint, (code) => sentence(spec, { ...shown(), country: code }));

  /** What is stacked, the largest first: five programs, all others together; or the one chosen. */
  function stacked(now) {
    const { first, last } = measures[now.measure];
    const years = Array.from({ length: last - first + 1 }, (_, n) => Object.fromEntries(sums(spec, now, [first + n, first + n])));
    const order = now.program ? [now.program] : sums(spec, now, [first, last]).map((one) => one[0]).filter((one) => one in spec.colours);
    const own = order.slice(0, 6), series = own.map((code) => [code, years.map((year) => year[code] ?? 0)]);
    const rest = years.map((year) => add(Object.values(year)) - add(own.map((code) => year[code] ?? 0)));
    if (!now.program && rest.some(Boolean)) series.push(["other", rest]);
    return { first, last, series, held: years.map((year) => (now.program ? now.program in year : Object.keys(year).length > 0)) };
  }
  const unit = ({ measure }) => (measures[measure].kind == "money" ? fill(words.million, measures[measure]) : measures[measure].unit);
  const label = (code) => programs[code] ?? words.others;

  function drawColumns(now, W) {
    const { first, last, series } = stacked(now), { kind } = measures[now.measure], until = spec.data.until;
    const [from, to] = window_(spec, now), money = kind == "money", nodes = [], text = [];
    const tall = Array.from({ length: last - first + 1 }, (_, n) => add(series.map((one) => Math.max(one[1][n], 0))));
    const top = Math.max(...tall, 1), rough = top / 4, power = 10 ** Math.floor(Math.log10(rough));
    const step = [1, 2, 5, 10].map((one) => one * power).find((one) => one >= rough);
    let key = 0, row = 0; // the legend, wrapped
    for (const [code] of series) {
      const wide = 26 + 6.8 * label(code).length;
      if (key + wide > W && key) (key = 0), (row += 1);
      nodes.push(s("rect", { class: "c", style: paint(code), x: key, y: row * 18 + 2, width: 12, height: 12 }),
        s("text", { x: key + 17, y: row * 18 + 12 }, label(code)));
      key += wide;
    }
    const L = 46, R = W - 6, T = row * 18 + 56, H = Math.max(300, Math.min(430, W * 0.62)) + row * 18, B = H - 40;
    const each = (R - L) / (until - first + 1), x = (year) => L + (year - first) * each, y = (value) => B - (value / (step * 4.4)) * (B - T);
    nodes.push(s("text", { class: "soft", x: 0, y: T - 20 }, fill(words.axis, { unit: unit(now) })));
    for (let value = 0; value <= step * 4; value += step)
      nodes.push(s("path", { class: "rule", d: `M${L} ${y(value)}H${R}` }),
        s("text", { class: "soft end", x: L - 6, y: y(value) + 4 }, money ? `${+(value / 1e6).toFixed(3)}` : grouped(value)));
    const every = [2, 5, 10].find((n) => n * each > 38) ?? 10;
    for (let year = Math.ceil(first / every) * every; year <= until; year += every)
      nodes.push(s("text", { class: `soft ${year > until - 3 ? "end" : "mid"}`, x: year > until - 3 ? R : x(year) + each / 2, y: B + 30 }, year));
    const met = gaps(spec, now).filter((gap) => gap.drawn);
    for (const gap of met.filter((gap) => gap.drawn == "gap")) {
      const wide = (gap.to - gap.from + 1) * each, middle = x(gap.from) + wide / 2, low = (T + B) / 2 + 40;
      nodes.push(s("rect", { class: "gap", x: x(gap.from), y: T, width: wide, height: B - T }),
        s("text", { class: "soft mid", x: 0, y: 4, transform: `translate(${middle} ${low}) rotate(-90)` }, words.gap));
    }
    nodes.push(s("rect", { class: "window", x: x(from), y: T, width: (to - from + 1) * each, height: B - T }));
    const base = tall.map(() => 0), pale = (year) => met.some((gap) => gap.drawn == "part" && year >= gap.from && year <= gap.to);
    for (const [code, values] of series) { // one path a program, another for its pale columns
      const d = ["", ""];
      values.forEach((value, n) => {
        if (value <= 0) return;
        const high = y(base[n]) - y((base[n] += value)), gap = high > 3 ? 0.8 : 0;
        d[+pale(first + n)] += `M${(x(first + n) + each * 0.1).toFixed(1)} ${(y(base[n]) + gap).toFixed(1)}h${(each * 0.8).toFixed(1)}v${Math.max(high - gap, 0.4).toFixed(1)}h-${(each * 0.8).toFixed(1)}z`;
      });
      d.forEach((one, n) => one && nodes.push(s("path", { class: n ? "c column pale" : "c column", style: paint(code), d: one })));
    }
    const middle = x(to) + each / 2, side = middle > R - 70 ? "end" : middle < L + 60 ? "" : "mid";
    nodes.push(s("text", { class: `strong ${side}`, x: middle, y: T - 3 }, span(spec, now)),
      s("circle", { class: "knob", cx: middle, cy: B + 10, r: 7 }));
    const found = sums(spec, now, [from, to]).filter((one) => !now.program || one[0] == now.program);
    text.push(span(spec, now), ...(found.length ? found.slice(0, 6).map(([code, sum]) => `${label(code)} ${amount(spec, sum, now.measure)}`) : [words.line]));
    const [low] = limits(spec, now), value = (px) => Math.min(last, Math.max(low, Math.floor(first + (px - L) / each)));
    const left = x(low) + each / 2 - 10, wide = x(last) + each / 2 + 10 - left;
    range.place = low < last ? { x: (year) => x(year) + each / 2, value, text: text.join("\n"), y: T + 90, box: [left, T, wide, B - T + 20] } : null;
    const title = fill(words.columns, { program: programs[now.program] ?? words.programs, groups: groups(spec, now) });
    show(columns, W, H, title, text.join(", "), nodes);
  }

  function drawMap(now) {
    const part = (code) => sums(spec, { ...now, country: code }, window_(spec, now)).filter((one) => !now.program || one[0] == now.program);
    const most = Math.max(...Object.keys(spec.controls.country.options).map((code) => total(part(code))), 1);
    land.draw(fill(words.map, { program: programs[now.program] ?? words.programs, unit: measures[now.measure].brief }), (code) => {
      const found = part(code), sum = total(found), kind = code == now.country ? "chosen" : "";
      if (!found.length) return { on: true, label: words.line, kind };
      return { on: true, label: amount(spec, sum, now.measure), kind: `c ${kind}`, style: `--c:#2B77AC;fill-opacity:${0.08 + (0.72 * Math.max(sum, 0)) / most}` };
    });
  }

  function drawRanks(now, room) {
    const found = sums(spec, now, window_(spec, now)), all = total(found), most = Math.max(...found.map((one) => one[1]), 1);
    const small = found.splice(found.length > room ? room - 1 : room);
    if (small.length) found.push(["", total(small)]);
    bars(ranks, fill(words.bars, { span: span(spec, now), unit: measures[now.measure].brief }), found.map(([code, sum]) => (
      { name: programs[code] ?? fill(words.more, { count: small.length }), part: Math.max(sum, 0) / most, style: paint(code),
        text: `${amount(spec, sum, now.measure)} · ${percent(Math.max(sum, 0), all)}`, strong: code && code == now.program })), room);
  }

  return (now) => {
    drawColumns(now, columns.width);
    drawMap(now);
    drawRanks(now, 8);
  };
}

export default explorer({ limits, sentence, rows, view, sums: (spec, state) => sums(spec, state, window_(spec, state)),
  credit: (spec, { measure }) => spec.data.measures[measure].credit });
