// A filter applies as soon as it is chosen; its button is for those without JavaScript.
document.addEventListener("change", ({ target }) => {
  if (target.matches?.("select[data-submit]")) target.form.requestSubmit();
});
for (const button of document.querySelectorAll(".filters .btn")) {
  if (button.form.querySelector("select[data-submit]")) button.hidden = true;
}
