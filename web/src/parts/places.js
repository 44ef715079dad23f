// Boxes for number, date, signature, seal and initials: dragged with the pointer, nudged with the
// arrows (1 point; with Shift 10), put on another page by its number. Where a box stands is kept in
// two fields of the form, `data-place-page` and `data-place-rect` ("left bottom right top" in
// points), which the server fills with its own suggestion: without a script that one is sent.
import { lay } from "./overlays.js";

const STEP = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] };
const MM = 25.4 / 72;

export class Places {
  constructor(root, items, viewer) {
    this.items = items;
    this.viewer = viewer;
    this.pages = new Map();
    this.voice = root.querySelector("[data-say]");
    if (items.length === 0) return;
    document.addEventListener("change", ({ target }) => {
      const item = items.find(({ name }) => name === target.dataset?.placePage);
      if (item) this.turn(item, target);
    });
    // The form comes and goes with its tab: when it is back, it learns where the boxes stand.
    document.addEventListener("htmx:afterSwap", () => items.forEach((item) => this.write(item)));
  }

  draw(page, view) {
    this.pages.set(page, view);
    for (const item of this.items) {
      if (item.page === page) this.box(item, view);
      else if (item.view === view) item.element?.remove();
    }
  }

  box(item, view) {
    item.view = view;
    item.element ??= this.make(item);
    view.div.append(item.element);
    lay(item.element, item.rect, view.viewport);
  }

  make(item) {
    const box = document.createElement("button");
    box.type = "button";
    box.className = "place";
    box.dataset.place = item.name;
    box.dataset.ownKeys = "";
    box.textContent = item.label;
    box.setAttribute("aria-label", `Vị trí ${item.label}. Dùng các phím mũi tên để dời, giữ Shift để dời xa hơn.`);
    box.addEventListener("pointerdown", (event) => this.hold(item, event));
    box.addEventListener("keydown", (event) => this.nudge(item, event));
    return box;
  }

  hold(item, start) {
    const box = item.element;
    const from = [...item.rect];
    box.setPointerCapture(start.pointerId);
    box.classList.add("is-held");
    const drag = (event) => {
      const { viewport, div } = item.view;
      const scale = viewport.width / div.clientWidth;
      const [x0, y0] = viewport.convertToPdfPoint(0, 0);
      const [x1, y1] = viewport.convertToPdfPoint(
        (event.clientX - start.clientX) * scale, (event.clientY - start.clientY) * scale);
      this.put(item, from, x1 - x0, y1 - y0);
    };
    const drop = () => {
      box.classList.remove("is-held");
      box.removeEventListener("pointermove", drag);
      this.say(item);
    };
    box.addEventListener("pointermove", drag);
    box.addEventListener("pointerup", drop, { once: true });
    box.addEventListener("pointercancel", drop, { once: true });
  }

  nudge(item, event) {
    const step = STEP[event.key];
    if (!step) return;
    event.preventDefault();
    const far = event.shiftKey ? 10 : 1;
    this.put(item, [...item.rect], step[0] * far, step[1] * far);
    this.say(item);
  }

  /** Moves a box by so many points, never off its page, and writes it into the form. */
  put(item, from, dx, dy) {
    const [left, bottom, right, top] = item.view.pdfPage.view;
    const x = Math.min(Math.max(dx, left - from[0]), right - from[2]);
    const y = Math.min(Math.max(dy, bottom - from[1]), top - from[3]);
    item.rect = [from[0] + x, from[1] + y, from[2] + x, from[3] + y];
    lay(item.element, item.rect, item.view.viewport);
    this.write(item);
  }

  turn(item, field) {
    const page = Number(field.value);
    if (!Number.isInteger(page) || page < 1 || page > this.viewer.pagesCount) {
      field.value = item.page;
      return;
    }
    item.element?.remove();
    item.page = page;
    this.write(item);
    this.viewer.currentPageNumber = page;
    const view = this.pages.get(page);
    if (view) this.box(item, view);
    this.say(item);
  }

  write(item) {
    const field = (kind) => document.querySelector(`[data-place-${kind}="${CSS.escape(item.name)}"]`);
    const [page, rect] = [field("page"), field("rect")];
    if (page) page.value = item.page;
    if (rect) rect.value = item.rect.map((one) => one.toFixed(1)).join(" ");
  }

  say(item) {
    const top = item.view?.pdfPage?.view[3];
    if (top === undefined) return;
    const mm = (points) => Math.round(points * MM);
    this.voice.textContent =
      `${item.label}: trang ${item.page}, cách lề trái ${mm(item.rect[0])} mm, cách mép trên ${mm(top - item.rect[3])} mm`;
  }
}
