/* 'Use my position' for a place search: fills lon and lat (whole micro-degrees, WGS 84) and sends the form.
   The button stays hidden where the browser knows no position. */
(() => {
  "use strict";
  for (const form of document.querySelectorAll("form[data-locate]")) {
    if (!navigator.geolocation) continue;
    const state = form.querySelector("[data-locate-state]");
    form.hidden = false;
    form.addEventListener("submit", (event) => {
      if (form.elements.lon.value) return;
      event.preventDefault();
      state.textContent = form.dataset.sayAsking;
      navigator.geolocation.getCurrentPosition(({ coords }) => {
        form.elements.lon.value = Math.round(coords.longitude * 1e6);
        form.elements.lat.value = Math.round(coords.latitude * 1e6);
        form.submit();
      }, () => { state.textContent = form.dataset.sayDenied; }, { enableHighAccuracy: true, timeout: 15_000, maximumAge: 60_000 });
    });
  }
})();
