// Forms on the line's page. They post by themselves; htmx only saves the page from being loaded again.
const message = () => document.getElementById("message");

document.addEventListener("htmx:after:request", ({ detail, target }) => {
  const { ctx } = detail;
  if (!target.matches?.("form[data-answers]") || !ctx.response) return;
  if (ctx.response.status >= 500) say(target);
});

document.addEventListener("htmx:after:swap", ({ target }) => {
  if (target.matches?.("form[data-answers]") && message()?.querySelector('[data-tone="success"]')) target.reset();
});

document.addEventListener("htmx:error", ({ target }) => {
  if (target.matches?.("form[data-answers]")) say(target);
});

// What was said to an answer is said once: who loads the page again, or keeps its address, is not told it anew.
const address = new URL(location.href);
if (message() && (address.searchParams.has("said") || address.searchParams.has("answer"))) {
  address.searchParams.delete("said");
  address.searchParams.delete("answer");
  history.replaceState(history.state, "", address);
}

// No answer came. The form keeps its key, so sending it again cannot book it twice.
const say = () => {
  const region = message();
  if (!region) return;
  const box = document.createElement("p");
  box.className = "message";
  box.dataset.tone = "danger";
  box.textContent = region.dataset.unanswered;
  region.replaceChildren(box);
};
