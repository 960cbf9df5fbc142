// The page of tools/stick.py: cells with a Run button, and Python in this tab, all out of this one file.
const $ = (one, where = document) => where.querySelector(one);
const state = $("#state"), say = (text) => (state.textContent = text);
const bytes = async (id) => { // a file kept in this page: gzip, then base64
  const node = document.getElementById(id), packed = Uint8Array.from(atob(node.textContent), (sign) => sign.charCodeAt());
  node.remove(); // the text is not needed again
  const open = new Blob([packed]).stream().pipeThrough(new DecompressionStream("gzip"));
  return new Uint8Array(await new Response(open).arrayBuffer());
};
const HOME = "https://stick.invalid/", outside = globalThis.fetch;
const KIND = { wasm: "application/wasm", json: "application/json" };
globalThis.fetch = async (asked, ...more) => { // Pyodide's own requests are answered from this page
  const url = String(asked.url ?? asked);
  if (!url.startsWith(HOME)) return outside(asked, ...more);
  const name = url.slice(HOME.length), type = KIND[name.split(".").pop()] ?? "application/octet-stream";
  return document.getElementById(name) ? new Response(await bytes(name), { headers: { "Content-Type": type } })
    : new Response("", { status: 404 });
};
const module = async (name) => {
  const url = URL.createObjectURL(new Blob([await bytes(name)], { type: "text/javascript" }));
  try { return await import(url); } finally { URL.revokeObjectURL(url); }
};

// answers: the kit writes answers/NN.json; here the browser's storage keeps a copy
const STORE = "cakit answers";
let python, kernel, ready, running = Promise.resolve(), spot = null, keeps = true;
const shown = new Map(); // display ids
function restore() {
  let kept = {};
  try { kept = JSON.parse(localStorage.getItem(STORE) ?? "{}"); localStorage.setItem(STORE, JSON.stringify(kept)); } catch {
    keeps = false;
    $("#note").textContent = "This browser keeps nothing for this page (a private window?): copy your answers before you close it.";
  }
  python.FS.mkdirTree("answers");
  for (const [name, text] of Object.entries(kept)) python.FS.writeFile(`answers/${name}`, text);
}
function keep() {
  if (!keeps) return;
  const names = python.FS.readdir("answers").filter((name) => name.endsWith(".json") && !name.startsWith("."));
  const kept = Object.fromEntries(names.map((name) => [name, python.FS.readFile(`answers/${name}`, { encoding: "utf8" })]));
  try { localStorage.setItem(STORE, JSON.stringify(kept)); } catch { $("#note").textContent = "The browser's storage is full: new answers are not kept."; }
}

