// A passage marked in the text goes into the form of a new remark, with its place.
const MOST = 300;

/** Return the place of the selection within one paragraph, or null. */
function markedPassage() {
  const selection = document.getSelection();
  if (!selection || selection.isCollapsed || !selection.rangeCount) return null;
  const range = selection.getRangeAt(0);
  const above = range.commonAncestorContainer;
  const paragraph = (above.nodeType === Node.ELEMENT_NODE ? above : above.parentElement)?.closest("[data-line]");
  const quote = selection.toString();
  if (!paragraph || !quote.trim() || quote.length > MOST) return null;
  const before = document.createRange();
  before.setStart(paragraph, 0);
  before.setEnd(range.startContainer, range.startOffset);
  const blank = quote.length - quote.trimStart().length;
  // The server counts characters, a browser counts units of UTF-16.
  const start = [...before.toString()].length + blank;
  return { field: paragraph.dataset.field, line: paragraph.dataset.line, start, quote: quote.trim() };
}

const form = document.querySelector("#remark-form form");

document.addEventListener("selectionchange", () => {
  const passage = form && markedPassage();
  if (!passage) return;
  for (const [name, value] of Object.entries(passage)) form.elements.namedItem(name).value = value;
});
