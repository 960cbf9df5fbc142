// The kinds of panels: lines over years, map, bars, marks to pick.
// Each takes a panel of engine.js and a model that shares.js or register.js makes.

const SHAPES = { // around 0 0, told apart without colour
  circle: "M-5 0a5 5 0 1 0 10 0a5 5 0 1 0-10 0z", square: "M-4.5-4.5h9v9h-9z",
  diamond: "M0-6 6 0 0 6-6 0z", triangle: "M0-5.5 6 5H-6z",
  cross: "M-5-2.5-2.5-5 0-2.5 2.5-5 5-2.5 2.5 0 5 2.5 2.5 5 0 2.5-2.5 5-5 2.5-2.5 0z",
  ring: "M-5 0a5 5 0 1 0 10 0a5 5 0 1 0-10 0zM-3.2 0a3.2 3.2 0 1 1 6.4 0a3.2 3.2 0 1 1-6.4 0z",
  half: "M-5 0a5 5 0 1 0 10 0a5 5 0 1 0-10 0zM-3.4 0a3.4 3.4 0 0 1 6.8 0z",
  over: "M0-9 6 0 0 3-6 0z", under: "M0 9 6 0 0-3-6 0z",
};
const path = (d, kind, style = "") => svg("path", { d, class: kind, style });
const label = (text, x, y, kind = "") => svg("text", { x, y, class: kind }, text);
const mark = (shape, x, y, kind, style = "") => put(path(SHAPES[shape], kind, style),
  { transform: `translate(${x.toFixed(1)} ${y.toFixed(1)})` });

const pens = { family: "sans-serif", plain: null, bold: null };
/** How wide a text is drawn, in pixels. */
function widthOf(text, bold = false) {
  const kind = bold ? "bold" : "plain", font = `${bold ? "700 " : ""}12px ${pens.family}`;
  pens[kind] ??= Object.assign(html("canvas").getContext("2d"), { font });
  return pens[kind].measureText(text).width * 1.02 + 1;
}
/** A text cut so that it fits. */
function cut(text, room, bold = false) {
  let shown = text, length = text.length;
  while (length > 1 && widthOf(shown, bold) > room)
    shown = `${text.slice(0, (length -= 1)).trimEnd()}…`;
  return shown;
}
/** Move labels apart, keeping their order, inside low…high. */
function spread(places, gap, low, high) {
  const order = places.map((_, at) => at).sort((a, b) => places[a] - places[b]), to = [...places];
  const before = (n) => to[order[n - 1]];
  order.forEach((at, n) => (to[at] = Math.max(to[at], n ? before(n) + gap : low)));
  order.reverse();
  order.forEach((at, n) => (to[at] = Math.min(to[at], n ? before(n) - gap : high)));
  return to;
}

/** Let a panel over years be pointed at: that looks at a year, a click or a finger keeps it. The
    range in the row does the same from the keyboard, and shows the same tooltip. */
function timed(ui, part) {
  const about = () => part.time
    && ui.point(part.time.text, part, part.time.x(ui.shown().year), 130);
  const go = (event, act) => {
    const year = part.time?.yearAt(event.clientX - part.body.getBoundingClientRect().left);
    if (year != null && (year != ui.shown().year || act == ui.choose)) act({ year }).then(about);
  };
  put(part.body, { pointerdown: (event) => go(event, ui.choose),
    pointermove: (event) => go(event, event.buttons ? ui.choose : ui.look),
    pointerleave() {
      ui.hush();
      ui.look(null);
    } });
  ui.twins.year ??= about;
  return part;
}
/** The years along the foot, the levels of the values, and the line at the year looked at.
    Returns { x, y, yearAt, nodes }. */
