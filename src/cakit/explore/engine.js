// One explorer on a page: its controls, its choices, its panels, what can be copied and saved.
// panels.js draws, shares.js and register.js add up and say. Text is never set as markup.

/** Set attributes; functions are listeners. @param {Element} node @returns {Element} */
function put(node, attributes) {
  const held = node.held ?? {}; // faster than to ask the node
  for (const [name, value] of Object.entries(attributes))
    if (typeof value == "function") node.addEventListener(name, value);
    else if (held[name] === value) continue;
    else if (name == "style") node.style.cssText = value; // every page's policy lets that through
    else node.setAttribute(name, value);
  return Object.assign(node, { held: Object.assign(held, attributes) });
}
const builder = (make) => (tag, attributes = {}, ...children) => {
  const node = put(make(tag), attributes);
  node.append(...children);
  return node;
};
const html = builder((tag) => document.createElement(tag));
const svg = builder((tag) => document.createElementNS("http://www.w3.org/2000/svg", tag));
const tell = (node, text) => node.textContent == text || (node.textContent = text);
const clamp = (value, [low, high]) => Math.min(Math.max(value, low), high);
const fill = (template, words) => template.replace(/\{(\w+)\}/g, (_, name) => words[name]);
let local = (text) => text; // small words and signs of numbers, as the language has them
function speak(signs) {
  local = (text) => signs.reduce((said, [from, to]) => said.replace(RegExp(from, "g"), to), text);
}

/** Give a parent these children; what is the same stays, so that little is painted anew. */
function keep(parent, nodes) {
  const before = [...parent.childNodes], moved = new Set(nodes);
  const after = nodes.map((node, n) => (
    !moved.has(before[n]) && before[n]?.isEqualNode(node) ? before[n] : node));
  const stays = new Set(after);
  for (const node of before) if (!stays.has(node)) node.remove();
  after.forEach((node, n) => parent.childNodes[n] == node
    || parent.insertBefore(node, parent.childNodes[n] ?? null));
}

/** The control of a choice: { frame, set(value, state), warning }. */
function controlOf(ui, trait, { kind, options, none, numbers, label }) {
  if (kind == "pick") return { set() {} };
  const twin = (value) => ui.keyed(() => ui.twins[trait]?.(value())); // the tooltip the mouse gets
  if (kind == "checks") {
    const warning = html("span", { class: "warning", role: "status" });
    const boxes = options.map(([value]) => html("input", { type: "checkbox", value, blur: ui.hush,
      input: () => ui.toggle(trait, value), focus: twin(() => value) }));
    const frame = html("fieldset", {}, html("legend", {}, label),
      ...boxes.map((one, n) => html("label", {}, one, options[n][1])), warning);
    const set = (value) => boxes.forEach((one) => (one.checked = value.includes(one.value)));
    return { frame, set, warning };
  }
  const all = [...(none ? [["", none]] : []), ...options], out = html("output");
  const node = kind != "select" ? html("input", { type: kind, maxlength: 80 })
    : html("select", {}, ...all.map(([value, text]) => html("option", { value }, text)));
  const number = kind == "range" || numbers, show = twin(() => node.value);
  put(node, { focus: show, blur: ui.hush, input: (event) => ui.choose(
    { [trait]: number ? +node.value : node.value }).then(() => show(event)) });
  function set(value, state) {
    if (kind == "range") {
      const [min, max] = ui.kind.limits(ui.spec, state);
      put(node, { min, max });
      node.disabled = min == max;
      tell(out, `${value}`);
    }
    if (node.value != value) node.value = value;
  }
  return { frame: html("label", { class: kind }, html("b", {}, label), node, out), set };
}

let explorers = 0;

/** Draw one explorer. @param {object} spec what Python ships @param {object} model as anywidget
    gives it @param {HTMLElement} el @param {boolean} linked whether its choices live in the address
    @returns {() => void} puts it away */
