// The theme's toggles in the side navigation have no name of their own: give them one.
document.addEventListener("DOMContentLoaded", () => {
  for (const toggle of document.querySelectorAll("summary:has(> .toctree-toggle)"))
    toggle.setAttribute("aria-label", `Pages under ${toggle.closest("li")?.querySelector("a")?.textContent ?? "this"}`);
});
