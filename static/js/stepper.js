// A number with − and +: the buttons come with this file, for without it they would do nothing.
const dress = (root) => {
  for (const stepper of root.querySelectorAll("[data-stepper]:not(.stepper)")) {
    stepper.classList.add("stepper");
    for (const button of stepper.querySelectorAll("[data-step]")) button.hidden = false;
  }
};

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-step]");
  if (!button) return;
  const input = button.parentElement.querySelector("input");
  const value = Number.parseInt(input.value, 10) || 0;
  input.value = Math.max(0, value + Number(button.dataset.step));
  input.dispatchEvent(new Event("input", { bubbles: true }));
  input.dispatchEvent(new Event("change", { bubbles: true }));
});

dress(document);
document.addEventListener("htmx:load", (event) => dress(event.target));
