// The keys of the whole office. An element names its key in `data-key` ("/", "s", "g m"); pressing
// it clicks the element, or puts the cursor into it if it takes text. None fires while someone
// types, with a modifier held, or behind an open dialog. `?` shows them all.

let first = null; // the first key of a pair such as "g m", for a second and a half
let timer;

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || event.repeat && !moves(event)) return;
  if (event.key === "Escape") return leave(event);
  if (types(event.target) || document.querySelector("dialog[open]")) return;
  const pressed = first ? `${first} ${event.key}` : event.key;
  first = null;
  clearTimeout(timer);
  if (act(pressed, event)) return event.preventDefault();
  if (document.querySelector(`[data-key^="${CSS.escape(event.key)} "]`)) {
    first = event.key;
    timer = setTimeout(() => { first = null; }, 1500);
  }
});
document.addEventListener("click", (event) => {
  if (event.target.closest("[data-open-keys]")) help()?.showModal();
});

/** Does what a key stands for; false if it stands for nothing here. */
function act(key, event) {
  if (key === "?") return help() ? (help().showModal(), true) : false;
  if (key === "j" || key === "ArrowDown" && inRows(event.target)) return move(1);
  if (key === "k" || key === "ArrowUp" && inRows(event.target)) return move(-1);
  if (key === "x") return pick();
  if (key === "Enter") return event.target.closest("a, button, summary, input, select") ? false : enter();
  if (key === "f") return full();
  const target = document.querySelector(`[data-key="${CSS.escape(key)}"]`);
  if (!target || target.matches(":disabled, [aria-disabled=true]")) return false;
  if (takesText(target)) { target.focus(); target.select?.(); } else target.click();
  return true;
}

const help = () => document.querySelector("dialog#keys");
const moves = (event) => ["j", "k", "ArrowDown", "ArrowUp"].includes(event.key);
const rows = () => [...document.querySelectorAll("[data-rows] [data-row]")];
const here = () => rows().findIndex((row) => row.classList.contains("is-here"));
const inRows = (target) => Boolean(target.closest?.("[data-row]"));
const takesText = (element) => element.matches("input:not([type=checkbox], [type=radio], [type=button], [type=submit]), textarea");

function types(target) {
  return Boolean(target.isContentEditable || target.closest?.("select, [data-own-keys]") || target.matches?.("input, textarea") && takesText(target));
}

/** Moves the mark in the list and brings the row's link under the cursor. */
function move(by) {
  const all = rows();
  if (all.length === 0) return false;
  const at = here();
  const next = at < 0 ? (by > 0 ? 0 : all.length - 1) : Math.min(Math.max(at + by, 0), all.length - 1);
  all[at]?.classList.remove("is-here");
  all[next].classList.add("is-here");
  all[next].scrollIntoView({ block: "nearest" });
  all[next].querySelector("a[data-row-link]")?.focus({ preventScroll: true });
  return true;
}

function pick() {
  const box = rows()[here()]?.querySelector("[data-pick]");
  if (!box) return false;
  box.click();
  return true;
}

function enter() {
  const link = rows()[here()]?.querySelector("a[data-row-link]");
  if (!link) return false;
  link.click();
  return true;
}

/** The page itself over the whole width, and back. */
function full() {
  const page = document.querySelector(".document");
  if (!page) return false;
  const on = page.classList.toggle("is-full");
  document.querySelector("[data-full]")?.setAttribute("aria-pressed", String(on));
  return true;
}

document.addEventListener("click", (event) => {
  if (event.target.closest("[data-full]")) full();
});

/** Esc: out of a text field, out of the full page. Dialogs close by themselves. */
function leave(event) {
  if (document.querySelector("dialog[open]")) return;
  if (types(event.target)) return event.target.blur();
  if (document.querySelector(".document.is-full")) full();
}
