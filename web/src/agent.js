// Carries messages between the server and the desk agent, and shows what became of them.
//
// The page decides nothing: requests come from the server in envelopes it signed, answers go back
// in envelopes the agent signed (docs/agent.md). Everything here may fail without anything being
// signed that the person did not read in the agent. Works under `connect-src 'self'
// http://127.0.0.1:*` without inline code.

export const DEFAULT_PORT = 18430;

/** What went wrong: a stable code, a sentence for the person, and what to do. */
export class AgentError extends Error {
  constructor({ code, message, hint }) {
    super(message);
    this.name = "AgentError";
    this.code = code;
    this.hint = hint ?? "";
  }
}

/** What only the page can know; everything else is said by agent or server. */
const SENTENCES = {
  "agent-not-running": {
    message: "Không thấy chương trình ký số trên máy này.",
    hint: "Mở chương trình ký số (congvu-agent), rồi làm lại.",
  },
  "agent-not-paired": {
    message: "Chương trình ký số trên máy này chưa ghép nối với trang này.",
    hint: "Mở mục Thiết bị ký, bấm Ghép nối và so mã trên trang với mã trong chương trình ký số.",
  },
  "agent-blocked": {
    message: "Trình duyệt đang chặn trang này kết nối tới chương trình ký số trên máy.",
    hint: "Bấm biểu tượng bên trái địa chỉ trang, cho phép truy cập mạng cục bộ, rồi tải lại trang.",
  },
  "agent-gone": {
    message: "Mất kết nối với chương trình ký số khi đang chờ.",
    hint: "Kiểm tra chương trình ký số còn mở không, rồi làm lại; đề nghị cũ không dùng lại được.",
  },
  "agent-cancelled": {
    message: "Đã hủy.",
    hint: "",
  },
  "agent-answer-unreadable": {
    message: "Không đọc được câu trả lời của chương trình ký số.",
    hint: "Cập nhật chương trình ký số trên máy này.",
  },
  "server-unreachable": {
    message: "Không kết nối được tới máy chủ.",
    hint: "Kiểm tra mạng, rồi tải lại trang.",
  },
  "server-refused": {
    message: "Máy chủ từ chối yêu cầu.",
    hint: "Tải lại trang rồi làm lại; nếu còn lỗi, báo quản trị.",
  },
};

function sentence(code) {
  return new AgentError({ code, ...SENTENCES[code] });
}

/**
 * The way to the agent and the server's addresses.
 *
 * `endpoints` has the addresses of the server, each answering to POST with JSON:
 *   pairOffer, pairReveal, pairConfirm, keysAsk, keysAnswer, signAsk, signAnswer, challengeAsk,
 *   challengeAnswer.
 */
export class Agent {
  constructor({ port = DEFAULT_PORT, endpoints = {}, csrf = "", fetcher } = {}) {
    this.port = port;
    this.base = `http://127.0.0.1:${port}`;
    this.endpoints = endpoints;
    this.csrf = csrf;
    this.fetch = fetcher ?? ((...given) => globalThis.fetch(...given));
    this.current = null;
  }

  /** Version, pairing, whether unattended. Fails if the agent is not running or not paired. */
  status() {
    return this.#agent("GET", "/status");
  }

  /**
   * Pairs this server with the agent. `onCode` is given the code to show; the person compares it
   * with the agent's and confirms there.
   */
  async pair({ onCode } = {}) {
    const offer = await this.#server("pairOffer", {});
    const acceptance = await this.#agent("POST", "/pair", offer);
    const { reveal, code, request } = await this.#server("pairReveal", { acceptance });
    onCode?.(code);
    const confirmation = await this.#agent("POST", "/pair/confirm", reveal);
    return this.#server("pairConfirm", { request, offer: offer.offer, confirmation, port: this.port });
  }

  /** The certificates at this desk, as the server understood them. */
  keys() {
    return this.#carry("keys", "/keys", {});
  }

  /** Has documents signed: `requests` are what the server is asked to prepare, such as ids. */
  sign(requests) {
    return this.#carry("sign", "/sign", { requests });
  }

  /**
   * Proves that the key of a certificate is at this desk; `certificate` is its fingerprint,
   * `organisation` whether it is the organisation's.
   */
  challenge(certificate, organisation = false) {
    return this.#carry("challenge", "/challenge", { certificate, organisation });
  }

  /** Ends the question that the person is being asked. */
  async cancel() {
    const request = this.current;
    if (request === null) return false;
    const { cancelled } = await this.#agent("POST", "/cancel", { request });
    return cancelled;
  }

  /** Server asks, agent answers, server takes the answer. */
  async #carry(act, path, what) {
    // Before the server makes a request that would go unused.
    await this.status();
    const asked = await this.#server(`${act}Ask`, what);
    // A question about several documents comes with those that could not be asked about.
    const { envelope = asked, refused } = asked;
    const request = requestOf(envelope);
    this.current = request;
    try {
      const answer = await this.#agent("POST", path, envelope);
      const result = await this.#server(`${act}Answer`, { request, answer });
      return refused ? { ...result, refused } : result;
    } finally {
      this.current = null;
    }
  }

  async #agent(method, path, message) {
    const options = { method, mode: "cors", credentials: "omit", cache: "no-store" };
    if (message !== undefined) {
      options.headers = { "content-type": "application/json" };
      options.body = JSON.stringify(message);
    }
    let response;
    try {
      response = await this.fetch(this.base + path, options);
    } catch {
      throw await this.#unreachable();
    }
    return read(response, "agent-answer-unreadable");
  }

  /** Why the agent could not be reached: the browser tells a script only that it failed. */
  async #unreachable() {
    if (await permissionDenied()) return sentence("agent-blocked");
    try {
      // An opaque answer says that somebody is there, who does not let this page read.
      await this.fetch(`${this.base}/status`, { mode: "no-cors", credentials: "omit", cache: "no-store" });
    } catch {
      return sentence(this.current === null ? "agent-not-running" : "agent-gone");
    }
    return sentence("agent-not-paired");
  }

  async #server(name, message) {
    const headers = { "content-type": "application/json", accept: "application/json" };
    if (this.csrf) headers["x-csrf-token"] = this.csrf;
    let response;
    try {
      response = await this.fetch(this.endpoints[name], {
        method: "POST",
        credentials: "same-origin",
        cache: "no-store",
        headers,
        body: JSON.stringify(message),
      });
    } catch {
      throw sentence("server-unreachable");
    }
    return read(response, "server-refused");
  }
}

