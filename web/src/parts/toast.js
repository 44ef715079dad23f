// A short note at the edge of the window, read out by screen readers.

/**
 * Shows `text`, as a link if `href` is given, and gives the note back. Errors, and whatever `stays`,
 * are there until they are closed or taken away.
 */
export function toast({ text, href, level = "info", stays = level === "error" }) {
  const note = document.createElement("div");
  note.className = level === "error" ? "toast-note is-error" : "toast-note";
  const line = document.createElement("p");
  const words = href ? document.createElement("a") : document.createElement("span");
  if (href) words.href = href;
  words.textContent = text;
  line.append(words);
  const close = document.createElement("button");
  close.type = "button";
  close.dataset.close = "";
  close.setAttribute("aria-label", "Đóng thông báo");
  close.textContent = "×";
  note.append(line, close);
  document.querySelector("#toasts")?.append(note);
  if (!stays) setTimeout(() => note.remove(), 12_000);
  return note;
}
