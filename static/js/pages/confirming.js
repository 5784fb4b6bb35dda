/** "Look into your mail": continues by itself once the address is confirmed, on any device. */

const EVERY_MS = 4000; // opening a letter takes longer than this
const MOST_ASKED = 900; // an hour, as long as a sign-in waits; after that the button is still there

const form = document.querySelector("form[data-at='until-confirmed']");

/** @param {HTMLFormElement} form */
async function wait(form) {
  for (let asked = 0; asked < MOST_ASKED; asked += 1) {
    await new Promise((done) => setTimeout(done, EVERY_MS));
    if (!document.hidden && (await isConfirmed(form.action))) {
      form.submit();
      return;
    }
  }
}

/** @param {string} address */
async function isConfirmed(address) {
  try {
    const answer = await fetch(address, { headers: { accept: "application/json" } });
    return answer.ok && (await answer.json()).confirmed;
  } catch {
    return false; // the line is away for a moment
  }
}

if (form instanceof HTMLFormElement) void wait(form);
