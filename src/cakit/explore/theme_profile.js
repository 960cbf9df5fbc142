// The panels of the explorer of country profiles: small multiples over the years, minerals as bars, ties as lanes.

const DOTS = { // of one series in one path
  circle: (x, y, r) => `M${x - r} ${y}a${r} ${r} 0 1 0 ${2 * r} 0a${r} ${r} 0 1 0-${2 * r} 0z`,
  square: (x, y, r) => `M${x - r} ${y - r}h${2 * r}v${2 * r}h-${2 * r}z`,
  diamond: (x, y, r) => `M${x} ${y - r * 1.2}l${r} ${r * 1.2}-${r} ${r * 1.2}-${r}-${r * 1.2}z`,
  triangle: (x, y, r) => `M${x} ${y - r}l${r} ${r * 2}h-${2 * r}z`,
};

function view({ spec, words, shown, choose, look, panel, show, point, hush, bars }) {
  const { panels, states, first, last } = spec.data;
  const paint = (code) => `--c:${code == "other" ? "var(--ink)" : spec.colours[code] ?? spec.colours.other}`;
  const parts = Object.entries(panels).map(([name, told]) => [name, told, timed(panel(name, told.note))]);
  const ranks = panel("bars"), lanes = timed(panel("lanes"));
  const edge = { left: 40, right: 12 };

  /** Pointing at a panel looks at a year, a click keeps it; the control above does the same from the keyboard. */
  function timed(part) {
    const year = (event) => {
      const wide = part.scale, px = event.clientX - rect(part.svg).left;
      return Math.min(last, Math.max(first, Math.round(first + ((px - edge.left) / wide) * (last - first))));
    };
    put(part.svg, { pointermove: (event) => look({ year: year(event) }).then(() => point(part.told, part, event.clientX - rect(part.svg).left, 60)),
      pointerleave: () => (hush(), look(null)), click: (event) => choose({ year: year(event) }) });
    return part;
  }
  function axis(part, T, B, now, every) {
    const wide = (part.scale = part.width - edge.left - edge.right), x = (year) => edge.left + ((year - first) / (last - first)) * wide, nodes = [];
    for (let year = 1995; year <= last; year += every) nodes.push(s("text", { class: `soft ${year == last ? "end" : "mid"}`, x: year == last ? part.width - 2 : x(year), y: B + 18 }, year));
    nodes.push(s("path", { class: "at", d: `M${x(now.year)} ${T}V${B + 4}` }));
    return { x, nodes };
  }

  function drawSeries(now, name, told, part) {
    const several = heldIn(spec, now, name), T = 8 + 17 * Math.max(several.length, 1), H = T + 168, B = H - 26, said = [];
    const { x, nodes } = axis(part, T, B, now, 10), most = Math.max(...several.flatMap((one) => one.cells.map((cell) => cell[1])), 1) / 1e6;
    const power = 10 ** Math.floor(Math.log10(most / 2)), step = [1, 2, 5, 10].map((one) => one * power).find((one) => one * 2 >= most), top = step * 2;
    const y = (value) => B - (value / 1e6 / top) * (B - T - 6);
    const levels = [0, step, top];
    if (several.length) nodes.unshift(s("path", { class: "rule", d: levels.map((value) => `M${edge.left} ${y(value * 1e6)}H${part.width - edge.right}`).join("") }),
      ...levels.map((value) => s("text", { class: "soft end", x: edge.left - 6, y: y(value * 1e6) + 4 }, value >= 1000 ? `${value / 1000}k` : +value.toFixed(2))));
    several.forEach((one, n) => {
      const style = paint(one.code), kind = `c dot${one.hollow ? " hollow" : ""}`, value = at(one, now.year), line = n * 17 + 12;
      const text = fill(words.figure, { label: one.label, value: value == null ? fill(words.nothing, now) : valueOf(spec, told, one, now.year) });
      const spot = ([year, much], r) => DOTS[one.shape](x(year), y(much), r), few = one.cells.length < 9;
      const next = (m, step) => one.cells[m + step]?.[0] == one.cells[m][0] + step;
      said.push(text);
      const most = Math.floor((part.width - edge.left + 18) / 6.5);
      nodes.push(s("text", { x: edge.left - 18, y: line }, text.length > most ? `${text.slice(0, most - 1)}…` : text),
        s("path", { class: "c", style, d: one.cells.map((cell, m) => `${next(m, -1) ? "L" : "M"}${x(cell[0]).toFixed(1)} ${y(cell[1]).toFixed(1)}`).join("") }),
        s("path", { class: kind, style, d: DOTS[one.shape](edge.left - 30, line - 4, 4.5) + one.cells.map((cell, m) => (
          cell[0] == now.year ? spot(cell, 5) : few || !(next(m, -1) || next(m, 1)) ? spot(cell, 3.4) : "")).join("") }));
    });
    if (!several.length) nodes.push(s("text", { class: "soft mid", x: part.width / 2, y: (T + B) / 2 }, words.empty));
    part.told = [`${now.year}`, ...(said.length ? said : [words.empty])].join("\n");
    show(part, part.width, H, told.title, said.join(", ") || words.empty, nodes);
  }

  function drawLanes(now) {
    const { ties } = states[now.country], two = lanes.width < 560, row = two ? 42 : 26, H = ties.length * row + 28, said = [];
    const { x, nodes } = axis(lanes, 0, H - 26, now, two ? 10 : 5);
    ties.forEach((one, n) => {
      const on = runs(one, now.year), from = one.from ?? first, to = one.to ?? last, high = n * row + (two ? 31 : 15);
      const when = fill(one.from == null ? words.start : one.to ? words.until : one.over ? words.end : words.since, one);
      const about = `${one.partner ? `${one.partner}, ` : ""}${one.kind}, ${one.status}; ${when}`, room = Math.floor(lanes.width / 7);
      const lines = (two ? [one.name, about] : [`${one.name} (${about})`]).map((text) => (text.length > room ? `${text.slice(0, room - 1)}…` : text));
      nodes.push(s("rect", { class: `c${dated(one) ? (on ? "" : " off") : " open"}`, style: paint(one.code), x: x(from), y: high, width: Math.max(x(to) - x(from), 3), height: 7 }),
        ...lines.map((text, m) => s("text", { class: m || !on ? "soft" : "", x: 0, y: n * row + 12 + 15 * m }, text)));
      if (on) said.push(one.name);
    });
    lanes.told = [`${now.year}`, tiesOf(spec, now)].join("\n");
    show(lanes, lanes.width, H, fill(words.lanes, now), said.join(", "), nodes);
  }

  function drawRanks({ country }) {
    const { minerals } = states[country], most = Math.max(...minerals.map((one) => one.share), 1);
    bars(ranks, minerals.length ? words.minerals : words.nominerals, minerals.map((one) => (
      { name: one.name, part: one.share / most, text: `${figureOf(spec, one.share, 1)}% (${one.year})`, style: "--c:var(--faint)" })), Math.max(minerals.length, 1));
  }

  return (now) => {
    for (const [name, told, part] of parts) drawSeries(now, name, told, part);
    drawRanks(now);
    drawLanes(now);
  };
}

export default explorer({ sentence, rows, view });
