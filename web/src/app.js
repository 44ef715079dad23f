// What every page gets: htmx with everything off that a strict policy forbids, and the small
// habits of forms, menus and selections. Without this file all of them still work, only plainer.
import htmx from "htmx.org";
import { toast } from "./parts/toast.js";

htmx.config.allowEval = false;
htmx.config.allowScriptTags = false;
htmx.config.includeIndicatorStyles = false;
htmx.config.selfRequestsOnly = true;
htmx.config.historyCacheSize = 0;
// The server answers a failed request with a toast, which is swapped in like any other answer.
htmx.config.responseHandling = [
  { code: "204", swap: false },
  { code: "[23]..", swap: true },
  { code: "[45]..", swap: true, error: true },
];

document.addEventListener("DOMContentLoaded", arrive);
document.addEventListener("htmx:afterSwap", arrive);
document.addEventListener("htmx:sendError", () => toast({
  level: "error",
  text: "Không kết nối được với máy chủ. Việc vừa rồi chưa được thực hiện; kiểm tra mạng rồi thử lại.",
}));
document.addEventListener("click", (event) => {
  const shut = event.target.closest("[data-close]");
  if (shut) shut.closest("dialog")?.close() ?? shut.closest(".toast-note")?.remove();
  for (const menu of document.querySelectorAll("details.menu[open]")) {
    if (!menu.contains(event.target)) menu.open = false;
  }
});
document.addEventListener("change", ({ target }) => {
  if (target.matches("[data-submit]")) target.form?.requestSubmit();
  if (target.matches("[data-pick-all]")) pickAll(target);
  if (target.matches("[data-pick]")) count(target.closest("[data-rows]"));
});
document.addEventListener("submit", once);
document.addEventListener("keydown", (event) => {
  const menu = event.key === "Escape" && event.target.closest?.("details.menu[open]");
  if (!menu) return;
  menu.open = false;
  menu.querySelector("summary").focus();
});
document.addEventListener("click", copy);
document.addEventListener("click", ({ target }) => {
  if (target.closest("[data-print]")) print();
});

/** After a page or a part of it came in: the summary of faults takes the focus. */
function arrive() {
  document.querySelector("[data-faults]")?.focus();
  document.querySelectorAll("[data-rows]").forEach(count);
}

/** A form is sent once, however often its button is pressed. */
function once(event) {
  const form = event.target;
  if (form.method === "get" || event.defaultPrevented) return;
  if (form.dataset.sent) return event.preventDefault();
  form.dataset.sent = "yes";
  addEventListener("pageshow", () => delete form.dataset.sent, { once: true });
  form.addEventListener("htmx:afterRequest", () => delete form.dataset.sent, { once: true });
}

function pickAll(box) {
  const rows = box.closest("[data-rows]");
  for (const one of rows.querySelectorAll("[data-pick]")) one.checked = box.checked;
  count(rows);
}

/** How many rows are picked, in words; the bulk acts wait until there is one. */
function count(rows) {
  const chosen = rows.querySelectorAll("[data-pick]:checked").length;
  const shown = rows.querySelector("[data-picked]");
  if (shown) shown.textContent = chosen ? `Đã chọn ${chosen} văn bản` : "Chưa chọn văn bản nào";
  for (const act of rows.querySelectorAll("[data-bulk]")) act.disabled = chosen === 0;
  rows.querySelector(".bulk")?.classList.toggle("is-idle", chosen === 0);
}

/** Copies the table a button points to, cells parted by tabs, as spreadsheets like it. */
async function copy(event) {
  const button = event.target.closest("[data-copy]");
  if (!button) return;
  const rows = [...document.querySelectorAll(`${button.dataset.copy} tr`)];
  const text = rows.map((row) => [...row.cells].map((cell) => cell.innerText.trim()).join("\t"));
  await navigator.clipboard.writeText(text.join("\n"));
  toast({ text: "Đã sao chép bảng kết quả." });
}
