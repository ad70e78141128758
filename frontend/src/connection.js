// Says so when the live connection is lost, and notices when it died without a word (a phone that changed networks).
const PATIENCE_MS = 1500; // a restart shorter than this is not worth a word
const SILENCE_MS = 45_000; // the server beats every 15 seconds
const CHECK_MS = 10_000;
const RETRY_MS = 3_000;

const source = document.querySelector("[hx-sse\\:connect]");
const shown = document.getElementById("connection");

let connection = null;
let heardAt = 0;
let beats = false;
let timer = 0;

const lost = () => {
  timer ||= setTimeout(() => shown && (shown.hidden = document.hidden), PATIENCE_MS);
};

const found = () => {
  clearTimeout(timer);
  timer = 0;
  heardAt = Date.now();
  if (shown) shown.hidden = true;
};

const reconnectIfSilent = () => {
  if (document.hidden || !beats || Date.now() - heardAt < SILENCE_MS) return;
  heardAt = Date.now();
  lost();
  connection?.reader?.cancel();
};

const connectAgain = () => window.htmx.ajax("GET", source.getAttribute("hx-sse:connect"), { source });

if (source) {
  source.addEventListener("htmx:sse:after:connection", (event) => {
    connection = event.detail.connection;
    // htmx takes a refused reconnection for a connection once it is an answer at all
    if (connection.status === 200) found();
  });
  source.addEventListener("htmx:sse:after:message", found);
  source.addEventListener("beat", () => {
    beats = true;
    found();
  });
  source.addEventListener("htmx:sse:error", lost);
  source.addEventListener("htmx:sse:before:connection", (event) => event.detail.connection.attempt > 0 && lost());
  // the very first connection failed: htmx does not try that one again
  source.addEventListener("htmx:error", (event) => {
    if (event.target !== source || source._htmx?.sse) return;
    lost();
    setTimeout(connectAgain, RETRY_MS);
  });
  setInterval(reconnectIfSilent, CHECK_MS);
}
