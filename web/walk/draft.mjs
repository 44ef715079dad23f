// What happens to a draft before anybody signs, and what goes with a document: places moved by the
// keyboard, another unit's opinion, an annex in a file of its own, a number kept beforehand.
import { other, press, send, step } from "./stage.mjs";

const DRAFTER = "chuyenvien.anthu";
const CHIEF = "chanhvanphong.anthu";
const CLERK = "vanthu.anthu";
const HEAD = "chutich.anthu";

export async function draft(stage) {
  const address = await stage.draft(DRAFTER, { subject: "Về việc ban hành Kế hoạch kiểm tra năm 2027", signer: "Chủ tịch", agencies: false });
  const drafter = await stage.as(DRAFTER, address);
  await places(stage, drafter, address);
  await annex(stage, drafter, address);
  await opinion(stage, address);
  await stage.act(DRAFTER, address, "Chờ ký nháy");
  await stage.sign(CHIEF, address, "Chờ kiểm tra thể thức");
  await stage.act(CLERK, address, "Chờ ký ban hành");
  await stage.sign(HEAD, address, "Chờ cấp số");
  await keptNumber(stage, address);
  await stage.sign(CLERK, address, "Chờ phát hành");
  const clerk = await stage.as(CLERK, `${address}?the=tep`);
  const files = await clerk.locator("table.files").innerText();
  stage.expect(/Phụ lục I[\s\S]*Phiên bản 2/.test(files), "the annex is sealed in a version of its own");
  await stage.look(clerk, "tep-phu-luc");
  await stage.act(CLERK, address, "Đã phát hành");
  await registers(stage);
}

/** The seal goes ten points to the left; what is saved is where it stands afterwards. */
async function places(stage, page, address) {
  await page.waitForSelector('[data-place="organisation"]');
  const before = await page.inputValue('[data-place-rect="organisation"]');
  await page.locator('[data-place="organisation"]').focus();
  await page.keyboard.press("Shift+ArrowLeft");
  await stage.look(page, "vi-tri");
  await send(page, page.getByRole("button", { name: "Lưu vị trí" }));
  await page.waitForSelector('[data-place="organisation"]');
  const after = await page.inputValue('[data-place-rect="organisation"]');
  const left = (text) => Number(text.split(" ")[0]);
  stage.expect(Math.abs(left(before) - left(after) - 10) < 0.2, `the seal moved: ${before} / ${after}`);
  // Over the title nothing may stand.
  const over = await page.inputValue('[data-place-rect="number"]');
  await page.evaluate((rect) => {
    document.querySelector('[data-place-rect="organisation"]').value = rect;
  }, over);
  await send(page, page.getByRole("button", { name: "Lưu vị trí" }));
  stage.expect(await page.locator("[data-faults]").isVisible(), "a seal over the number is refused");
  await stage.look(page, "vi-tri-loi");
  await page.goto(stage.base + address);
}

/** Another unit is asked; the draft waits for its answer. */
async function opinion(stage, address) {
  const drafter = await stage.as(DRAFTER, address);
  await other(drafter, "Lấy ý kiến đơn vị khác");
  await send(drafter);
  stage.expect(await drafter.locator("[data-faults]").isVisible(), "a question without a unit is sent back");
  await drafter.getByLabel("Phòng Kinh tế").check();
  await drafter.fill("#noi-dung", "Đề nghị góp ý về thời gian kiểm tra.");
  await stage.look(drafter, "lay-y-kien");
  await send(drafter);
  await drafter.goto(stage.base + address);
  const waits = drafter.locator(".document-acts > span.btn-primary[aria-disabled]");
  stage.expect(await waits.count() === 1, "the draft waits for the opinion");
  const advisor = await stage.as("truongphong.anthu", "/viec");
  await stage.look(advisor, "viec-y-kien");
  await advisor.goto(stage.base + address);
  await press(advisor);
  await advisor.fill("#noi-dung", "Đồng ý, đề nghị kiểm tra trong quý I.");
  await send(advisor);
  const read = await stage.as(DRAFTER, `${address}?the=y-kien`);
  stage.expect((await read.locator("main").innerText()).includes("quý I"), "the drafter reads the opinion of the unit");
}

async function annex(stage, page, address) {
  await page.goto(`${stage.base}${address}?the=tep`);
  await page.fill("#ten-phu-luc", "Phụ lục I. Danh sách đơn vị được kiểm tra");
  await page.setInputFiles("#tep-phu-luc", stage.annex);
  await send(page, page.getByRole("button", { name: "Thêm", exact: true }));
  stage.expect((await page.locator("table.files").innerText()).includes("Phụ lục I. Danh sách"), "the annex is there");
  await stage.look(page, "phu-luc");
}

/** The clerk keeps the next number for this document and gives it then. */
async function keptNumber(stage, address) {
  const clerk = await stage.as(CLERK, "/so");
  await clerk.getByRole("link", { name: "Dãy số" }).click();
  await clerk.fill("#giu-ly-do", "Kế hoạch đã hứa số");
  await clerk.getByRole("button", { name: "Giữ số tiếp theo" }).click();
  const said = await clerk.locator(".saved").innerText();
  const number = /\d+/.exec(said)[0];
  await stage.look(clerk, "day-so");
  await clerk.goto(stage.base + address);
  await clerk.click(".document-acts details.menu > summary");
  await clerk.locator(".document-acts .menu-panel .menu-item").filter({ hasText: "Cấp số khác" }).click();
  await stage.look(clerk, "cap-so-khac");
  await clerk.check(`input[name=so][value="${number}"]`);
  await send(clerk);
  stage.expect(await step(clerk) === "Chờ đóng dấu", "numbered with the number that was kept");
  const marks = await clerk.locator(".document-marks").innerText();
  stage.expect(marks.includes(`${number}/`), `it has number ${number}: ${marks}`);
}

async function registers(stage) {
  const clerk = await stage.as(CLERK, "/so");
  stage.expect(await clerk.locator(".register tbody tr").count() >= 2, "issued documents stand in the register");
  await stage.look(clerk, "so-van-ban-di");
  const [book] = await Promise.all([
    clerk.waitForEvent("download"),
    clerk.getByRole("link", { name: "Tải .xlsx" }).click(),
  ]);
  stage.expect(book.suggestedFilename().endsWith(".xlsx"), "the register comes as a workbook");
  const receiver = await stage.as("vanthu.binhthu", "/so");
  await receiver.getByRole("link", { name: "Văn bản đến", exact: true }).last().click();
  stage.expect((await receiver.locator(".register tbody").innerText()).includes("01/QĐ-UBND"), "what was received stands in the other agency's register");
  await stage.look(receiver, "so-van-ban-den");
}
