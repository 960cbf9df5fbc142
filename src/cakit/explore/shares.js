// Shares over time: sums of windows, or lines and texts that are looked up.
// The same sums and sentences as shares.py; one test compares them.

const listed = (names) => [names.slice(0, -1).join(", "), ...names.slice(-1)]
  .filter(Boolean).join(local(" and "));
const grouped = (number) => `${number}`.replace(/\B(?=(\d{3})+$)/g, ",");
/** [name, number] pairs, largest number first. */
const largest = (pairs) => pairs.sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1));
const paint = (spec, code) => `--c:${spec.colours[code] ?? spec.colours.other}`;

/** A share of a total, in whole per cent; all numbers are whole. */
function percent(part, total) {
  if (part <= 0 || total <= 0) return local("0%");
  const rounded = Math.floor((200 * part + total) / (2 * total));
  if (!rounded) return local("under 1%");
  return local(rounded == 100 && part < total ? "over 99%" : `${rounded}%`);
}
/** A sum of whole parts in units of so many parts. */
function amount(parts, { per, digits }) {
  if (parts < 0) return local("below 0");
  const step = per / 10 ** digits, rounded = Math.floor((2 * parts + step) / (2 * step));
  if (parts && !rounded) return local(`under ${digits ? 0.1 : 1}`);
  return local(digits ? `${grouped(Math.floor(rounded / 10))}.${rounded % 10}` : grouped(rounded));
}
/** The line of Python that gives this view. */
function codeOf(spec, state) {
  const say = (value) => (Array.isArray(value)
    ? `[${value.map(say).join(", ")}]` : JSON.stringify(value));
  const said = Object.keys(spec.controls).filter((trait) => state[trait] !== "");
  return `${spec.call}(${said.map((trait) => `${trait}=${say(state[trait])}`).join(", ")})`;
}
/** Rows, the names of the columns first, as the text of a CSV file. */
function table(rows) { // a text that a spreadsheet would work out stays a text
  const inert = (value) => (/^[=+\-@\t\r]/.test(value) && isNaN(value) ? `'${value}` : value);
  const quoted = (text) => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
  const cell = (value) => (typeof value == "string" ? quoted(inert(value)) : value);
  return rows.map((row) => row.map((value) => cell(value ?? "")).join(",") + "\n").join("");
}

/** The set of data that the choices name. */
const setOf = ({ data }, state) => data.sets[data.set_by.map((trait) => state[trait]).join("|")];
function groupsOf({ data }, state) {
  const asked = [state[data.group_by] ?? []].flat().filter(Boolean);
  return asked.length ? asked : data.groups;
}
function sizeOf(spec, state) {
  const { size, first, last } = setOf(spec, state), years = size || state[spec.data.window_by];
  return years == -1 || years == "all" ? last - first + 1 : +years;
}
/** The first and last year in which a window ends. */
const limitsOf = (spec, state) => [setOf(spec, state).first + sizeOf(spec, state) - 1,
  setOf(spec, state).last];

/** [member (or group), sum] in the window that ends in the year, largest first; who has no row is
    left out. `rows` of it is how many there are. Cells are [first year, value or null, …]. */
function sumsOf(spec, state, byGroup = false) {
  const { cells } = setOf(spec, state), size = sizeOf(spec, state), found = new Map();
  let rows = 0;
  for (const group of groupsOf(spec, state))
    for (const [member, held] of Object.entries(cells[group] ?? {})) {
      const from = state.year - size + 2 - held[0], key = byGroup ? group : member;
      for (const value of held.slice(Math.max(from, 1), Math.max(from + size, 1))) {
        if (value == null) continue;
        found.set(key, (found.get(key) ?? 0) + value);
        rows += 1;
      }
    }
  return Object.assign(largest([...found]), { rows });
}
const total = (sums) => sums.reduce((all, one) => all + one[1], 0);

