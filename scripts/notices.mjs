// Licences and copyright notices of everything built into the two programs, as one text: the crates
// of Cargo.lock, the npm packages of the pages, the typeface of the stamps. Their licences ask that
// whoever hands the programs on hands these on too. usage: node scripts/notices.mjs >NOTICES
import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const FONT_NOTICES = ["fonts-liberation2", "fonts-liberation"].map((it) => `/usr/share/doc/${it}/copyright`);
const PROGRAMS = ["congvu", "agent"];
const NAMES = /^(licen[cs]e|copying|copyright|notice|unlicense|ofl)/i;

/** Where each text stands, by the text: many crates share one. */
const holders = new Map();
const without = [];
for (const part of [...crates(), ...packages()]) {
  const texts = part.texts ?? licences(part.folder);
  if (texts.length === 0) without.push(part);
  for (const text of texts) holders.set(text, [...(holders.get(text) ?? []), part]);
}

const line = "=".repeat(78);
for (const [text, parts] of holders) {
  console.log([line, ...parts.map(({ name, licence }) => `${name} (${licence})`), line, "", text, ""].join("\n"));
}
if (without.length > 0) {
  console.log([line, "Under the licences named, whose texts these bring no copy of:", line, ""].join("\n"));
  for (const { name, licence, authors } of without) console.log(`${name} (${licence})${authors}`);
}

/** The crates linked into the programs: what they need when they run, not when they are built. */
function crates() {
  const host = /^host: (.*)$/m.exec(run("rustc", ["-vV"]))[1];
  const answer = run("cargo", ["metadata", "--format-version=1", "--locked", `--filter-platform=${host}`]);
  const { packages, resolve, workspace_members: ours } = JSON.parse(answer);
  const known = new Map(packages.map((it) => [it.id, it]));
  const needs = new Map(resolve.nodes.map((it) => [it.id, it.deps]));
  const found = new Set(packages.filter((it) => PROGRAMS.includes(it.name) && ours.includes(it.id)).map((it) => it.id));
  for (const id of found) {
    const linked = needs.get(id).filter((it) => it.dep_kinds.some(({ kind }) => kind === null));
    for (const { pkg } of linked) found.add(pkg);
  }
  const foreign = [...found].filter((id) => !ours.includes(id)).map((id) => known.get(id));
  return foreign.sort((a, b) => a.name.localeCompare(b.name)).map((it) => ({
    name: `${it.name} ${it.version}`,
    licence: it.license ?? "see its text",
    authors: it.authors.length > 0 ? `, ${it.authors.join(", ")}` : "",
    folder: dirname(it.manifest_path),
  }));
}

/** The npm packages of the pages, and the typeface of the stamps. */
function packages() {
  const { dependencies } = JSON.parse(readFileSync(join(root, "web/package.json"), "utf8"));
  const web = Object.keys(dependencies).map((name) => {
    const folder = join(root, "web/node_modules", name);
    const { version, license } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
    return { name: `${name} ${version}`, licence: license, authors: "", folder };
  });
  const notice = FONT_NOTICES.map(read).find((text) => text !== undefined);
  if (notice === undefined) throw new Error(`no notice of the Liberation typeface: ${FONT_NOTICES.join(", ")}`);
  return [...web, { name: "Liberation Serif", licence: "OFL-1.1", authors: "", texts: [notice] }];
}

/** The texts of licences in a package's folder. */
function licences(folder) {
  const names = readdirSync(folder).filter((name) => NAMES.test(name)).sort();
  return names.map((name) => join(folder, name)).filter((path) => statSync(path).isFile()).map((path) => read(path));
}

/** A text as it is, apart from the ends of its lines. */
function read(path) {
  try {
    return readFileSync(path, "utf8").replaceAll("\r\n", "\n").trimEnd();
  } catch (error) {
    if (error.code === "ENOENT") return undefined;
    throw error;
  }
}

function run(program, words) {
  return execFileSync(program, words, { cwd: root, encoding: "utf8", maxBuffer: 1 << 28 });
}
