import "htmx.org/dist/htmx.esm.js";
import "./filters.js";
import "./keyboard.js";
import "./theme-switch.js";

// On a phone the places scroll sideways: the one we are at is in sight.
for (const places of document.querySelectorAll(".places, .views")) {
  const here = places.querySelector("[aria-current]");
  if (here) places.scrollLeft = here.offsetLeft - places.offsetLeft - (places.clientWidth - here.offsetWidth) / 2;
}