/** The sums of a view and all that its templates name. */
function factsOf(spec, state) {
  const { data } = spec, held = setOf(spec, state), words = { ...spec.words, ...held.words };
  if (!held.cells) return { ...words, span: `${state.year}`, size: 1, sums: [], all: 0 };
  const sums = sumsOf(spec, state), all = total(sums), value = new Map(sums);
  const size = sizeOf(spec, state), groups = groupsOf(spec, state);
  const each = sumsOf(spec, state, true);
  const spoken = (code) => data.spoken[code] ?? data.members[code] ?? code;
  const named = (codes) => listed(codes.map((one) => data.groups_named[one]))
    + (codes[1] ? words.together : "");
  const asked = state[data.member_by] ?? "", top = sums[0]?.[0] ?? "", member = asked || top;
  const other = sums.find((one) => one[0] != member)?.[0] ?? "";
  const end = `${words.before_year}${state.year}`, every = groups.length == data.groups.length;
  const start = `${words.before_year}${state.year - size + 1}`;
  const facts = { ...words, size, sums, all, each, span: size > 1 ? `${start}–${end}` : end,
    groups: every && groups[1] ? words.all : named(groups), member: spoken(member),
    leader: spoken(other), percent: percent(value.get(member) ?? 0, all), pool: "",
    leading: percent(value.get(other) ?? 0, all), part: amount(value.get(member) ?? 0, held),
    total: amount(all, held) };
  const rest = !other ? "rest_alone" : member == top ? "rest_next" : "rest_leader";
  facts.rest = fill(words[rest], facts);
  if (every && each.length && words.pooled) facts.pool = fill(words.pooled,
    { group: named([each[0][0]]), most: percent(each[0][1], all) });
  facts.template = words[value.has(member) ? "some" : sums.length ? "absent" : "nothing"];
  return facts;
}
function toldShares(spec, state) {
  const { data } = spec, held = setOf(spec, state), said = held.said?.[state.year] ?? {};
  if (held.said) // looked up and not worked out
    return { sentence: said[state[data.group_by]] || said[""] || held.none, numbers: {} };
  if (!held.last) return { sentence: spec.words.empty, numbers: {} };
  const facts = factsOf(spec, state), from = state.year - facts.size + 1;
  const missing = held.notes.filter(([of, first, last]) => (
    ["", state[data.member_by]].includes(of) && first <= state.year && last >= from));
  const share = ([code, sum]) => [code, facts.all ? (100 * sum) / facts.all : 0];
  return { sentence: fill(facts.template, facts) + missing.map((one) => one[4]).join(""),
    numbers: { sums: Object.fromEntries(facts.sums), groups: Object.fromEntries(facts.each),
      shares: Object.fromEntries(facts.sums.map(share)) } };
}

/** The lines of a view of sums: the six largest, first of all who is largest in any window, the
    one followed, and all others together; as shares or, where the spec says so, amounts. */
function linesOf(spec, now) {
  const { words, data } = spec, held = setOf(spec, now), asked = now[data.member_by] ?? "";
  const amounts = data.measure == "amount", score = new Map();
  const marred = (year) => held.notes.some((one) => (
    one[3] == "part" && one[1] <= year && year <= one[2]));
  const [first, last] = limitsOf(spec, now), found = [];
  for (let year = first; year <= last; year++) {
    const sums = sumsOf(spec, { ...now, year }), all = total(sums);
    found.push({ year, sums: new Map(sums), all, flawed: sums.rows < data.thin || marred(year) });
    sums.forEach(([code, sum], rank) => score.set(code,
      (score.get(code) ?? 0) + sum / (all || 1) + (rank ? 0 : 1e3)));
  }
  const order = largest([...score]).map((one) => one[0]);
  const own = order.filter((code, n) => code == asked || (n < 6 && !(amounts && asked)));
  const others = amounts && asked ? [] : order.filter((code) => !own.includes(code));
  const final = found.findLast((one) => one.all > 0), free = ["square", "triangle", "diamond"];
  return [...own, ...(others.length ? ["other"] : [])].map((code) => {
    const codes = code == "other" ? others : [code], strong = asked != "" && code == asked;
    const plain = !spec.colours[code]; // told apart by its mark
    const sum = ({ sums }) => (codes.some((one) => sums.has(one))
      ? codes.reduce((all, one) => all + (sums.get(one) ?? 0), 0) : null);
    const said = (one) => `${data.members[code] ?? words.others} ${!one || sum(one) == null
      ? words.zero : amounts ? amount(sum(one), held) : percent(sum(one), one.all)}`;
    const share = (one) => (one.all > 0 ? (100 * (sum(one) ?? 0)) / one.all : null);
    const value = (one) => (amounts ? sum(one) && sum(one) / held.per : share(one));
    return { strong, dash: plain && !strong, shape: plain ? free.shift() : "circle",
      end: said(final), now: said(found.find((one) => one.year == now.year)),
      style: strong && plain ? "--c:var(--ink)" : paint(spec, code),
      cells: found.map((one) => [one.year, value(one), "", one.flawed]) };
  });
}
/** What was worked out in Python, of the chosen group, with its colour. */
const heldOf = (spec, rows = [], now) => rows
  .filter(({ group }) => !group || !now[spec.data.group_by] || group == now[spec.data.group_by])
  .map((one) => ({ ...one, style: paint(spec, one.code) }));
const linesHeld = (spec, lines, now) => heldOf(spec, lines, now).map((one) => {
  const said = (cell) => `${one.name} ${cell?.[4] ?? ""}`.trim();
  const cell = one.cells.find(([year]) => year == now.year);
  return { ...one, end: said(one.cells.at(-1)), now: said(cell) };
});
/** The largest of [code, number] pairs; what finds no room is the last, with how many it is. */
function topOf(pairs, room) {
  if (pairs.length <= room) return pairs;
  const rest = pairs.slice(room - 1);
  return [...pairs.slice(0, room - 1), ["", total(rest), rest.length]];
}

