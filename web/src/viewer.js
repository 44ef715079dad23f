// The page itself, drawn by pdf.js, with our own bar. Each `[data-viewer]` reads what it shows from
// its `<script type="application/json">`:
//
//   file, name                 where the PDF lies and what it is called
//   worker, home               where the parts of pdf.js lie
//   overlays  [{kind, page, rect, label}]   kind: signature | stamp | fault | change
//   places    [{name, label, page, rect}]   boxes to be moved, see parts/places.js
//
// Rectangles are [left, bottom, right, top] in points of the PDF page. Scripts, forms of the XFA
// kind and eval inside documents are off, links out of a document are dead.
import * as pdfjs from "pdfjs-dist/legacy/build/pdf.mjs";
import { EventBus, LinkTarget, PDFLinkService, PDFViewer } from "pdfjs-dist/legacy/web/pdf_viewer.mjs";
import { Overlays } from "./parts/overlays.js";
import { Places } from "./parts/places.js";
import { together } from "./parts/compare.js";
import { Thumbnails } from "./parts/thumbnails.js";
import { wireBar } from "./parts/viewer-bar.js";

const shown = [...document.querySelectorAll("[data-viewer]")].map((root) => open(root));
for (const pair of document.querySelectorAll("[data-compare]")) {
  together(shown.filter(({ root }) => pair.contains(root)).map(({ scroll }) => scroll));
}

function open(root) {
  const data = JSON.parse(root.querySelector("script[type='application/json']").textContent);
  const scroll = root.querySelector(".viewer-scroll");
  const bus = new EventBus();
  const links = new PDFLinkService({ eventBus: bus, externalLinkTarget: LinkTarget.BLANK });
  links.externalLinkEnabled = false;
  const viewer = new PDFViewer({
    container: scroll,
    viewer: scroll.querySelector(".pdfViewer"),
    eventBus: bus,
    linkService: links,
    annotationMode: pdfjs.AnnotationMode.ENABLE,
    annotationEditorMode: pdfjs.AnnotationEditorType.DISABLE,
    removePageBorders: true,
  });
  links.setViewer(viewer);
  const layers = [new Overlays(data.overlays ?? []), new Places(root, data.places ?? [], viewer)];
  bus.on("pagesinit", () => { viewer.currentScaleValue = root.dataset.fit ?? "page-width"; });
  bus.on("pagerendered", ({ pageNumber, source }) => layers.forEach((layer) => layer.draw(pageNumber, source)));
  wireBar(root, bus, viewer, layers);
  load(root, data, viewer, links);
  return { root, scroll };
}

async function load(root, data, viewer, links) {
  const state = root.querySelector("[data-state]");
  pdfjs.GlobalWorkerOptions.workerSrc = data.worker;
  try {
    const pdf = await pdfjs.getDocument({
      url: data.file,
      cMapUrl: `${data.home}/cmaps/`,
      standardFontDataUrl: `${data.home}/standard_fonts/`,
      wasmUrl: `${data.home}/wasm/`,
      iccUrl: `${data.home}/iccs/`,
      isEvalSupported: false,
      enableXfa: false,
    }).promise;
    viewer.setDocument(pdf);
    links.setDocument(pdf);
    new Thumbnails(root, pdf, viewer);
    root.querySelector("[data-show=pages]").textContent = `/ ${pdf.numPages}`;
    state.hidden = true;
    root.dataset.ready = "yes";
  } catch (error) {
    state.textContent = reason(error);
  }
}

function reason(error) {
  if (error.name === "PasswordException") return "Tệp có mật khẩu nên không xem được tại đây.";
  if (error.name === "InvalidPDFException") return "Tệp không phải PDF hoặc đã hỏng nên không xem được.";
  return "Không tải được tệp để xem. Tải bản gốc về hoặc thử lại sau.";
}
