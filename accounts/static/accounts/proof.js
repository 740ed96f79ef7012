// Finds the proof of work that the sign-in page asks for after many failures from one network.
// SHA-256 is written out because pages without TLS have no crypto.subtle.

const K = new Uint32Array(64);
const START = new Uint32Array(8);

function fillConstants() {
  let found = 0;
  for (let candidate = 2; found < 64; candidate += 1) {
    let prime = true;
    for (let divisor = 2; divisor * divisor <= candidate; divisor += 1) {
      if (candidate % divisor === 0) { prime = false; break; }
    }
    if (!prime) continue;
    if (found < 8) START[found] = (Math.sqrt(candidate) % 1) * 0x100000000;
    K[found] = (Math.cbrt(candidate) % 1) * 0x100000000;
    found += 1;
  }
}

const turn = (value, by) => (value >>> by) | (value << (32 - by));

export function sha256(bytes) {
  const length = ((bytes.length + 9 + 63) >> 6) << 6;
  const padded = new Uint8Array(length);
  padded.set(bytes);
  padded[bytes.length] = 0x80;
  const view = new DataView(padded.buffer);
  view.setUint32(length - 4, bytes.length * 8);
  const state = START.slice();
  const w = new Uint32Array(64);
  for (let at = 0; at < length; at += 64) {
    for (let i = 0; i < 16; i += 1) w[i] = view.getUint32(at + i * 4);
    for (let i = 16; i < 64; i += 1) {
      const low = turn(w[i - 15], 7) ^ turn(w[i - 15], 18) ^ (w[i - 15] >>> 3);
      const high = turn(w[i - 2], 17) ^ turn(w[i - 2], 19) ^ (w[i - 2] >>> 10);
      w[i] = w[i - 16] + low + w[i - 7] + high;
    }
    let [a, b, c, d, e, f, g, h] = state;
    for (let i = 0; i < 64; i += 1) {
      const one = (h + (turn(e, 6) ^ turn(e, 11) ^ turn(e, 25)) + ((e & f) ^ (~e & g)) + K[i] + w[i]) >>> 0;
      const two = ((turn(a, 2) ^ turn(a, 13) ^ turn(a, 22)) + ((a & b) ^ (a & c) ^ (b & c))) >>> 0;
      [h, g, f, e, d, c, b, a] = [g, f, e, (d + one) >>> 0, c, b, a, (one + two) >>> 0];
    }
    [a, b, c, d, e, f, g, h].forEach((value, i) => { state[i] += value; });
  }
  return state;
}

fillConstants();

async function findAnswer(challenge, bits) {
  const encoder = new TextEncoder();
  for (let answer = 0; ; answer += 1) {
    if (sha256(encoder.encode(`${challenge}:${answer}`))[0] >>> (32 - bits) === 0) return String(answer);
    if (answer % 2000 === 1999) await new Promise((resume) => { setTimeout(resume); });
  }
}

const place = document.querySelector("[data-proof]");
if (place) {
  const form = place.closest("form");
  const button = form.querySelector("button");
  button.disabled = true;
  findAnswer(place.dataset.proof, Number(place.dataset.proofBits)).then((answer) => {
    form.elements.challenge.value = place.dataset.proof;
    form.elements.answer.value = answer;
    button.disabled = false;
    const status = place.querySelector("[data-proof-done]");
    status.textContent = status.dataset.proofDone;
  });
}
