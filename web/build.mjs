// Builds everything in src/ into dist/: hashed names, so that a browser may keep each file for
// ever, and manifest.json, which says what each name became. The icons listed in icons.txt become
// one sprite; the parts of pdf.js that are fetched one by one are copied under its version.
import { createHash } from "node:crypto";
import { cp, mkdir, readFile, readdir, rm, writeFile } from "node:fs/promises";
import { promisify } from "node:util";
import { gzip } from "node:zlib";
import { build } from "esbuild";

const OUT = "dist";
const PDFJS = "node_modules/pdfjs-dist";
const manifest = {};

await rm(OUT, { recursive: true, force: true });
await mkdir(OUT, { recursive: true });
await bundle();
await sprite();
await keep("favicon.svg", await readFile("src/favicon.svg"));
await pdfParts();
await squeeze();
// Last: whoever finds it finds everything else.
await writeFile(`${OUT}/manifest.json`, JSON.stringify(manifest, Object.keys(manifest).sort(), 1));

/** Every script and style sheet of src/ is an entry; modules shared by several live in src/parts. */
async function bundle() {
  const entries = (await readdir("src")).filter((name) => /\.(js|css)$/.test(name));
  const result = await build({
    entryPoints: entries.map((name) => `src/${name}`),
    outdir: OUT,
    bundle: true,
    minify: true,
    format: "esm",
    target: ["chrome109", "firefox115", "safari16"],
    entryNames: "[name]-[hash]",
    assetNames: "[name]-[hash]",
    loader: { ".woff2": "file", ".woff": "file", ".gif": "file", ".svg": "file" },
    legalComments: "none",
    metafile: true,
    logLevel: "warning",
  });
  for (const [path, output] of Object.entries(result.metafile.outputs)) {
    if (output.entryPoint) {
      manifest[output.entryPoint.replace(/^src\//, "")] = path.replace(/^dist\//, "");
    }
  }
}

/** One symbol per icon of icons.txt, drawn by `<use href="…#name">`. */
async function sprite() {
  const names = (await readFile("icons.txt", "utf8")).split("\n").filter((name) => name.trim());
  const symbols = await Promise.all(names.map(async (name) => {
    const svg = await readFile(`node_modules/@tabler/icons/icons/outline/${name}.svg`, "utf8");
    const shapes = svg.slice(svg.indexOf(">", svg.indexOf("<svg")) + 1, svg.indexOf("</svg>"));
    return `<symbol id="${name}" viewBox="0 0 24 24">${shapes.replace(/\s+/g, " ").trim()}</symbol>`;
  }));
  const text = `<svg xmlns="http://www.w3.org/2000/svg">${symbols.join("")}</svg>`;
  await keep("icons.svg", Buffer.from(text));
}

/** The worker, and what it asks for by name: character maps, standard fonts, decoders, profiles. */
async function pdfParts() {
  const worker = await readFile(`${PDFJS}/legacy/build/pdf.worker.min.mjs`);
  await keep("pdf-worker.mjs", worker);
  const { version } = JSON.parse(await readFile(`${PDFJS}/package.json`, "utf8"));
  const home = `pdfjs-${version}`;
  for (const part of ["cmaps", "standard_fonts", "wasm", "iccs"]) {
    await cp(`${PDFJS}/${part}`, `${OUT}/${home}/${part}`, { recursive: true });
  }
  manifest.pdfjs = home;
}

/** Text goes over the wire compressed; it is squeezed once, here, and not at every request. */
async function squeeze() {
  const names = (await readdir(OUT)).filter((name) => /\.(js|mjs|css|svg)$/.test(name));
  await Promise.all(names.map(async (name) => {
    const bytes = await readFile(`${OUT}/${name}`);
    await writeFile(`${OUT}/${name}.gz`, await promisify(gzip)(bytes, { level: 9 }));
  }));
}

async function keep(name, bytes) {
  const digest = createHash("sha256").update(bytes).digest("hex").slice(0, 8);
  const hashed = name.replace(/\.(\w+)$/, `-${digest}.$1`);
  await writeFile(`${OUT}/${hashed}`, bytes);
  manifest[name] = hashed;
}
