// The panels of the claim browser: a mark a claim, the list, the claim chosen with its readings, claimed against found.

function view({ root, spec, words, show, after, panel, marks, field, list, cited }) {
  const { verdict: { options: verdicts }, decided_by: { options: ways }, theme: { options: themes }, edition } = spec.controls;
  const { claims } = spec.data, byId = Object.fromEntries(claims.map((one) => [one.id, one]));
  const ink = (verdict) => `--c:${spec.colours[verdict]}`;
  const sign = (verdict, x, y, kind = "") => s("path", { class: `mark c ${kind}`, style: ink(verdict), d: SHAPES[spec.shapes[verdict]], transform: `translate(${x} ${y})` });
  let now;
  const dots = panel("dots", words.dotshint);
  const picks = marks("claim", dots, (id) => `${id}: ${verdicts[decided(byId[id], now.edition)]}\n${byId[id].claim}`);
  const left = list("list", "claim", words.listhint);
  const line = panel("line", words.linehint), card = panel("card", "", h("div", { class: "cards" }));

  /** Verdict by verdict, way by way, in the order of the texts; what is left out stays as a faint dot. */
  function drawDots(held, one) {
    const inside = new Set(held), rows = [];
    picks.clear(one?.id);
    for (const [verdict, name] of Object.entries(verdicts)) {
      const all = claims.filter((one) => decided(one, now.edition) == verdict), count = all.filter((one) => inside.has(one)).length;
      if (all.length) rows.push({ cells: Object.keys(ways).map((way) => all.filter((one) => one.readings[0].decided_by == way)),
        head: (y) => [sign(verdict, 7, y - 1, "key"), s("text", { class: "strong", x: 20, y: y + 3 }, `${name}: ${count}`)] });
    }
    const [nodes, height] = field(dots.width, Object.values(ways), rows, (claim, x, y) => {
      const verdict = decided(claim, now.edition), label = `${claim.id} ${verdicts[verdict]}`;
      return picks.mark(claim.id, x, y, label, "c", spec.shapes[verdict], ink(verdict), !inside.has(claim));
    });
    const title = fill(words.dots, { when: edition.options[now.edition] }) + (held.length < claims.length ? ` (${words.ghosts})` : "");
    show(dots, dots.width, height, title, held.length ? "" : words.nothing, nodes);
  }

  /** One reading: its verdict then and now, what was looked at, what limits it, its sources. */
  function drawn(reading, many, data) {
    const row = (name, ...what) => h("p", {}, h("b", {}, `${name}: `), ...what);
    const said = ({ verdict, found, edition }) => [s("svg", { width: 14, height: 14, viewBox: "-7 -7 14 14", "aria-hidden": "true" }, sign(verdict, 0, 0, "key")),
      ` ${verdicts[verdict]}${found ? `, ${words.found} ${found}` : ""}${edition ? ` (${fill(words.edition, { edition })})` : ""}`];
    const { now, claimed, evidence, caveat } = reading, { looked } = sided(reading, data), then = reading.then && sided(reading, "at_publication"), ids = [...new Set([...(then?.sources ?? []), ...now.sources])];
    const name = `${reading.id}${reading.reading ? ` · ${reading.reading}` : ""}`;
    return h("div", { class: "one" }, ...[many && h("p", { class: "strong" }, name), claimed && row(words.claimed, claimed),
      ...(then ? [row(words.then, ...said(then)), row(words.now, ...said(now))] : [row(words.both, ...said(now))]),
      row(spec.controls.decided_by.label, ways[reading.decided_by]), looked && row(words.looked, looked),
      evidence && row(words.evidence, evidence), caveat && row(words.caveat, caveat),
      row(words.sources, ...cited(ids))].filter(Boolean));
  }

  let told;
  function drawCard(one) {
    if (told == `${one?.id} ${now.edition}`) return;
    told = `${one?.id} ${now.edition}`;
    tell(card.caption, one ? `${one.id} · ${themes[one.theme]}` : words.nothing);
    const parts = one ? [h("p", { class: "big" }, one.claim), ...one.readings.map((each) => drawn(each, one.readings.length > 1, now.edition))] : [];
    keep(card.body, parts);
  }

  /** Each reading on one scale: the band claimed, what was found when the text appeared and today. */
  function drawLine(one) {
    const { held, most } = scaled(one), W = line.width, L = 44, R = W - 12, nodes = [], said = [];
    root.classList.toggle("nofigure", !held.length);
    if (!held.length) return show(line, W, 20, words.lineless, "", []);
    const x = (value) => Math.round(L + (Math.min(value, most) / most) * (R - L)), room = Math.floor(W / 7.4);
    let y = 14;
    for (const each of held) {
      const { id, reading, claimed, now, then } = each;
      const sides = then ? [[words.was, sided(each, "at_publication")], [words.is, now]] : [["", now]];
      const name = held.length > 1 ? `${id.split(".")[1] ?? ""} ${reading} · ${claimed}` : claimed, [from, to] = band(each.band, most).map(x);
      nodes.push(s("text", { class: "strong", x: 0, y }, name.length > room ? `${name.slice(0, room - 1)}…` : name),
        s("rect", { class: "band", x: from, y: y + 8, width: Math.max(3, to - from), height: sides.length * 24 }));
      for (const [when, { figures, found, verdict }] of sides) {
        y += 24;
        const [a, b] = [x(figures[0]), x(figures.at(-1))], wide = 7.9 * found.length + 10; // right of it, left of it, below it
        const [side, tx, ty] = b + wide < W ? ["", b + 10, y] : a - wide > L ? ["end", a - 10, y] : ["end", R, y + 11];
        nodes.push(s("text", { class: "soft", x: 0, y }, when), s("path", { class: "rule", d: `M${L} ${y - 4}H${R}` }),
          s("path", { class: "c", style: ink(verdict), d: `M${a} ${y - 4}H${b}` }), sign(verdict, (a + b) / 2, y - 4, "key"),
          s("text", { class: `halo2 ${side}`, x: tx, y: ty }, found));
      }
      y += 34;
      said.push(`${name}; ${sides.map(([when, { found, verdict }]) => `${when} ${found}, ${verdicts[verdict]}`).join("; ")}`);
    }
    nodes.push(s("text", { class: "soft mid", x: L, y: y - 12 }, "0"), s("text", { class: "soft end", x: R, y: y - 12 }, grouped(most)));
    show(line, W, y - 4, fill(words.line, { unit: held[0].unit }), said.join(". "), nodes);
  }

  return (state) => {
    now = state;
    const held = kept(spec, now), one = chosen(held, now);
    drawDots(held, one);
    drawLine(one);
    after(() => {
      left.draw(fill(words.list, { count: held.length }), held.map((each) => [each.id, `${each.id} · ${verdicts[decided(each, now.edition)]} · ${each.claim}`]), one?.id ?? "");
      drawCard(one);
    });
  };
}

export default explorer({ sentence, rows, view });
