// A register to browse, as register.py tells it; and what the module gives.

/** The column a filter looks at; "@edition" is the column named by that choice. */
function columnOf({ data }, trait, state) {
  const name = data.filters[trait] ?? trait;
  return name.startsWith("@") ? state[name.slice(1)] : name;
}
/** The rows that every filter keeps. */
function keptRows(spec, state) {
  const { filters, rows, search } = spec.data;
  const words = (state.search ?? "").toLowerCase().split(/\s+/).filter(Boolean);
  const wanted = Object.keys(filters).filter((trait) => state[trait])
    .map((trait) => [columnOf(spec, trait, state), state[trait]]);
  const text = (row) => search.map((name) => row[name]).join(" ").toLowerCase();
  return rows.filter((row) => wanted.every(([column, value]) => row[column] == value)
    && words.every((word) => text(row).includes(word)));
}
/** The row looked at: the one chosen, or the first kept. */
const lookedAt = ({ data, columns }, state, rows) => rows.find(
  (row) => row[columns[0]] == state[data.pick]) ?? rows[0];
/** How many rows have each option of a filter, in words. */
function tallied(spec, state, tally, rows) {
  const { by, each, only, without: [column, code] = [], lead = "", nothing = "" } = tally;
  const counted = rows.filter((row) => !column || row[column] != code);
  const said = spec.controls[by].options.filter((one) => !only || only.includes(one[0]))
    .map(([value, option]) => ({ option, count: counted.filter(
      (row) => row[columnOf(spec, by, state)] == value).length })).filter((one) => one.count);
  return said.length ? lead + listed(said.map((one) => fill(each, one))) : nothing;
}
/** What the templates name of a row: its columns, and the words of its codes as its_<trait>. */
const factsOfRow = (spec, state, row) => Object.assign(Object.create(row), Object.fromEntries(
  Object.keys(spec.data.filters).map((trait) => [`its_${trait}`,
    spec.named[trait][row[columnOf(spec, trait, state)]]])));
const namedChoices = (spec, state) => Object.fromEntries(spec.data.named
  .map((trait) => [trait, spec.named[trait][state[trait]]]));
function toldRegister(spec, state) {
  const { data, words, columns } = spec, rows = keptRows(spec, state);
  const row = lookedAt(spec, state, rows);
  const search = state.search?.trim() ? [`“${state.search}”`] : [];
  const named = Object.keys(data.filters).filter((trait) => state[trait])
    .map((trait) => spec.named[trait][state[trait]]);
  const filters = [...named, ...search].join("; ");
  const facts = { count: rows.length, all: data.rows.length, filters,
    ...namedChoices(spec, state) };
  if (!row) return { sentence: fill(words.nothing, facts), numbers: { ids: [] } };
  facts.kept = fill(words[filters ? "part" : "every"], facts);
  for (const name in data.tallies) facts[name] = tallied(spec, state, data.tallies[name], rows);
  return { sentence: fill(words.some, Object.assign(factsOfRow(spec, state, row), facts)),
    numbers: { ids: rows.map((one) => one[columns[0]]) } };
}

/** Paragraphs [name, text, address]; only an address in the web becomes a link. */
const paragraphs = (lines) => lines.map(([name, text, address = ""]) => html("p", {},
  html("b", {}, name ? `${name}: ` : ""), /^https?:\/\//.test(address)
    ? html("a", { href: address, target: "_blank", rel: "noopener" }, text) : text));

