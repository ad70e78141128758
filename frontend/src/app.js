import "htmx.org/dist/htmx.esm.js";
import "htmx.org/dist/ext/hx-sse.js";
import "./limit-chart.js";
import "./connection.js";
import "./evidence-drop.js";
import "./figures.js";
import "./forms.js";
import "./theme-switch.js";
