// The panels of the explorer of minerals: lines or dots by year, the map with its sites, what is printed for one year,
// who calls it critical, and what contradicts what.

function view({ spec, words, state, shown, show, panel, slider, map, bars }) {
  const { data } = spec, states = spec.controls.country.options;
  const paint = (code) => `--c:${spec.colours[code] ?? spec.colours.other}`;
  const lines = panel("lines", words.hint), range = slider("year", lines), ranks = panel("bars");
  const land = map("country", words.maphint, (code) => sentence(spec, { ...shown(), country: code }));
  const lists = panel("lists", "", h("ul")), facts = panel("facts", "", h("ul"));
  const marks = { mine: "square", plant: "triangle", smelter_refinery: "triangle", deposit: "circle", exploration: "circle" };

  function drawLines(now, W) {
    const [first, last] = limits(spec, now), held = seriesOf(spec, now), H = Math.min(430, Math.max(290, W * 0.68)), T = 26, B = H - 40, L = 46;
    const ends = held.map(([label, , , cells]) => [label, cells.findLast((one) => one[1] != null)]).filter((one) => one[1]);
    const wide = Math.min(W * 0.42, 16 + 6.6 * Math.max(8, ...ends.map((one) => one[0].length)));
    const R = W - 18 - wide, most = Math.max(...held.flatMap((one) => one[3].map((cell) => cell[1] ?? 0)), 0.01);
    const top = now.view == "output" ? [0.1, 0.5, 1, 2, 5, 10, 20, 50, 100].find((one) => one >= most) : 100, nodes = [], text = [];
    const x = (year) => L + 14 + ((year - first) / (last - first || 1)) * (R - L - 28), y = (value) => B - (value / top) * (B - T), here = x(now.year);
    for (const part of [0, 0.25, 0.5, 0.75, 1])
      nodes.push(s("path", { class: "rule", d: `M${L} ${y(part * top)}H${R}` }),
        s("text", { class: "soft end", x: L - 8, y: y(part * top) + 4 }, `${+(part * top).toFixed(3)}${part == 1 ? "%" : ""}`));
    const every = [1, 2, 5, 10].find((n) => (n * (R - L)) / (last - first || 1) > 44) ?? 10;
    for (let year = last; year >= first; year -= every) nodes.push(s("text", { class: "soft mid", x: x(year), y: B + 32 }, year));
    nodes.push(s("path", { class: "at", d: `M${here} ${T}V${B + 10}` }), s("circle", { class: "knob", cx: here, cy: B + 10, r: 7 }),
      s("text", { class: `strong ${here > R - 40 ? "end" : here < L + 40 ? "" : "mid"}`, x: here, y: 16 }, spanOf(now)));
    const places = spread(ends.map((one) => y(one[1][1])), 15, T + 6, B);
    held.forEach(([label, code, dashed, cells], n) => {
      const style = paint(code), full = cells.filter((one) => one[1] != null), end = ends.findIndex((one) => one[0] == label);
      const step = (cell, m) => `${m && cell[0] - full[m - 1][0] == 1 ? "L" : "M"}${x(cell[0]).toFixed(1)} ${y(cell[1]).toFixed(1)}`;
      nodes.push(s("path", { class: "c", style: `${style}${dashed ? ";stroke-dasharray:5 4" : ""}`, d: full.map(step).join("") }));
      for (const [year, value, mark] of cells) {
        if (value == null) { if (mark) nodes.push(s("path", { class: "c hollow", style, d: SHAPES.square, transform: `translate(${x(year)} ${B - 6})` })); continue; }
        const shape = mark == "over" ? "M0-9 6 0 0 3-6 0z" : mark == "under" ? "M0 9 6 0 0-3-6 0z" : now.view == "buyers" ? null : SHAPES.circle;
        if (shape) nodes.push(s("path", { class: `c dot${dashed ? " hollow" : ""}`, style, d: shape, transform: `translate(${x(year)} ${y(value)})` }));
        else if (year == now.year && value) nodes.push(s("circle", { class: "c", style, cx: x(year), cy: y(value), r: 4 }));
      }
      if (end >= 0) nodes.push(s("path", { class: "c lead", style, d: `M${x(ends[end][1][0])} ${y(ends[end][1][1])}L${R + 4} ${places[end]}h5` }),
        s("text", { x: R + 13, y: places[end] + 4 }, label.length * 6.6 > wide ? `${label.slice(0, wide / 6.6 - 1)}…` : label));
    });
    for (const [label, , , cells] of held) {
      const cell = cells.find((one) => one[0] == now.year), value = cell?.[1];
      if (cell) text.push(`${label} ${value == null ? cell[2] || words.none : now.view == "reliance" ? `${HEDGE[cell[2]] ?? ""}${value}%` : `${value.toFixed(value < 10 ? 1 : 0)}%`}`);
    }
    if (!held.length) nodes.push(s("text", { class: "soft mid", x: (L + R) / 2, y: (T + B) / 2 }, words.empty));
    const value = (px) => Math.min(last, Math.max(first, Math.round(first + ((px - L - 14) / (R - L - 28)) * (last - first))));
    const told = [spanOf(now), ...(text.length ? text : [words.empty])];
    range.place = { x, value, text: told.join("\n"), y: 150, box: [L + 4, T, R - L - 8, B - T + 20] };
    show(lines, W, H, fill(data.titles[now.view][0], { mineral: mineralName(spec, now), groups: groupsOf(spec, now) }), told.join(", "), nodes);
  }

  function drawMap(now) {
    const sellers = Object.fromEntries(sold(spec, { ...now, country: "" }, "seller")), total = add(Object.values(sellers));
    land.draw(fill(data.titles[now.view][1], { span: spanOf(now) }), (code) => {
      const kind = code == now.country ? "chosen" : "", row = printed(spec, { ...now, country: code }).newest[0];
      let part = 0, label = words.empty;
      if (now.view == "output" && row) (part = share(row)), (label = row[7] ? percent(row[5], row[7]) : grouped(row[5]));
      if (now.view == "buyers" && sellers[code]) (part = sellers[code] / total), (label = percent(sellers[code], total));
      if (now.view == "reliance") label = code == "KAZ" && data.imports[now.mineral] ? `${Math.max(...data.imports[now.mineral].map((one) => one[1]))}%` : "";
      return { on: true, label, kind: part ? `c ${kind}` : kind, ...(part && { style: `${paint(code)};fill-opacity:${0.1 + 0.7 * part}` }) };
    });
    const [left, top, wide] = spec.outlines.view, k = land.width / wide;
    for (const [minerals, name, , type, said, x, y] of data.sites)
      if (minerals.includes(now.mineral) && x != null)
        land.svg.append(s("path", { class: "site", d: SHAPES[marks[type]], transform: `translate(${(x - left) * k} ${(y - top) * k})` }, s("title", {}, `${name}: ${said}`)));
  }

  function drawRanks(now) {
    const list = ranksOf(spec, now), most = now.view == "reliance" ? 100 : Math.max(...list.map((one) => one.value), 1);
    const title = fill(data.titles[now.view][2], { span: spanOf(now) });
    bars(ranks, list.length ? title : `${title}: ${words.empty}`, list.map((one) => (
      { ...one, part: one.value / most, style: one.rival ? "--c:var(--faint)" : paint(one.code), strong: one.rival })), Math.max(4, list.length));
  }

  function drawText(now) {
    const mineral = mineralName(spec, now), item = (...kids) => h("li", {}, ...kids);
    tell(lists.caption, fill(words.lists, { mineral }));
    keep(lists.body, Object.entries(data.lists).map(([name, held]) => item(`${name}: `, h("b", {}, held[now.mineral] ?? words.asked))));
    const sites = data.sites.filter((one) => one[0].includes(now.mineral)).map((one) => item(h("b", {}, `${one[1]} (${states[one[2]]}): `), one[4] + (one[5] == null ? `; ${words.noplace}` : "")));
    const rivals = data.rivals.filter((one) => one[0] == now.mineral).map((one) => item(h("b", {}, `${states[one[1]]}, ${one[2]}${one[3] ? ` ${one[3]}` : ""}: ${grouped(one[4])} ${one[5]}. `), one[6]));
    tell(facts.caption, fill(words.facts, { mineral }));
    keep(facts.body, [...sites, ...rivals].length ? [...sites, ...rivals] : [item(words.nothing)]);
  }

  return (now) => {
    drawLines(now, lines.width);
    drawMap(now);
    drawRanks(now);
    drawText(now);
  };
}

export default explorer({ limits, sentence, rows, view, sold: (spec, state) => sold(spec, state), credit });
