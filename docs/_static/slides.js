// What a slide shows fills the room under its heading: tables and text grow, long things shrink.
const most = {table: 1.6, text: 1.6}, printed = /print-pdf/.test(location.search);
const high = () => (!printed && innerWidth / innerHeight < 1.5 ? 960 : 720);
const shape = () => document.documentElement.style.setProperty("--high", high() + "px");
const real = (one) => one.getBoundingClientRect();
const over = (slide, body) => {
  const scale = real(slide).height / slide.offsetHeight, edge = real(slide);
  return real(body).bottom > edge.bottom - 24 * scale
    || [...body.children].some((one) => real(one).right > edge.right - 18 * scale);
};
const fit = (slide) => {
  const body = slide.querySelector(".body"), top = most[slide.className.split(" ")[0]];
  for (let step = 0, low = 0.3, far = top; top && step < 9; step++) {
    const zoom = (low + far) / 2;
    body.style.zoom = zoom;
    if (over(slide, body)) far = zoom; else low = zoom;
    body.style.zoom = low;
  }
};
const shrink = (slide) => { // an explorer draws itself anew after each step, and is looked at again
  const body = slide.querySelector(".body"), zoom = parseFloat(body.style.zoom || 1.5);
  if (zoom > 0.6 && over(slide, body)) body.style.zoom = zoom * 0.95;
};
const settle = (slide) => (slide.matches(".explorer") ? shrink : fit)(slide);
const shown = () => (printed ? [...document.querySelectorAll(".slides section")] : [Reveal.getCurrentSlide()]);
const now = () => Reveal.isReady() && shown().filter(Boolean).forEach(settle);
let waiting;
const soon = () => { clearTimeout(waiting); waiting = setTimeout(now, 80); };
shape();
Reveal.initialize({width: 1280, height: high(), margin: 0, hash: true, slideNumber: "c/t",
  transition: "none", center: false, controls: false, pdfMaxPagesPerSlide: 1, plugins: [RevealNotes]});
addEventListener("resize", () => { shape(); Reveal.configure({height: high()}); soon(); });
for (const event of ["ready", "slidechanged", "pdf-ready"]) Reveal.on(event, now);
const drawn = new ResizeObserver(soon);
document.querySelectorAll(".cakit-explorer").forEach((one) => drawn.observe(one));
