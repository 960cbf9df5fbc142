// The theme's toggles in the side navigation have no name of their own: give them one.
document.addEventListener("DOMContentLoaded", () => {
  for (const toggle of document.querySelectorAll("summary:has(> .toctree-toggle)"))
    toggle.setAttribute("aria-label", `Pages under ${toggle.closest("li")?.querySelector("a")?.textContent ?? "this"}`);
});

// A picture opens as large as the screen: by a tap, or by its button and Enter; Esc closes it.
document.addEventListener("DOMContentLoaded", () => {
  const [enlarged, shut, enlarge] = document.documentElement.lang === "ru"
    ? ["Увеличенный рисунок", "Закрыть", "Увеличить рисунок"]
    : ["Enlarged picture", "Close", "Enlarge the picture"];
  const shown = document.createElement("dialog");
  shown.className = "enlarged";
  shown.setAttribute("aria-label", enlarged);
  const close = document.createElement("button");
  close.textContent = shut;
  close.addEventListener("click", () => shown.close());
  for (const picture of document.querySelectorAll(".bd-article .cell_output img, .bd-article > section > p > img, .bd-article > section > img")) {
    const open = document.createElement("button");
    open.className = "enlarge";
    open.textContent = enlarge;
    const show = () => {
      const large = picture.cloneNode();
      large.removeAttribute("style");
      shown.replaceChildren(large, close);
      shown.showModal();
      close.focus();
    };
    open.addEventListener("click", show);
    picture.addEventListener("click", show);
    picture.after(open);
  }
  shown.addEventListener("click", (event) => event.target === shown && shown.close());
  document.body.append(shown);
});

// "Run it here" shows where the browser edition is published beside these pages.
document.addEventListener("DOMContentLoaded", async () => {
  const link = document.querySelector(".run-here[hidden]");
  if (link && location.protocol.startsWith("http")) link.hidden = !(await fetch(link.href, { method: "HEAD" })).ok;
});
