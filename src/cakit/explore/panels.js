// Kinds of panels a theme may use: a range laid over a picture, marks to pick, a list, the map, bars. kit(ui) gives them;
// ui is what view.js hands to every theme.

const SHAPES = { // marks around 0 0, told apart without colour
  circle: "M-5 0a5 5 0 1 0 10 0a5 5 0 1 0-10 0z", square: "M-4.5-4.5h9v9h-9z", diamond: "M0-6 6 0 0 6-6 0z",
  triangle: "M0-5.5 6 5H-6z", cross: "M-5-2.5-2.5-5 0-2.5 2.5-5 5-2.5 2.5 0 5 2.5 2.5 5 0 2.5-2.5 5-5 2.5-2.5 0z",
  ring: "M-5 0a5 5 0 1 0 10 0a5 5 0 1 0-10 0zM-3.2 0a3.2 3.2 0 1 1 6.4 0a3.2 3.2 0 1 1-6.4 0z",
  dot: "M-2 0a2 2 0 1 0 4 0a2 2 0 1 0-4 0z", half: "M-5 0a5 5 0 1 0 10 0a5 5 0 1 0-10 0zM-3.4 0a3.4 3.4 0 0 1 6.8 0z",
};

function kit(ui) {
  const { spec, id, shown, choose, look, every, keyed, panel, show, point, hush, twins, made } = ui;
  const { controls, outlines } = spec;

  /** The range of a trait laid over a panel: pointing looks, clicking and keys choose. The theme sets `place`:
      { x(value), value(x), text, y, box: [left, top, width, height] }, or null. */
  function slider(trait, part) {
    const about = () => over.place && point(over.place.text, part, over.place.x(shown()[trait]), over.place.y);
    const node = h("input", { type: "range", "aria-label": controls[trait].label, focus: keyed(about), blur: hush,
      input: () => choose({ [trait]: +node.value }).then(about),
      pointermove(event) {
        const value = over.place.value(event.clientX - rect(part.svg).left);
        if (value != shown()[trait]) look({ [trait]: value }).then(about);
      },
      pointerleave: () => (hush(), look(null)) });
    const over = { node, place: null, set(value, now) {
      const [min, max] = ui.limits(trait, now), { text, box: [left, top, width, height] } = over.place ?? { box: [] };
      node.hidden = !over.place;
      if (!over.place) return;
      put(node, { min, max, "aria-valuetext": text.replaceAll("\n", ", "),
        style: `left:${left}px;top:${top}px;width:${width}px;height:${height}px` });
      node.value = value; // not the one pointed at
    } };
    part.svg.after(node);
    return (made[trait] = over);
  }

  /** Marks of a panel that pick a trait's value, one stop of the Tab key for all of them: arrow keys go from mark to
      mark, Home and End to the ends. Each draw starts with clear(now); mark() gives the node of a value, which stays the same one. tip(value) is what is told. */
  function marks(trait, part, tip) {
    const place = new Map(), kept = new Map(), name = (value) => `${id}-${part.name}-${value}`;
    let at;
    const about = (value) => place.has(value) && point(tip(value), part, ...place.get(value));
    const pick = (value) => choose({ [trait]: value }).then(() => about(value));
    const under = (event) => event.target.closest("[data-value]")?.dataset.value;
    const next = (key) => {
      const all = [...place], n = all.findIndex(([value]) => value == at), [, [x, y]] = all[n], side = key == "ArrowDown" ? 1 : -1;
      if (key == "Home" || key == "End") return all.at(key == "Home" ? 0 : -1);
      if (key == "ArrowLeft" || key == "ArrowRight") return all[n + (key == "ArrowRight" ? 1 : -1)];
      const far = ([, [a, b]]) => (b - y) * side * 1000 + Math.abs(a - x); // the nearest row, there the nearest mark
      return all.filter(([, [, b]]) => (b - y) * side > 1).sort((a, b) => far(a) - far(b))[0];
    };
    put(part.svg, { role: "listbox", tabindex: 0, class: "picks", focus: keyed(() => about(at)), blur: hush,
      click: (event) => under(event) && pick(under(event)), pointerleave: hush,
      pointermove: (event) => (under(event) ? about(under(event)) : hush()),
      keydown(event) {
        if (!/^(Arrow|Home$|End$)/.test(event.key) || !place.size) return;
        event.preventDefault();
        const found = next(event.key);
        if (found) pick(found[0]);
      } });
    part.svg.dataset.lmSuppressShortcuts = "true";
    return {
      clear(value) {
        place.clear();
        at = value;
        value ? put(part.svg, { "aria-activedescendant": name(value) }) : part.svg.removeAttribute("aria-activedescendant");
      },
      mark(value, x, y, label, kind, shape, style = "", out = false) { // out: a faint dot, not to be picked
        if (!out) place.set(value, [x, y]);
        const key = [x, y, label, kind, shape, style, out, value == at].join("|"), old = kept.get(value);
        if (old?.key == key) return old.node;
        const node = old?.node ?? s("path", { id: name(value), "aria-label": label });
        if (out) for (const name of ["data-value", "aria-selected", "aria-label"]) node.removeAttribute(name);
        else put(node, { "data-value": value, "aria-selected": value == at });
        kept.set(value, { key, node });
        return put(node, { role: out ? "none" : "option", class: out ? "ghost" : `mark ${kind}${value == at ? " picked" : ""}`,
          d: SHAPES[out ? "dot" : shape], style, transform: `translate(${x} ${y})`, ...(!out && { "aria-label": label }) });
      },
    };
  }

  /** Items in a grid, each field filled from the left: the names of the columns on top, a head over each row. rows:
      [{ head: nodes at y, cells: [items] }]; draw(item, x, y) gives a node. Returns [nodes, height]. */
  function field(W, columns, rows, draw, step = 15) {
    const wide = W / columns.length, many = Math.max(1, Math.floor((wide - 14) / step)), nodes = [];
    columns.forEach((name, n) => nodes.push(s("text", { class: "soft", x: n * wide, y: 12 }, name)));
    let y = 36;
    for (const { head, cells } of rows) {
      nodes.push(s("path", { class: "rule", d: `M0 ${y - 15}H${W}` }), ...head(y));
      cells.forEach((items, n) => items.forEach((item, m) =>
        nodes.push(draw(item, Math.round(n * wide + 7 + (m % many) * step), y + 19 + Math.floor(m / many) * step))));
      y += 31 + step * Math.max(1, ...cells.map((items) => Math.ceil(items.length / many)));
    }
    return [nodes, y - 14];
  }

  /** Sources by their places, as a line of links. */
  function cited(places) {
    return places.flatMap((place, n) => {
      const [, publisher, date, title, address] = spec.data.sources[place], text = `${publisher}${date ? ` (${date})` : ""}: ${title}`;
      return [...(n ? ["; "] : []), address ? link(address, text) : `${text} (${spec.words.noaddress})`];
    });
  }

  /** The rows kept, as the browser's own list box. */
  function list(name, trait, hint) {
    const node = h("select", { size: 8, change: () => choose({ [trait]: node.value }) }), part = panel(name, hint, node);
    part.draw = (title, rows, value) => {
      tell(part.caption, title);
      put(node, { "aria-label": title });
      rows.forEach(([value, text], n) => {
        const one = node.options[n] ?? node.appendChild(h("option"));
        if (one.value != value) one.value = value;
        tell(one, text);
      });
      [...node.options].forEach((one, n) => { // making and dropping them anew would take longer
        if (one.hidden != n >= rows.length) one.hidden = one.disabled = n >= rows.length;
      });
      node.value = value;
    };
    return part;
  }

  /** The map of the five, tied to a trait. draw(title, told): told(code) is { on, label, style, kind }; tip(code) its text. */
  function map(trait, hint, tip) {
    const part = panel("map", hint), { view: [left, top, width, height], paths, labels, context } = outlines;
    const where = (code) => [(labels[code][0] - left) * part.width / width, (labels[code][1] - top) * part.width / width];
    const about = (twins[trait] = (code) => (code in labels ? point(tip(code), part, ...where(code)) : hush()));
    const under = (event) => event.target.dataset.code; // told by the picture: a state drawn anew hears no leaving
    put(part.svg, { pointermove: (event) => about(under(event)), pointerleave: hush, click(event) {
      if (under(event)) (event.shiftKey && controls[trait].kind == "checks" ? ui.toggle : ui.alone)(trait, under(event));
    } });
    const shape = (d, more) => s("path", { d, "vector-effect": "non-scaling-stroke", ...more }), sea = shape(context, { class: "ctx" });
    const states = Object.keys(paths).map((code) => ({ code, name: every(trait).includes(code) && controls[trait].options[code],
      land: shape(paths[code], { "data-code": code }), above: s("text", { class: "halo strong" }), below: s("text", { class: "halo" }) }));
    part.draw = (title, told) => {
      const k = part.width / width, text = [], said = [], transform = `scale(${k}) translate(${-left} ${-top})`;
      put(sea, { transform });
      for (const { code, name, land, above, below } of states) {
        const { on, label, style = "", kind = "" } = told(code), [x, y] = where(code);
        put(land, { transform, class: `land${on ? " on" : ""} ${kind}`, style });
        tell(put(above, { x, y: y + (on ? -2 : 4) }), `${name}`);
        text.push(above);
        if (on) tell(put(below, { x, y: y + 12 }), label), text.push(below), said.push(`${name} ${label}`);
      }
      show(part, part.width, height * k, title, said.join(", "), [sea, ...states.map((one) => one.land), ...text]);
    };
    return part;
  }

  /** Horizontal bars: rows of { name, part, text, style, strong }, `part` from 0 to 1; the panel keeps room for `room`. */
  function bars(part, title, rows, room) {
    const row = 20, W = part.width, L = Math.max(108, ...rows.map((one) => 6.8 * one.name.length + 10));
    const long = W - L - 10 - 6.8 * Math.max(12, ...rows.map((one) => one.text.length));
    const nodes = rows.flatMap(({ name, part: length, text, style, strong }, n) => {
      const y = n * row, width = Math.max(1, long * length);
      return [s("text", { class: `end${strong ? " strong" : ""}`, x: L - 8, y: y + 14 }, name),
        s("rect", { class: "c", style, x: L, y: y + 3, width, height: row - 6 }),
        s("text", { x: L + width + 6, y: y + 14 }, text)];
    });
    show(part, W, room * row, title, rows.map((one) => `${one.name} ${one.text}`).join(", "), nodes);
  }

  return { slider, marks, field, list, cited, map, bars };
}