function explore(spec, model, el, linked = false) {
  const { words, controls } = spec, traits = Object.keys(controls), id = `cakit${++explorers}`;
  const touch = matchMedia("(pointer: coarse)").matches, kind = KINDS[spec.kind];
  const parts = [], controlled = {}, twins = {};
  let preview = null, due = null, saving, behind, unsent = null, sending = false, wished;
  const read = (get) => Object.fromEntries(traits.map((trait) => [trait, get(trait)]));
  const { state: standing } = corrected(spec, model.get("start"));
  const { state: first, unfit } = corrected(spec, read((trait) => model.get(trait)), standing);
  if (unfit.length) for (const trait of traits) model.set(trait, first[trait]);
  wished = model.get("year");
  const state = () => ({ ...read((trait) => model.get(trait)), ...unsent });
  const shown = () => ({ ...state(), ...preview });
  const fit = (year, at) => ("year" in controls ? clamp(year, kind.limits(spec, at)) : year);
  const options = (trait) => controls[trait].options.map((one) => one[0]);
  const drawSoon = () => (due ??= Promise.resolve().then(draw));

  function look(wish) { // show without choosing
    preview = wish;
    return drawSoon();
  }
  function choose(wish) { // a year wished for is remembered where other data do not reach it
    const empty = traits.find((trait) => Array.isArray(wish[trait]) && !wish[trait].length);
    const next = { ...state(), ...wish };
    wished = wish.year ?? wished;
    if ("year" in next) next.year = fit(wished, next);
    for (const trait of traits) if (controlled[trait].warning) tell(controlled[trait].warning,
      trait == empty ? fill(words.one, controls[trait]) : "");
    preview = null;
    hush();
    tell(status, "");
    if (!empty) unsent = next;
    clearTimeout(saving);
    saving = setTimeout(send, 99); // after painting
    return drawSoon();
  }
  function send() { // the model learns a choice only now, or an echo would undo it
    sending = true;
    for (const trait in unsent) model.set(trait, unsent[trait]);
    sending = false;
    unsent = null;
    model.save_changes();
    try {
      if (linked) history.replaceState(null, "", address());
    } catch {} // a frame has no address of its own, and Safari takes no hundred in a row
  }
  function heard() { // the kernel has made a choice
    if (sending) return;
    if (model.get("year") != fit(wished, state())) wished = model.get("year");
    drawSoon();
  }
  const toggle = (trait, code) => choose({ [trait]: options(trait).filter(
    (one) => state()[trait].includes(one) != (one == code)) });
  function alone(trait, code) { // one of many; or none (all) where it is the one already
    const many = controls[trait].kind == "checks", same = `${state()[trait]}` == code;
    return choose({ [trait]: same ? (many ? options(trait) : "") : many ? [code] : code });
  }

  const say = html("p", { class: "say", "aria-live": "polite" }), code = html("code");
  const status = html("span", { role: "status" }), note = html("p", { class: "note" });
  const tip = html("div", { class: "tip" });
  const hush = () => (tip.hidden = true);
  function point(text, part, x, y) { // beside x, above y
    if (tip.parentNode != part.plot) part.plot.append(tip);
    tip.hidden = false;
    tell(tip, text);
    const side = x > part.width / 2 ? "calc(-100% - 14px)" : "14px";
    put(tip, { style: `left:${x}px;top:${y}px;translate:${side} ${y > 90 ? "-100%" : "12px"}` });
  }
  /** A panel with a picture, or with a body of its own; its hint is one of the words. */
  function panel(name, hint = name, body = svg("svg", { role: "group" })) {
    const caption = html("figcaption"), plot = html("div", { class: "plot" }, body);
    const told = words[touch ? `${hint}_touch` : `${hint}_hint`] ?? "";
    const part = { name, body, caption, plot, width: 0, frame: html("figure", { class: name },
      caption, plot, html("div", { class: "hint" }, told)) };
    parts.push(part);
    return part;
  }
  function show(part, height, title, detail, nodes) {
    const width = Math.round(part.width), label = detail ? `${title}: ${detail}` : title;
    keep(part.body, nodes);
    tell(part.caption, title);
    put(part.body, { width, height, viewBox: `0 0 ${width} ${height}`, "aria-label": label });
  }
  const keyed = (act) => (event) => event.target.matches(":focus-visible") && act(event);

  const ui = { spec, words, id, kind, touch, shown, choose, look, toggle, alone, keyed,
    panel, show, point, hush, twins };
  const [drawFirst, ...drawOthers] = kind.view(ui);
  for (const trait of traits) controlled[trait] = controlOf(ui, trait, controls[trait]);
  const button = (text, click) => html("button", { type: "button", click }, text);
  const reset = button(words.reset, () => choose(standing));
  const link = button(words.link, () => copy(new URL(address(), location.href).href));
  const root = html("div", { class: `cakit ${spec.theme}`,
    keydown: (event) => event.key == "Escape" && hush() },
  say, html("div", { class: "row" }, ...traits.map((one) => controlled[one].frame ?? ""), reset),
  html("div", { class: "panels" }, ...parts.map((one) => one.frame)),
  html("div", { class: "row foot" }, code, button(words.copy, () => copy(code.textContent)),
    linked ? link : "", button("PNG", () => png().catch((error) => tell(status, `${error}`))),
    button("CSV", () => save("csv",
      new Blob(["\ufeff", table(kind.rows(spec, state()))], { type: "text/csv" }))),
  status), note);
  for (const node of root.querySelectorAll("input,select,button,[tabindex]"))
    node.dataset.lmSuppressShortcuts = "true"; // or JupyterLab takes their keys

  function draw() {
    due = null;
    if (!parts.some((one) => one.width)) return;
    const now = shown();
    say.setAttribute("aria-live", preview ? "off" : "polite");
    tell(say, kind.told(spec, now).sentence);
    tell(code, codeOf(spec, state()));
    tell(note, [words.note, words.signs, kind.credit(spec, now), spec.outlines?.note]
      .filter(Boolean).join(" "));
    drawFirst(now);
    for (const trait of traits) controlled[trait].set(state()[trait], state());
    const others = (behind = () => drawOthers.forEach((act) => act(now))); // a frame later
    requestAnimationFrame(() => setTimeout(() => behind == others && others()));
  }

  const differs = (trait) => `${state()[trait]}` != `${standing[trait]}`;
  const refuse = (wrong) => wrong.length && tell(status, fill(words.wrong,
    { listed: wrong.join(", ") }));
  const address = () => `#${spec.theme}?${new URLSearchParams(
    traits.filter(differs).map((trait) => [trait, `${state()[trait]}`]))}`;
  function follow() { // take the choices from the address; what does not fit is said
    const [name, query] = location.hash.slice(1).split("?");
    if (name != spec.theme || query == null) return;
    const asked = Object.fromEntries(new URLSearchParams(query));
    const { state: wish, unfit: wrong } = corrected(spec, { ...standing, ...asked }, standing);
    for (const trait in asked) if (!controls[trait]) wrong.push(`${trait}=${asked[trait]}`);
    choose(wish).then(() => {
      refuse(wrong);
      root.scrollIntoView();
    });
  }

  function save(ending, blob) {
    const href = URL.createObjectURL(blob);
    const chosen = Object.entries(state()).map(([trait, value]) => (
      [value].flat().length == options(trait).length ? "all" : [value].flat().join("+")));
    const name = ["cakit", spec.theme, ...chosen.filter(Boolean)].join("-").slice(0, 120);
    const download = `${name.replace(/[^\p{L}\d.+-]+/gu, "_")}.${ending}`;
    html("a", { href, download }).click();
    tell(status, fill(words.saved, { name: download }));
    setTimeout(() => URL.revokeObjectURL(href), 9999);
  }
  async function png() { // the printed form, drawn by the browser itself
    const image = new Image(), canvas = html("canvas"), style = html("style");
    style.textContent = [...document.styleSheets, ...document.adoptedStyleSheets]
      .flatMap((sheet) => [...sheet.cssRules]).map((rule) => rule.cssText)
      .filter((text) => text.includes(".cakit")).join("\n");
    root.classList.add("print");
    const { width, height } = root.getBoundingClientRect(), copied = root.cloneNode(true);
    root.classList.remove("print");
    put(copied, { style: `width:${width}px` }).append(style);
    const frame = svg("svg", { width, height }, svg("foreignObject", { width, height }, copied));
    const text = new XMLSerializer().serializeToString(frame);
    image.src = `data:image/svg+xml,${encodeURIComponent(text)}`;
    await image.decode();
    [canvas.width, canvas.height] = [width * 2, height * 2];
    canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
    canvas.toBlob((blob) => save("png", blob));
  }
  function copy(text) {
    const failed = () => tell(status, text);
    navigator.clipboard.writeText(text).then(() => tell(status, words.copied), failed);
  }

  el.replaceChildren(root);
  pens.family = getComputedStyle(root).fontFamily;
  hush();
  refuse(unfit);
  for (const trait of traits) model.on(`change:${trait}`, heard);
  function measure() {
    for (const one of parts) one.width = one.frame.clientWidth;
    drawSoon();
  }
  const watch = new ResizeObserver(measure);
  function onPaper({ type }) { // laid out anew for the width of a sheet, at once
    for (const kind of ["print", "paper"]) root.classList.toggle(kind, type == "beforeprint");
    measure();
    draw();
    behind?.();
  }
  for (const { frame } of parts) watch.observe(frame);
  const gone = new AbortController(), { signal } = gone;
  addEventListener("beforeprint", onPaper, { signal });
  addEventListener("afterprint", onPaper, { signal });
  if (linked) {
    addEventListener("hashchange", follow, { signal });
    follow();
  }
  return () => {
    gone.abort();
    watch.disconnect();
    for (const trait of traits) model.off(`change:${trait}`, heard);
  };
}

