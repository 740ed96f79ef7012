// What every page has: confirmed forms, busy buttons, dialogs by button, copying, focus on errors.
import { ask, closeDialog, openDialog } from "./dialog.js";
import { toast } from "./toast.js";

const confirmed = new WeakSet();

function makeBusy(form, button) {
  if (!button || form.hasAttribute("data-no-busy") || form.method === "get" || form.method === "dialog") return;
  button.setAttribute("aria-busy", "true");
  if (button.classList.contains("button")) {
    button.dataset.words = button.textContent;
    button.textContent = document.body.dataset.wordBusy;
  }
}

function restore() {
  for (const button of document.querySelectorAll('[aria-busy="true"][data-words]')) {
    button.textContent = button.dataset.words;
    delete button.dataset.words;
    button.removeAttribute("aria-busy");
  }
}

document.addEventListener("submit", async (event) => {
  const form = event.target;
  const button = event.submitter;
  if (event.defaultPrevented) return;
  if (button?.getAttribute("aria-busy") === "true") {
    event.preventDefault();
    return;
  }
  const question = button?.dataset.confirm ?? form.dataset.confirm;
  if (question && !confirmed.has(form)) {
    event.preventDefault();
    const from = button?.dataset.confirm ? button.dataset : form.dataset;
    const agreed = await ask({
      title: question,
      text: from.confirmText,
      verb: from.confirmVerb || button?.textContent.trim(),
      bad: "confirmBad" in from,
    });
    if (!agreed) return;
    confirmed.add(form);
    form.requestSubmit(button ?? undefined);
    confirmed.delete(form);
    return;
  }
  // The button's own name and value must be read before its words change.
  setTimeout(() => event.defaultPrevented || makeBusy(form, button));
});

document.addEventListener("click", async (event) => {
  const target = event.target.closest("[data-opens], [data-closes], [data-copies], [data-prints], [aria-disabled='true']");
  if (!target) return;
  if (target.matches("a[aria-disabled='true'], button[aria-disabled='true']")) {
    event.preventDefault();
  } else if (target.dataset.opens) {
    const dialog = document.getElementById(target.dataset.opens);
    if (dialog) openDialog(dialog);
  } else if ("closes" in target.dataset) {
    const dialog = target.closest("dialog");
    if (dialog) closeDialog(dialog);
  } else if ("prints" in target.dataset) {
    window.print();
  } else if (target.dataset.copies) {
    await navigator.clipboard?.writeText(new URL(target.dataset.copies, location.href).href);
    toast(document.body.dataset.wordCopied);
  }
});

// A page that comes back from the browser's memory must not keep its buttons busy.
window.addEventListener("pageshow", (event) => event.persisted && restore());

// Printing needs this script, so its button shows only with it.
for (const button of document.querySelectorAll("[data-prints]")) button.hidden = false;

document.querySelector("[data-takes-focus]")?.focus();
