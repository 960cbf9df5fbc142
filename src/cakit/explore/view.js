// What every explorer shares: controls, panels, the map, tooltips, downloads. A theme hands its own part to explorer()
// at the end of this file. Words and outlines come from Python. Text is never set as markup.

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
const keep = (parent, nodes) => { // the children a parent should have; what is the same stays, what stays is moved seldom
  const wanted = new Set(nodes);
  let at = parent.firstChild;
  for (const node of nodes) {
    if (at != node && wanted.has(at) && at.nextSibling == node) at = node; // the one skipped comes later
    const next = at?.nextSibling;
    if (at == node || (at && !wanted.has(at) && at.isEqualNode(node))) at = next;
    else if (!at || wanted.has(at)) parent.insertBefore(node, at);
    else at.replaceWith(node), (at = next == node ? node.nextSibling : next);
  }
  while (at) [at] = [at.nextSibling, at.remove()];
};
/** A way to a source: only into the web, in a tab of its own. */
const link = (href, text) =>
  /^https?:\/\//.test(href) ? h("a", { href, target: "_blank", rel: "noopener" }, text) : h("span", {}, text);
let count = 0;

function render(theme, spec, { model, el }) {
  const { words, controls, outlines } = spec, traits = Object.keys(controls);
  const id = `cakit${++count}`, twins = {}, made = {}, parts = [];
  const read = (get) => Object.fromEntries(traits.map((trait) => [trait, get(trait)]));
  const state = () => ({ ...read((trait) => model.get(trait)), ...unsent });
  const limits = (trait, now) => theme.limits?.(spec, now) ?? controls[trait].limits;
  let preview = null, due = null, saving, behind, unsent; // the model learns a choice when it is sent: or an echo undoes it
  const shown = () => ({ ...state(), ...preview });
  const later = () => (due ??= Promise.resolve().then(() => ((due = null), draw())));
  const after = (act) => { // what may follow a picture later: lists, details
    behind = act;
    requestAnimationFrame(() => setTimeout(() => behind == act && act()));
  };
  const look = (wish) => ((preview = wish), later()); // show without choosing

  function choose(wish) {
    const next = { ...state(), ...wish };
    for (const trait of traits)
      if (controls[trait].kind == "range") {
        const [low, high] = limits(trait, next);
        next[trait] = Math.min(Math.max(next[trait], low), high);
      }
    const empty = controls[traits.find((trait) => Array.isArray(next[trait]) && !next[trait].length)];
    preview = null;
    hush();
    tell(told, empty ? fill(words.one, empty) : "");
    if (!empty) unsent = next;
    clearTimeout(saving);
    saving = setTimeout(send, 99); // after painting
    return later();
  }
  function send() {
    for (const trait in unsent) model.set(trait, unsent[trait]);
    unsent = null;
    model.save_changes();
  }
  const every = (trait) => Object.keys(controls[trait].options);
  const toggle = (trait, code) =>
    choose({ [trait]: every(trait).filter((one) => state()[trait].includes(one) != (one == code)) });
  /** One of many, or none (all) where it is the one already. */
  function alone(trait, code) {
    const many = controls[trait].kind == "checks";
    return choose({ [trait]: `${state()[trait]}` == code ? (many ? every(trait) : "") : many ? [code] : code });
  }
  const reset = () => choose(read((trait) => model.get("start")[trait]));
  const twin = (trait, code) => twins[trait]?.(code);
  const keyed = (act) => (event) => event.target.matches(":focus-visible") && act();

  const button = (text, click) => h("button", { type: "button", click }, text);
  const beside = (label, node) => ({ node, box: h("label", {}, h("b", {}, label), node) });
  const make = {
    select(trait, { options, none, label, numbers }) {
      const all = [...(none ? [["", none]] : []), ...Object.entries(options)];
      const node = h("select", { focus: keyed(() => twin(trait, node.value)), blur: hush, "aria-describedby": id,
        change: () => choose({ [trait]: numbers ? +node.value : node.value }).then(() => twin(trait, node.value)) },
        ...all.map(([value, text]) => h("option", { value }, text)));
      return { ...beside(label, node), set: (value) => (node.value = value) };
    },
    checks(trait, { options, label }) {
      const boxes = Object.keys(options).map((value) => h("input", { type: "checkbox", value, "aria-describedby": id,
        change: () => toggle(trait, value), focus: keyed(() => twin(trait, value)), blur: hush }));
      const box = h("fieldset", {}, h("legend", {}, label), ...boxes.map((one) => h("label", {}, one, options[one.value])));
      return { box, set: (value) => boxes.forEach((one) => (one.checked = value.includes(one.value))) };
    },
    search(trait, { label }) {
      const node = h("input", { type: "search", maxlength: 80, input: () => choose({ [trait]: node.value }) });
      return { ...beside(label, node), set: (value) => node.value == value || (node.value = value) };
    },
    range(trait, { label }) { // over a panel where the theme says so by slider(), else in the row
      const node = h("input", { type: "range", input: () => choose({ [trait]: +node.value }) }), out = h("output");
      const set = (value, now) => {
        const [min, max] = limits(trait, now);
        put(node, { min, max });
        node.value = value;
        tell(out, `${value}`);
      };
      return { node, box: h("label", {}, h("b", {}, label), node, out), set };
    },
    pick: () => ({ set() {} }),
  };

  /** A panel with a picture, or with a body of its own. */
  function panel(name, hint = "", body = s("svg", { role: "img" })) {
    const caption = h("figcaption"), foot = h("div", { class: "hint" }, hint), svg = body.tagName == "svg" && body;
    const kind = svg ? name : `text ${name}`, plot = h("div", { class: "plot" }, body);
    const part = { name, svg, body, caption, plot, box: h("figure", { class: kind }, caption, plot, foot) };
    parts.push(part);
    return part;
  }
  function show(part, width, height, title, detail, nodes) {
    keep(part.svg, nodes);
    tell(part.caption, title);
    put(part.svg, { width, height, "aria-label": detail ? `${title}: ${detail}` : title });
  }

  function hush() { tip.hidden = true; }
  function point(text, { svg, plot }, x, y) { // beside x, above y
    if (tip.parentNode != plot) plot.append(tip);
    tip.hidden = false;
    tell(tip, text);
    put(tip, { style: `left:${x}px;top:${y}px;translate:${x > svg.width.baseVal.value / 2 ? "calc(-100% - 14px)" : "14px"} -100%` });
  }

  const say = h("p", { class: "say", "aria-live": "polite" }), told = h("span", { role: "status" });
  const line = h("code"), note = h("p", { class: "foot" }), tip = h("div", { class: "tip", id });
  const root = h("div", { class: `cakit ${spec.theme}`, keydown: (event) => event.key == "Escape" && hush() });
  const ui = { root, spec, words, id, state, shown, limits, choose, look, later, after, every, toggle, alone, keyed, panel, show, point, hush,
    twins, made };
  const drawTheme = theme.view(Object.assign(ui, kit(ui)));
  for (const trait of traits) made[trait] ??= make[controls[trait].kind](trait, controls[trait]);
  const panels = h("div", { class: "panels" }, ...parts.map((one) => one.box));
  root.append(say,
    h("div", { class: "row" }, ...traits.flatMap((trait) => made[trait].box ?? []), button(words.reset, reset)), panels,
    h("div", { class: "row foot" }, line, button(words.copy, copy),
      button("SVG", () => save("svg", "image/svg+xml", picture())), button("PNG", png),
      button("CSV", () => save("csv", "text/csv", table(theme.rows(spec, state())))), told), note);
  for (const node of root.querySelectorAll("input,select,button"))
    node.dataset.lmSuppressShortcuts = "true"; // or JupyterLab takes their keys

  function draw() {
    if (!parts.some((one) => one.width)) return;
    const now = shown(), credit = theme.credit?.(spec, now) ?? spec.credit;
    say.setAttribute("aria-live", preview ? "off" : "polite");
    tell(say, theme.sentence(spec, now));
    tell(line, code(spec, state()));
    tell(note, [words.note, credit, outlines?.note].filter(Boolean).join(" "));
    drawTheme(now);
    for (const trait of traits) made[trait].set(state()[trait], now);
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
    for (const { box, caption, svg } of parts.filter((one) => one.svg && one.box.clientWidth)) {
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
    const chosen = Object.values(state()).filter((one) => one && !Array.isArray(one)), href = URL.createObjectURL(new Blob([content], { type }));
    const name = ["cakit", spec.theme, ...chosen].join("-").replace(/[^\w.-]+/g, "_").slice(0, 80);
    h("a", { href, download: `${name}.${kind}` }).click();
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
  for (const trait of traits) model.on(`change:${trait}`, later);
  const watch = new ResizeObserver(() => {
    for (const one of parts) one.width = one.box.clientWidth;
    later();
  });
  for (const { box } of parts) watch.observe(box);
  return () => {
    watch.disconnect();
    for (const trait of traits) model.off(`change:${trait}`, later);
  };
}

/** An explorer from a theme's part: sentence(spec, state), rows(spec, state) to download, view(ui) that makes the panels
    and gives the function that draws them; where wanted limits(spec, state) of its range and credit(spec, state). */
const explorer = (theme) => ({ ...theme, code, unpacked, table: (spec, state) => table(theme.rows(spec, state)),
  async render(context) {
    const spec = context.model.get("spec");
    return render(theme, spec.packed ? { ...spec, data: await unpacked(spec) } : spec, context);
  } });
const unpacked = ({ packed }) => new Response(new Blob([Uint8Array.from(atob(packed), (one) => one.charCodeAt(0))])
  .stream().pipeThrough(new DecompressionStream("deflate"))).json();
