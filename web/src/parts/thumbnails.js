// Small pictures of the pages; each is drawn when it comes into sight.

export class Thumbnails {
  constructor(root, pdf, viewer) {
    this.pane = root.querySelector(".viewer-thumbnails");
    this.pdf = pdf;
    this.watch = new IntersectionObserver((seen) => {
      for (const { isIntersecting, target } of seen) if (isIntersecting) this.draw(target);
    }, { root: this.pane });
    for (let page = 1; page <= pdf.numPages; page += 1) this.pane.append(this.button(page, viewer));
    const mark = () => this.mark(viewer.currentPageNumber);
    viewer.eventBus.on("pagechanging", mark);
    mark();
  }

  button(page, viewer) {
    const button = document.createElement("button");
    button.type = "button";
    button.dataset.page = page;
    button.setAttribute("aria-label", `Đến trang ${page}`);
    const canvas = document.createElement("canvas");
    canvas.width = 120;
    canvas.height = 170;
    button.append(canvas, String(page));
    button.addEventListener("click", () => { viewer.currentPageNumber = page; });
    this.watch.observe(button);
    return button;
  }

  async draw(button) {
    this.watch.unobserve(button);
    const page = await this.pdf.getPage(Number(button.dataset.page));
    const whole = page.getViewport({ scale: 1 });
    const viewport = page.getViewport({ scale: 160 / whole.width });
    const canvas = button.querySelector("canvas");
    canvas.width = viewport.width;
    canvas.height = viewport.height;
    await page.render({ canvas, viewport }).promise;
  }

  mark(page) {
    this.pane.querySelector("[aria-current]")?.removeAttribute("aria-current");
    this.pane.querySelector(`[data-page="${page}"]`)?.setAttribute("aria-current", "page");
  }
}
