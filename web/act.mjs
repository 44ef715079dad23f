// Does what a person does on the pages of the gallery: `node act.mjs BASE`. Every line it prints is
// something that did not come out as it should.
import { chromium } from "playwright-core";

const [base] = process.argv.slice(2);
const faults = [];
const expect = (right, what) => { if (!right) faults.push(what); };
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  args: ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run"],
});

await inPage("danh-sach", keys);
await inPage("danh-sach", picking);
await inPage("van-ban-thong-tin", viewing);
await inPage("van-ban-thong-tin", places);
await inPage("van-ban-thong-tin", tabs);
await inPage("so-sanh", comparing);
await inPage("danh-sach", printing);
await inPage("van-ban-luong", plain, { javaScriptEnabled: false });
await browser.close();
for (const fault of faults) console.error(fault);
process.exitCode = faults.length > 0 ? 1 : 0;

async function inPage(name, act, options = {}) {
  const context = await browser.newContext({ viewport: { width: 1366, height: 768 }, ...options });
  const [cookie, value] = (process.env.LOOK_COOKIE ?? "").split("=");
  if (value) await context.addCookies([{ name: cookie, value, url: base }]);
  const page = await context.newPage();
  page.on("pageerror", (error) => faults.push(`${act.name}: ${error.message}`));
  try {
    await page.goto(`${base}/${name}`);
    const viewers = options.javaScriptEnabled === false ? 0 : await page.locator("[data-viewer]").count();
    if (viewers) await page.waitForFunction((count) => document.querySelectorAll("[data-ready]").length === count, viewers);
    await act(page);
  } catch (error) {
    faults.push(`${act.name}: ${error.message.split("\n")[0]}`);
  }
  await context.close();
}

async function keys(page) {
  await page.keyboard.press("?");
  expect(await page.locator("dialog#keys").isVisible(), "keys: ? shows the keys");
  await page.keyboard.press("j");
  expect(await page.locator("tr.is-here").count() === 0, "keys: none fires behind a dialog");
  await page.keyboard.press("Escape");
  await page.keyboard.press("/");
  await page.keyboard.type("xjk?");
  expect(await page.inputValue("input[name=q]") === "xjk?", "keys: / leads to the search, and none fires while typing");
  await page.keyboard.press("Escape");
  await page.keyboard.press("j");
  await page.keyboard.press("j");
  await page.keyboard.press("k");
  expect(await page.locator("tbody tr").first().evaluate((row) => row.classList.contains("is-here")), "keys: j and k move");
  await page.keyboard.press("x");
  expect(await page.locator("[data-pick]:checked").count() === 1, "keys: x selects");
  await page.keyboard.press("Enter");
  await page.waitForURL("**/van-ban-thong-tin");
  await page.keyboard.press("f");
  expect(!(await page.locator(".document-side").isVisible()), "keys: f shows the page alone");
  await page.keyboard.press("Escape");
  expect(await page.locator(".document-side").isVisible(), "keys: Esc shows the rest again");
  await page.keyboard.press("]");
  await page.waitForURL("**/van-ban-chu-ky");
  await page.keyboard.press("g");
  await page.keyboard.press("d");
  await page.waitForURL("**/van-ban-di");
}

async function picking(page) {
  const act = page.locator("[data-bulk]").first();
  expect(await act.isDisabled(), "picking: bulk acts wait for a selection");
  await page.check("[data-pick-all]");
  expect(await page.textContent("[data-picked]") === "Đã chọn 5 văn bản", "picking: the count is said");
  expect(await act.isEnabled(), "picking: bulk acts are there");
}

