// The deals explorer's filters, counts and words: no page, no drawing. An event is one mark; nothing is added up but marks.

const FILTERS = ["recipient", "supplier", "rung", "kind", "standing"];

/** The events that the filters keep, in the order of time. */
const kept = (spec, state) => spec.data.events.filter((one) => FILTERS.every((trait) => !state[trait] || one[trait] == state[trait]));

/** The event looked at: the one chosen, or the first kept. */
const chosen = (events, state) => events.find((one) => one.id == state.event) ?? events[0];

const firm = (events) => events.filter((one) => one.standing != "denied");

/** How many events on which rung, denials apart. */
function climbed(spec, events) {
  const { words } = spec, rungs = Object.entries(spec.controls.rung.options);
  const counts = rungs.map(([code, rung]) => ({ rung, count: firm(events).filter((one) => one.rung == code).length }));
  const denied = events.length - firm(events).length;
  const said = counts.filter((one) => one.count).map((one) => fill(words.on, one));
  return { rungs: said.length ? listed(said) : words.nowhere,
    denials: denied ? fill(words.denial, { denials: counted(denied, "denial") }) : "" };
}

/** The finding in words, as Deals.sentence in Python. */
function sentence(spec, state) {
  const { words, controls } = spec, events = kept(spec, state), all = spec.data.events.length;
  const filters = FILTERS.filter((trait) => state[trait]).map((trait) => controls[trait].options[state[trait]]).join("; ");
  if (!events.length) return fill(words.none, { all, filters });
  const { id, system, rung, standing } = chosen(events, state);
  return fill(words.some, { ...climbed(spec, events), event: id, system,
    kept: fill(filters ? words.part : words.every, { count: events.length, all, filters }),
    confirmed: events.filter((one) => one.standing == "confirmed").length,
    rung: controls.rung.options[rung], standing: controls.standing.options[standing] });
}

/** [code, events] of a trait, most first. */
function tallied(events, trait) {
  const counts = {};
  for (const one of events) counts[one[trait]] = (counts[one[trait]] ?? 0) + 1;
  return Object.entries(counts).sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1));
}

/** The events kept, with their sources. */
function rows(spec, state) {
  return [spec.columns, ...kept(spec, state).map((one) => [one.id, one.recipient, one.supplier, one.company, one.system,
    one.kind, one.rung, one.standing, one.production_stage, one.date, one.date_to, one.quantity, one.financing, one.place,
    one.register_delivery_ids, one.confidence, one.sources.map((place) => spec.data.sources[place][0]).join(";"), one.note])];
}
