// The reading page: the outline follows the text, the phone's bar opens it as a sheet, links are copied.

const outline = document.getElementById("outline");
const here = document.querySelector("[data-outline-here]");
const copier = document.querySelector("[data-copy-article]");
const opener = document.querySelector("[data-opens-outline]");
const links = new Map([...(outline?.querySelectorAll("a[href^='#']") ?? [])].map((link) => [link.hash.slice(1), link]));

function setOpen(open) {
  outline.classList.toggle("is-open", open);
  opener?.setAttribute("aria-expanded", String(open));
  if (!open) return;
  const link = outline.querySelector("a[aria-current]");
  (link ?? outline.querySelector("a, summary"))?.focus({ preventScroll: true });
  outline.scrollTop = link ? link.offsetTop - outline.clientHeight / 2 : 0;
}

function mark(article) {
  const link = links.get(article.id);
  for (const other of outline.querySelectorAll("[aria-current]")) other.removeAttribute("aria-current");
  link?.setAttribute("aria-current", "true");
  if (here) here.textContent = article.dataset.label;
  if (copier) {
    copier.dataset.copies = `#${article.id}`;
    copier.querySelector("span").textContent = copier.dataset.wordArticle.replace("*", article.dataset.label);
  }
  // Open the chapter on the way, and keep the line in sight without moving the page.
  for (let node = link?.parentElement; node && node !== outline; node = node.parentElement) {
    if (node.tagName === "DETAILS") node.open = true;
  }
  if (link && getComputedStyle(outline).position === "sticky") {
    outline.scrollTop = link.offsetTop - outline.clientHeight / 2;
  }
}

function revealTarget() {
  const target = location.hash ? document.getElementById(decodeURIComponent(location.hash.slice(1))) : null;
  const article = target?.closest(".article");
  if (article) mark(article);
}

if (outline) {
  const visible = new Set();
  const watcher = new IntersectionObserver(
    (entries) => {
      for (const entry of entries) {
        if (entry.isIntersecting) visible.add(entry.target);
        else visible.delete(entry.target);
      }
      const [first] = [...visible].sort((a, b) => (a.compareDocumentPosition(b) & Node.DOCUMENT_POSITION_FOLLOWING ? -1 : 1));
      if (first) mark(first);
    },
    { rootMargin: "-200px 0px -45% 0px" },
  );
  for (const article of document.querySelectorAll(".statute .article")) watcher.observe(article);

  opener?.setAttribute("role", "button");
  opener?.setAttribute("aria-expanded", "false");
  opener?.addEventListener("click", (event) => {
    event.preventDefault();
    setOpen(!outline.classList.contains("is-open"));
  });
  outline.addEventListener("click", (event) => {
    const link = event.target.closest("a");
    if (!link) return;
    if ("closesOutline" in link.dataset) {
      event.preventDefault();
      opener?.focus();
    }
    setOpen(false);
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && outline.classList.contains("is-open")) {
      setOpen(false);
      opener?.focus();
    }
  });
  window.addEventListener("hashchange", revealTarget);
  revealTarget();
}