// what a cell gives
const js = (one) => one?.toJs ? one.toJs({ dict_converter: Object.fromEntries }) : one;
const plain = (text) => [].concat(text).join("").replace(/\x1b\[[\d;]*m/g, "");
function piece(data, metadata = {}) {
  const node = document.createElement("div"), view = data["application/vnd.jupyter.widget-view+json"];
  if (view) drawn(view.model_id, node);
  else if (data["text/html"]) node.innerHTML = plain(data["text/html"]);
  else if (data["image/png"]) {
    const image = node.appendChild(new Image());
    image.src = `data:image/png;base64,${plain(data["image/png"])}`;
    image.alt = metadata["image/png"]?.alt ?? "";
  } else if (data["text/plain"]) node.appendChild(document.createElement("pre")).textContent = plain(data["text/plain"]);
  return node;
}
function add(node, text) {
  if (!spot) return;
  spot.append(node);
  spot.texts.push(text);
}
const show = (data, metadata, transient) => {
  [data, metadata, transient] = [js(data), js(metadata), js(transient)];
  const node = piece(data, metadata ?? {}), id = transient?.display_id;
  if (id) shown.set(id, node);
  add(node, plain(data["text/plain"] ?? ""));
};
const renew = (data, metadata, transient) => { // a box that lives stays; its text is for those who have none
  const before = shown.get(js(transient)?.display_id);
  if (before && !before.querySelector(".cakit-box")) before.replaceWith(piece(js(data), js(metadata) ?? {}));
};
function stream(name, text) {
  const last = spot?.lastElementChild;
  if (last?.dataset.stream == name) {
    last.textContent += text;
    spot.texts.push(spot.texts.pop() + text);
    return;
  }
  const node = document.createElement("pre");
  node.dataset.stream = name;
  node.textContent = text;
  add(node, text);
}

// boxes and explorers: the least of a widget's model
const models = new Map();
class Model {
  constructor(id, traits) { Object.assign(this, { id, traits, heard: {}, dirty: {} }); }
  get(name) { return this.traits[name]; }
  set(name, value) { this.traits[name] = this.dirty[name] = value; this.tell(`change:${name}`); this.tell("change"); }
  on(name, act) { (this.heard[name] ??= new Set()).add(act); }
  off(name, act) { this.heard[name]?.delete(act); }
  tell(name, ...more) { for (const act of [...(this.heard[name] ?? [])]) act(...more); }
  save_changes() { const changed = this.dirty; this.dirty = {}; sent(this.id, { method: "update", state: changed, buffer_paths: [] }); }
  send(content) { sent(this.id, { method: "custom", content }); }
}
function sent(id, data) {
  running = running.then(async () => {
    kernel.comm_manager.comm_msg(null, null, python.toPy({ content: { comm_id: id, data }, buffers: [] }));
    keep();
  }).catch((error) => say(`This could not be done: ${String(error.message).slice(-200)}`));
}
function fromKernel(type, content) {
  const { comm_id: id, data } = js(content);
  if (type == "comm_open") models.set(id, new Model(id, data.state));
  const model = models.get(id);
  if (!model || type != "comm_msg") return;
  if (data.method == "custom") return model.tell("msg:custom", data.content, []);
  for (const [name, value] of Object.entries(data.state ?? {})) {
    const same = JSON.stringify(model.traits[name]) == JSON.stringify(value);
    model.traits[name] = value;
    if (!same) model.tell(`change:${name}`);
  }
}
async function drawn(id, node) {
  const model = models.get(id), url = URL.createObjectURL(new Blob([model.get("_esm")], { type: "text/javascript" }));
  const style = document.createElement("style");
  style.textContent = model.get("_css");
  const widget = (await import(url)).default;
  node.append(style);
  await widget.render({ model, el: node.appendChild(document.createElement("div")) });
}

// running
async function start() {
  say("Starting Python…");
  const { loadPyodide } = await module("pyodide.mjs");
  const { default: createPyodideModule } = await module("pyodide.asm.mjs");
  python = await loadPyodide({ indexURL: HOME, createPyodideModule });
  (await module("boot.mjs")).furnish(python, await bytes("packages.bin"));
  restore();
  python.runPython(`import os
os.environ.update(VOILA_REQUEST_URL="this page", MPLBACKEND="module://matplotlib_inline.backend_inline")
import pyodide_kernel`); // the name of Voilà makes the kit send views of its boxes and explorers
  kernel = python.globals.get("pyodide_kernel").kernel_instance;
  kernel._parent_header = python.toPy({ header: {} });
  const { interpreter } = kernel, streams = python.globals.get("pyodide_kernel");
  interpreter.send_comm = (type, content) => fromKernel(type, content);
  streams.stdout_stream.publish_stream_callback = streams.stderr_stream.publish_stream_callback = stream;
  interpreter.display_pub.display_data_callback = show;
  interpreter.display_pub.update_display_data_callback = renew;
  interpreter.display_pub.clear_output_callback = () => {};
  interpreter.displayhook.publish_execution_result = (_, data, metadata) => show(data, metadata);
}
const painted = () => new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
function run(cell) {
  running = running.then(async () => {
    ready ??= start();
    await ready;
    say("Running…");
    cell.dataset.state = "running";
    await painted();
    spot = $(".out", cell);
    spot.replaceChildren();
    spot.texts = [];
    const result = js(await kernel.run($("textarea", cell).value));
    if (result.status == "error") add(piece({ "text/plain": result.traceback }), result.evalue);
    cell.dataset.state = result.status;
    spot = null;
    keep();
    say("Ready.");
  }).catch((error) => { ready = undefined; say(`Python could not start: ${String(error.message ?? error).slice(0, 200)}`); });
  return running;
}
globalThis.stick = { run, texts: (cell) => $(".out", cell).texts ?? [] };
const old = !globalThis.DecompressionStream || !globalThis.WebAssembly;
if (old) say("This browser is too old to run Python (Chrome or Edge 95, Firefox 113, Safari 16.4 or newer). You can read.");
for (const cell of document.querySelectorAll(".cell")) {
  const field = $("textarea", cell), fit = () => { field.style.height = "auto"; field.style.height = `${field.scrollHeight + 2}px`; };
  field.addEventListener("input", fit);
  field.addEventListener("keydown", (event) => {
    if (event.key == "Enter" && event.shiftKey) { event.preventDefault(); run(cell); }
  });
  $("button", cell).disabled = old;
  $("button", cell).addEventListener("click", () => run(cell));
}
const all = $("#all");
all.disabled = old;
all.addEventListener("click", () => { for (const cell of document.querySelectorAll("section:not([hidden]) .cell")) run(cell); });
function turn() {
  const wanted = location.hash.slice(1) || "00";
  for (const one of document.querySelectorAll("section")) one.hidden = one.id != wanted && !$(`[id="${CSS.escape(wanted)}"]`, one);
  for (const one of document.querySelectorAll("section:not([hidden]) textarea")) one.dispatchEvent(new Event("input"));
}
addEventListener("hashchange", turn);
turn();
