// One exercise on a page. `ask` takes what the reader sends; `hear` is told what came back.
// Text is never set as markup.

const html = (tag, attributes = {}, ...children) => {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes))
    if (typeof value == "function") node.addEventListener(name, value);
    else if (value != null && value !== false) node.setAttribute(name, value);
  node.append(...children.filter((one) => one != null));
  return node;
};
const KEYS = "data-lm-suppress-shortcuts"; // or JupyterLab takes the keys; it may save
globalThis.addEventListener?.("keydown", (event) => {
  const saves = (event.ctrlKey || event.metaKey) && event.code == "KeyS";
  if (event.target.closest?.(".cakit-box")) event.target.toggleAttribute(KEYS, !saves);
}, true); // on what has the focus itself: an option is asked about before the box around it
let boxes = 0;

/** Draw a box. @param {object} spec what Python ships @param {HTMLElement} el
    @param {(message: object) => void} ask @returns {{ hear, die }} */
function draw(spec, el, ask) {
  const name = `cakit-box-${++boxes}`, where = `cakit ${location.pathname} ${spec.id}`;
  const draft = { get: () => reach((store) => store.getItem(where)),
    set: (text) => reach((store) => store.setItem(where, text)),
    drop: () => reach((store) => store.removeItem(where)) };
  // where a count begins tells this tab's replies from those of another tab on the same kernel
  let asked = Math.random(), waiting = null, saving = null, dead = false;

  const word = (name) => spec.words[name] ?? name; // in the language of the kit
  const label = { "aria-label": word("Your answer"), input: edited };
  let field, frame, value, put;
  if (spec.field == "options") {
    const all = spec.options.map((option) => html("input",
      { type: "radio", name, value: option, input: edited }));
    frame = html("fieldset", { class: "options" }, html("legend", {}, word("Your answer")),
      ...all.map((one, n) => html("label", {}, one, html("span", {}, spec.options[n]))));
    value = () => all.find((one) => one.checked)?.value ?? "";
    put = (text) => all.forEach((one) => (one.checked = one.value == text));
  } else {
    field = spec.field == "text" ? html("textarea", { rows: 5, ...label, placeholder: spec.wanted })
      : html("input", { type: "text", autocomplete: "off", placeholder: spec.wanted,
        list: spec.options.length ? name : null, ...label });
    const list = spec.options.length && html("datalist", { id: name },
      ...spec.options.map((value) => html("option", { value })));
    frame = html("div", {}, field, list || null);
    value = () => field.value;
    put = (text) => (field.value = text);
  }
  const hint = html("button", { type: "button", click: () => send("hint") }, word("Hint"));
  const said = html("div", { class: "said", role: "status" });
  const hints = html("ol", { class: "hints" });
  const box = html("form", { class: "cakit-box", "aria-label": spec.title, submit: check,
    keydown: typed }, html("p", {}, html("strong", {}, spec.title), ` ${spec.question}`), frame,
  html("div", { class: "row" }, html("button", { class: "check" }, word("Check")), hint,
    spec.code ? html("span", { class: "code" }, word("or in code: "),
      html("code", {}, spec.code)) : null),
  said, hints);

  function typed(event) {
    if (event.key != "Enter") return;
    const inText = event.target.matches("textarea"), held = event.ctrlKey || event.metaKey;
    if ((inText && !held) || event.target.matches("button")) return;
    event.preventDefault();
    event.stopPropagation();
    if (!event.repeat) check(event);
  }
  function edited() { // the reply was on another answer
    draft.set(value());
    if (dead) return;
    asked += 1;
    settle();
    said.replaceChildren();
    clearTimeout(saving);
    if (spec.field == "text") saving = setTimeout(() => send("draft"), 2000);
  }
  function check(event) {
    event.preventDefault();
    if (dead) return die();
    clearTimeout(saving);
    asked += 1;
    tell(word("Checking…"));
    waiting = setTimeout(() => tell(word("waiting")), 2500);
    send("check");
  }
  function send(what) {
    try {
      ask({ what, answer: value(), n: asked });
    } catch {
      die();
    }
  }
  function settle() {
    clearTimeout(waiting);
    said.classList.remove("right", "wrong");
  }
  function tell(text) {
    settle();
    said.replaceChildren(html("p", {}, text));
  }
  function show({ state, text, answer, points = [] }) {
    settle();
    said.classList.toggle("right", state == "Right");
    said.classList.toggle("wrong", state == "Not yet");
    const short = answer?.length > 80 ? `${answer.slice(0, 80)}…` : answer;
    const judged = short ? [html("span", { class: "judged" }, `“${short}”`), " "] : [];
    const items = points.map((point) => html("li", {},
      html("label", {}, html("input", { type: "checkbox" }), ` ${point}`)));
    said.replaceChildren(
      html("p", {}, ...judged, html("strong", {}, `${word(state)}.`), ` ${text}`),
      items.length ? html("ul", {}, ...items) : "");
  }
  function hinted(text) { // what is to be copied stands apart
    const copy = word("copy");
    if (!text.startsWith(copy)) return html("li", {}, text);
    return html("li", {}, copy, html("code", {}, text.slice(copy.length)));
  }
  function hear(message) {
    if (message.what == "hint") {
      hints.replaceChildren(...message.hints.map(hinted));
      hint.disabled = message.hints.length >= spec.hints;
    } else if (message.n == asked) {
      draft.drop();
      show(message);
    }
  }
  function die() {
    dead = true;
    tell(word("again"));
  }

  const before = draft.get();
  put(before ?? spec.answer);
  if (spec.reply && (before == null || before == spec.answer)) show(spec.reply);
  el.replaceChildren(box);
  return { hear, die };
}

/** Do something with the storage of this tab, where there is one. */
function reach(act) {
  try {
    return act(sessionStorage);
  } catch {
    return null;
  }
}

/** Draw the box of a model; @returns {() => void} puts it away. */
function live(model, el) {
  const { hear, die } = draw(model.get("spec"), el, (message) => model.send(message));
  const kernel = model.widget_manager?.kernel;
  const state = (_, status) => /restarting|dead|terminating/.test(status) && die();
  const lost = () => model.comm_live === false && die();
  model.on("msg:custom", hear);
  model.on("comm_live_update", lost);
  kernel?.statusChanged?.connect(state);
  return () => {
    model.off("msg:custom", hear);
    model.off("comm_live_update", lost);
    kernel?.statusChanged?.disconnect(state);
    die();
  };
}

/** Stand where the text of the model is stored, for as long as the model lives. */
function initialize({ model, signal }) {
  let soon = null;
  function scan() {
    soon = null;
    for (const kept of document.getElementsByClassName(model.get("mark"))) {
      const host = kept.closest(".jp-OutputArea-output") ?? kept;
      if (host.dataset.cakit == model.get("mark")) continue;
      host.dataset.cakit = model.get("mark");
      const el = html("div", { class: "cakit-stands" });
      host.before(el);
      host.style.display = "none";
      const leave = live(model, el);
      signal?.addEventListener("abort", leave);
    }
  }
  const watch = new MutationObserver(() => (soon ??= setTimeout(scan, 20)));
  watch.observe(document.body, { childList: true, subtree: true });
  model.on("change:mark", scan);
  signal?.addEventListener("abort", () => watch.disconnect());
  scan();
}

export default { initialize, draw, render: ({ model, el }) => live(model, el) };
