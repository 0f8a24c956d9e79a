// Shows the print button where it can work; without script the sentence beside it does.
for (const place of document.querySelectorAll("[data-afdrukken]")) {
  place.hidden = false;
  place.addEventListener("click", () => window.print());
}
