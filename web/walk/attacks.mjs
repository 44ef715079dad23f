// What hostile pages and dishonest hands try against signing, in the browsers of people who are signed
// in: refused by office or agent, said in words, and found in the audit trail afterwards.
import { createServer } from "node:http";
import { step } from "./stage.mjs";

const DRAFTER = "chuyenvien.anthu";
const CHIEF = "chanhvanphong.anthu";
const CLERK = "vanthu.anthu";
const HEAD = "chutich.anthu";
const STRANGER = "vanthu.binhthu";
const ADMINISTRATOR = "quantri.anthu";

export async function attacks(stage) {
  const address = await stage.draft(DRAFTER, { subject: "Về việc phân công trực Tết", signer: "Chủ tịch", agencies: false });
  await stage.act(DRAFTER, address, "Chờ ký nháy");
  const chief = await stage.as(CHIEF, address);
  const scene = { stage, address, id: address.split("/").pop(), chief, port: await portOf(chief) };
  await fromOtherPages(scene);
  await changedOnTheWay(scene);
  await inOtherHands(scene);
  await pairingForged(scene);
  await chief.goto(stage.base + address);
  stage.expect(await step(chief) === "Chờ ký nháy", "no attack signs anything");
  await answeredTwice(scene);
  await sealInOtherHands(scene);
  await onRecord(stage);
}

/** A page elsewhere, on this machine and under a name of its own, while the person is signed in. */
async function fromOtherPages({ stage, address, id, chief, port }) {
  const server = createServer((_, answer) => answer.setHeader("content-type", "text/html").end("<p>Trúng thưởng!</p>"));
  await new Promise((listens) => server.listen(0, "127.0.0.1", listens));
  const hostile = server.address().port;
  for (const host of ["127.0.0.1", "evil.example"]) {
    const page = await chief.context().newPage();
    await page.goto(`http://${host}:${hostile}/`);
    const office = [];
    page.on("response", (response) => response.url().startsWith(stage.base) && office.push(response.status()));
    const seen = await page.evaluate(tryEverything, { office: stage.base, agent: `http://127.0.0.1:${port}`, address, id });
    for (const [what, got] of Object.entries(seen)) {
      stage.expect(got === "refused", `a page at ${host} is told of ${what}: ${got}`);
    }
    stage.expect(office.length > 0 && office.every((status) => status >= 300), `a page at ${host} gets from the office: ${office}`);
    await page.setContent(`<form method="post" action="${stage.base}/ky/de-nghi"><input name="x" value="1"></form>`);
    const [sent] = await Promise.all([
      page.waitForResponse((response) => response.request().method() === "POST"),
      page.waitForURL(`${stage.base}/**`),
      page.evaluate(() => document.forms[0].submit()),
    ]);
    stage.expect(sent.status() === 403, `a form from ${host} is answered with ${sent.status()}`);
    const said = await page.innerText("body");
    stage.expect(said.includes("không xuất phát từ trang của Công Vụ"), `a form from ${host} is told why: ${said}`);
    await page.close();
  }
  await borrowedOffer(hostile, chief, port, stage);
  // A name that leads to this machine: neither the agent nor the person's session answers to it.
  const rebound = await chief.context().newPage();
  const agent = await rebound.goto(`http://evil.example:${port}/status`);
  stage.expect(agent.status() >= 400, `the agent answers to a foreign name: ${agent.status()}`);
  await rebound.goto(`http://evil.example:${new URL(stage.base).port}${address}`);
  stage.expect(rebound.url().includes("/dang-nhap"), `the session is good under a foreign name: ${rebound.url()}`);
  await rebound.close();
  server.close();
}

/** A page of this machine may ask to be paired for itself; it may not with our server's offer. */
async function borrowedOffer(hostile, chief, port, stage) {
  const offer = JSON.parse((await toOffice(chief, "/thiet-bi/ghep", {})).text);
  const page = await chief.context().newPage();
  await page.goto(`http://127.0.0.1:${hostile}/`);
  told(stage, await toAgent(page, port, "/pair", offer), "our server's offer from another page");
  await page.close();
}