function axes({ first, last, at, span, top, steps, unit }, left, right, head, foot, width) {
  const years = last - first || 1, wide = right - left - 28, nodes = [];
  const x = (year) => left + 14 + ((year - first) / years) * wide;
  const y = (value) => foot - (value / top) * (foot - head);
  const near = (px) => Math.round(first + ((px - left - 14) / wide) * years);
  const yearAt = (px) => clamp(near(px), [first, last]);
  for (let n = 0; n <= steps; n++) {
    const value = (top * n) / steps, big = value >= 1e4;
    const text = `${+(big ? value / 1000 : value).toFixed(3)}${big ? "k" : ""}`;
    nodes.push(path(`M${left} ${y(value)}H${right}`, "rule"),
      label(text + (n == steps ? unit : ""), left - 6, y(value) + 4, "soft end"));
  }
  const every = [1, 2, 5, 10, 20].find((n) => (n * wide) / years > 42) ?? 50;
  for (let year = last; year >= first; year -= every)
    nodes.push(label(year, x(year), foot + 26, "soft mid"));
  const half = widthOf(span, true) / 2;
  nodes.push(path(`M${x(at)} ${head}V${foot + 6}`, "at"),
    label(span, clamp(x(at), [half, width - half]), head - 6, "strong mid"),
    svg("circle", { class: "knob", cx: x(at), cy: foot + 6, r: 6 }));
  return { x, y, yearAt, nodes };
}
/** Names with their marks, wrapped to the width. Returns the nodes and their height. */
function legend(series, width) {
  const nodes = [];
  let x = 0, y = 12;
  for (const { now, style, shape = "circle", strong, hollow } of series) {
    const text = cut(now, width - 20, strong), wide = 28 + widthOf(text, strong);
    if (x && x + wide > width) [x, y] = [0, y + 18];
    nodes.push(mark(shape, x + 6, y - 4, `key c${hollow ? " hollow" : ""}`, style),
      label(text, x + 16, y, strong ? "strong" : ""));
    x += wide;
  }
  return [nodes, series.length ? y + 6 : 0];
}
/** A round number at or above a value. */
function above(value) {
  const power = 10 ** Math.floor(Math.log10(value || 1));
  return power * [1, 1.2, 2, 4, 6, 8, 10].find((one) => one * power >= value * 0.999);
}

/** Lines over years, named at their ends or, where there is no room, above.
    @param {{title: string, first: number, last: number, at: number, span: string, top?: number,
    unit: string, small?: boolean, empty: string, series: {name: string, style: string, end: string,
    now: string, shape?: string, dash?: boolean, hollow?: boolean, strong?: boolean,
    cells: [year: number, value: number|null, mark: string, thin: boolean][]}[]}} model */
function drawLines(ui, part, model) {
  const { small, series, at } = model, beside = !small && part.width >= 520, ended = [], ends = [];
  for (const one of series) {
    const cells = one.cells.filter((cell) => cell[1] != null);
    if (cells.length) ended.push({ ...one, cells });
  }
  const [key, tall] = beside ? [[], 0] : legend(series, part.width);
  const names = Math.max(40, ...ended.map((one) => widthOf(one.end, one.strong)));
  const right = part.width - (beside ? Math.min(names, part.width * 0.36) + 26 : 2), left = 42;
  const values = ended.flatMap((one) => one.cells.map((cell) => cell[1]));
  const top = model.top ?? above(Math.max(0, ...values));
  const head = tall + 22, foot = head + (small ? 106 : clamp(part.width * 0.46, [200, 310]));
  const { x, y, yearAt, nodes } = axes({ ...model, top, steps: small ? 2 : 4 },
    left, right, head, foot, part.width);
  const places = spread(ended.map((one) => y(one.cells.at(-1)[1])), 15, head + 4, foot);
  ended.forEach(({ style, strong, cells, dash, hollow, shape = "circle", end }, n) => {
    const spot = ([year, value]) => `${x(year).toFixed(1)} ${y(value).toFixed(1)}`;
    const step = (cell, m) => (m && cell[0] - cells[m - 1][0] == 1 ? "L" : "M") + spot(cell);
    const kind = `c line${strong ? " thick" : ""}${dash ? " dash" : ""}`;
    nodes.push(path(cells.map(step).join(""), kind, style));
    cells.forEach(([year, value, hedge, thin], m) => {
      const alone = cells[m - 1]?.[0] != year - 1 && cells[m + 1]?.[0] != year + 1;
      if (hedge || thin || alone || cells.length < 9 || year == at)
        nodes.push(mark(SHAPES[hedge] ? hedge : shape, x(year), y(value),
          `key c${thin || hollow ? " hollow" : ""}`, style));
    });
    if (!beside) return;
    const text = cut(end, part.width - right - 13, strong);
    ends.push(path(`M${spot(cells.at(-1))}L${right + 4} ${places[n]}h6`, "c lead", style),
      label(text, right + 13, places[n] + 4, strong ? "strong" : ""));
  });
  for (const { style, cells } of series)
    for (const [year, value, hedge] of cells)
      if (value == null && hedge)
        nodes.push(mark("square", x(year), foot - 6, "key c hollow", style));
  if (!ended.length)
    nodes.push(label(model.empty, (left + right) / 2, (head + foot) / 2, "soft mid"));
  const said = series.length ? series.map((one) => one.now) : [model.empty];
  part.time = { x, yearAt, text: [model.span, ...said].join("\n") };
  const detail = part.time.text.replaceAll("\n", ", ");
  ui.show(part, foot + 32, model.title, detail, [...key, ...nodes, ...ends]);
}