async function viewing(page) {
  const width = async () => (await page.locator(".pdfViewer .page").first().boundingBox()).width;
  const before = await width();
  await page.click("[data-act=zoom-in]");
  await page.waitForFunction((old) => document.querySelector(".pdfViewer .page").clientWidth > old + 5, before);
  await page.selectOption("[data-act=zoom]", "page-fit");
  await page.waitForFunction((old) => document.querySelector(".pdfViewer .page").clientWidth < old, before);
  await page.click("[data-act=thumbnails]");
  await page.waitForSelector(".viewer-thumbnails button[aria-current]");
  await page.selectOption("[data-act=zoom]", "page-width");
  await page.waitForFunction(() => {
    const [pane, leaf] = [".viewer-scroll", ".pdfViewer .page"].map((name) => document.querySelector(name));
    return leaf.clientWidth <= pane.clientWidth && leaf.clientWidth > pane.clientWidth - 40;
  });
  await page.waitForSelector(".over-fault");
  await page.click(".viewer-bar summary");
  await page.uncheck("[data-overlay=fault]");
  expect(await page.locator(".over-fault").count() === 0, "viewing: a layer can be switched off");
  expect(await page.locator(".over-signature").count() === 1, "viewing: the other layer stays");
}

async function places(page) {
  const rect = () => page.inputValue("[data-place-rect=so]");
  const box = page.locator(".place[data-place=so]");
  await box.waitFor();
  await box.focus();
  await page.keyboard.press("ArrowRight");
  await page.keyboard.press("Shift+ArrowDown");
  expect(await rect() === "111.0 732.0 151.0 748.0", `places: arrows move by points, not ${await rect()}`);
  expect((await page.textContent("[data-say]")).startsWith("Số: trang 1, cách lề trái 39 mm"), "places: the move is said");
  const at = await box.boundingBox();
  await page.mouse.move(at.x + 5, at.y + 5);
  await page.mouse.down();
  await page.mouse.move(at.x + 105, at.y + 5, { steps: 4 });
  await page.mouse.up();
  const moved = await box.boundingBox();
  expect(Math.abs(moved.x - at.x - 100) < 1.5, "places: the box follows the pointer");
  const [left, bottom] = (await rect()).split(" ").map(Number);
  expect(left > 150 && bottom === 732, `places: the fields follow the box, not ${await rect()}`);
  await page.mouse.move(moved.x + 5, moved.y + 5);
  await page.mouse.down();
  await page.mouse.move(0, 0, { steps: 4 });
  await page.mouse.up();
  expect((await rect()).split(" ").map(Number)[0] >= 0, "places: a box stays on its page");
  await page.fill("[data-place-page=so]", "9");
  await page.locator("[data-place-page=so]").blur();
  expect(await page.inputValue("[data-place-page=so]") === "1", "places: there is no page 9");
}

async function tabs(page) {
  await page.locator(".place[data-place=so]").focus();
  await page.keyboard.press("ArrowRight");
  await page.click("text=Luồng xử lý");
  await page.waitForSelector(".route");
  expect(page.url().endsWith("/van-ban-luong"), "tabs: the address names the tab");
  expect(await page.locator(".pdfViewer .page").count() > 0, "tabs: the page stays as it was");
  await page.click(".tabs >> text=Thông tin");
  await page.waitForSelector("[data-place-rect=so]", { state: "attached" });
  expect((await page.inputValue("[data-place-rect=so]")).startsWith("111.0 "), "tabs: a moved box is not forgotten");
}

async function comparing(page) {
  const panes = page.locator(".viewer-scroll");
  await panes.first().evaluate((pane) => { pane.scrollTop = 300; });
  await page.waitForFunction(() => document.querySelectorAll(".viewer-scroll")[1].scrollTop > 200);
  await panes.nth(1).evaluate((pane) => { pane.scrollTop = 0; });
  await page.waitForFunction(() => document.querySelectorAll(".viewer-scroll")[0].scrollTop === 0);
}

async function printing(page) {
  await page.emulateMedia({ media: "print" });
  expect(await page.locator("thead").isVisible(), "printing: a list keeps its heads");
  for (const part of [".frame-rail", ".frame-bar", ".bulk", ".pager", ".row-pick"]) {
    expect(!(await page.locator(part).first().isVisible()), `printing: ${part} stays off the paper`);
  }
}

async function plain(page) {
  expect(await page.locator("noscript").count() > 0, "plain: the page says what needs a script");
  await page.click(".document-acts summary");
  await page.click("text=Trả lại người soạn");
  expect(page.url().endsWith("/ly-do"), "plain: menus and acts work without a script");
}
