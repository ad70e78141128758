// A figure that changed while the page was open is lit for a moment. Which figures: [data-figure].
const seen = new Map();

const look = () => {
  for (const element of document.querySelectorAll("[data-figure]")) {
    const { figure } = element.dataset;
    const text = element.textContent.trim();
    if (seen.has(figure) && seen.get(figure) !== text) light(element);
    seen.set(figure, text);
  }
};

const light = (element) => {
  element.classList.remove("changed");
  void element.offsetWidth; // restarts the animation
  element.classList.add("changed");
  element.addEventListener("animationend", () => element.classList.remove("changed"), { once: true });
};

document.addEventListener("htmx:after:swap", look);
look();