/** The panels of shares over time; each gives the function that draws it. */
const SHARES = {
  lines(ui) {
    const { spec } = ui, part = timed(ui, ui.panel("lines", "time"));
    return (now) => {
      const { lines, top } = setOf(spec, now), facts = factsOf(spec, now);
      const [first, last] = limitsOf(spec, now), shares = !lines && spec.data.measure == "share";
      part.frame.hidden = first == last && !lines;
      part.frame.parentNode.classList.toggle("whole", part.frame.hidden);
      if (!part.frame.hidden) drawLines(ui, part, { first, last, at: now.year, span: facts.span,
        unit: shares || lines ? "%" : "", top: shares ? 100 : top, empty: facts.zero,
        title: fill(facts[facts.size > 1 || lines ? "lines" : "yearly"], facts),
        series: lines ? linesHeld(spec, lines, now) : linesOf(spec, now) });
    };
  },
  /** Where several groups are taken together: the share of the one followed, or of the largest;
      where one is chosen: how much each has. */
  map(ui) {
    const { spec } = ui, { data } = spec, trait = data.group_by, draw = mapOf(ui, trait);
    return (now) => {
      const held = setOf(spec, now), facts = factsOf(spec, now), asked = now[data.member_by] ?? "";
      const many = Array.isArray(now[trait]);
      const only = (code) => ({ ...now, [trait]: many ? [code] : code });
      const followed = (sums) => (asked ? sums.filter((one) => one[0] == asked) : sums);
      const own = (code) => (many ? sumsOf(spec, only(code)) : followed(sumsOf(spec, only(code))));
      const most = held.cells && Math.max(1, ...data.groups.map((code) => total(own(code))));
      function of(code) {
        const about = { style: paint(spec, code), on: !many || now[trait].includes(code),
          label: facts.zero, tip: toldShares(spec, only(code)).sentence };
        if (!held.cells) return { ...about, ...held.map[now.year]?.[code] };
        const sums = own(code), all = total(sums), [lead] = followed(sums);
        if (!lead) return about;
        if (!many) return { ...about, label: amount(all, held), part: Math.max(all, 0) / most };
        const name = asked ? "" : `${data.members[lead[0]]} `;
        return { ...about, style: paint(spec, lead[0]), part: lead[1] / (all || 1),
          label: name + percent(lead[1], all) };
      }
      draw({ title: fill(facts[asked && many ? "map_member" : "map"], facts), of,
        symbols: data.symbols.filter((one) => one.of.includes(now[data.set_by[0]])) });
    };
  },
  bars(ui) {
    const { spec } = ui, { members, member_by } = spec.data, part = ui.panel("bars"), room = 8;
    return (now) => {
      const held = setOf(spec, now), facts = factsOf(spec, now), title = fill(facts.bars, facts);
      const made = topOf(facts.sums, room).map(([code, sum, count]) => ({ style: paint(spec, code),
        part: Math.max(sum, 0) / (facts.sums[0][1] || 1), strong: code && code == now[member_by],
        name: count ? fill(facts.more, { count }) : members[code],
        text: `${percent(sum, facts.all)} · ${amount(sum, held)}` }));
      const rows = [...made, ...heldOf(spec, held.bars?.[now.year], now)].slice(0, room);
      const empty = `${title}: ${facts.zero}`;
      drawBars(ui, part, rows.length ? title : empty, rows, held.bars ? 4 : room);
    };
  },
  small(ui) { // one small picture of lines for each measure
    return ui.spec.data.small.map((name) => {
      const part = timed(ui, ui.panel("small"));
      return (now) => {
        const { small } = setOf(ui.spec, now), [first, last] = limitsOf(ui.spec, now);
        drawLines(ui, part, { first, last, at: now.year, span: `${now.year}`, small: true, unit: "",
          ...small[name], series: linesHeld(ui.spec, small[name].lines, now) });
      };
    });
  },
};
/** A panel of text for each value of the first choice. */
const textOf = (name) => (ui) => {
  const part = ui.panel(name, "", html("div")), { texts, set_by } = ui.spec.data;
  return (now) => {
    const [title, lines] = texts[name][now[set_by[0]]];
    tell(part.caption, title);
    keep(part.body, paragraphs(lines));
  };
};
const viewShares = (ui) => ui.spec.panels.flatMap((name) => (SHARES[name] ?? textOf(name))(ui));
/** Every window of the view, or the rows behind what is looked up. */
function rowsOfShares(spec, state) {
  const { data, columns } = spec, held = setOf(spec, state), groups = groupsOf(spec, state);
  const lines = [columns], [first, last] = limitsOf(spec, state), size = sizeOf(spec, state);
  const own = ([group]) => !group || !groups.length || groups.includes(group);
  if (!held.cells)
    return [held.columns, ...held.table.filter(own).map((row) => [...row, held.credit])];
  for (let year = first; year <= last; year++) {
    const sums = sumsOf(spec, { ...state, year }), all = total(sums);
    for (const [member, sum] of sums)
      lines.push([...data.set_by.map((trait) => state[trait]), groups.join(";"), year - size + 1,
        year, member, data.members[member], sum / held.parts, all / held.parts,
        all ? (100 * sum) / all : "", held.sources, held.credit]);
  }
  return lines;
}
