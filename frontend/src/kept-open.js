// What a reader has opened stays open when the part of the page around it is sent again.
const opened = new Set();

document.addEventListener("click", ({ target }) => {
  const details = target.closest?.("summary")?.parentElement;
  if (!details?.id) return;
  if (details.open) opened.delete(details.id); // it is about to close
  else opened.add(details.id);
});

document.addEventListener("htmx:after:swap", () => {
  for (const id of opened) document.getElementById(id)?.setAttribute("open", "");
});
