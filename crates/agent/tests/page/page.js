// Presses the buttons as a person would, and reports what the page showed.
import { mount } from "/agent.js";

const given = new URLSearchParams(location.search);
const element = document.querySelector("#agent");
element.dataset.agentPort = given.get("port");
const message = element.querySelector("[data-agent-message]");
const code = element.querySelector("[data-agent-code]");
const violations = [];
addEventListener("securitypolicyviolation", (event) => violations.push(event.violatedDirective));
let shownCode = "";
new MutationObserver(() => (shownCode ||= code.textContent)).observe(code, { childList: true });
mount(element);

function press(act) {
  return new Promise((resolve) => {
    const done = ({ type, detail }) => {
      element.removeEventListener("agent:done", done);
      element.removeEventListener("agent:error", done);
      const { error, result } = detail;
      resolve(type === "agent:done" ? result : { code: error.code, message: error.message, hint: error.hint });
    };
    element.addEventListener("agent:done", done);
    element.addEventListener("agent:error", done);
    element.querySelector(`[data-agent-do="${act}"]`).click();
  });
}

const report = {};
const what = given.get("what");
if (what === "whole") {
  report.before = await press("status");
  await press("pair");
  report.code = shownCode;
  for (const act of ["status", "keys", "challenge", "sign"]) report[act] = await press(act);
} else if (what === "sign") {
  report.sign = await press("sign");
} else {
  report.error = await press("status");
}
report.shown = message.textContent;
report.violations = violations;
await fetch("/report", { method: "POST", body: JSON.stringify(report) });
