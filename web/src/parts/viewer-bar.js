// The bar over the pages: its buttons carry `data-act`, its fields follow what the viewer shows.

const ZOOM = 1.15;

export function wireBar(root, bus, viewer, [overlays]) {
  const page = root.querySelector("[data-act=page]");
  const zoom = root.querySelector("[data-act=zoom]");
  const acts = {
    previous: () => viewer.previousPage(),
    next: () => viewer.nextPage(),
    "zoom-in": () => viewer.updateScale({ scaleFactor: ZOOM }),
    "zoom-out": () => viewer.updateScale({ scaleFactor: 1 / ZOOM }),
    thumbnails: (button) => thumbnails(root, button),
  };
  root.addEventListener("click", (event) => {
    const button = event.target.closest("button[data-act]");
    if (button) acts[button.dataset.act]?.(button);
  });
  page.addEventListener("change", () => {
    const wanted = Number(page.value);
    if (wanted >= 1 && wanted <= viewer.pagesCount) viewer.currentPageNumber = wanted;
    page.value = viewer.currentPageNumber;
  });
  zoom.addEventListener("change", () => { viewer.currentScaleValue = zoom.value; });
  for (const box of root.querySelectorAll("[data-overlay]")) {
    box.addEventListener("change", () => overlays.toggle(box.dataset.overlay, box.checked));
  }
  bus.on("pagechanging", ({ pageNumber }) => { page.value = pageNumber; });
  bus.on("scalechanging", ({ scale, presetValue }) => follow(zoom, scale, presetValue));
  // The outer width: a scroll bar that comes and goes must not start this again.
  const pane = root.querySelector(".viewer-scroll");
  let wide = pane.offsetWidth;
  new ResizeObserver(() => {
    if (pane.offsetWidth === wide) return;
    wide = pane.offsetWidth;
    if (Number.isNaN(Number(viewer.currentScaleValue))) viewer.currentScaleValue = viewer.currentScaleValue;
  }).observe(pane);
}

/** Keeps the list of sizes true: a size that is none of them gets a line of its own. */
function follow(zoom, scale, preset) {
  const own = zoom.querySelector("[data-own]");
  const known = [...zoom.options].find((one) => one !== own && (preset ? one.value === preset : Number(one.value) === scale));
  own.hidden = Boolean(known);
  own.value = String(scale);
  own.textContent = `${Math.round(scale * 100)}%`;
  (known ?? own).selected = true;
}

function thumbnails(root, button) {
  const pane = root.querySelector(".viewer-thumbnails");
  pane.hidden = !pane.hidden;
  button.setAttribute("aria-pressed", String(!pane.hidden));
}
