// Makes or uses a passkey: what the server asks goes to the device, and its answer goes into the form.
// Bytes travel as base64url, in both directions.
const toBytes = (text) => {
  const plain = atob(text.replace(/-/g, "+").replace(/_/g, "/"));
  return Uint8Array.from(plain, (character) => character.charCodeAt(0));
};
const toText = (bytes) => {
  let plain = "";
  for (const byte of new Uint8Array(bytes)) plain += String.fromCharCode(byte);
  return btoa(plain).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
};
const withBytes = (keys) => (keys || []).map((key) => ({ ...key, id: toBytes(key.id) }));

async function make(asked) {
  const made = await navigator.credentials.create({
    publicKey: {
      ...asked,
      challenge: toBytes(asked.challenge),
      user: { ...asked.user, id: toBytes(asked.user.id) },
      excludeCredentials: withBytes(asked.excludeCredentials),
    },
  });
  return {
    id: made.id,
    rawId: toText(made.rawId),
    type: made.type,
    response: {
      clientDataJSON: toText(made.response.clientDataJSON),
      attestationObject: toText(made.response.attestationObject),
    },
  };
}

async function prove(asked) {
  const proof = await navigator.credentials.get({
    publicKey: {
      ...asked,
      challenge: toBytes(asked.challenge),
      allowCredentials: withBytes(asked.allowCredentials),
    },
  });
  const { clientDataJSON, authenticatorData, signature, userHandle } = proof.response;
  return {
    id: proof.id,
    rawId: toText(proof.rawId),
    type: proof.type,
    response: {
      clientDataJSON: toText(clientDataJSON),
      authenticatorData: toText(authenticatorData),
      signature: toText(signature),
      userHandle: userHandle ? toText(userHandle) : null,
    },
  };
}

if (window.PublicKeyCredential) {
  for (const text of document.querySelectorAll("[data-sleutel-kan-niet]")) text.hidden = true;
  for (const place of document.querySelectorAll("[data-sleutel]")) {
    const form = place.matches("form") ? place : place.querySelector("form");
    const fault = place.querySelector("[data-sleutel-fout]");
    place.hidden = false;
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      fault.hidden = true;
      try {
        const asked = JSON.parse(place.dataset.vraag);
        const answer = await (place.dataset.sleutel === "maken" ? make(asked) : prove(asked));
        form.elements.antwoord.value = JSON.stringify(answer);
        form.submit();
      } catch {
        fault.hidden = false;
      }
    });
  }
}