/** A choice from an address or a stored state in its own form; null where it does not fit. */
function fitting({ kind, options, none, numbers }, value) {
  if (kind == "checks") {
    const asked = typeof value == "string" ? value.split(",") : [value].flat();
    const kept = options.map((one) => one[0]).filter((one) => asked.includes(one));
    return kept.length && kept.length == asked.length ? kept : null;
  }
  if (typeof value != "string" && typeof value != "number") return null;
  const text = `${value}`, has = options.some((one) => one[0] === text);
  if (kind == "range") return /^\d{1,4}$/.test(text) ? +text : null;
  if (kind == "search") return text.slice(0, 80);
  return has ? (numbers ? +text : text) : text == "" && none ? "" : null;
}
/** A stored state with each choice that does not fit replaced by the one it would stand at.
    @returns {{state: object, unfit: string[]}} */
function corrected(spec, asked, standing = {}) {
  const state = {}, unfit = [];
  for (const [trait, control] of Object.entries(spec.controls)) {
    const range = control.kind == "range", given = fitting(control, asked?.[trait]);
    const value = given ?? standing[trait] ?? control.start;
    state[trait] = range ? clamp(value, KINDS[spec.kind].limits(spec, state)) : value;
    if (range ? state[trait] != given : given == null)
      unfit.push(`${trait}=${JSON.stringify(asked?.[trait])}`.slice(0, 60));
  }
  return { state, unfit };
}
