// The study clock of a lesson. Every figure shown is the server's; the page only says "still here".
// A beat that gets no answer is sent again with the same number after 3, 6 and 12 seconds.
import { api, Offline, Problem } from "../../portal/js/api.js";
import { clockText } from "../../portal/js/time.js";

const data = JSON.parse(document.getElementById("player-data").textContent);
const words = document.getElementById("player").dataset;
const clock = document.getElementById("clock");
const stateText = document.getElementById("clock-state");
const thisText = document.getElementById("clock-this");
const lessonText = document.getElementById("clock-lesson");
const bar = document.getElementById("clock-bar");
const takeOver = document.getElementById("take-over");
const missing = document.getElementById("missing");
const video = document.getElementById("video");

const retryPauses = [3000, 6000, 12000];
const activeFor = 60_000;

let session = null;
let timer = 0;
let lastActive = Date.now();
let pending = null; // the beat that waits for its answer
let failures = 0;
let playedFrom = null; // where the running play began, when it did not simply go on from the last beat
const tabKey = `zx-study-${data.lesson}`; // this tab's session, so that a reload needs no question

for (const kind of ["pointermove", "keydown", "scroll", "touchstart", "click"]) {
  addEventListener(kind, () => (lastActive = Date.now()), { passive: true });
}

function show(state, text, detail = "") {
  clock.dataset.state = state;
  const line = detail ? `${text}：${detail}` : text;
  if (stateText.textContent !== line) stateText.textContent = line;
}

function showFigures(reply) {
  thisText.textContent = `${words.wordThis} ${clockText(reply.session_ms / 1000)}`;
  lessonText.textContent = clockText(reply.lesson_ms / 1000);
  bar.value = reply.lesson_ms;
  if (reply.completed) {
    missing.textContent = words.wordDone;
  } else {
    const left = document.getElementById("missing-time");
    if (left) left.textContent = clockText(Math.max(0, Math.ceil((data.needed_ms - reply.lesson_ms) / 1000)));
  }
}

function reasonText(reason) {
  return { paused: words.wordPausedVideo }[reason] ?? words[`word${reason[0].toUpperCase()}${reason.slice(1)}`] ?? reason;
}

/** Return why time would not count now, as far as this page can tell, or an empty text. */
function ownReason() {
  if (document.visibilityState !== "visible") return "hidden";
  if (video && (video.paused || video.ended)) return "paused";
  return "";
}

function showRunning() {
  if (!session || failures) return;
  if (session.completed && session.lesson_ms >= session.nominal_ms) return show("done", words.wordDone);
  const reason = ownReason();
  if (reason) show("paused", words.wordPaused, reasonText(reason));
  else show("running", words.wordRunning);
}

async function open(force = false) {
  show("connecting", words.wordConnecting);
  takeOver.hidden = true;
  try {
    const wish = { lesson_id: data.lesson, take_over: force === true };
    const before = sessionStorage.getItem(tabKey);
    if (before) wish.replaces = before;
    session = await api.post("/api/v1/study/sessions", wish);
    sessionStorage.setItem(tabKey, session.id);
    pending = null;
    playedFrom = video ? Math.floor(video.currentTime * 1000) : null;
    failures = 0;
    showFigures(session);
    showRunning();
    schedule(session.next_in_seconds * 1000);
  } catch (error) {
    session = null;
    if (error instanceof Offline) {
      show("offline", words.wordOffline);
      timer = setTimeout(open, retryPauses[Math.min(failures++, 2)]);
    } else if (error instanceof Problem && error.code === "studying_elsewhere") {
      elsewhere();
    } else {
      show("paused", words.wordPaused, error.detail ?? words.wordClosed);
    }
  }
}

function elsewhere() {
  session = null;
  show("elsewhere", words.wordPaused, words.wordElsewhere);
  takeOver.hidden = false;
}

function schedule(milliseconds) {
  clearTimeout(timer);
  timer = setTimeout(beat, milliseconds);
}

async function beat() {
  if (!session) return;
  pending ??= {
    seq: session.seq + 1,
    nonce: session.nonce,
    position_ms: video ? Math.floor(video.currentTime * 1000) : 0,
    played_from_ms: playedFrom,
    visible: document.visibilityState === "visible",
    active: Date.now() - lastActive < activeFor || Boolean(video && !video.paused),
  };
  try {
    const reply = await api.post(`/api/v1/study/sessions/${session.id}/beats`, pending, { timeout: 10000 });
    // A seek while the beat was under way keeps its own beginning.
    if (playedFrom === pending.played_from_ms) playedFrom = null;
    pending = null;
    failures = 0;
    Object.assign(session, reply);
    showFigures(reply);
    if (reply.reason) show(reply.reason === "full" ? "done" : "paused", words.wordPaused, reasonText(reply.reason));
    else showRunning();
    schedule(reply.next_in_seconds * 1000);
  } catch (error) {
    if (error instanceof Offline) {
      show("offline", words.wordOffline);
      schedule(retryPauses[Math.min(failures++, retryPauses.length - 1)]);
    } else if (error instanceof Problem && error.code === "beat_too_soon") {
      schedule(5000);
    } else if (error instanceof Problem && error.code === "superseded") {
      pending = null;
      elsewhere();
    } else {
      pending = null;
      await open(); // the session has ended or lost its place: begin a new one; nothing credited is lost
    }
  }
}

takeOver.addEventListener("click", () => open(true));
document.addEventListener("visibilitychange", showRunning);
addEventListener("online", () => (session ? schedule(0) : open()));
addEventListener("offline", () => show("offline", words.wordOffline));
addEventListener("pagehide", () => {
  if (session) api.post(`/api/v1/study/sessions/${session.id}/close`, {}, { keepalive: true }).catch(() => {});
});
addEventListener("pageshow", (event) => event.persisted && open());
if (video) {
  for (const kind of ["play", "pause", "ended"]) video.addEventListener(kind, showRunning);
  // After a jump the play begins anew; only what was played in its own time counts.
  video.addEventListener("seeked", () => (playedFrom = Math.floor(video.currentTime * 1000)));
  // The video starts where it was left.
  video.addEventListener("loadedmetadata", () => (video.currentTime = data.position_ms / 1000), { once: true });
}
open();