/** The JSON of an answer, or the error in it. */
async function read(response, unreadable) {
  let value;
  try {
    value = await response.json();
  } catch {
    throw sentence(unreadable);
  }
  if (response.ok) return value;
  const error = value?.error;
  throw error?.code && error?.message ? new AgentError(error) : sentence(unreadable);
}

/** The identifier inside an envelope, to cancel by. Its letters are ASCII. */
function requestOf(envelope) {
  try {
    return JSON.parse(atob(envelope.body)).head.request;
  } catch {
    throw sentence("server-refused");
  }
}

/** Whether the person told the browser that pages may not reach this machine. */
async function permissionDenied() {
  for (const name of ["loopback-network", "local-network-access"]) {
    try {
      const { state } = await navigator.permissions.query({ name });
      if (state === "denied") return true;
    } catch {
      // This browser does not know the name.
    }
  }
  return false;
}

/**
 * An agent for an element with data attributes:
 *   data-agent-port, data-agent-csrf, data-agent-pair-offer, data-agent-pair-reveal,
 *   data-agent-pair-confirm, data-agent-keys-ask, data-agent-keys-answer, data-agent-sign-ask,
 *   data-agent-sign-answer, data-agent-challenge-ask, data-agent-challenge-answer.
 */
export function agentOf(element) {
  const data = element.dataset;
  const endpoints = {};
  for (const [name, value] of Object.entries(data)) {
    const [, act] = /^agent(Pair\w+|Keys\w+|Sign\w+|Challenge\w+)$/.exec(name) ?? [];
    if (act) endpoints[act[0].toLowerCase() + act.slice(1)] = value;
  }
  return new Agent({
    port: Number(data.agentPort) || DEFAULT_PORT,
    csrf: data.agentCsrf ?? "",
    endpoints,
  });
}

/**
 * Brings an element to life. Inside it:
 *   [data-agent-do="status|pair|keys|sign|challenge|cancel"]  buttons;
 *       for sign, data-agent-requests has the requests as JSON, or the checked boxes named
 *       `request` have one each; for challenge, data-agent-certificate has the fingerprint
 *   [data-agent-code]     shows the code of a pairing
 *   [data-agent-message]  shows what happens and what went wrong
 * The element fires `agent:done` with {act, result} and `agent:error` with {act, error}. If the
 * server's answer has a `location`, the page goes there.
 */
export function mount(element) {
  const agent = agentOf(element);
  const message = element.querySelector("[data-agent-message]");
  const code = element.querySelector("[data-agent-code]");
  message?.setAttribute("role", "status");
  message?.setAttribute("aria-live", "polite");

  const acts = {
    status: () => agent.status(),
    pair: () => agent.pair({ onCode: (text) => show(code, text) }),
    keys: () => agent.keys(),
    sign: (button) => agent.sign(requestsOf(element, button)),
    challenge: ({ dataset }) =>
      agent.challenge(dataset.agentCertificate, "agentOrganisation" in dataset),
  };
  const waiting = {
    status: "Đang tìm chương trình ký số…",
    pair: "So mã trên trang với mã trong chương trình ký số, rồi đồng ý trong chương trình đó…",
    keys: "Đang đọc các chứng thư trên máy này…",
    sign: "Xem nội dung và nhập mã PIN trong chương trình ký số…",
    challenge: "Xác nhận và nhập mã PIN trong chương trình ký số…",
  };

  async function run(act, button) {
    button.disabled = true;
    show(message, waiting[act]);
    try {
      const result = await acts[act](button);
      show(message, "Xong.");
      fire(element, "agent:done", { act, result });
      if (result?.location) globalThis.location.assign(result.location);
    } catch (error) {
      if (!(error instanceof AgentError)) throw error;
      show(message, [error.message, error.hint].filter(Boolean).map(asSentence).join(" "));
      fire(element, "agent:error", { act, error });
    } finally {
      button.disabled = false;
      show(code, "");
    }
  }

  element.addEventListener("click", (event) => {
    const button = event.target.closest?.("[data-agent-do]");
    if (!button || !element.contains(button)) return;
    event.preventDefault();
    const act = button.dataset.agentDo;
    if (act === "cancel") agent.cancel().catch(() => {});
    else if (act in acts) run(act, button);
  });
  return agent;
}

function requestsOf(element, button) {
  if (button.dataset.agentRequests) return JSON.parse(button.dataset.agentRequests);
  const boxes = element.querySelectorAll('input[name="request"]:checked');
  return Array.from(boxes, (box) => box.value);
}

/** Sentences of the catalogue begin small and end without a full stop. */
function asSentence(text) {
  const begun = text.charAt(0).toLocaleUpperCase("vi") + text.slice(1);
  return /[.!?…]$/u.test(begun) ? begun : `${begun}.`;
}

function show(place, text) {
  if (place) place.textContent = text;
}

function fire(element, name, detail) {
  element.dispatchEvent(new CustomEvent(name, { bubbles: true, detail }));
}
