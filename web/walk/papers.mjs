// What came from outside is entered by the clerk: on paper, as a file without a signature; and paper
// is printed and sent.
import { press, send, step, until } from "./stage.mjs";

const CLERK = "vanthu.anthu";
const SENDER = "Hợp tác xã Mẫu Bình Minh";

export async function papers(stage) {
  const clerk = await stage.as(CLERK, "/van-ban-den");
  await clerk.getByRole("link", { name: "Nhập văn bản đến" }).click();
  await send(clerk, clerk.locator("main .btn-primary[type=submit]"));
  stage.expect(await clerk.locator("[data-faults]").isVisible(), "nothing entered is sent back with its faults");
  await stage.look(clerk, "nhap-thieu");
  await onPaper(stage, clerk);
  await unsigned(stage, clerk);
  await toSend(stage, clerk);
}

async function fill(stage, page, { way, number, subject, file }) {
  await page.goto(`${stage.base}/van-ban-den/nhap`);
  await page.getByLabel(way, { exact: true }).check();
  if (file) await page.setInputFiles("#tep", file);
  await page.fill("#noi-gui", SENDER);
  await page.fill("#so-ky-hieu", number);
  await page.fill("#ngay-van-ban", "2026-11-20");
  await page.fill("#trich-yeu", subject);
}

/** Its scan is looked at; there is nothing to judge, and it is registered at once. */
async function onPaper(stage, page) {
  const paper = { way: "Bản giấy", number: "12/CV-HTX", subject: "Về việc đề nghị hỗ trợ giống cây trồng vụ đông", file: stage.annex };
  await fill(stage, page, paper);
  await page.fill("#so-ban", "2");
  await stage.look(page, "nhap");
  await send(page, page.locator("main .btn-primary[type=submit]"));
  stage.expect(await step(page) === "Chờ tiếp nhận", "what was entered waits to be registered");
  await press(page);
  stage.expect(await step(page) === "Đã đăng ký", "paper is registered");
  const facts = await page.locator("dl.facts").first().innerText();
  stage.expect(/Bản giấy/.test(facts) && !/tham khảo/.test(facts), `paper is paper: ${facts}`);
  await stage.look(page, "den-ban-giay");
}

/** A file without a signature is judged, told to be of the same number, and for information only. */
async function unsigned(stage, page) {
  const file = { way: "Tệp", number: "12/CV-HTX", subject: "Về việc đề nghị hỗ trợ giống cây trồng vụ đông", file: stage.annex };
  await fill(stage, page, file);
  await page.locator("#ngay-van-ban").blur();
  await page.waitForSelector("#trung .notice-line");
  await stage.look(page, "nhap-trung-so");
  await send(page, page.locator("main .btn-primary[type=submit]"));
  const address = page.url();
  await until(page, ".document-acts > form .btn-primary:not([disabled])");
  await press(page);
  await page.goto(address);
  const facts = await page.locator(".tab-body").innerText();
  stage.expect(facts.includes("để biết, tham khảo"), `a file without a signature is for information: ${facts}`);
  stage.expect(facts.includes("Trùng số, ký hiệu"), "the same number of the same sender is told");
  await stage.look(page, "den-khong-ky");
}

/** One copy is printed, then sent by post. */
async function toSend(stage, page) {
  await page.goto(`${stage.base}/ban-giay`);
  await until(page, "[data-row]");
  await stage.look(page, "ban-giay");
  const before = await page.locator("[data-row]").count();
  await page.keyboard.press("j");
  await page.keyboard.press("x");
  await page.getByRole("button", { name: "Đánh dấu đã in, đóng dấu" }).click();
  stage.expect((await page.locator("[data-row]").first().innerText()).includes("Đã in"), "the copy is printed");
  await page.locator("[data-pick]").first().check();
  await page.fill("#so-buu-gui", "EB123456789VN");
  await page.getByRole("button", { name: "Đánh dấu đã gửi" }).click();
  stage.expect(await page.locator("[data-row]").count() === before - 1, "what was sent leaves the list");
  await page.goto(`${stage.base}/ban-giay?xem=da-gui`);
  stage.expect((await page.locator("main").innerText()).includes("EB123456789VN"), "it is kept how it went");
  await stage.look(page, "ban-giay-da-gui");
}
