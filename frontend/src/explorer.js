// Scalar leaves its copy buttons without a name, and its long code without a way in by keyboard.
const mend = () => {
  for (const button of document.querySelectorAll('button[class*="copy-button"]:not([aria-label])')) {
    button.setAttribute("aria-label", "Copy");
  }
  for (const code of document.querySelectorAll("code.custom-scroll:not([tabindex])")) code.tabIndex = 0;
};
new MutationObserver(mend).observe(document.body, { childList: true, subtree: true });