/** Fields of marks, the card of the row looked at, bars and the list, all over the rows kept. */
function viewRegister(ui) {
  const { spec, words } = ui, { data, columns: [key] } = spec;
  let now, rows, one, inside;
  const value = (row, trait) => row[columnOf(spec, trait, now)];
  const countedBy = (trait) => largest([...Map.groupBy(rows, (row) => value(row, trait))]
    .map(([code, some]) => [code, some.length]));
  const item = (row) => (!inside.has(row) ? null : { id: row[key],
    style: paint(spec, value(row, data.colour_by)), shape: data.shapes[value(row, data.shape_by)],
    tip: fill(words.tip, factsOfRow(spec, now, row)) });
  const field = (name) => {
    const { across, down, without } = data.fields[name], draw = marksOf(ui, name, data.pick);
    const columns = across.values ?? spec.controls[across.by].options;
    const cells = (some) => columns.map(([code]) => some.filter(
      (row) => `${value(row, across.by) ?? ""}` == code).map(item));
    const counted = (row) => inside.has(row) && (!without || row[without[0]] != without[1]);
    return () => {
      const lines = down ? spec.controls[down].options.map(([code, option]) => {
        const some = data.rows.filter((row) => value(row, down) == code);
        return { some, cells: cells(some), name: `${option}: ${some.filter(counted).length}` };
      }) : [{ some: data.rows, cells: cells(data.rows), name: "" }];
      const title = fill(words[name], namedChoices(spec, now));
      draw({ title: rows.length < data.rows.length ? `${title} (${words.ghosts})` : title,
        columns: columns.map((each) => each[1]), picked: one?.[key],
        rows: lines.filter((each) => each.some.length) });
    };
  };
  const made = {
    card() {
      const card = ui.panel("card", "", html("div"));
      return () => {
        tell(card.caption, one ? fill(words.card, factsOfRow(spec, now, one)) : words.fits);
        const cited = (one?.sources ?? []).map((at, n) => (
          [n ? "" : words.sources, ...data.sources[at]]));
        keep(card.body, paragraphs([...(one?.card ?? []), ...cited]));
      };
    },
    bars() { // of the rows kept, or of the row looked at where it has bars of its own
      const part = ui.panel("bars"), room = data.bars_by ? 9 : 1;
      return () => {
        const counts = data.bars_by ? countedBy(data.bars_by) : [], named = data.bars_by
          && spec.named[data.bars_by];
        const bars = one?.bars ?? topOf(counts, room).map(([code, count, others]) => ({ code,
          part: count / counts[0][1], text: `${count}`,
          name: others ? fill(words.more, { count: others }) : named[code] }));
        part.frame.hidden = !bars.length;
        drawBars(ui, part, fill(words.bars, one ?? {}), bars.map((each) => (
          { ...each, style: paint(spec, each.code) })), room);
      };
    },
    list() { // the browser's own list box; an option is made once
      const options = new Map(data.rows.map((row) => [row, html("option", { value: row[key] })]));
      const node = html("select", { size: 8,
        change: () => ui.choose({ [data.pick]: node.value }) });
      const part = ui.panel("list", "list", node);
      return () => {
        tell(part.caption, fill(words.list, { count: rows.length }));
        put(node, { "aria-label": part.caption.textContent });
        for (const row of rows)
          tell(options.get(row), fill(words.item, factsOfRow(spec, now, row)));
        keep(node, rows.map((row) => options.get(row)));
        node.value = one?.[key] ?? "";
      };
    } };
  const [first, ...others] = spec.panels.map((name) => made[name]?.() ?? field(name));
  return [(state) => {
    now = state;
    rows = keptRows(spec, now);
    inside = new Set(rows);
    one = lookedAt(spec, now, rows);
    first();
  }, ...others];
}

const KINDS = {
  shares: { limits: limitsOf, told: toldShares, rows: rowsOfShares, view: viewShares,
    credit: (spec, state) => setOf(spec, state).credit },
  register: { limits: () => [0, 0], told: toldRegister, view: viewRegister,
    credit: (spec) => spec.credit, rows: (spec, state) => [spec.columns,
      ...keptRows(spec, state).map((row) => spec.columns.map((name) => row[name]))] },
};

/** The spec a widget carries, opened. What is looked up by code knows no code but its own. */
async function unpacked(packed) {
  const bytes = Uint8Array.from(atob(packed), (sign) => sign.charCodeAt(0));
  const opened = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate"));
  const bare = (_, held) => (held && typeof held == "object" && !Array.isArray(held)
    ? Object.assign(Object.create(null), held) : held);
  const spec = JSON.parse(await new Response(opened).text(), bare);
  speak(spec.signs);
  spec.named = {};
  for (const [trait, control] of Object.entries(spec.controls)) {
    if (control.kind == "pick")
      control.options = spec.data.rows.map((row) => [row[spec.columns[0]]]);
    spec.named[trait] = bare("", Object.fromEntries(control.options));
  }
  return spec;
}
/** No view of a widget is stored: while there is a kernel, the explorer takes the place of its own
    picture wherever that is shown, and gives it back afterwards. */
function initialize({ model, signal }) {
  let seen = new WeakSet(), soon = null;
  async function stand(image) {
    const spec = await unpacked(model.get("packed")), el = html("div");
    image.before(el);
    image.hidden = true;
    const leave = explore(spec, model, el);
    signal?.addEventListener("abort", () => {
      leave();
      el.remove();
      image.hidden = false;
    });
  }
  function scan() {
    soon = null;
    for (const image of document.querySelectorAll('img[src^="data:image/png;base64,"]')) {
      if (seen.has(image)) continue;
      seen.add(image);
      if (!image.hidden && image.src.slice(-64, -24) == model.get("mark")) stand(image);
    }
  }
  const own = ({ target }) => target.closest?.(".cakit"); // an explorer draws, nothing is new
  const watch = new MutationObserver((seen) => seen.every(own) || (soon ??= setTimeout(scan, 30)));
  watch.observe(document.body, { childList: true, subtree: true });
  model.on("change:mark", () => {
    seen = new WeakSet();
    scan();
  });
  signal?.addEventListener("abort", () => watch.disconnect());
  scan();
}

export default { initialize, explore, unpacked, corrected,
  told: (spec, state) => ({ ...KINDS[spec.kind].told(spec, state), code: codeOf(spec, state) }),
  csv: (spec, state) => table(KINDS[spec.kind].rows(spec, state)),
  async render({ model, el }) {
    return explore(await unpacked(model.get("packed")), model, el);
  } };
