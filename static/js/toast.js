// A toast leaves after six seconds, unless it is read: pointed at or focused.
const SECONDS = 6;

const leave = (toast) => {
  if (toast.matches(":hover, :focus-within, :focus")) window.setTimeout(() => leave(toast), 1000);
  else toast.remove();
};

const watch = (root) => {
  for (const toast of root.querySelectorAll("[data-toast]:not([data-watched])")) {
    toast.dataset.watched = "";
    window.setTimeout(() => leave(toast), SECONDS * 1000);
  }
};

watch(document);
document.addEventListener("htmx:load", (event) => watch(event.target));
