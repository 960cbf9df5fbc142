// The explorer of country profiles: a few series a state side by side. Python ships whole millionths; this file looks up.

/** Millionths with the decimals a panel shows, halves up. */
function figureOf(spec, millionths, digits) {
  if (digits) {
    const tenths = Math.floor((millionths + 5e4) / 1e5);
    return `${grouped(Math.floor(tenths / 10))}.${tenths % 10}`;
  }
  const rounded = Math.floor((millionths + 5e5) / 1e6);
  return millionths && !rounded ? spec.words.under : grouped(rounded);
}
const heldIn = (spec, { country }, name) => spec.data.states[country].series[name];
const at = (one, year) => one.cells.find((cell) => cell[0] == year)?.[1];
const valueOf = (spec, panel, one, year) => figureOf(spec, at(one, year), panel.digits) + panel.unit;

function leadOf(spec, panel, { year }) {
  return fill(panel.lead, { span: fill(spec.words.span, { from: year - spec.data.size + 1, year }) });
}
/** Whether it is known in which years a tie ran. */
const dated = (one) => one.from != null && !(one.over && one.to == null);
const runs = (one, year) => dated(one) && one.from <= year && year <= (one.to ?? year);
function tiesOf(spec, { country, year }) {
  const { words } = spec, all = spec.data.states[country].ties, bare = all.filter((one) => !dated(one)).length;
  return fill(words.ties, { running: all.filter((one) => runs(one, year)).length, all: all.length, undated: bare ? fill(words.undated, { count: bare }) : "" });
}

/** The findings in words: the same templates, filled the same way, as Profile.sentence in Python. */
function sentence(spec, state) {
  const { words } = spec, told = Object.entries(spec.data.panels).map(([name, panel]) => {
    const found = heldIn(spec, state, name).filter((one) => at(one, state.year) != null);
    const figures = found.map((one) => fill(words.figure, { label: one.label, value: valueOf(spec, panel, one, state.year) })).join(", ");
    return fill(figures ? words.panel : words.gap, { lead: leadOf(spec, panel, state), figures, source: panel.source });
  }).join("; ");
  return fill(words.some, { country: spec.controls.country.options[state.country], year: state.year,
    told: told[0].toUpperCase() + told.slice(1), ties: tiesOf(spec, state) });
}

/** All figures of the state, then its ties and minerals, with source ids. */
function rows(spec, { country }) {
  const lines = [spec.columns], { series, ties, minerals } = spec.data.states[country];
  for (const [name, several] of Object.entries(series))
    for (const one of several)
      for (const [year, value] of one.cells)
        lines.push([country, name, one.label, year, "", value / 1e6, spec.data.panels[name].unit.trim(), "", one.sources, spec.credit]);
  for (const one of ties) lines.push([country, "ties", `${one.name}: ${one.kind}`, one.from, one.to, "", "", one.status, one.sources, spec.credit]);
  for (const one of minerals) lines.push([country, "minerals", one.name, one.year, "", one.share / 1e6, "% of world output", "", one.sources, spec.credit]);
  return lines;
}