/** The map, tied to a choice: each state is a button. Gives the function that draws
    { title, of(code): { label, tip, style, part, on }, symbols: [{ x, y, shape, text }] };
    part is 0 to 1, or null where nothing is recorded. */
function mapOf(ui, trait) {
  const part = ui.panel("map"), { view, paths, labels, context } = ui.spec.outlines;
  const [left, top, width, height] = view;
  const { options, kind } = ui.spec.controls[trait], names = Object.fromEntries(options);
  let tips = {}, scale = 1;
  const place = ([x, y]) => [(x - left) * scale, (y - top) * scale];
  const under = (event) => event.target.dataset?.code;
  const pick = (event) => under(event)
    && (event.shiftKey && kind == "checks" ? ui.toggle : ui.alone)(trait, under(event));
  const about = (code) => (
    tips[code] ? ui.point(tips[code], part, ...place(labels[code])) : ui.hush());
  ui.twins[trait] = about;
  put(part.body, { click: pick, pointerleave: ui.hush, focusout: ui.hush,
    pointermove: (event) => about(under(event)), focusin: ui.keyed((event) => about(under(event))),
    keydown(event) {
      if (event.key != "Enter" && event.key != " ") return;
      event.preventDefault();
      pick(event);
    } });
  const outline = (d, more) => svg("path", { d, "vector-effect": "non-scaling-stroke", ...more });
  const around = outline(context, { class: "ctx" });
  const states = Object.keys(paths).filter((code) => code in names).map((code) => ({ code,
    land: outline(paths[code], { "data-code": code, role: "button", tabindex: 0 }) }));
  return ({ title, of, symbols = [] }) => {
    scale = part.width / width;
    const transform = `scale(${scale}) translate(${-left} ${-top})`, text = [], said = [];
    put(around, { transform });
    for (const { code, land } of states) {
      const told = of(code), [x, y] = place(labels[code]), on = told.on ?? true;
      const chosen = [ui.shown()[trait]].flat().includes(code);
      const filled = told.part > 0 ? "filled" : told.part == null ? "void" : "";
      put(land, { transform, "aria-pressed": chosen, "aria-label": `${names[code]}: ${told.label}`,
        style: `${told.style};--part:${Math.round(12 + 78 * told.part)}%`,
        class: `land c ${on ? `on ${filled}` : ""} ${chosen && on ? "chosen" : ""}` });
      text.push(label(names[code], x, y + (on ? -2 : 4), "halo strong"));
      if (on) text.push(label(told.label, x, y + 12, "halo"));
      said.push(`${names[code]} ${told.label}`);
      tips[code] = told.tip;
    }
    const sites = symbols.map((one) => {
      const node = mark(one.shape, ...place([one.x, one.y]), "site");
      node.append(svg("title", {}, one.text));
      return node;
    });
    const nodes = [around, ...states.map((one) => one.land), ...sites, ...text];
    ui.show(part, Math.round(height * scale), title, said.join(", "), nodes);
  };
}

/** Horizontal bars. @param {{name: string, part: number, text: string, style: string,
    strong?: boolean}[]} rows part: 0 to 1 @param {number} room rows to keep room for */
function drawBars(ui, part, title, rows, room) {
  const most = Math.max(60, ...rows.map((one) => widthOf(one.name, one.strong)));
  const texts = Math.max(40, ...rows.map((one) => widthOf(one.text)));
  const names = Math.min(Math.max(part.width * 0.42, part.width - texts - 62), most) + 8;
  const nodes = rows.flatMap(({ name, part: length, text, style, strong }, n) => {
    const y = n * 20, width = Math.max(1, (part.width - names - 8 - texts) * length);
    return [label(cut(name, names - 8, strong), names - 8, y + 14, `end${strong ? " strong" : ""}`),
      svg("rect", { class: "c", style, x: names, y: y + 3, width, height: 14 }),
      label(text, names + width + 6, y + 14)];
  });
  const detail = rows.map((one) => `${one.name} ${one.text}`).join(", ");
  ui.show(part, Math.max(room, rows.length, 1) * 20, title, nodes.length ? detail : "", nodes);
}