/** Runs in the hostile page; says of each try whether it brought anything. */
async function tryEverything({ office, agent, address, id }) {
  const seen = {};
  const attempt = async (what, doing) => {
    try {
      seen[what] = await doing() ?? "refused";
    } catch {
      seen[what] = "refused";
    }
  };
  const json = { "content-type": "application/json" };
  const body = JSON.stringify({ requests: [id] });
  await attempt("the document", async () => (await fetch(office + address, { credentials: "include" })).text());
  await attempt("a signing request", async () => (await fetch(`${office}/ky/de-nghi`, { method: "POST", credentials: "include", headers: json, body })).text());
  // Cannot be read from here, but would be done: the status is looked at from outside.
  await fetch(`${office}/ky/de-nghi`, { method: "POST", mode: "no-cors", credentials: "include", body }).catch(() => {});
  await attempt("notices", () => new Promise((resolve) => {
    const events = new EventSource(`${office}/su-kien`, { withCredentials: true });
    events.onopen = () => resolve("open");
    events.onerror = () => (events.close(), resolve());
  }));
  await attempt("a frame", () => new Promise((resolve) => {
    const frame = document.createElement("iframe");
    frame.src = office + address;
    // A refused frame loads the browser's own page of errors, which nobody may look into either.
    frame.onload = () => resolve(frame.contentDocument ? "open" : undefined);
    document.body.append(frame);
  }));
  await attempt("the agent", async () => (await fetch(`${agent}/status`)).text());
  for (const path of ["/sign", "/keys", "/challenge", "/cancel"]) {
    await attempt(`the agent's ${path}`, async () => (await fetch(agent + path, { method: "POST", headers: json, body })).text());
    await fetch(agent + path, { method: "POST", mode: "no-cors", body }).catch(() => {});
  }
  return seen;
}

/** A script in our own page changes what is to be signed, or what was. */
async function changedOnTheWay({ stage, chief, id, port }) {
  const { envelope } = await asked(chief, id);
  for (const [what, change] of [
    ["digest", (it) => { it.items[0].digest = it.items[0].digest.replace(/^./, (digit) => (digit === "0" ? "1" : "0")); }],
    ["title", (it) => { it.items[0].title = "Giấy mời họp"; }],
    ["bytes", (it) => { it.items[0].to_be_signed = btoa(atob(it.items[0].to_be_signed).slice(0, -1)); }],
  ]) {
    const body = JSON.parse(Buffer.from(envelope.body, "base64"));
    change(body);
    const changed = { ...envelope, body: Buffer.from(JSON.stringify(body)).toString("base64") };
    told(stage, await toAgent(chief, port, "/sign", changed), `a changed ${what} at the agent`);
  }
  const answered = await toAgent(chief, port, "/sign", envelope);
  stage.expect(answered.status === 200, `the honest request is signed: ${answered.text}`);
  const answer = JSON.parse(answered.text);
  const said = JSON.parse(Buffer.from(answer.body, "base64"));
  said.items[0].value = btoa("x".repeat(256));
  const forged = { ...answer, body: Buffer.from(JSON.stringify(said)).toString("base64") };
  const request = JSON.parse(Buffer.from(envelope.body, "base64")).head.request;
  told(stage, await toOffice(chief, "/ky/tra-loi", { request, answer: forged }), "a changed value");
  told(stage, await toAgent(chief, port, "/sign", envelope), "a request a second time at the agent");
  // Whatever came of the answer, the question is over: the true one comes too late.
  told(stage, await toOffice(chief, "/ky/tra-loi", { request, answer }), "an answer after a forged one");
}

/** A colleague's agent, a colleague's session, another agency's. */
async function inOtherHands({ stage, address, chief, id, port }) {
  const { envelope } = await asked(chief, id);
  const head = await stage.as(HEAD, address);
  told(stage, await toAgent(head, await portOf(head), "/sign", envelope), "a request at a colleague's agent");
  const answered = await toAgent(chief, port, "/sign", envelope);
  const request = JSON.parse(Buffer.from(envelope.body, "base64")).head.request;
  const taken = { request, answer: JSON.parse(answered.text) };
  told(stage, await toOffice(head, "/ky/tra-loi", taken), "an answer from a colleague's session");
  for (const [login, who] of [[DRAFTER, "the drafter"], [CLERK, "the clerk"], [HEAD, "the head"], [STRANGER, "another agency"]]) {
    const page = await stage.as(login, "/viec");
    told(stage, await toOffice(page, "/ky/de-nghi", { requests: [id] }), `${who} in the chief's place`);
  }
}

