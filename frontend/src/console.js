import "htmx.org/dist/htmx.esm.js";
import "./filters.js";
import "./keyboard.js";
import "./theme-switch.js";
