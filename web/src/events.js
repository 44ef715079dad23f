// Notices as they happen (server-sent events): a toast, and the counts of the rail and the bell.
//
// event "notice": {"text": "…", "href": "/…", "level": "info" | "error"}
// event "counts": {"<section>": 3, "notices": 2}; 0 clears a count.
import { toast } from "./parts/toast.js";

const source = document.querySelector("[data-events]")?.dataset.events;

if (source) {
  const stream = new EventSource(source);
  stream.addEventListener("notice", (event) => toast(JSON.parse(event.data)));
  stream.addEventListener("counts", (event) => {
    for (const [name, count] of Object.entries(JSON.parse(event.data))) show(name, count);
  });
  // A page that is left must not hold its connection: a browser has only six.
  addEventListener("pagehide", () => stream.close());
}

function show(name, count) {
  for (const place of document.querySelectorAll(`[data-count="${CSS.escape(name)}"]`)) {
    place.textContent = count > 99 ? "99+" : count > 0 ? String(count) : "";
  }
}
