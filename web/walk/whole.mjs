// One document from the draft to the other agency's register; every page on the way is looked at.
import { other, press, send, step, until } from "./stage.mjs";

export async function whole(stage) {
  const subject = "Về việc thành lập Tổ kiểm tra an toàn thực phẩm năm 2026";
  const empty = await stage.as("chuyenvien.anthu", "/van-ban-di/moi");
  await stage.look(empty, "soan");
  await empty.selectOption("#do-mat", { label: "Mật" });
  await send(empty);
  stage.expect(await empty.locator("#do-mat-loi").isVisible(), "a secret document is refused with why");
  await stage.look(empty, "soan-thieu");
  stage.expect(await empty.locator("[data-faults]").isVisible(), "an empty draft is refused with its faults");

  const [template] = await Promise.all([empty.waitForEvent("download"), startFrom(empty)]);
  stage.expect(template.suggestedFilename() === "quyet-dinh.docx", "a decision can be started from a template");
  const address = await stage.draft("chuyenvien.anthu", { subject, signer: "Chủ tịch" });
  const drafter = await stage.as("chuyenvien.anthu");
  stage.expect(await step(drafter) === "Dự thảo", "a new document is a draft");
  await stage.look(drafter, "du-thao");
  await stage.act("chuyenvien.anthu", address, "Chờ ký nháy");

  const chief = await stage.as("chanhvanphong.anthu", address);
  await stage.look(chief, "ky-nhay");
  await stage.sign("chanhvanphong.anthu", address, "Chờ kiểm tra thể thức");
  await stage.look(chief, "da-ky-nhay");

  const clerk = await stage.as("vanthu.anthu", "/viec");
  await stage.look(clerk, "viec-van-thu");
  await clerk.goto(`${stage.base}${address}?the=chu-ky`);
  await stage.look(clerk, "the-thuc");
  await stage.act("vanthu.anthu", address, "Chờ ký ban hành");
  const leader = await stage.as("chutich.anthu", address);
  await stage.look(leader, "ky-ban-hanh");
  await stage.sign("chutich.anthu", address, "Chờ cấp số");
  await stage.act("vanthu.anthu", address, "Chờ đóng dấu");
  await stage.sign("vanthu.anthu", address, "Chờ phát hành");
  await clerk.goto(`${stage.base}${address}?the=chu-ky`);
  await stage.look(clerk, "chu-ky");
  await stage.act("vanthu.anthu", address, "Đã phát hành");
  await until(clerk, 'button:has-text("Đánh dấu đã gửi")');
  await clerk.getByRole("button", { name: "Đánh dấu đã gửi" }).click();
  stage.expect((await clerk.locator("dl.facts").last().innerText()).includes("Bản giấy, đã gửi"), "paper is marked as sent");
  const [packed] = await Promise.all([clerk.waitForEvent("download"), clerk.getByText("Tải gói tin đã ký").click()]);
  stage.expect(packed.suggestedFilename().endsWith(".asice"), `the package is ${packed.suggestedFilename()}`);
  for (const tab of ["thong-tin", "luong", "tep", "lich-su"]) {
    await clerk.goto(`${stage.base}${address}?the=${tab}`);
    await stage.look(clerk, tab);
  }
  await clerk.goto(`${stage.base}/van-ban-di`);
  await stage.look(clerk, "van-ban-di");
  await found(stage, address);
  await received(stage, address, subject);
  for (const [login, where, name] of [
    ["vanthu.anthu", "/chung-thu", "chung-thu"],
    ["chuyenvien.anthu", "/thong-bao", "thong-bao"],
  ]) {
    await stage.look(await stage.as(login, where), name);
  }
  return address;
}

async function startFrom(page) {
  await page.goto(new URL("/van-ban-di/moi", page.url()).href);
  await page.getByText("Tải mẫu .docx").click();
  await page.getByRole("link", { name: "Quyết định", exact: true }).click();
}

async function found(stage, address) {
  const clerk = await stage.as("vanthu.anthu");
  for (const words of ["an toan thuc pham", "Tổ kiểm tra", "1/qđ ubnd", "01/QĐ-UBND"]) {
    await clerk.goto(`${stage.base}/tra-cuu?q=${encodeURIComponent(words)}`);
    stage.expect(await clerk.locator(`[data-row-link][href="${address}"]`).count() === 1, `found by ${words}`);
  }
  await stage.look(clerk, "tra-cuu");
}

/** The other agency's clerk sees the verdict and registers it; nobody there sees more. */
async function received(stage, address, subject) {
  const clerk = await stage.as("vanthu.binhthu", "/van-ban-den");
  await until(clerk, "[data-row]");
  await stage.look(clerk, "van-ban-den");
  await clerk.click("[data-row-link]");
  await until(clerk, ".card-note");
  stage.expect(await clerk.locator(".card-note h3.verdict-passed").count() === 3, "three signatures hold at the receiver");
  await stage.look(clerk, "den-chu-ky");
  await press(clerk);
  stage.expect(await step(clerk) === "Đã đăng ký", "registered by the receiver");
  await stage.look(clerk, "da-tiep-nhan");
  await other(clerk, "Soạn văn bản trả lời");
  stage.expect((await clerk.locator("main").innerText()).includes("Trả lời văn bản 01/QĐ-UBND"), "an answer begins with what it answers");
  const sender = await stage.as("vanthu.anthu", address);
  stage.expect((await sender.content()).includes("đã tiếp nhận, số đến 1"), "the sender learns the arrival number");
  await clerk.goto(`${stage.base}/tra-cuu?q=${encodeURIComponent("tổ kiểm tra")}`);
  stage.expect(await clerk.locator(`[data-row-link][href="${address}"]`).count() === 0, "no search reaches another agency");
  const stranger = await stage.as("chuyenvien.binhthu", address);
  stage.expect(!(await stranger.content()).includes(subject), "another agency sees nothing of the page");
}
