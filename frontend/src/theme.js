// Loaded before the first paint: without a chosen theme, follow the device.
const root = document.documentElement;
const device = matchMedia("(prefers-color-scheme: dark)");
const follow = () => root.setAttribute("data-bs-theme", device.matches ? "dark" : "light");
if (!root.hasAttribute("data-bs-theme")) {
  follow();
  device.addEventListener("change", () => root.dataset.chosen === undefined && follow());
}
