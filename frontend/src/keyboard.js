// Shortcuts. What can be pressed carries data-key (or data-row-key, in the row that is chosen), and data-key-words says
// what it does. The overlay is drawn from these, so it never says more or less than there is.
const WRITING = "input:not([type=checkbox]):not([type=radio]), textarea, select";

let chosen = null;

const rows = () => [...document.querySelectorAll("[data-rows] [data-row]")];
const visible = (element) => element.checkVisibility?.() ?? element.offsetParent !== null;

const choose = (row) => {
  if (!row) return;
  chosen?.removeAttribute("aria-current");
  chosen = row;
  row.setAttribute("aria-current", "true");
  row.focus({ preventScroll: true });
  row.scrollIntoView({ block: "nearest" });
};

const move = (step) => {
  const all = rows();
  const at = all.indexOf(chosen);
  choose(all[Math.min(all.length - 1, Math.max(0, at < 0 ? 0 : at + step))]);
};

const press = (element) => {
  if (!element || element.disabled) return false;
  if (element.matches(WRITING)) {
    element.focus();
    element.select?.();
  } else if (element.matches("input[type=radio]")) {
    element.focus();
  } else {
    element.click();
  }
  return true;
};

const inRow = (key) => chosen?.querySelector(`[data-row-key="${CSS.escape(key)}"]`);
const onPage = (key) => [...document.querySelectorAll(`[data-key="${CSS.escape(key)}"]`)].find(visible);

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  if (event.key === "Escape" && event.target.matches?.(WRITING)) return event.target.blur();
  if (event.target.matches?.(WRITING) || document.querySelector("dialog[open]")) return;
  if (rows().length && (event.key === "j" || event.key === "k")) {
    move(event.key === "j" ? 1 : -1);
    event.preventDefault();
  } else if (press(inRow(event.key) ?? onPage(event.key))) {
    event.preventDefault();
  }
});

document.addEventListener("click", ({ target }) => {
  if (target.closest?.("[data-shortcuts]")) show();
});

const show = () => {
  const dialog = document.getElementById("shortcuts");
  const list = dialog.querySelector("dl");
  list.replaceChildren(...[...described()].map(([key, words]) => rowOf(key, words)));
  dialog.showModal();
};

const described = () => {
  const found = new Map();
  if (rows().length) found.set("j / k", "↓ / ↑");
  for (const element of document.querySelectorAll("[data-row-key], [data-key]")) {
    const key = element.dataset.rowKey ?? element.dataset.key;
    if (!found.has(key) && visible(element)) found.set(key, element.dataset.keyWords);
  }
  return found;
};

const rowOf = (key, words) => {
  const row = document.createElement("div");
  const name = document.createElement("dt");
  const said = document.createElement("dd");
  const sign = document.createElement("kbd");
  sign.textContent = key;
  name.append(sign);
  said.textContent = words;
  row.append(name, said);
  return row;
};
