// An exercise on a page without a kernel: reads and judges an answer as reading.py and kinds.py do.

const FIGURE = "[-+]?\\d+(?:[\\s.,'’]\\d+)*(?:e[-+]?\\d+)?";
const UNITS = "%|per ?cent(?:age)?(?: points?)?|points?|tiv|million|usd|dollars?|years?|times";

/** Every way in which the one figure in a text can be meant. @returns {number[]} */
function figures(text) {
  text = text.replaceAll("−", "-").trim();
  const ratio = text.match(RegExp(`^(${FIGURE})\\s*/\\s*(${FIGURE})\\s*(?:${UNITS})?$`, "i"));
  if (ratio) return [figures(ratio[1])[0] / figures(ratio[2])[0]];
  const found = text.match(RegExp(FIGURE, "gi")) ?? [];
  if (found.length != 1 || text.replace(RegExp(UNITS, "gi"), "").includes("/")) return [NaN];
  const figure = found[0].replace(/[\s'’]/g, "");
  if (!/^[-+]?[1-9]\d{0,2}(,\d{3})+(\.\d+)?$/.test(figure)) return [+figure.replaceAll(",", ".")];
  const decimals = figure.replaceAll(",", ".");
  return [+figure.replaceAll(",", ""), ...(decimals.split(".").length == 2 ? [+decimals] : [])];
}
function hashed(id, text) {
  const bytes = new TextEncoder().encode(`${id} ${text}`), all = [...bytes, ...bytes, ...bytes];
  const value = all.reduce((sum, byte) => Math.imul(sum ^ byte, 16777619) >>> 0, 2166136261);
  return value.toString(16).padStart(8, "0");
}
const folded = (text) => text.toLowerCase().split(/\s+/).filter(Boolean).join(" ");
const plain = (name) => folded(name.normalize("NFKD").replace(/\p{M}/gu, "")
  .replace(/[^\p{L}\p{N}]/gu, " "));

/** The codes of the states a text names; null where one is none of them. */
function states(text, names) {
  const codes = new Set();
  for (const part of text.split(/[,;\n]| and | и /).filter((one) => one.trim())) {
    let words = part.split(/\s+/).filter(Boolean);
    while (words.length) { // the longest name first
      let end = words.length;
      while (end && !names[plain(words.slice(0, end).join(" "))]) end -= 1;
      if (!end) return null;
      codes.add(names[plain(words.slice(0, end).join(" "))]);
      words = words.slice(end);
    }
  }
  return [...codes].sort().join(" ");
}
function judged({ id, words }, known, text) {
  const word = (name) => words[name] ?? name; // in the language of the kit
  const wants = `${word("Wanted")}: ${known.wanted}.`;
  const no = (why) => ["Not yet", `${word(why)} ${wants}`];
  if (!text.replace(/[ .…\n\t]/g, "")) return ["No answer yet", wants];
  if (known.kind == "text")
    return folded(text).split(" ").length < 8 ? no("That is short.") : known.reply;
  if (known.kind != "number") {
    const key = known.kind == "states" ? states(text, known.names) : folded(text);
    return known.replies[known.found[hashed(id, key ?? "")]] ?? no("That cannot be read here.");
  }
  const all = figures(text), { slot, slots, texts, factors } = known;
  if (!all.every(Number.isFinite)) return no("No number can be read from that.");
  const has = (value, reply) => {
    const number = Math.floor(value / slot), inside = value - number * slot;
    return (slots[hashed(id, `${number}`)] ?? []).some(
      ([low, high, one]) => one == reply && inside >= low - 1e-9 && inside <= high + 1e-9);
  };
  const any = (reply, factor = 1) => all.some((value) => has(value * factor, reply));
  if (any(0)) return ["Right", texts[0]];
  const off = factors.findIndex((factor) => any(0, factor) && all.some(Boolean));
  if (off >= 0) return ["Not yet", texts[off + 1]];
  const close = texts.length - 1; // a slip is also known when it is a fraction
  const slip = texts.findIndex(
    (_, n) => n > factors.length && (any(n) || (n < close && any(n, 100))));
  const outside = known.share && !all.some((value) => value >= 0 && value <= 100);
  return ["Not yet", texts[slip] ?? (outside ? known.share : known.unknown)];
}

/** Take the place of the text of an exercise. */
function alone({ spec, known, hints }, box) {
  const el = box.appendChild(html("div"));
  let given = 0;
  const { hear } = draw(spec, el, ({ what, answer, n }) => {
    if (what == "hint") hear({ what, hints: hints.slice(0, (given += 1)) });
    if (what != "check") return;
    const [state, text] = judged(spec, known, answer);
    const points = state == "Check yourself" ? known.points : [];
    hear({ what: "reply", n, state, text, answer, points });
  });
  box.querySelector(".cakit-static").remove();
}