/** Marks in a grid that pick a row: one stop of the Tab key, arrow keys go from mark to mark. Gives
    the function that draws { title, columns: [names], rows: [{ name, cells: [[items]] }], picked };
    item: { id, shape, style, tip }, or null: a faint dot that cannot be picked. */
function marksOf(ui, name, trait) {
  const part = ui.panel(name, "marks"), places = new Map(), made = new Map();
  let picked;
  const about = (id) => (places.has(id) ? ui.point(...places.get(id)) : ui.hush());
  const pick = (id) => id != null && ui.choose({ [trait]: id }).then(() => about(id));
  function under({ clientX, clientY }) { // the nearest mark: a finger is wider than it
    const { left, top } = part.body.getBoundingClientRect();
    let found = null, least = 13;
    for (const [id, [, , x, y]] of places) {
      const far = Math.hypot(clientX - left - x, clientY - top - y);
      if (far < least) [found, least] = [id, far];
    }
    return found;
  }
  put(part.body, { role: "listbox", tabindex: 0, class: "picks", blur: ui.hush,
    focus: ui.keyed(() => about(picked)), pointerleave: ui.hush,
    click: (event) => pick(under(event)), pointermove: (event) => about(under(event)),
    keydown(event) {
      const way = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
      const ids = [...places.keys()], at = ids.indexOf(picked) + (way ?? 0);
      if (way) event.preventDefault();
      if (way) pick(ids[clamp(at, [0, ids.length - 1])]);
    } });
  function node({ id, shape, style, tip }, x, y) { // a mark is made once, and moved
    if (!made.has(id)) made.set(id, svg("path", { id: `${ui.id}-${name}-${id}`, role: "option" }));
    places.set(id, [tip, part, x, y]);
    return put(made.get(id), { class: `mark c${id == picked ? " picked" : ""}`, style,
      transform: `translate(${x.toFixed(1)} ${y.toFixed(1)})`, d: SHAPES[shape], "data-value": id,
      "aria-selected": id == picked, "aria-label": tip.replaceAll("\n", ", ") });
  }
  return (model) => {
    const few = part.width < 420 && model.columns.length < 5; // on a phone below each other
    const wide = few ? part.width : part.width / model.columns.length, nodes = [], dots = [];
    const step = ui.touch ? 24 : 15, many = Math.max(1, Math.floor((wide - 8) / step));
    const every = Math.ceil(44 / wide);
    const titled = (n, y) => {
      const text = cut(model.columns[n], wide * every - 4), x = few ? 0 : n * wide;
      nodes.push(label(text, Math.min(x, part.width - widthOf(text)), y, "soft"));
    };
    const laid = (items, x, y) => {
      items.forEach((item, m) => {
        const at = [Math.round(x + 7 + (m % many) * step), y + step * (0.8 + Math.floor(m / many))];
        if (item) nodes.push(node(item, ...at));
        else dots.push(`M${at[0] - 2} ${(at[1] - 2).toFixed(1)}h4v4h-4z`);
      });
      return step * Math.max(1, Math.ceil(items.length / many));
    };
    let y = few ? 0 : 12;
    picked = model.picked;
    places.clear();
    if (!few) model.columns.forEach((_, n) => n % every || titled(n, 12));
    for (const { name, cells } of model.rows) {
      nodes.push(path(`M0 ${y + 8}H${part.width}`, "rule"), label(name, 0, y + 24, "strong"));
      y += name ? 24 : 8;
      if (!few) y += Math.max(...cells.map((items, n) => laid(items, n * wide, y)));
      else cells.forEach((items, n) => {
        if (!items.length) return;
        titled(n, y += 20);
        y += laid(items, 0, y - 4) - 4;
      });
      y += step * 0.4;
    }
    const active = places.has(picked) ? `${ui.id}-${name}-${picked}` : "";
    put(part.body, { "aria-activedescendant": active });
    ui.show(part, Math.round(y + 6), model.title, "", [...nodes, path(dots.join(""), "ghost")]);
  };
}
