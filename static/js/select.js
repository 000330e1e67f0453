// "Select all" ticks the rows of its table; the count beside the actions follows.
const rowsOf = (table) => [...table.querySelectorAll("input[data-select]")];

const tell = (table) => {
  const boxes = rowsOf(table);
  const chosen = boxes.filter((box) => box.checked);
  for (const box of boxes) box.closest("tr").setAttribute("aria-selected", String(box.checked));
  const all = table.querySelector("input[data-select-all]");
  if (all) {
    all.checked = chosen.length > 0 && chosen.length === boxes.length;
    all.indeterminate = chosen.length > 0 && chosen.length < boxes.length;
  }
  const count = table.closest("form")?.querySelector("[data-selected-count]");
  if (count) count.textContent = String(chosen.length);
};

document.addEventListener("change", (event) => {
  const table = event.target.closest?.("table");
  if (event.target.matches?.("input[data-select-all]")) {
    for (const box of rowsOf(table)) box.checked = event.target.checked;
    tell(table);
  } else if (event.target.matches?.("input[data-select]")) {
    tell(table);
  }
});
