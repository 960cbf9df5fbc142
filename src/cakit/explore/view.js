// What explorers look like. Sums come from sums.js, words and outlines from Python. Text is never set as markup.

const put = (node, attributes) => {
  for (const [name, value] of Object.entries(attributes))
    if (typeof value == "function") node.addEventListener(name, value);
    else if (node.getAttribute(name) != value) node.setAttribute(name, value);
  return node;
};
const build = (make) => (tag, attributes = {}, ...kids) => {
  const node = put(make(tag), attributes);
  node.append(...kids);
  return node;
};
const h = build((tag) => document.createElement(tag));
const s = build((tag) => document.createElementNS("http://www.w3.org/2000/svg", tag));
const LOOK = ["fill", "fill-opacity", "stroke", "stroke-width", "stroke-dasharray", "font-size", "font-weight",
  "text-anchor", "paint-order"];
const rect = (node) => node.getBoundingClientRect();
const tell = (node, text) => node.textContent == text || (node.textContent = text);
let count = 0;

function render({ model, el }) {
  const spec = model.get("spec"), { words, outlines } = spec, traits = Object.entries(spec.traits);
  const codes = Object.keys(spec.groups), id = `cakit${++count}`;
  const named = (code) => spec.members[code] ?? words.others;
  const paint = (code) => `--c:${spec.colours[code] ?? (code && code == model.get(spec.traits.member) ? "var(--ink)" : spec.colours.other)}`;
  const read = (get) => Object.fromEntries(traits.map(([key, trait]) => [key, get(trait)]));
  const state = () => read((trait) => model.get(trait));
  let preview = null, due = null, place = {}, saving, where;
  const shown = () => ({ ...state(), ...(preview && { year: preview }) });
  const later = () => (due ??= Promise.resolve().then(() => ((due = null), draw())));

  function choose(wish) {
    const next = { ...state(), ...wish }, { first, last } = compute(spec, { ...next, groups: [] });
    next.year = Math.min(Math.max(next.year, first), last);
    preview = null;
    hush();
    tell(told, next.groups.length ? "" : words.one);
    if (next.groups.length) for (const [key, trait] of traits) model.set(trait, next[key]);
    clearTimeout(saving);
    saving = setTimeout(() => model.save_changes(), 99); // after painting
    later();
  }
  const toggle = (code) => choose({ groups: codes.filter((one) => state().groups.includes(one) != (one == code)) });
  const alone = (code) => choose({ groups: `${state().groups}` == code ? codes : [code] });
  const reset = () => choose(read((trait) => model.get("start")[trait]));

  const button = (text, click) => h("button", { type: "button", click }, text);
  const select = (key, options, kind = String) => {
    const change = (event) => choose({ [key]: kind(event.target.value) });
    const node = h("select", { change }, ...options.map(([value, text]) => h("option", { value }, text)));
    return { node, label: h("label", {}, h("b", {}, words[key]), node) };
  };
  const panel = (name, hint = "") => {
    const svg = s("svg", { role: "img" }), caption = h("figcaption"), foot = h("div", { class: "hint" }, hint);
    return { svg, caption, box: h("figure", { class: name }, caption, h("div", { class: "plot" }, svg), foot) };
  };
  const keyed = (act) => (event) => event.target.matches(":focus-visible") && act();
  const boxes = codes.map((code) => h("input", { type: "checkbox", value: code, "aria-describedby": id,
    change: () => toggle(code), focus: keyed(() => about(code)), blur: hush }));
  const edition = select("edition", Object.entries(spec.editions).map(([code, held]) => [code, held.label]));
  const size = select("window", spec.windows, Number);
  const member = select("member", [["", words.largest], ...Object.entries(spec.members)]);
  const lines = panel("lines", words.hint), map = panel("map", words.maphint), bars = panel("bars"), parts = [lines, map, bars];
  const range = h("input", { type: "range", "aria-label": words.slider, focus: keyed(aboutYear), blur: hush,
    input: () => (choose({ year: +range.value }), later().then(aboutYear)),
    pointermove(event) {
      const year = place.year(event.clientX - rect(lines.svg).left);
      if (year != shown().year) (preview = year), later().then(aboutYear);
    },
    pointerleave: () => ((preview = null), hush(), later()) });
  lines.svg.after(range);
  const say = h("p", { class: "say", "aria-live": "polite" }), told = h("span", { role: "status" });
  const line = h("code"), note = h("p", { class: "foot" }), tip = h("div", { class: "tip", id });
  const panels = h("div", { class: "panels" }, ...parts.map((one) => one.box));
  const root = h("div", { class: "cakit", keydown: (event) => event.key == "Escape" && hush() }, say,
    h("div", { class: "row" }, h("fieldset", {}, h("legend", {}, words.groups),
      ...codes.map((code, n) => h("label", {}, boxes[n], spec.groups[code]))),
    edition.label, size.label, member.label, button(words.reset, reset)), panels,
    h("div", { class: "row foot" }, line, button(words.copy, copy),
      button("SVG", () => save("svg", "image/svg+xml", picture())), button("PNG", png),
      button("CSV", () => save("csv", "text/csv", csv(spec, state()))), told), note);
  for (const node of root.querySelectorAll("input,select,button"))
    node.dataset.lmSuppressShortcuts = "true"; // or JupyterLab takes their keys

  function hush() { tip.hidden = true; }
  function point(text, { svg }, x, y) { // beside x, above y
    svg.after(tip);
    tip.hidden = false;
    tell(tip, text);
    put(tip, { style: `left:${x}px;top:${y}px;translate:${x > svg.width.baseVal.value / 2 ? "calc(-100% - 14px)" : "14px"} -100%` });
  }
  function about(code) { point(sentence(spec, { ...shown(), groups: [code] }), map, ...where(code)); }
  function aboutYear() { if (place.x) point(place.text, lines, place.x(shown().year), 170); }

  function draw() {
    if (!map.width) return;
    const now = shown(), made = compute(spec, now), held = spec.editions[now.edition], span = years(made, now.year);
    root.classList.toggle("whole", held.whole);
    say.setAttribute("aria-live", preview ? "off" : "polite");
    tell(say, sentence(spec, now));
    for (const box of boxes) box.checked = now.groups.includes(box.value);
    [edition.node.value, size.node.value, member.node.value] = [now.edition, now.window, now.member];
    size.node.disabled = held.whole;
    tell(line, code(spec, state()));
    tell(note, `${words.note} ${held.credit} ${outlines.note}`);
    place = {};
    if (!held.whole) drawLines(now, made, span, lines.width);
    drawMap(now, span, map.width);
    drawBars(now, made, span, bars.width, held.whole ? 15 : 8);
  }
  function show({ svg, caption }, width, height, title, detail, nodes) {
    nodes.forEach((node, n) => { // keep what is the same
      const old = svg.childNodes[n];
      if (!old?.isEqualNode(node)) old ? old.replaceWith(node) : svg.append(node);
    });
    while (svg.childNodes.length > nodes.length) svg.lastChild.remove();
    tell(caption, title);
    put(svg, { width, height, "aria-label": `${title}: ${detail}` });
  }

  function drawLines(now, made, span, W) {
    const { totals, first, last } = made, H = Math.min(450, Math.max(290, W * 0.77));
    const at = now.year - first, ends = totals.map((_, n) => first + n), final = totals.findLastIndex(Boolean);
    const series = drawn(spec, made, now.member);
    const label = ([code, sums], n) => `${named(code)} ${percent(sums[n], totals[n])}`;
    const longest = Math.max(8, ...series.map((one) => label(one, final).length));
    const L = 50, R = W - 24 - 6.9 * longest, T = 22, B = H - 42; // left, right, top, bottom
    const x = (year) => L + ((year - first) / (last - first || 1)) * (R - L), y = (value) => B - (value / 100) * (B - T);
    const level = (sums, n) => y((100 * sums[n]) / totals[n]), here = x(now.year);
    const top = series.filter((one) => one[1][at]).sort((a, b) => b[1][at] - a[1][at]).map((one) => label(one, at));
    const text = [span, ...(top.length ? top : [words.nothing])];
    const year = (px) => Math.min(last, Math.max(first, Math.round(first + ((px - L) / (R - L)) * (last - first))));
    place = { x, year, text: text.join("\n") };

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
      const chosen = code == now.member, step = (m) => (totals[m - 1] ? "L" : `M${dot(m)}L`) + dot(m);
      nodes.push(s("path", { class: chosen ? "c thick" : "c", style, d: ends.map((_, m) => totals[m] && step(m) || "").join("") }),
        s("path", { class: "c lead", style, d: `M${dot(final)}L${R + 8} ${places[n]}h5` }),
        s("text", { class: chosen ? "strong" : "", x: R + 17, y: places[n] + 4 }, label([code, sums], final)));
      if (totals[at]) marks.push(s("circle", { class: "c", style, cx: here, cy: level(sums, at), r: 4 }));
    });
    const title = fill(made.size > 1 ? words.lines : words.yearly, { size: made.size });
    show(lines, W, H, title, text.join(", "), [...nodes, ...marks]);
    put(range, { min: first, max: last, "aria-valuetext": text.join(", "),
      style: `left:${L - 10}px;width:${R - L + 20}px;top:${T}px;height:${B - T + 22}px` });
    range.value = state().year; // not the one pointed at
  }

  function drawMap(now, span, W) {
    const [left, top, width, height] = outlines.view, k = W / width, land = [], text = [], said = [];
    where = (code, [x, y] = outlines.labels[code]) => [(x - left) * k, (y - top) * k];
    const shape = (d, more) => s("path", { d, transform: `scale(${k}) translate(${-left} ${-top})`,
      "vector-effect": "non-scaling-stroke", ...more });
    for (const group of codes) {
      const made = compute(spec, { ...now, groups: [group] }), at = now.year - made.first, total = made.totals[at];
      const code = now.member || ranked(made, now.year)[0]?.[0], part = made.members[code]?.[at] ?? 0;
      const on = now.groups.includes(group), [x, y] = where(group);
      const share = total ? `${now.member ? "" : `${named(code)} `}${percent(part, total)}` : words.zero;
      land.push(shape(outlines.paths[group], { class: `land${on ? " on" : ""}${on && part ? " c" : ""}`,
        style: on && part ? `${paint(code)};fill-opacity:${0.1 + (0.8 * part) / total}` : "",
        click: (event) => (event.shiftKey ? toggle : alone)(group), pointermove: () => about(group), pointerleave: hush }));
      text.push(s("text", { class: "halo strong", x, y: y + (on ? -2 : 4) }, spec.groups[group]));
      if (on) text.push(s("text", { class: "halo", x, y: y + 12 }, share)), said.push(`${spec.groups[group]} ${share}`);
    }
    show(map, W, height * k, fill(now.member ? words.mapmember : words.map, { span, member: named(now.member) }),
      said.join(", "), [shape(outlines.context, { class: "ctx" }), ...land, ...text]);
  }

  function drawBars(now, made, span, W, room) {
    const total = made.totals[now.year - made.first], order = rows(spec, made, now.year, room), row = 20;
    const L = Math.max(108, ...order.map((one) => 6.8 * one[2].length + 10)), long = W - L - 92;
    const nodes = order.flatMap(([code, sum, name, share], n) => {
      const y = n * row, width = Math.max(1, (long * sum) / total), strong = code && code == now.member ? " strong" : "";
      return [s("text", { class: `end${strong}`, x: L - 8, y: y + 14 }, name),
        s("rect", { class: "c", style: paint(code), x: L, y: y + 3, width, height: row - 6 }),
        s("text", { x: L + width + 6, y: y + 14 }, share)];
    });
    const title = total ? fill(words.bars, { span, total: million(total) }) : `${span}: ${words.nothing}`;
    show(bars, W, room * row, title, order.map((one) => `${one[2]} ${one[3]}`).join(", "), nodes);
  }

  function picture() { // the panels in light colours, finding, credit
    root.classList.add("print");
    const frame = rect(panels), W = frame.width + 32;
    const out = s("svg", { xmlns: "http://www.w3.org/2000/svg", "font-family": "system-ui, sans-serif" },
      s("rect", { width: "100%", height: "100%", fill: "#fff" }));
    const write = (text, x, y, size, weight) => {
      for (const [row] of text.matchAll(new RegExp(`.{1,${Math.floor((W - 32) / size / 0.6)}}( |$)`, "g"))) {
        out.append(s("text", { x, y, "font-size": size, "font-weight": weight, fill: "#222" }, row));
        y += size * 1.35;
      }
      return y;
    };
    const top = write(say.textContent, 16, 28, 17, 650) - frame.top, left = 16 - frame.left;
    for (const { box, caption, svg } of parts.filter((one) => one.box.clientWidth)) {
      const a = rect(box), nodes = svg.querySelectorAll("*");
      const copy = put(svg.cloneNode(true), { x: a.left + left, y: rect(svg).top + top });
      copy.querySelectorAll("*").forEach((node, n) => {
        for (const name of LOOK) node.setAttribute(name, getComputedStyle(nodes[n]).getPropertyValue(name));
        node.removeAttribute("style");
      });
      write(caption.textContent, a.left + left, a.top + top + 14, 14, 600);
      out.append(copy);
    }
    put(out, { width: W, height: write(note.textContent, 16, top + frame.bottom + 16, 11, 400) });
    root.classList.remove("print");
    return new XMLSerializer().serializeToString(out);
  }
  function save(kind, type, content) {
    const { edition, year } = state(), href = URL.createObjectURL(new Blob([content], { type }));
    h("a", { href, download: `cakit-${spec.theme}-${edition}-${year}.${kind}` }).click();
    setTimeout(() => URL.revokeObjectURL(href), 9999);
  }
  async function png() {
    const image = new Image(), canvas = h("canvas");
    image.src = `data:image/svg+xml,${encodeURIComponent(picture())}`;
    await image.decode();
    [canvas.width, canvas.height] = [image.width * 2, image.height * 2];
    canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
    canvas.toBlob((blob) => save("png", "image/png", blob));
  }
  function copy() { // at least select it
    getSelection().selectAllChildren(line);
    navigator.clipboard.writeText(line.textContent).then(() => tell(told, words.copied), () => tell(told, words.selected));
  }

  el.replaceChildren(root);
  hush();
  for (const [, trait] of traits) model.on(`change:${trait}`, later);
  const watch = new ResizeObserver(() => {
    for (const one of parts) one.width = one.box.clientWidth;
    later();
  });
  for (const { box } of parts) watch.observe(box);
  return () => {
    watch.disconnect();
    for (const [, trait] of traits) model.off(`change:${trait}`, later);
  };
}

export default { render, compute, sentence, code, csv };
