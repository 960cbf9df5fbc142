// The claim browser's filters, counts and words: no page, no drawing. Verdicts come from Python; nothing is decided here.

const FILTERS = ["seed", "theme", "verdict", "decided_by"];

/** What was found for a reading: the newest data's, or those of the text's day where they say something else. */
const sided = (reading, edition) => (edition == "at_publication" && reading.then ? { ...reading.now, ...reading.then } : reading.now);
/** The verdict of a claim: that of its plain reading. */
const decided = (claim, edition) => sided(claim.readings[0], edition).verdict;

/** The claims that the filters keep. */
function kept(spec, { seed, theme, verdict, decided_by, edition, search }) {
  const wanted = search.toLowerCase().split(/\s+/).filter(Boolean);
  return spec.data.claims.filter((one) => (!seed || one.seed == seed) && (!theme || one.theme == theme)
    && (!decided_by || one.readings[0].decided_by == decided_by) && (!verdict || decided(one, edition) == verdict)
    && wanted.every((word) => `${one.id} ${one.claim}`.toLowerCase().includes(word)));
}

/** The claim looked at: the one chosen, or the first kept. */
const chosen = (claims, state) => claims.find((one) => one.id == state.claim) ?? claims[0];

/** "3 supported and 1 outdated": how many claims have each of the options, in their order. */
function tallied(claims, options, value) {
  const counts = Object.keys(options).map((code) => [claims.filter((one) => value(one) == code).length, options[code]]);
  return listed(counts.filter(([count]) => count).map((one) => one.join(" ")));
}

/** The finding in words, as Claims.sentence in Python. */
function sentence(spec, state) {
  const { words, controls } = spec, claims = kept(spec, state), all = spec.data.claims.length;
  const names = FILTERS.filter((trait) => state[trait]).map((trait) => controls[trait].options[state[trait]]);
  const filters = [...names, ...(state.search.trim() ? [`“${state.search}”`] : [])].join("; ");
  if (!claims.length) return fill(words.none, { all, filters });
  const one = chosen(claims, state), verdicts = controls.verdict.options;
  return fill(words.some, {
    kept: fill(filters ? words.part : words.every, { count: claims.length, all, filters }),
    when: controls.edition.options[state.edition],
    verdicts: tallied(claims, verdicts, (claim) => decided(claim, state.edition)),
    ways: tallied(claims, controls.decided_by.options, (claim) => claim.readings[0].decided_by),
    claim: one.id,
    verdict: verdicts[decided(one, state.edition)],
  });
}

/** The claims kept, with the sources behind the newest verdict. */
function rows(spec, state) {
  return [spec.columns, ...kept(spec, state).map((one) => {
    const [{ decided_by, claimed, caveat_kind, caveat, now }] = one.readings;
    return [one.id, one.seed, one.theme, one.claim, decided(one, "at_publication"), now.verdict, decided_by, claimed,
      now.found, caveat_kind, caveat, now.sources.map((place) => spec.data.sources[place][0]).join(";")];
  })];
}

/** The readings of a claim that one scale can show: figures on both sides, in one unit; and where that scale ends. */
function scaled(claim) {
  const held = (claim?.readings ?? []).filter((each) => each.now.figures && each.band && each.unit == claim.readings.find((one) => one.band).unit);
  const top = Math.max(0, ...held.flatMap((each) => [...each.band.ends, ...each.now.figures, ...sided(each, "at_publication").figures]));
  const power = 10 ** Math.floor(Math.log10(top || 1)), next = [1.5, 2, 3, 4, 5, 6, 8, 10].find((one) => one * power >= top * 1.05) ?? 15;
  return { held, most: held[0]?.unit == "percent" ? Math.max(100, top) : next * power };
}

/** From where to where the band of what is claimed goes; the rules of the ledger say how wide "about" and "equal" are. */
function band({ comparator, ends: [low, high], step }, most) {
  const half = comparator == "about" ? low / 10 : comparator == "equal" ? step / 2 : 0;
  return [comparator == "under" ? 0 : low - half, comparator == "over" ? most : comparator == "under" ? high ?? low : (high ?? low) + half];
}
