// The theme links work by themselves; with JavaScript they change the page where it stands.
document.addEventListener("click", (event) => {
  const link = event.target.closest?.("a[data-theme]");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  const { theme } = link.dataset;
  document.cookie = `theme=${theme}; path=/; max-age=31536000; samesite=lax`;
  document.documentElement.dataset.chosen = theme;
  document.documentElement.setAttribute("data-bs-theme", theme);
  document.querySelector(`a[data-theme="${theme === "dark" ? "light" : "dark"}"]`)?.focus();
});
