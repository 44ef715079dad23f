// Every return and refusal of the route, a deputy's signature with the head's approval, opinions of
// another unit, several documents signed at once, and a withdrawal.
import { other, send, step, until } from "./stage.mjs";

const DRAFTER = "chuyenvien.anthu";
const CHIEF = "chanhvanphong.anthu";
const CLERK = "vanthu.anthu";
const DEPUTY = "phochutich.anthu";
const HEAD = "chutich.anthu";

export async function returns(stage) {
  const address = await stage.draft(DRAFTER, { subject: "Về việc kiện toàn Ban Chỉ đạo chuyển đổi số", signer: "Phó Chủ tịch" });
  // Taken back before anybody signed; returned by each who may.
  await stage.act(DRAFTER, address, "Chờ ký nháy");
  const drafter = await stage.as(DRAFTER, address);
  await other(drafter, "Lấy lại");
  stage.expect(await step(drafter) === "Dự thảo", "taken back");
  await stage.act(DRAFTER, address, "Chờ ký nháy");
  await stage.giveBack(CHIEF, address, {
    act: "Trả lại người soạn", words: "Bổ sung căn cứ pháp lý ở phần mở đầu.", wanted: "Bị trả lại",
  });
  await drafter.goto(`${stage.base}/viec`);
  await stage.look(drafter, "viec-bi-tra-lai");
  await drafter.goto(`${stage.base}${address}?the=y-kien`);
  stage.expect((await drafter.content()).includes("Bổ sung căn cứ pháp lý"), "the drafter reads the opinion");
  await stage.look(drafter, "y-kien");
  await stage.act(DRAFTER, address, "Chờ ký nháy");
  await stage.sign(CHIEF, address, "Chờ kiểm tra thể thức");
  await stage.giveBack(CLERK, address, { act: "Trả lại người soạn", words: "Sai thể thức nơi nhận.", wanted: "Bị trả lại" });
  await stage.act(DRAFTER, address, "Chờ ký nháy");
  await stage.sign(CHIEF, address, "Chờ kiểm tra thể thức");
  await stage.act(CLERK, address, "Chờ ký ban hành");
  const deputy = await stage.giveBack(DEPUTY, address, {
    act: "Trả lại", words: "Xem lại phần nơi nhận.", to: "format", wanted: "Chờ kiểm tra thể thức",
  });
  await stage.act(CLERK, address, "Chờ ký ban hành");

  // The deputy signs, the head returns once and approves then.
  await stage.sign(DEPUTY, address, "Chờ phê duyệt");
  await stage.giveBack(HEAD, address, { act: "Trả lại", words: "Chưa rõ trách nhiệm của Văn phòng.", to: "format", wanted: "Chờ kiểm tra thể thức" });
  await stage.act(CLERK, address, "Chờ ký ban hành");
  await stage.sign(DEPUTY, address, "Chờ phê duyệt");
  await deputy.goto(`${stage.base}${address}?the=luong`);
  await stage.look(deputy, "luong-phe-duyet");
  await stage.act(HEAD, address, "Chờ cấp số");

  // Back to the signer after the number; it keeps its number.
  await stage.act(CLERK, address, "Chờ đóng dấu");
  const number = await (await stage.as(CLERK)).locator(".document-marks").innerText();
  await stage.giveBack(CLERK, address, { act: "Trả lại người ký", words: "Ngày ký chưa đúng.", wanted: "Chờ ký ban hành" });
  await stage.sign(DEPUTY, address, "Chờ phê duyệt");
  await stage.act(HEAD, address, "Chờ cấp số");
  await stage.act(CLERK, address, "Chờ đóng dấu");
  const again = await (await stage.as(CLERK)).locator(".document-marks").innerText();
  stage.expect(number === again, `the number stays: ${number} / ${again}`);
  await stage.sign(CLERK, address, "Chờ phát hành");
  await stage.act(CLERK, address, "Đã phát hành");
  await refused(stage, address);
  await stage.giveBack(HEAD, address, { act: "Thu hồi văn bản", words: "Ban hành nhầm bản.", wanted: "Đã thu hồi" });
}

/** The other agency refuses; the reason reaches the sender. */
async function refused(stage, address) {
  const receiver = await stage.as("vanthu.binhthu", "/van-ban-den?xem=cho-tiep-nhan");
  await until(receiver, "[data-row]");
  await receiver.click("[data-row-link]");
  await until(receiver, ".card-note");
  await other(receiver, "Từ chối tiếp nhận");
  await stage.look(receiver, "tu-choi");
  await send(receiver);
  stage.expect(await receiver.locator("[data-faults]").isVisible(), "a refusal without a reason is sent back");
  await receiver.fill("#ly-do", "Gửi nhầm nơi nhận, đề nghị gửi lại cho đúng.");
  await send(receiver);
  stage.expect(await step(receiver) === "Từ chối tiếp nhận", "refused");
  const sender = await stage.as(CLERK, address);
  stage.expect((await sender.content()).includes("Gửi nhầm nơi nhận"), "the reason reaches the sender");
}

/** Two documents signed at once, with one PIN; a third is not this person's turn and is told so. */
export async function batch(stage) {
  const addresses = [];
  for (const subject of ["Về việc khen thưởng đợt 1", "Về việc khen thưởng đợt 2"]) {
    const address = await stage.draft(DRAFTER, { subject, signer: "Chủ tịch", agencies: false, urgency: "Khẩn" });
    await stage.act(DRAFTER, address, "Chờ ký nháy");
    addresses.push(address);
  }
  const chief = await stage.as(CHIEF, "/viec");
  await stage.look(chief, "viec-ky-nhieu");
  for (const address of addresses) await chief.check(`input[name=id][value="${address.split("/").pop()}"]`);
  await chief.click("[data-sign-chosen]");
  await chief.waitForSelector("dialog.outcomes-dialog[open]", { timeout: 60_000 });
  stage.expect(await chief.locator("#outcomes-title").innerText() === "Đã ký 2 trên 2 văn bản", "both are signed");
  await stage.look(chief, "ky-nhieu-ket-qua");
  // Closing it shows the list anew.
  const anew = chief.waitForEvent("load");
  await chief.click("dialog.outcomes-dialog button");
  await anew;
  for (const address of addresses) {
    await chief.goto(stage.base + address);
    stage.expect(await step(chief) === "Chờ kiểm tra thể thức", `${address} is signed`);
  }
}
