// Sums and sentences of the explorer of US programs: no page, no drawing. Python ships whole dollars and places.

/** First and last fiscal year of the window. */
function window_(spec, { measure, window, year }) {
  return [window == "all" ? spec.data.measures[measure].first : year - window + 1, year];
}

/** The first and last year in which a window ends. */
function limits(spec, { measure, window }) {
  const { first, last } = spec.data.measures[measure];
  return [window == "all" ? last : first + +window - 1, last];
}

const states = (spec, country) => (country ? [country] : Object.keys(spec.controls.country.options));

/** Sums over years from…to by program, largest first: [[program, sum], …]; years without a line are left out. */
function sums(spec, { measure, country }, [from, to]) {
  const found = {};
  for (const state of states(spec, country))
    for (const [program, rows] of Object.entries(spec.data.measures[measure].sums[state]))
      for (const [year, value] of rows) if (year >= from && year <= to) found[program] = (found[program] ?? 0) + value;
  return Object.entries(found).sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1));
}
const total = (pairs) => add(pairs.map((one) => one[1]));

/** Money in millions with one decimal, people one by one. */
function amount(spec, value, measure) {
  if (spec.data.measures[measure].kind == "people") return grouped(value);
  const tenths = Math.floor((value + 50000) / 100000);
  if (value < 0) return "below 0";
  return value && !tenths ? "under 0.1" : `${grouped(Math.floor(tenths / 10))}.${tenths % 10}`;
}
const span = (spec, state) => {
  const [from, to] = window_(spec, state);
  return from < to ? `FY${from}–FY${to}` : `FY${to}`;
};
const groups = (spec, { country }) => spec.controls.country.options[country] ?? spec.words.all;
/** What is known to be missing or incomplete for a measure and program. */
const gaps = (spec, { measure, program }) => spec.data.gaps.filter((gap) =>
  ["all", spec.data.measures[measure].kind].includes(gap.kind) && ["", program].includes(gap.program));

/** The finding in words: the same templates, filled the same way, as UsPrograms.sentence in Python. */
function sentence(spec, state) {
  const { words, data } = spec, held = data.measures[state.measure], about = window_(spec, state), found = sums(spec, state, about);
  const all = total(found), named = data.programs, top = found[0]?.[0], code = state.program || top;
  const part = found.find((one) => one[0] == code), other = found.find((one) => one[0] != code);
  const said = ([one, sum]) => ({ member: named[one], percent: percent(Math.max(sum, 0), all) });
  let told = { span: span(spec, state), groups: groups(spec, state), source: held.source, unit: held.unit }, template = words.none;
  if (found.length) told.total = amount(spec, all, state.measure);
  if (part) {
    template = held.template;
    const rest = other ? fill(code == top ? words.next : words.leader, said(other)) : words.alone;
    told = { ...told, ...said(part), part: amount(spec, part[1], state.measure), rest, pool: state.country ? "" : pooled() };
  } else if (found.length) {
    template = words.absent;
    told = { ...told, member: named[code], unit: held.kind == "people" ? held.unit : fill(words.million, held), leader: fill(words.leader, said(other)) };
  }
  function pooled() {
    const each = Object.entries(spec.controls.country.options).map(([one, name]) => [name, total(sums(spec, { ...state, country: one }, about)), one]);
    const [[member, most]] = each.sort((a, b) => b[1] - a[1] || (a[2] < b[2] ? -1 : 1));
    return fill(words.pool, { member, percent: percent(most, all) });
  }
  const met = gaps(spec, state).filter((gap) => gap.from <= about[1] && gap.to >= about[0]);
  return fill(template, told) + met.map((gap) => gap.said).join("");
}

/** The lines of the chosen state and program, one a year, with source ids. */
function rows(spec, state) {
  const held = spec.data.measures[state.measure], lines = [spec.columns];
  for (const country of states(spec, state.country))
    for (const [program, cells] of Object.entries(held.sums[country]))
      if (!state.program || program == state.program)
        for (const [year, value] of cells)
          lines.push([country, spec.controls.country.options[country], year, program, spec.data.programs[program], state.measure, value,
            held.unit, year <= held.complete ? "True" : "False", held.ids, held.credit]);
  return lines;
}
