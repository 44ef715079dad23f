// Marks over the page that one can switch: signatures and stamps, faults of form, changes.

export class Overlays {
  constructor(items) {
    this.items = items;
    this.hidden = new Set();
    this.pages = new Map();
  }

  draw(page, view) {
    this.pages.set(page, view);
    view.div.querySelectorAll(".over").forEach((old) => old.remove());
    for (const item of this.items) {
      if (item.page === page && !this.hidden.has(item.kind)) view.div.append(mark(item, view.viewport));
    }
  }

  /** Shows or hides one kind on every page that is drawn. */
  toggle(kind, on) {
    if (on) this.hidden.delete(kind); else this.hidden.add(kind);
    for (const [page, view] of this.pages) this.draw(page, view);
  }
}

/** Puts `element` over `rect` in shares of the page, so that it stays right at every size. */
export function lay(element, rect, viewport) {
  const [x1, y1, x2, y2] = viewport.convertToViewportRectangle(rect);
  const share = (value, whole) => `${(100 * value) / whole}%`;
  element.style.left = share(Math.min(x1, x2), viewport.width);
  element.style.top = share(Math.min(y1, y2), viewport.height);
  element.style.width = share(Math.abs(x2 - x1), viewport.width);
  element.style.height = share(Math.abs(y2 - y1), viewport.height);
}

function mark(item, viewport) {
  const box = document.createElement("div");
  box.className = `over over-${item.kind}`;
  lay(box, item.rect, viewport);
  const label = document.createElement("span");
  label.textContent = item.label;
  box.append(label);
  return box;
}
