// Looks at pages in a real browser: `node look.mjs BASE FOLDER NAME…` opens BASE/NAME at the size of
// an office's screen and of a phone, keeps a picture of each in FOLDER, and fails if axe finds
// anything serious, if the page is wider than the screen, or if the console says anything.
import { mkdir, readFile } from "node:fs/promises";
import { chromium } from "playwright-core";

const [base, folder, ...names] = process.argv.slice(2);
const SIZES = { desk: { width: 1366, height: 768 }, phone: { width: 390, height: 844 } };
const axe = await readFile(new URL("node_modules/axe-core/axe.min.js", import.meta.url), "utf8");
const faults = [];

await mkdir(folder, { recursive: true });
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  args: ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run"],
});
for (const [size, viewport] of Object.entries(SIZES)) {
  // The policy of our pages forbids the scripts of the examination itself, and only those.
  const context = await signedIn({ viewport, bypassCSP: true });
  for (const name of names) await look(context, name, size);
  await context.close();
}
await policy();
await browser.close();
for (const fault of faults) console.error(fault);
process.exitCode = faults.length > 0 ? 1 : 0;

async function look(context, name, size) {
  const page = await opened(context, name);
  await page.screenshot({ path: `${folder}/${name}-${size}.png` });
  const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  if (wide > 0) faults.push(`${name} (${size}): ${wide} px wider than the screen`);
  await page.evaluate(axe);
  const { violations } = await page.evaluate(() => globalThis.axe.run());
  for (const { id, impact, nodes } of violations) {
    if (impact !== "serious" && impact !== "critical") continue;
    faults.push(`${name} (${size}): ${id}: ${nodes.map((node) => node.html.slice(0, 160)).join(" | ")}`);
  }
  await page.close();
}

/** Once more with the policy in force: the console must stay silent. */
async function policy() {
  const context = await signedIn({ viewport: SIZES.desk });
  for (const name of names) await (await opened(context, name)).close();
  await context.close();
}

/** A window with the cookie of LOOK_COOKIE ("name=value"), if there is one. */
async function signedIn(options) {
  const context = await browser.newContext({ locale: "vi-VN", ...options });
  const [name, value] = (process.env.LOOK_COOKIE ?? "").split("=");
  if (value) await context.addCookies([{ name, value, url: base }]);
  return context;
}

async function opened(context, name) {
  const page = await context.newPage();
  page.on("console", (line) => {
    if (line.type() === "error" || line.type() === "warning") faults.push(`${name}: console: ${line.text()}`);
  });
  page.on("pageerror", (error) => faults.push(`${name}: script: ${error.message}`));
  const answer = await page.goto(`${base}/${name}`, { waitUntil: "load" });
  if (!answer.ok()) faults.push(`${name}: status ${answer.status()}`);
  const viewers = await page.locator("[data-viewer]").count();
  if (viewers > 0) {
    await page.waitForFunction((count) =>
      document.querySelectorAll("[data-viewer][data-ready]").length === count
      && document.querySelectorAll(".pdfViewer .page canvas").length >= count, viewers, { timeout: 20_000 });
    await page.waitForTimeout(300);
  }
  return page;
}
