// A word of success that goes by itself; errors never come as a toast.

const STAY = 6000;

/** Show a toast for six seconds (longer while the pointer or the focus is on it), with an undo when given. */
export function toast(text, { undo } = {}) {
  const region = document.getElementById("toasts");
  if (!region) return;
  const item = document.createElement("div");
  item.className = "toast";
  const words = document.createElement("span");
  words.textContent = text;
  item.append(words);
  if (undo) {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = document.body.dataset.wordUndo;
    button.addEventListener("click", () => {
      item.remove();
      undo();
    });
    item.append(button);
  }
  let timer = setTimeout(() => item.remove(), STAY);
  const hold = () => clearTimeout(timer);
  const release = () => {
    clearTimeout(timer);
    timer = setTimeout(() => item.remove(), STAY);
  };
  item.addEventListener("pointerenter", hold);
  item.addEventListener("focusin", hold);
  item.addEventListener("pointerleave", release);
  item.addEventListener("focusout", release);
  region.append(item);
}
