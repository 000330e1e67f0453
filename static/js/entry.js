// The entry grid: Enter goes down, arrows too, Ctrl Enter saves, and what is pasted from a
// sheet fills the cells from the present one on. Tab goes across by itself.
const grid = (input) => {
  const table = input.closest("table.entry");
  // A row that only tells a fault has no cell to stand in.
  return [...table.tBodies]
    .flatMap((body) => [...body.rows])
    .map((row) => [...row.querySelectorAll("input.input:not([readonly]), select.input")])
    .filter((inputs) => inputs.length);
};

const placeOf = (cells, input) => {
  for (const [row, inputs] of cells.entries()) {
    const column = inputs.indexOf(input);
    if (column >= 0) return { row, column };
  }
  return { row: 0, column: 0 };
};

const go = (cell) => {
  cell?.focus();
  cell?.select?.();
};

const put = (cell, text) => {
  cell.value = text.trim();
  cell.dispatchEvent(new Event("input", { bubbles: true }));
  cell.dispatchEvent(new Event("change", { bubbles: true }));
};

document.addEventListener("keydown", (event) => {
  const input = event.target.closest?.("table.entry .input");
  if (!input) return;
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
    event.preventDefault();
    input.form?.requestSubmit();
    return;
  }
  const isDown = event.key === "Enter" && !event.shiftKey;
  const isUp = event.key === "Enter" && event.shiftKey;
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key] ?? (isDown ? 1 : isUp ? -1 : 0);
  if (!step || (input.tagName === "SELECT" && event.key !== "Enter")) return;
  event.preventDefault();
  const cells = grid(input);
  const { row, column } = placeOf(cells, input);
  go(cells[row + step]?.[Math.min(column, cells[row + step].length - 1)]);
});

document.addEventListener("paste", (event) => {
  const input = event.target.closest?.("table.entry .input");
  const text = event.clipboardData?.getData("text/plain") ?? "";
  if (!input || !/[\t\n]/.test(text.trim())) return;
  event.preventDefault();
  const cells = grid(input);
  const { row, column } = placeOf(cells, input);
  const lines = text.replace(/\r/g, "").replace(/\n$/, "").split("\n");
  for (const [down, line] of lines.entries()) {
    for (const [across, value] of line.split("\t").entries()) {
      const cell = cells[row + down]?.[column + across];
      if (cell) put(cell, value);
    }
  }
});
