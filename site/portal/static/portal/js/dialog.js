// Dialogs: the native element traps focus and answers Escape; we give the focus back.

/** Open a `<dialog>` as modal; focus returns to where it was when it closes. */
export function openDialog(dialog) {
  if (dialog.open) return;
  const before = document.activeElement;
  dialog.addEventListener("close", () => before?.isConnected && before.focus(), { once: true });
  dialog.showModal();
}

/** Close a `<dialog>`. */
export function closeDialog(dialog) {
  if (dialog.open) dialog.close();
}

function part(name, className, text) {
  const element = document.createElement(name);
  if (className) element.className = className;
  if (text !== undefined) element.textContent = text;
  return element;
}

/** Ask a question with a verb on the button; the promise holds true only when the verb was chosen. */
export function ask({ title, text = "", verb, cancel, bad = false }) {
  const words = document.body.dataset;
  const dialog = part("dialog", "dialog");
  const heading = part("h2", "", title);
  heading.id = `dialog-${Math.random().toString(36).slice(2)}`;
  dialog.setAttribute("aria-labelledby", heading.id);
  const actions = part("div", "dialog__actions");
  const yes = part("button", bad ? "button button--bad" : "button button--primary", verb || words.wordConfirm);
  const no = part("button", "button", cancel || words.wordCancel);
  yes.type = no.type = "button";
  actions.append(yes, no);
  dialog.append(heading, part("p", "muted", text), actions);
  document.body.append(dialog);
  return new Promise((resolve) => {
    let answer = false;
    yes.addEventListener("click", () => {
      answer = true;
      dialog.close();
    });
    no.addEventListener("click", () => dialog.close());
    dialog.addEventListener("close", () => {
      dialog.remove();
      resolve(answer);
    });
    openDialog(dialog);
  });
}
