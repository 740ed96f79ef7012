// JSON with the server: CSRF header, problem documents, and a clear word for "no network".
import { noteServerTime } from "./time.js";

/** A refusal of the server: `code` is stable, `detail` is a sentence for the user. */
export class Problem extends Error {
  constructor(status, body) {
    super(body.detail || `HTTP ${status}`);
    this.name = "Problem";
    this.status = status;
    this.code = body.code || "";
    this.detail = body.detail || "";
    this.fields = body.fields || {};
    this.body = body;
  }
}

/** The request did not reach the server, or its answer did not reach us. Repeating may help. */
export class Offline extends Error {
  constructor(cause) {
    super("offline", { cause });
    this.name = "Offline";
  }
}

/** Return the CSRF token that the page was given. */
export function csrfToken() {
  const headers = document.body.getAttribute("hx-headers");
  return headers ? JSON.parse(headers)["X-CSRFToken"] : "";
}

async function send(method, url, body, options = {}) {
  const headers = { Accept: "application/json", ...options.headers };
  if (method !== "GET") headers["X-CSRFToken"] = csrfToken();
  if (body !== undefined) headers["Content-Type"] = "application/json";
  if (options.idempotencyKey) headers["Idempotency-Key"] = options.idempotencyKey;
  let response;
  try {
    response = await fetch(url, {
      method,
      headers,
      body: body === undefined ? undefined : JSON.stringify(body),
      credentials: "same-origin",
      cache: "no-store",
      keepalive: options.keepalive === true,
      signal: options.signal ?? AbortSignal.timeout(options.timeout ?? 15000),
    });
  } catch (error) {
    throw new Offline(error);
  }
  const text = await response.text().catch((error) => {
    throw new Offline(error);
  });
  let data = null;
  try {
    data = text ? JSON.parse(text) : null;
  } catch {
    data = { detail: "" };
  }
  // A gateway that answers for a server that is down is no answer of the server.
  if ([502, 503, 504].includes(response.status) && !data?.code) throw new Offline();
  if (!response.ok) throw new Problem(response.status, data ?? {});
  if (data && typeof data.server_time === "string") noteServerTime(Date.parse(data.server_time));
  return data;
}

export const api = {
  get: (url, options) => send("GET", url, undefined, options),
  post: (url, body, options) => send("POST", url, body ?? {}, options),
  put: (url, body, options) => send("PUT", url, body ?? {}, options),
  patch: (url, body, options) => send("PATCH", url, body ?? {}, options),
  delete: (url, options) => send("DELETE", url, undefined, options),
};
