// Says that something new was recorded since this page was made. Nothing is replaced under the reader.
(() => {
  "use strict";
  const place = document.querySelector("[data-live]");
  const words = document.getElementById("live");
  if (!place || !words || !("EventSource" in window)) return;
  let line = null;
  let last = "";

  const close = () => {
    if (line) line.close();
    line = null;
  };
  const tell = () => {
    close();
    document.removeEventListener("visibilitychange", follow);
    place.append(words.content.cloneNode(true));
  };
  // A browser opens few lines to one place: a page that nobody looks at holds none.
  const follow = () => {
    if (document.hidden) {
      close();
      return;
    }
    if (line) return;
    const address = new URL(place.dataset.live, document.baseURI);
    if (last) address.searchParams.set("depuis", last);
    line = new EventSource(address);
    line.addEventListener("ouvert", (event) => { last = event.lastEventId; });
    line.addEventListener("journal", tell);
  };
  document.addEventListener("visibilitychange", follow);
  window.addEventListener("pagehide", close);
  window.addEventListener("pageshow", (event) => { if (event.persisted) follow(); });
  follow();
})();
