// Carries a document through the office as its people do: `node walk.mjs BASE FILE PICTURES`. Every
// line it prints on the error channel is something that did not come out as it should; every page
// on the way is kept as a picture, at the desk's size and at a phone's, and judged by axe.
import { readFile } from "node:fs/promises";
import { chromium } from "playwright-core";

const [base, file, pictures] = process.argv.slice(2);
const PASSWORD = process.env.WALK_PASSWORD ?? "Thu-nghiem-2026!";
const DESK = { width: 1366, height: 768 };
const PHONE = { width: 390, height: 844 };
const axe = await readFile(new URL("node_modules/axe-core/axe.min.js", import.meta.url), "utf8");
const faults = [];
const expect = (right, what) => { if (!right) faults.push(what); };
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  args: ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run"],
});
const people = new Map();
let taken = 0;

try {
  await walk();
} catch (error) {
  faults.push(error.stack.split("\n").slice(0, 6).join(" | "));
}
await browser.close();
for (const fault of faults) console.error(fault);
process.exitCode = faults.length > 0 ? 1 : 0;

/** The page of a person who has signed in; each has a browser of their own. */
async function as(login) {
  if (people.has(login)) return people.get(login);
  const context = await browser.newContext({ viewport: DESK });
  const page = await context.newPage();
  page.on("pageerror", (error) => faults.push(`${login}: ${error.message}`));
  page.on("console", (message) => {
    // A form sent back with its faults, or a page that is refused, is no mistake of the page.
    if (message.type() === "error" && !/\b(422|404)\b/.test(message.text())) faults.push(`${login} ${page.url()}: ${message.text()}`);
  });
  await page.goto(`${base}/dang-nhap`);
  await page.fill("#ten", login);
  await page.fill("#mat-khau", PASSWORD);
  await page.click("button[type=submit]");
  await page.waitForURL((url) => !url.pathname.startsWith("/dang-nhap"));
  people.set(login, page);
  return page;
}

/** Keeps the page as two pictures and lets axe judge it at both sizes. */
async function look(page, name) {
  taken += 1;
  const number = String(taken).padStart(2, "0");
  const viewer = await page.locator("[data-viewer]").count();
  if (viewer) {
    await page.waitForFunction((count) => document.querySelectorAll("[data-ready]").length === count, viewer);
    await drawn(page);
  }
  for (const [size, viewport] of [["desk", DESK], ["phone", PHONE]]) {
    await page.setViewportSize(viewport);
    if (viewer) await drawn(page);
    await page.screenshot({ path: `${pictures}/walk-${number}-${name}-${size}.png` });
    const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    expect(wide <= 0, `${name} at ${size}: ${wide} pixels wider than the screen`);
    await page.evaluate(axe);
    const found = await page.evaluate(async () => (await axe.run()).violations
      .filter(({ impact }) => impact === "serious" || impact === "critical")
      .map(({ id, nodes }) => `${id}: ${nodes[0].html}`));
    for (const one of found) faults.push(`${name} at ${size}: ${one}`);
  }
  await page.setViewportSize(DESK);
}

/** Waits until the first page of the document stands on the screen. */
async function drawn(page) {
  await page.waitForTimeout(150);
  await page.waitForFunction(() => document.querySelector(".pdfViewer .page[data-loaded] canvas:not([hidden])"));
  await page.waitForTimeout(300);
}

function step(page) {
  return page.locator(".document-marks .step").innerText();
}

async function open(login, address) {
  const page = await as(login);
  await page.goto(`${base}${address}`);
  return page;
}

/** Presses the main button of a document. */
async function main(page) {
  await page.click(".document-acts > form .btn-primary, .document-acts > a.btn-primary");
}

/** Signs with the desk agent; the page comes back by itself. */
async function sign(page, wanted) {
  await main(page);
  await page.waitForFunction(
    (wanted) => document.querySelector(".document-marks .step")?.innerText === wanted,
    wanted,
    { timeout: 60_000 },
  ).catch(async () => {
    const toasts = await page.locator(".toast-note").allInnerTexts();
    throw new Error(`signing did not lead to ${wanted}: ${await step(page)}; ${toasts.join(" / ")}`);
  });
}

/** One of the other acts, by its words. */
async function other(page, words) {
  await page.click(".document-acts details.menu > summary");
  await page.locator(".document-acts .menu-panel").getByText(words, { exact: true }).click();
}

/** Returns the document with an opinion. */
async function giveBack(page, words, opinion, to) {
  await other(page, words);
  if (to) await page.check(`input[name=den-buoc][value=${to}]`);
  await page.fill("#noi-dung", opinion);
  await page.click("main button[type=submit]");
}

