// A text that stood before somebody's eyes for some seconds was read. The server counts a reader once a day.
import { api } from "../portal/js/api.js";

const SECONDS = 5;
const page = Number(document.getElementById("counts-reads").dataset.page);
let seen = 0;

const clock = setInterval(() => {
  if (document.visibilityState !== "visible") return;
  seen += 1;
  if (seen < SECONDS) return;
  clearInterval(clock);
  // A reading that could not be told is not worth a word to the reader.
  api.post("/api/v1/reads", { page }).catch(() => {});
}, 1000);
