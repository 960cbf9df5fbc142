// The panels of the deals explorer: the ladder, the years, the map, the suppliers, the list and the event chosen.

function view({ spec, words, show, after, panel, marks, field, list, cited, map, bars }) {
  const options = Object.fromEntries(Object.entries(spec.controls).map(([trait, one]) => [trait, one.options]));
  const { events, rungs, stages, payments } = spec.data, byId = Object.fromEntries(events.map((one) => [one.id, one]));
  const paint = (code) => `--c:${spec.colours[code] ?? spec.colours.other}`;
  const from = (one) => (one.supplier == one.recipient ? words.home : fill(words.from, { supplier: options.supplier[one.supplier] }));
  const tip = (id) => {
    const one = byId[id];
    return `${one.system}\n${options.recipient[one.recipient]}, ${from(one)}\n${options.rung[one.rung]}, ${options.standing[one.standing]}${one.date ? `, ${one.date}` : ""}`;
  };
  const labels = Object.fromEntries(events.map(({ id }) => [id, tip(id).replaceAll("\n", ", ")]));
  let now, held, inside, told;
  const ladder = panel("ladder", words.ladderhint), onLadder = marks("event", ladder, tip);
  const land = map("recipient", words.maphint, (code) => {
    const some = kept(spec, { ...now, recipient: code }), { rungs, denials } = climbed(spec, some);
    return `${options.recipient[code]}: ${some.length}\n${some.length ? rungs + denials : words.nothing}`;
  });
  const sellers = panel("bars"), time = panel("time", words.timehint), onTime = marks("event", time, tip);
  const left = list("list", "event", words.listhint), card = panel("card", "", h("div", { class: "cards" }));

  const drawn = (picks) => (one, x, y) =>
    picks.mark(one.id, x, y, labels[one.id], "c", spec.shapes[one.standing], paint(one.supplier), !inside.has(one));
  const left_out = (title) => title + (held.length < events.length ? ` (${words.ghosts})` : "");

  function drawLadder() {
    const states = Object.entries(options.recipient), wide = ladder.width / states.length > 92;
    const rows = Object.entries(options.rung).reverse().map(([code, name]) => {
      const all = events.filter((one) => one.rung == code), count = firm(all).filter((one) => inside.has(one)).length;
      return { head: (y) => [s("text", { class: "strong", x: 0, y: y + 3 }, `${name}: ${count}`)],
        cells: states.map(([state]) => all.filter((one) => one.recipient == state)) };
    });
    const [nodes, height] = field(ladder.width, states.map(([code, name]) => (wide ? name : code)), rows, drawn(onLadder), 14);
    show(ladder, ladder.width, height, left_out(words.ladder), held.length ? "" : words.nothing, nodes);
  }

  /** Marks piled up by year; those without a date stand apart, at the left. */
  function drawTime() {
    const years = events.filter((one) => one.date).map((one) => +one.date.slice(0, 4)), W = time.width, step = 12;
    const first = Math.min(...years), last = Math.max(...years), L = 62, R = W - 20, piles = {};
    const x = (year) => Math.round(L + ((year - first) / (last - first)) * (R - L)), place = (one) => (one.date ? x(+one.date.slice(0, 4)) : 16);
    for (const one of events) (piles[place(one)] ??= []).push(one);
    const B = 12 + step * Math.max(...Object.values(piles).map((pile) => pile.length)), nodes = [s("path", { class: "rule", d: `M0 ${B + 8}H${W}` })];
    const every = [1, 2, 5].find((n) => x(first + n) - L > 34) ?? 10;
    for (let year = first; year <= last; year++)
      if ((last - year) % every == 0) nodes.push(s("text", { class: "soft mid", x: x(year), y: B + 24 }, year));
    nodes.push(s("text", { class: "soft", x: 0, y: B + 24 }, words.undated));
    for (const one of events) nodes.push(drawn(onTime)(one, place(one), B - step * piles[place(one)].indexOf(one)));
    show(time, W, B + 30, left_out(words.time), held.length ? "" : words.nothing, nodes);
  }

  function drawMap() {
    const counts = Object.fromEntries(tallied(kept(spec, { ...now, recipient: "" }), "recipient")), most = Math.max(1, ...Object.values(counts));
    land.draw(words.map, (code) => {
      const count = counts[code] ?? 0, on = !now.recipient || now.recipient == code;
      return { on, label: `${count}`, ...(on && count && { kind: "c", style: `--c:#2A6CA8;fill-opacity:${0.1 + (0.7 * count) / most}` }) };
    });
  }

  function drawSellers(room) {
    const order = tallied(held, "supplier"), small = order.splice(order.length > room ? room - 1 : room), most = order[0]?.[1] ?? 1;
    const all = order.map(([code, count]) => ({ name: options.supplier[code], part: count / most, text: `${count}`, style: paint(code), strong: code == now.supplier }));
    const rest = add(small.map((one) => one[1]));
    if (rest) all.push({ name: fill(words.others, { count: small.length }), part: rest / most, text: `${rest}`, style: paint("other") });
    bars(sellers, held.length ? words.suppliers : words.nothing, all, room);
  }

  function drawCard(one) {
    if (told == `${one?.id}`) return;
    told = `${one?.id}`;
    tell(card.caption, one ? `${one.id} · ${options.kind[one.kind]}` : words.nothing);
    const row = (name, ...what) => what[0] && h("p", {}, h("b", {}, `${name}: `), ...what);
    const date = one?.date_to ? fill(words.to, { first: one.date, last: one.date_to }) : one?.date;
    keep(card.body, one ? [h("p", { class: "big" }, `${options.recipient[one.recipient]}: ${one.system}, ${from(one)}`),
      h("div", {}, ...[row(words.rungword, `${options.rung[one.rung]}. ${rungs[one.rung][0]}.`), row(words.raise, `${rungs[one.rung][1]}.`),
        row(words.who, `${options.standing[one.standing]}; ${fill(words.confidence, one)}`),
        one.seed_only && h("p", {}, words.seedonly), row(words.remark, one.note)].filter(Boolean)),
      h("div", {}, ...[row(words.date, date ? (one.date_is_estimate ? fill(words.guessed, { date }) : date) : words.undated),
        row(words.maker, one.company), row(words.quantity, one.quantity && (one.quantity_is_estimate ? fill(words.about, one) : `${one.quantity}`)),
        row(words.stage, stages[one.production_stage]), row(words.paid, payments[one.financing]), row(words.place, one.place),
        row(words.register, one.register_delivery_ids?.replaceAll(";", ", ")), row(words.sources, ...cited(one.sources))].filter(Boolean))] : []);
  }

  return (state) => {
    now = state;
    held = kept(spec, now);
    inside = new Set(held);
    const one = chosen(held, now);
    onLadder.clear(one?.id);
    onTime.clear(one?.id);
    drawLadder();
    drawMap();
    drawSellers(9);
    drawTime();
    after(() => {
      left.draw(fill(words.list, { count: held.length }), held.map((each) => [each.id, `${each.date ?? words.undated} · ${options.recipient[each.recipient]} · ${each.system} · ${options.rung[each.rung]}`]), one?.id ?? "");
      drawCard(one);
    });
  };
}

export default explorer({ sentence, rows, view });
