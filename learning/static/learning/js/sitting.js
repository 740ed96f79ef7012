// The exam sitting: each choice is saved at once; what cannot be sent is kept on this device and sent
// later. "Saved" appears only after the server has acknowledged.
import { api, Offline, Problem } from "../../portal/js/api.js";
import { askForPassword, isSignedOut } from "./confirm.js";
import { closeDialog, openDialog } from "../../portal/js/dialog.js";
import { clockText, serverNow, timeOfDay } from "../../portal/js/time.js";

const form = document.getElementById("sheet");
const words = form.dataset;
const sheet = JSON.parse(document.getElementById("sheet-data").textContent);
const deadline = Date.parse(sheet.deadline);
const base = `/api/v1/attempts/${sheet.id}`;
const journalKey = `zx-attempt-${sheet.id}`;
const flagKey = `${journalKey}-flags`;
const mark = form.querySelector(".save-state");
const markText = mark.querySelector("[data-text]") ?? mark.querySelector("span:last-child") ?? mark;
const countdown = document.getElementById("countdown");
const notice = document.getElementById("notice");
const spoken = document.getElementById("spoken");
const panels = [...form.querySelectorAll("[data-question]")];
const retryPauses = [1000, 3000, 6000, 12000, 15000];

let epoch = 0;
let current = 0;
let failures = 0;
let timer = 0;
let sending = false;
let readOnly = false;
let finished = false;

// The journal: question id -> {value, seq}; only what the server has not acknowledged.
const journal = new Map(Object.entries(JSON.parse(localStorage.getItem(journalKey) ?? "{}")));
const flags = new Set(JSON.parse(localStorage.getItem(flagKey) ?? "[]"));
let seq = Number(localStorage.getItem(`${journalKey}-seq`) ?? 0);

function keepJournal() {
  localStorage.setItem(journalKey, JSON.stringify(Object.fromEntries(journal)));
  localStorage.setItem(`${journalKey}-seq`, String(seq));
}

function showSaveState(state, text) {
  mark.dataset.state = state;
  markText.textContent = text;
}

function tell(text) {
  notice.hidden = !text;
  notice.querySelector("p").textContent = text;
}

function chosenOf(panel) {
  return [...panel.querySelectorAll("input:checked")].map((input) => input.value);
}

function restoreUnsent() {
  for (const [question, entry] of journal) {
    const panel = document.getElementById(`q-${question}`);
    if (!panel) continue;
    for (const input of panel.querySelectorAll("input")) input.checked = entry.value.includes(input.value);
  }
}

function drawCard() {
  let answered = 0;
  panels.forEach((panel, at) => {
    const has = chosenOf(panel).length > 0;
    answered += has;
    const link = document.querySelector(`[data-goes="${panel.dataset.question}"]`);
    link.classList.toggle("is-answered", has);
    link.classList.toggle("is-flagged", flags.has(panel.dataset.question));
    if (at === current) link.setAttribute("aria-current", "true");
    else link.removeAttribute("aria-current");
  });
  document.getElementById("answered").textContent = `${answered} / ${panels.length}`;
  document.getElementById("phone-count").textContent = `${current + 1}/${panels.length}`;
}

function show(at, focus = true) {
  current = Math.min(Math.max(at, 0), panels.length - 1);
  panels.forEach((panel, index) => (panel.hidden = index !== current));
  drawCard();
  if (focus) {
    panels[current].setAttribute("tabindex", "-1");
    panels[current].focus({ preventScroll: false });
  }
}

function record(panel) {
  if (readOnly || finished) return;
  seq += 1;
  journal.set(panel.dataset.question, { value: chosenOf(panel), seq });
  keepJournal();
  drawCard();
  send();
}

function becomeReadOnly(text) {
  readOnly = true;
  for (const input of form.querySelectorAll("input, button[data-submits]")) input.disabled = true;
  tell(text);
}

function later() {
  clearTimeout(timer);
  timer = setTimeout(send, retryPauses[Math.min(failures, retryPauses.length - 1)]);
}

async function takeSeat() {
  if (epoch) return;
  const attempt = await api.post(`${base}/sit`);
  epoch = attempt.epoch;
}

async function send() {
  if (sending || readOnly) return;
  sending = true;
  clearTimeout(timer);
  try {
    await takeSeat();
    while (journal.size) {
      const [question, entry] = journal.entries().next().value;
      showSaveState("saving", words.wordSaving);
      await sendOne(question, entry);
    }
    failures = 0;
    if (!readOnly && mark.dataset.state !== "saved") {
      const time = timeOfDay(serverNow());
      showSaveState("saved", `${words.wordSaved} ${time}`);
      tell("");
    }
  } catch (error) {
    failures += 1;
    if (error instanceof Offline) {
      showSaveState("offline", `${words.wordOffline} (${journal.size})`);
      later();
    } else if (isSignedOut(error)) {
      showSaveState("failed", words.wordFailed);
      askForPassword(() => send());
    } else if (error instanceof Problem && error.code === "attempt_finished") {
      leave();
    } else if (error instanceof Problem && error.code === "superseded") {
      showSaveState("failed", words.wordFailed);
      becomeReadOnly(words.wordReading);
    } else {
      showSaveState("failed", words.wordFailed);
      if (error instanceof Problem) tell(error.detail);
      later();
    }
  } finally {
    sending = false;
  }
}

