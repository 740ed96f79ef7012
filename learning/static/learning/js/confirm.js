// Asks for the password in place when the session ran out, so that a sitting is not lost.
import { api, Problem } from "../../portal/js/api.js";
import { closeDialog, openDialog } from "../../portal/js/dialog.js";

const dialog = document.getElementById("confirm");
const form = dialog.querySelector("form");
const wrong = form.querySelector("[data-wrong]");
const elsewhere = form.querySelector("[data-elsewhere]");
const button = form.querySelector("button");
let goOn = () => {};

/** Return whether the server refused because nobody is signed in, or because the page's token is old. */
export function isSignedOut(error) {
  return error instanceof Problem && error.status === 401;
}

/** Ask for the password, and call `then` once the session goes on. */
export function askForPassword(then) {
  goOn = then;
  openDialog(dialog);
}

function takeToken(token) {
  document.body.setAttribute("hx-headers", JSON.stringify({ "X-CSRFToken": token }));
  for (const field of document.querySelectorAll('[name="csrfmiddlewaretoken"]')) field.value = token;
}

// A sign-in in another window changed the token too; a page that may be read tells the new one.
async function tokenOfNow() {
  const page = await (await fetch(location.href, { credentials: "same-origin", cache: "no-store" })).text();
  const body = new DOMParser().parseFromString(page, "text/html").body;
  return JSON.parse(body.getAttribute("hx-headers") ?? "{}")["X-CSRFToken"] ?? "";
}

async function confirmPassword() {
  button.setAttribute("aria-busy", "true");
  wrong.textContent = "";
  try {
    const { username, password } = form.elements;
    const answer = await api.post("/accounts/confirm/", { username: username.value, password: password.value });
    takeToken(answer.csrf_token);
    closeDialog(dialog);
    goOn();
  } catch (error) {
    wrong.textContent = error.detail || dialog.dataset.wordFailed;
    const more = error instanceof Problem && error.body.url;
    if (more) elsewhere.querySelector("a").href = error.body.url;
    elsewhere.hidden = !more;
  } finally {
    form.elements.password.value = "";
    button.removeAttribute("aria-busy");
  }
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  confirmPassword();
});
elsewhere.querySelector("a").addEventListener("click", () => {
  addEventListener("focus", async () => {
    takeToken(await tokenOfNow());
    closeDialog(dialog);
    goOn();
  }, { once: true });
});