/** Somebody between page and agent puts a key of his own in. */
async function pairingForged({ stage, chief }) {
  const key = await forgedKey();
  const offer = JSON.parse((await toOffice(chief, "/thiet-bi/ghep", {})).text);
  const acceptance = { offer: offer.offer, key, nonce: "11".repeat(32), version: "1.0.0", unattended: false };
  const revealed = await toOffice(chief, "/thiet-bi/ghep/ma", { acceptance });
  stage.expect(revealed.status === 200, `an acceptance is answered: ${revealed.text}`);
  const { request } = JSON.parse(revealed.text);
  const body = Buffer.from(JSON.stringify({ offer: offer.offer, transcript: "22".repeat(32) })).toString("base64");
  const confirmation = { pairing: offer.offer, body, proof: Buffer.alloc(64, 7).toString("base64") };
  const sent = { request, offer: offer.offer, confirmation, port: 18430 };
  told(stage, await toOffice(chief, "/thiet-bi/ghep/xac-nhan", sent), "a forged pairing");
  told(stage, await toOffice(chief, "/thiet-bi/ghep/xac-nhan", sent), "a forged pairing again");
}

async function forgedKey() {
  const { publicKey } = await crypto.subtle.generateKey("Ed25519", true, ["sign", "verify"]);
  const raw = Buffer.from(await crypto.subtle.exportKey("raw", publicKey));
  return raw.toString("hex");
}

/** The answer that signed the document is sent once more. */
async function answeredTwice({ stage, address, chief }) {
  // What the cut attempts began has to be over first.
  const sent = chief.waitForRequest((request) => request.url().endsWith("/ky/tra-loi"));
  await stage.sign(CHIEF, address, "Chờ kiểm tra thể thức");
  const replayed = JSON.parse((await sent).postData());
  told(stage, await toOffice(chief, "/ky/tra-loi", replayed), "an answer a second time");
}

/** The organisation's token in the hands of who does not keep it. */
async function sealInOtherHands({ stage, address, id }) {
  await stage.act(CLERK, address, "Chờ ký ban hành");
  await stage.sign(HEAD, address, "Chờ cấp số");
  await stage.act(CLERK, address, "Chờ đóng dấu");
  for (const login of [DRAFTER, CHIEF, HEAD, STRANGER, ADMINISTRATOR]) {
    const page = await stage.as(login, "/viec");
    told(stage, await toOffice(page, "/ky/de-nghi", { requests: [id] }), `the seal asked for by ${login}`);
  }
}

/** The head finds what was tried; of documents, the administrator sees nothing. */
async function onRecord(stage) {
  const page = await stage.as(HEAD, "/quan-tri/nhat-ky");
  const text = await page.innerText("main");
  for (const words of ["Lần ký bị từ chối", "Ghép nối bị từ chối", "Bị từ chối vì không có quyền"]) {
    stage.expect(text.includes(words), `the trail has "${words}"`);
  }
  await stage.look(page, "nhat-ky-tan-cong");
}

/** The office's question for one document, as the page's script gets it. */
async function asked(page, id) {
  const got = await toOffice(page, "/ky/de-nghi", { requests: [id] });
  if (got.status !== 200) throw new Error(`no question for ${id}: ${got.text}`);
  return JSON.parse(got.text);
}

function toOffice(page, path, message) {
  return post(page, path, message);
}

function toAgent(page, port, path, message) {
  return post(page, `http://127.0.0.1:${port}${path}`, message);
}

/** What a script in this page is answered. */
function post(page, url, message) {
  return page.evaluate(async ([url, message]) => {
    const response = await fetch(url, {
      method: "POST", headers: { "content-type": "application/json", accept: "application/json" }, body: JSON.stringify(message),
    });
    return { status: response.status, text: await response.text() };
  }, [url, message]);
}

async function portOf(page) {
  return page.evaluate(() => document.querySelector(".frame").dataset.agentPort);
}

/** Refused, with a sentence that a person can read. */
function told(stage, { status, text }, what) {
  stage.expect(status >= 400 && status < 500, `${what}: ${status} ${text.slice(0, 200)}`);
  stage.expect(/[ạảãàáâậầấẩẫăắằặẳẵđêếềệểễôốồộổỗơớờợởỡưứừựửữ]/i.test(text), `${what} is not explained: ${text.slice(0, 200)}`);
}
