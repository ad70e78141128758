// What a reader has opened stays open when the part of the page around it is sent again.
const opened = new Set();

document.addEventListener("click", ({ target }) => {
  const details = target.closest?.("summary")?.parentElement;
  if (!details?.id) return;
  if (details.open) opened.delete(details.id); // it is about to close
  else opened.add(details.id);
});

const reopen = () => {
  for (const id of opened) {
    const details = document.getElementById(id);
    if (details && !details.open) details.open = true;
  }
};

const why = document.getElementById("why");
if (why) new MutationObserver(reopen).observe(why, { childList: true, subtree: true, attributeFilter: ["open"] });
