// Renews what has changed, and nothing that the reader is in: the page is complete
// without this.
"use strict";
const button = document.createElement("button");
let paused = false;
function label() { button.textContent = paused ? "Refresh by itself again" : "Stop refreshing"; }
button.type = "button";
button.addEventListener("click", () => { paused = !paused; label(); });
label();
document.getElementById("refresh").append(" ", button);
async function renew() {
  if (!paused && !document.hidden) {
    try {
      const answer = await fetch(location.href, {cache: "no-store"});
      if (answer.ok) {
        const next = new DOMParser().parseFromString(await answer.text(), "text/html");
        for (const part of document.querySelectorAll("[data-part]")) {
          const fresh = next.getElementById(part.id);
          if (fresh && !part.contains(document.activeElement) && fresh.innerHTML !== part.innerHTML) {
            part.innerHTML = fresh.innerHTML;
          }
        }
        document.title = next.title;
        document.body.dataset.every = next.body.dataset.every;
      }
    } catch { /* the exporter may be starting again */ }
  }
  setTimeout(renew, 1000 * document.body.dataset.every);
}
setTimeout(renew, 1000 * document.body.dataset.every);
