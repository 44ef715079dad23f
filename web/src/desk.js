// The desk agent on the pages of the office: whether it is there, signing one document or several,
// pairing and enrolment. What is said to the agent and back is in agent.js.
import { AgentError, agentOf, mount } from "./agent.js";
import { toast } from "./parts/toast.js";

const frame = document.querySelector(".frame");
const agent = frame ? agentOf(frame) : null;

document.addEventListener("DOMContentLoaded", arrive);
document.addEventListener("submit", signOne);
document.addEventListener("click", signChosen);
document.addEventListener("agent:done", listKeys);

function arrive() {
  for (const element of document.querySelectorAll("[data-agent]")) mount(element);
  if (frame?.dataset.agentPort) lookForAgent();
}

/** Says in the bar whether the desk agent answers. */
async function lookForAgent() {
  const words = document.querySelector("[data-token-words]");
  if (!words) return;
  try {
    await agent.status();
    words.textContent = "Đã kết nối";
    words.closest("[data-token-state]").dataset.tokenState = "on";
  } catch (error) {
    if (!(error instanceof AgentError)) throw error;
    words.textContent = "Chưa kết nối";
    words.closest("[data-token-state]").title = error.message;
  }
}

/** The button of a document: its form is sent by the agent's way, not to the server. */
function signOne(event) {
  const form = event.target.closest?.("form[data-sign]");
  if (!form) return;
  event.preventDefault();
  sign([form.dataset.sign], form.querySelector("button"));
}

/** The button over a list: all chosen rows as one batch, with one PIN. */
function signChosen(event) {
  const button = event.target.closest?.("[data-sign-chosen]");
  if (!button) return;
  event.preventDefault();
  const boxes = document.querySelectorAll('[data-pick]:checked');
  sign(Array.from(boxes, (box) => box.value), button);
}

async function sign(documents, button) {
  if (!frame.dataset.agentPort) {
    toast({ level: "error", text: "Chưa ghép nối thiết bị ký. Mở mục Chứng thư và thiết bị để ghép nối, rồi ký lại." });
    return;
  }
  button.disabled = true;
  const waits = toast({ text: "Xem nội dung và nhập mã PIN trong chương trình ký số…", stays: true });
  try {
    const { outcomes, refused = [] } = await agent.sign(documents);
    const all = [...outcomes, ...refused];
    // A document with annexes has several signatures and one page.
    if (all.every((one) => one.signed && one.href === all[0].href)) {
      location.assign(all[0].href);
      return;
    }
    showOutcomes(all);
  } catch (error) {
    if (!(error instanceof AgentError)) throw error;
    toast({ level: "error", text: [error.message, error.hint].filter(Boolean).join(" ") });
  } finally {
    waits?.remove();
    button.disabled = false;
  }
}

/** What became of each document, in a dialog; closing it shows the list anew. */
function showOutcomes(outcomes) {
  const dialog = document.createElement("dialog");
  dialog.className = "outcomes-dialog";
  dialog.setAttribute("aria-labelledby", "outcomes-title");
  const done = outcomes.filter((one) => one.signed).length;
  const title = document.createElement("h2");
  title.id = "outcomes-title";
  title.textContent = `Đã ký ${done} trên ${outcomes.length} văn bản`;
  const list = document.createElement("ul");
  for (const one of outcomes) {
    const line = document.createElement("li");
    const link = document.createElement("a");
    link.href = one.href;
    link.textContent = [one.number, one.subject].filter(Boolean).join(", ");
    const said = document.createElement("p");
    said.textContent = one.signed ? `Đã ký. ${one.text}` : `Chưa ký. ${one.text}`;
    line.append(link, said);
    list.append(line);
  }
  const close = document.createElement("button");
  close.type = "button";
  close.className = "btn btn-primary";
  close.textContent = "Đóng";
  close.addEventListener("click", () => dialog.close());
  dialog.addEventListener("close", () => location.reload());
  dialog.append(title, list, close);
  document.body.append(dialog);
  dialog.showModal();
}

/** The certificates that were found at the desk, each with what can be done with it. */
function listKeys({ detail: { act, result }, target }) {
  if (act !== "keys") return;
  const table = target.querySelector("[data-keys]");
  const body = table.tBodies[0];
  body.replaceChildren();
  for (const key of result.keys) {
    const row = body.insertRow();
    for (const text of [key.subject, key.issuer, key.place, key.until]) {
      row.insertCell().textContent = text;
    }
    const acts = row.insertCell();
    acts.append(enrol("Đăng ký cho tôi", key.fingerprint, false));
    if ("keeps" in table.dataset) acts.append(" ", enrol("Đăng ký cho cơ quan", key.fingerprint, true));
  }
  table.hidden = result.keys.length === 0;
  if (result.keys.length === 0) {
    target.querySelector("[data-agent-message]").textContent = "Không thấy chứng thư nào. Cắm thiết bị ký rồi đọc lại.";
  }
}

function enrol(words, certificate, organisation) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "btn btn-sm";
  button.textContent = words;
  button.dataset.agentDo = "challenge";
  button.dataset.agentCertificate = certificate;
  if (organisation) button.dataset.agentOrganisation = "";
  return button;
}