async function sendOne(question, entry) {
  try {
    const saved = await api.put(`${base}/answers/${question}`, { value: entry.value, seq: entry.seq, epoch });
    const standing = journal.get(question);
    if (standing && standing.seq <= saved.seq) journal.delete(question);
  } catch (error) {
    if (!(error instanceof Problem) || error.code !== "answer_too_late") throw error;
    journal.delete(question);
    tell(words.wordLate);
  }
  keepJournal();
}

function leave() {
  finished = true;
  localStorage.removeItem(journalKey);
  localStorage.removeItem(`${journalKey}-seq`);
  localStorage.removeItem(flagKey);
  location.replace(`/learning/attempts/${sheet.id}/`);
}

async function handIn() {
  document.getElementById("hand-in-now").setAttribute("aria-busy", "true");
  try {
    await send();
    if (journal.size) throw new Offline();
    await api.post(`${base}/submit`);
    leave();
  } catch (error) {
    closeDialog(document.getElementById("hand-in"));
    if (isSignedOut(error)) return askForPassword(() => handIn());
    tell(error instanceof Offline ? `${journal.size} ${words.wordPending}` : error.detail);
    later();
  } finally {
    document.getElementById("hand-in-now").removeAttribute("aria-busy");
  }
}

function askToHandIn() {
  const open = panels.filter((panel) => chosenOf(panel).length === 0);
  const line = document.getElementById("hand-in-open");
  line.replaceChildren(open.length ? `${words.wordOpen} ` : words.wordAll);
  for (const panel of open) {
    const link = document.createElement("a");
    link.href = `#${panel.id}`;
    link.textContent = String(panels.indexOf(panel) + 1);
    link.addEventListener("click", (event) => {
      event.preventDefault();
      closeDialog(document.getElementById("hand-in"));
      show(panels.indexOf(panel));
    });
    line.append(link, " ");
  }
  openDialog(document.getElementById("hand-in"));
}

const announced = new Set();
function tick() {
  const left = Math.max(0, (deadline - serverNow()) / 1000);
  countdown.textContent = clockText(left);
  countdown.dataset.state = left <= 60 ? "last" : left <= 600 ? "soon" : "";
  for (const [limit, word] of [[600, words.wordLeft10], [60, words.wordLeft1]]) {
    if (left <= limit && left > limit - 5 && !announced.has(limit)) {
      announced.add(limit);
      spoken.textContent = word;
    }
  }
  // The automatic hand-in carries no answers and is spread, so that a full room does not hand in at once.
  if (left === 0 && !finished) {
    finished = true;
    setTimeout(async () => {
      try {
        if (journal.size) await send();
        await api.post(`${base}/submit`);
      } finally {
        leave();
      }
    }, Math.random() * 5000);
  }
}

for (const panel of panels) panel.addEventListener("change", () => record(panel));
for (const button of form.querySelectorAll("[data-step]")) {
  button.addEventListener("click", () => show(current + Number(button.dataset.step)));
}
for (const bar of form.querySelectorAll("[data-steps]")) bar.hidden = false;
for (const button of form.querySelectorAll("[data-flags]")) {
  button.hidden = false;
  button.setAttribute("aria-pressed", String(flags.has(button.dataset.flags)));
  button.addEventListener("click", () => {
    const name = button.dataset.flags;
    if (flags.has(name)) flags.delete(name);
    else flags.add(name);
    button.setAttribute("aria-pressed", String(flags.has(name)));
    localStorage.setItem(flagKey, JSON.stringify([...flags]));
    drawCard();
  });
}
for (const link of form.querySelectorAll("[data-goes]")) {
  link.addEventListener("click", (event) => {
    event.preventDefault();
    show(panels.findIndex((panel) => panel.dataset.question === link.dataset.goes));
    document.getElementById("card-panel").classList.add("desk-only");
    document.getElementById("card-opener").setAttribute("aria-expanded", "false");
  });
}
form.addEventListener("submit", (event) => {
  event.preventDefault();
  askToHandIn();
});
document.getElementById("hand-in-now").addEventListener("click", handIn);
document.getElementById("hand-in-later").addEventListener("click", () => closeDialog(document.getElementById("hand-in")));
document.getElementById("card-opener").addEventListener("click", (event) => {
  const panel = document.getElementById("card-panel");
  const open = !panel.classList.toggle("desk-only");
  event.currentTarget.setAttribute("aria-expanded", String(open));
  if (open) panel.scrollIntoView({ block: "end" });
});
mark.addEventListener("click", () => send());
addEventListener("online", () => send());

restoreUnsent();
const first = panels.findIndex((panel) => chosenOf(panel).length === 0);
show(first < 0 ? 0 : first, false);
tick();
setInterval(tick, 1000);
send();