async function walk() {
  // Draft: the form first without anything, then whole.
  const drafter = await open("chuyenvien.anthu", "/van-ban-di/moi");
  await look(drafter, "soan");
  await drafter.click("main button[type=submit]");
  await look(drafter, "soan-thieu");
  expect(await drafter.locator("[data-faults]").isVisible(), "an empty draft is refused with its faults");
  await drafter.fill("#trich-yeu", "Về việc thành lập Tổ kiểm tra an toàn thực phẩm năm 2026");
  await drafter.selectOption("#nguoi-ky", { index: 1 });
  const signers = await drafter.locator("#nguoi-ky option").allInnerTexts();
  const head = signers.findIndex((one) => one.includes("Chủ tịch") && !one.includes("Phó"));
  await drafter.selectOption("#nguoi-ky", { index: head });
  const units = await drafter.locator("#don-vi option").count();
  if (await drafter.inputValue("#don-vi") === "") await drafter.selectOption("#don-vi", { index: units - 1 });
  await drafter.check("input[name=co-quan]");
  await drafter.fill("#noi-nhan-khac", "Ông Nguyễn Văn Mẫu | 2");
  await drafter.setInputFiles("#tep", file);
  await drafter.click("main button[type=submit]");
  await drafter.waitForURL(/van-ban-di\/[0-9a-f-]+$/, { timeout: 120_000 });
  const address = new URL(drafter.url()).pathname;
  expect(await step(drafter) === "Dự thảo", "a new document is a draft");
  await look(drafter, "du-thao");
  await main(drafter);
  expect(await step(drafter) === "Chờ ký nháy", "submitted");

  // The unit's head returns it once, then initials it.
  const chief = await open("chanhvanphong.anthu", address);
  await look(chief, "ky-nhay");
  await giveBack(chief, "Trả lại người soạn", "Bổ sung căn cứ pháp lý ở phần mở đầu.");
  expect(await step(chief) === "Bị trả lại", "returned to the drafter");
  await drafter.goto(`${base}/viec`);
  await look(drafter, "viec-bi-tra-lai");
  await drafter.goto(`${base}${address}?the=y-kien`);
  await look(drafter, "y-kien");
  await main(drafter);
  await chief.goto(`${base}${address}`);
  await sign(chief, "Chờ kiểm tra thể thức");
  await look(chief, "da-ky-nhay");

  // The clerk looks at the form, the head signs.
  const clerk = await open("vanthu.anthu", "/viec");
  await look(clerk, "viec-van-thu");
  await clerk.goto(`${base}${address}?the=chu-ky`);
  await look(clerk, "the-thuc");
  await main(clerk);
  expect(await step(clerk) === "Chờ ký ban hành", "the form is approved");
  const leader = await open("chutich.anthu", address);
  await look(leader, "ky-ban-hanh");
  await giveBack(leader, "Trả lại", "Xem lại thể thức phần nơi nhận.", "format");
  expect(await step(leader) === "Chờ kiểm tra thể thức", "returned to the clerk");
  await clerk.goto(`${base}${address}`);
  await main(clerk);
  await leader.goto(`${base}${address}`);
  await sign(leader, "Chờ cấp số");

  // Number, seal, issue.
  await clerk.goto(`${base}${address}`);
  await main(clerk);
  expect(await step(clerk) === "Chờ đóng dấu", "numbered");
  await sign(clerk, "Chờ phát hành");
  await look(clerk, "da-dong-dau");
  await clerk.goto(`${base}${address}?the=chu-ky`);
  await look(clerk, "chu-ky");
  await clerk.goto(`${base}${address}`);
  await main(clerk);
  expect(await step(clerk) === "Đã phát hành", "issued");
  for (const tab of ["thong-tin", "luong", "tep", "lich-su"]) {
    await clerk.goto(`${base}${address}?the=${tab}`);
    await look(clerk, tab);
  }
  await clerk.goto(`${base}/van-ban-di`);
  await look(clerk, "van-ban-di");

  // The other agency's clerk receives it.
  const receiver = await open("vanthu.binhthu", "/van-ban-den");
  for (let tries = 0; tries < 30 && await receiver.locator("[data-row]").count() === 0; tries += 1) {
    await receiver.waitForTimeout(1000);
    await receiver.reload();
  }
  await look(receiver, "van-ban-den");
  await receiver.click("[data-row-link]");
  for (let tries = 0; tries < 60 && await receiver.locator(".card-note").count() === 0; tries += 1) {
    await receiver.waitForTimeout(1000);
    await receiver.reload();
  }
  await look(receiver, "den-chu-ky");
  await main(receiver);
  expect(await step(receiver) === "Đã đăng ký", "registered by the receiver");
  await look(receiver, "da-tiep-nhan");
  for (const words of ["an toan thuc pham", "Tổ kiểm tra", "1/qđ ubnd", "01/QĐ-UBND"]) {
    await clerk.goto(`${base}/tra-cuu?q=${encodeURIComponent(words)}`);
    expect(await clerk.locator(`[data-row-link][href="${address}"]`).count() === 1, `found by ${words}`);
  }
  await look(clerk, "tra-cuu");
  await receiver.goto(`${base}/tra-cuu?q=${encodeURIComponent("tổ kiểm tra")}`);
  expect(await receiver.locator(`[data-row-link][href="${address}"]`).count() === 0, "no search reaches another agency");
  const stranger = await open("chuyenvien.binhthu", address);
  expect(await stranger.locator("h1").innerText() !== "", "another agency's page answers");
  expect((await stranger.content()).includes("an toàn thực phẩm") === false, "another agency sees nothing of it");
  for (const [login, where, name] of [
    ["vanthu.anthu", "/chung-thu", "chung-thu"],
    ["chutich.anthu", "/van-ban-di", "lanh-dao-van-ban-di"],
  ]) {
    await look(await open(login, where), name);
  }
}
