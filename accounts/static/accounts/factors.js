// Passkeys: hand the server's challenge to the device and its answer to the server. And: print.

const bytes = (text) =>
  Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (c) => c.charCodeAt(0)).buffer;
const text = (buffer) =>
  btoa(String.fromCharCode(...new Uint8Array(buffer)))
    .replace(/\+/g, "-")
    .replace(/\//g, "_")
    .replace(/=+$/, "");

/** Return the options with bytes where the server sent text. */
function decode(options) {
  const known = (list) => (list ?? []).map((item) => ({ ...item, id: bytes(item.id) }));
  const decoded = { ...options, challenge: bytes(options.challenge) };
  if (options.user) decoded.user = { ...options.user, id: bytes(options.user.id) };
  if (options.excludeCredentials) decoded.excludeCredentials = known(options.excludeCredentials);
  if (options.allowCredentials) decoded.allowCredentials = known(options.allowCredentials);
  return decoded;
}

/** Return the device's answer as JSON, in the form that the server's library reads. */
function encode(credential) {
  const { response } = credential;
  const answer = { clientDataJSON: text(response.clientDataJSON) };
  if (response.attestationObject) answer.attestationObject = text(response.attestationObject);
  if (response.authenticatorData) answer.authenticatorData = text(response.authenticatorData);
  if (response.signature) answer.signature = text(response.signature);
  if (response.userHandle) answer.userHandle = text(response.userHandle);
  return {
    id: credential.id,
    rawId: text(credential.rawId),
    type: credential.type,
    response: answer,
    clientExtensionResults: credential.getClientExtensionResults(),
  };
}

async function answer(form) {
  const options = decode(JSON.parse(document.getElementById("passkey-options").textContent).publicKey);
  return form.dataset.passkey === "create"
    ? navigator.credentials.create({ publicKey: options })
    : navigator.credentials.get({ publicKey: options });
}

function say(form, word) {
  for (const line of form.querySelectorAll("[data-passkey-word]")) {
    line.hidden = line.dataset.passkeyWord !== word;
  }
}

for (const form of document.querySelectorAll("form[data-passkey]")) {
  form.addEventListener("submit", async (event) => {
    const field = form.elements.namedItem("credential");
    if (field.value && field.value !== "null") return;
    event.preventDefault();
    const button = form.querySelector("button");
    if (!window.PublicKeyCredential) {
      say(form, "missing");
      return;
    }
    say(form, "");
    button.disabled = true;
    try {
      field.value = JSON.stringify(encode(await answer(form)));
      form.submit();
    } catch (error) {
      field.value = "";
      say(form, error.name === "InvalidStateError" ? "known" : error.name === "SecurityError" ? "missing" : "refused");
    } finally {
      button.disabled = false;
    }
  });
}

for (const button of document.querySelectorAll("[data-print]")) {
  button.addEventListener("click", () => window.print());
}
