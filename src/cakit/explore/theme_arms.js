// The panels of the arms explorer: lines by running window, the map of the five, the ranking of one window.

function view({ root, spec, words, state, shown, show, panel, slider, map, bars, made: controls }) {
  const named = (code) => names(spec)[code] ?? words.others;
  const paint = (code) => `--c:${spec.colours[code] ?? (code && code == state().supplier ? "var(--ink)" : spec.colours.other)}`;
  const lines = panel("lines", words.hint);
  const land = map("recipients", words.maphint, (code) => sentence(spec, { ...shown(), recipients: [code] }));
  const ranks = panel("bars"), range = slider("year", lines);

  function drawLines(now, made, span, W) {
    const { totals, first, last } = made, H = Math.min(450, Math.max(290, W * 0.77));
    const at = now.year - first, ends = totals.map((_, n) => first + n), final = totals.findLastIndex(Boolean);
    const series = drawn(spec, made, now.supplier);
    const label = ([code, sums], n) => `${named(code)} ${percent(sums[n], totals[n])}`;
    const longest = Math.max(8, ...series.map((one) => label(one, final).length));
    const L = 50, R = W - 24 - 6.9 * longest, T = 22, B = H - 42; // left, right, top, bottom
    const x = (year) => L + ((year - first) / (last - first || 1)) * (R - L), y = (value) => B - (value / 100) * (B - T);
    const level = (sums, n) => y((100 * sums[n]) / totals[n]), here = x(now.year);
    const top = series.filter((one) => one[1][at]).sort((a, b) => b[1][at] - a[1][at]).map((one) => label(one, at));
    const text = [span, ...(top.length ? top : [words.nothing])];
    const value = (px) => Math.min(last, Math.max(first, Math.round(first + ((px - L) / (R - L)) * (last - first))));
    range.place = { x, value, text: text.join("\n"), y: 170, box: [L - 10, T, R - L + 20, B - T + 22] };

    const nodes = [0, 25, 50, 75, 100].flatMap((value) => [s("path", { class: "rule", d: `M${L} ${y(value)}H${R}` }),
      s("text", { class: "soft end", x: L - 14, y: y(value) + 4 }, value + (value == 100 ? "%" : ""))]);
    const every = [5, 10, 15, 30].find((n) => x(first + n) - L > (made.size > 1 ? 72 : 40));
    for (const end of ends)
      if ((last - end) % every == 0) nodes.push(s("text", { class: "soft mid", x: x(end), y: H - 4 }, years(made, end)));
    const side = here > R - 32 ? "end" : here < L + 32 ? "" : "mid";
    const marks = [s("path", { class: "at", d: `M${here} ${T}V${B + 12}` }),
      s("text", { class: `strong ${side}`, x: here, y: 14 }, span), s("circle", { class: "knob", cx: here, cy: B + 12, r: 7 })];
    const places = spread(series.map((one) => level(one[1], final)), 16, T, B);
    series.forEach(([code, sums], n) => {
      const dot = (m) => `${x(first + m).toFixed(1)} ${level(sums, m).toFixed(1)}`, style = paint(code);
      const chosen = code == now.supplier, step = (m) => (totals[m - 1] ? "L" : `M${dot(m)}L`) + dot(m);
      nodes.push(s("path", { class: chosen ? "c thick" : "c", style, d: ends.map((_, m) => totals[m] && step(m) || "").join("") }),
        s("path", { class: "c lead", style, d: `M${dot(final)}L${R + 8} ${places[n]}h5` }),
        s("text", { class: chosen ? "strong" : "", x: R + 17, y: places[n] + 4 }, label([code, sums], final)));
      if (totals[at]) marks.push(s("circle", { class: "c", style, cx: here, cy: level(sums, at), r: 4 }));
    });
    const title = fill(made.size > 1 ? words.lines : words.yearly, { size: made.size });
    show(lines, W, H, title, text.join(", "), [...nodes, ...marks]);
  }

  function drawMap(now, span) {
    land.draw(fill(now.supplier ? words.mapmember : words.map, { span, member: named(now.supplier) }), (recipient) => {
      const made = compute(spec, { ...now, recipients: [recipient] }), at = now.year - made.first, total = made.totals[at];
      const code = now.supplier || ranked(made, now.year)[0]?.[0], part = made.members[code]?.[at] ?? 0;
      const on = now.recipients.includes(recipient), label = total ? `${now.supplier ? "" : `${named(code)} `}${percent(part, total)}` : words.zero;
      return { on, label, ...(on && part && { kind: "c", style: `${paint(code)};fill-opacity:${0.1 + (0.8 * part) / total}` }) };
    });
  }

  function drawRanks(now, made, span, room) {
    const total = made.totals[now.year - made.first];
    const title = total ? fill(words.bars, { span, total: whole(total) }) : `${span}: ${words.nothing}`;
    bars(ranks, title, ranking(spec, made, now.year, room).map(([code, sum, name, text]) => (
      { name, text, part: sum / total, style: paint(code), strong: code && code == now.supplier })), room);
  }

  return (now) => {
    const made = compute(spec, now), held = spec.data[now.edition], span = years(made, now.year);
    root.classList.toggle("whole", held.whole);
    controls.window.node.disabled = held.whole;
    range.place = null;
    if (!held.whole) drawLines(now, made, span, lines.width);
    drawMap(now, span);
    drawRanks(now, made, span, held.whole ? 15 : 8);
  };
}

export default explorer({ compute, limits, sentence, rows, view, credit: (spec, { edition }) => spec.data[edition].credit });
