// The people of the demonstration at their browsers, and what everybody does there.
import { readFile } from "node:fs/promises";
import { chromium } from "playwright-core";

const PASSWORD = process.env.WALK_PASSWORD ?? "Thu-nghiem-2026!";
const DESK = { width: 1366, height: 768 };
const PHONE = { width: 390, height: 844 };
const axe = await readFile(new URL("../node_modules/axe-core/axe.min.js", import.meta.url), "utf8");

/** One run: where the office is, where pictures go, and what went wrong so far. */
export class Stage {
  constructor({ base, pictures, file, annex }) {
    Object.assign(this, { base, pictures, file, annex, faults: [], people: new Map(), taken: 0 });
  }

  async open() {
    this.browser = await chromium.launch({
      executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
      args: ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run",
        // A name of somebody else's that leads to this machine.
        "--host-resolver-rules=MAP evil.example 127.0.0.1"],
    });
  }

  close() {
    return this.browser.close();
  }

  expect(right, what) {
    if (!right) this.faults.push(what);
  }

  /** The page of a person who has signed in, at an address; each has a browser of their own. */
  async as(login, address) {
    const page = this.people.get(login) ?? await this.#signIn(login);
    this.people.set(login, page);
    if (address) await page.goto(this.base + address);
    return page;
  }

  async #signIn(login) {
    const context = await this.browser.newContext({ viewport: DESK });
    const page = await context.newPage();
    page.on("pageerror", (error) => this.faults.push(`${login} ${page.url()}: ${error.message}`));
    page.on("console", (message) => {
      // A form sent back with its faults, or a page that is refused, is no mistake of the page.
      const expected = /\b(403|404|409|422)\b/.test(message.text());
      if (message.type() === "error" && !expected) this.faults.push(`${login} ${page.url()}: ${message.text()}`);
    });
    await page.goto(`${this.base}/dang-nhap`);
    await page.fill("#ten", login);
    await page.fill("#mat-khau", PASSWORD);
    await page.click("button[type=submit]");
    await page.waitForURL((url) => !url.pathname.startsWith("/dang-nhap"));
    return page;
  }

  /** Keeps the page as two pictures and lets axe judge it at both sizes. */
  async look(page, name) {
    if (!this.pictures) return;
    this.taken += 1;
    const number = String(this.taken).padStart(2, "0");
    const viewers = await page.locator("[data-viewer]").count();
    if (viewers) {
      await page.waitForFunction((count) => document.querySelectorAll("[data-ready]").length === count, viewers);
    }
    for (const [size, viewport] of [["desk", DESK], ["phone", PHONE]]) {
      await page.setViewportSize(viewport);
      if (viewers) await drawn(page);
      await page.screenshot({ path: `${this.pictures}/walk-${number}-${name}-${size}.png` });
      const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
      this.expect(wide <= 0, `${name} at ${size}: ${wide} pixels wider than the screen`);
      await page.evaluate(axe);
      const found = await page.evaluate(async () => (await axe.run()).violations
        .filter(({ impact }) => impact === "serious" || impact === "critical")
        .map(({ id, nodes }) => `${id}: ${nodes[0].html}`));
      for (const one of found) this.faults.push(`${name} at ${size}: ${one}`);
    }
    await page.setViewportSize(DESK);
  }

  /** Drafts a document and gives the address of its page. */
  async draft(login, { subject, signer, agencies = true, urgency }) {
    const page = await this.as(login, "/van-ban-di/moi");
    await page.fill("#trich-yeu", subject);
    const signers = await page.locator("#nguoi-ky option").allInnerTexts();
    await page.selectOption("#nguoi-ky", { index: signers.findIndex((one) => one.endsWith(`, ${signer}`)) });
    if (urgency) await page.selectOption("#do-khan", { label: urgency });
    if (agencies) await page.check("input[name=co-quan]");
    await page.fill("#noi-nhan-khac", "Ông Nguyễn Văn Mẫu | 2");
    await page.setInputFiles("#tep", this.file);
    await page.click("main button[type=submit]");
    await page.waitForURL(/van-ban-di\/[0-9a-f-]+$/, { timeout: 120_000 });
    return new URL(page.url()).pathname;
  }

  /** Presses the main button of a document as somebody; says where it stands then. */
  async act(login, address, wanted) {
    const page = await this.as(login, address);
    await press(page);
    this.expect(await step(page) === wanted, `${login} leads ${address} to "${wanted}", not "${await step(page)}"`);
    return page;
  }

  /** Signs a document with the desk agent; the page comes back by itself. */
  async sign(login, address, wanted) {
    const page = await this.as(login, address);
    await page.click(MAIN_ACT);
    const arrived = page.waitForFunction(
      (wanted) => document.querySelector(".document-marks .step")?.innerText === wanted,
      wanted,
      { timeout: 60_000 },
    );
    await arrived.catch(async () => {
      const said = await page.locator(".toast-note, .outcomes-dialog").allInnerTexts();
      throw new Error(`${login} signs: "${await step(page)}", not "${wanted}"; ${said.join(" / ")}`);
    });
    return page;
  }

  /** Returns a document with words of one's own. */
  async giveBack(login, address, { act, words, to, wanted }) {
    const page = await this.as(login, address);
    await other(page, act);
    if (to) await page.check(`input[name=den-buoc][value=${to}]`);
    await page.fill("#noi-dung", words);
    await send(page);
    this.expect(await step(page) === wanted, `${act} leads to "${wanted}", not "${await step(page)}"`);
    return page;
  }
}

/** Waits until the first page of the document stands on the screen. */
async function drawn(page) {
  await page.waitForTimeout(150);
  await page.waitForFunction(() => document.querySelector(".pdfViewer .page[data-loaded] canvas:not([hidden])"));
  await page.waitForTimeout(300);
}

/** Where a document stands, in the words of its page. */
export function step(page) {
  return page.locator(".document-marks .step").innerText();
}

const MAIN_ACT = ".document-acts > form .btn-primary, .document-acts > a.btn-primary";

/** Presses the main button of a document and waits for the page that answers. */
export function press(page) {
  return send(page, page.locator(MAIN_ACT));
}

/** Sends a form by its button and waits for the page that answers. */
export async function send(page, button = page.locator("main button[type=submit]")) {
  await Promise.all([page.waitForEvent("load", { timeout: 120_000 }), button.click()]);
}

/** One of the other acts, by its words. */
export async function other(page, words) {
  await page.click(".document-acts details.menu > summary");
  // Its key stands behind the words.
  const whole = new RegExp(`^\\s*${words}(\\s+\\S)?\\s*$`);
  await send(page, page.locator(".document-acts .menu-panel .menu-item").filter({ hasText: whole }));
}

/** Loads the page again until something is there. */
export async function until(page, selector, tries = 60) {
  for (let left = tries; left > 0; left -= 1) {
    if (await page.locator(selector).count() > 0) return;
    await page.waitForTimeout(1000);
    await page.reload();
  }
  throw new Error(`${selector} did not come to ${page.url()}`);
}
