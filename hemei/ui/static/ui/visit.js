/* A visit on a phone: <form data-visit> with a section for each item, `data-item="code"`.

   It notes how long each item took, when and where a photo was added (`noted-<code>`, for pictures that say nothing
   themselves) and, where the form has a field for it (`seen-<code>`), when and where the item was marked. It keeps to
   the number of photos one submission may carry, and names what is missing before he leaves: without a network nobody
   else can. Without this script the form works, the server then says so. */
(() => {
  "use strict";

  const LONGEST = 600_000; // a longer pause on one item is a pause, not work
  const now = () => new Date().toISOString();

  class Visit {
    constructor(form) {
      this.form = form;
      this.item = null;
      this.since = 0;
      this.place = null;
      for (const kind of ["pointerdown", "focusin", "change"]) {
        form.addEventListener(kind, (event) => this.touch(event.target.closest("[data-item]")), { capture: true });
      }
      // After photos.js has put the earlier photos back, before draft.js keeps them all.
      form.addEventListener("change", (event) => event.target.type === "file" && this.photos(event.target));
      form.addEventListener("change", (event) => event.target.type === "radio" && this.seen(event.target));
      form.addEventListener("input", (event) => event.target.matches("[type=text], select") && this.retell());
      form.addEventListener("hemei:restore", () => queueMicrotask(() => this.count()), { capture: true });
      new MutationObserver(() => this.count()).observe(form, { attributeFilter: ["data-draft-ready"], childList: true }); // a draft is back, an item was sent
      form.addEventListener("submit", (event) => this.end(event), { capture: true });
      navigator.geolocation?.watchPosition(({ coords }) => { this.place = coords; }, () => { /* the picture may say it */ },
        { enableHighAccuracy: true, maximumAge: 60_000 });
    }

    field(name) {
      return this.form.elements[name];
    }

    /* Time runs for the item last touched, the camera included: it hides the page. */
    touch(item) {
      if (!this.field("started_at").value) this.field("started_at").value = now();
      if (this.item?.isConnected) {
        const seconds = this.field(`seconds-${this.item.dataset.item}`);
        seconds.value = Number(seconds.value) + Math.round(Math.min(Date.now() - this.since, LONGEST) / 1000);
      }
      this.since = Date.now();
      this.item = item ?? this.item;
    }

    where() {
      return this.place && { lon: Math.round(this.place.longitude * 1e6), lat: Math.round(this.place.latitude * 1e6) };
    }

    /* The first mark counts: who corrects himself later did not go back. */
    seen(input) {
      const field = this.field(`seen-${input.closest("[data-item]").dataset.item}`);
      if (field && !field.value) field.value = JSON.stringify({ at: now(), ...this.where() });
      this.count();
    }

    inputs() {
      return [...this.form.querySelectorAll("input[type=file]")];
    }

    photos(input) {
      const others = this.inputs().filter((other) => other !== input).reduce((sum, other) => sum + other.files.length, 0);
      const room = Math.max(0, Number(this.form.dataset.mostPhotos) - others);
      if (input.files.length > room) {
        input.dispatchEvent(new CustomEvent("hemei:restore", { detail: [...input.files].slice(0, room) }));
      }
      const field = this.field(`noted-${input.closest("[data-item]").dataset.item}`);
      const noted = JSON.parse(field.value || "{}");
      for (const file of input.files) {
        noted[`${file.name}|${file.size}`] ??= {
          taken: new Date(file.lastModified).toISOString(),
          ...this.where(),
        };
      }
      field.value = JSON.stringify(noted);
      this.count();
    }

    count() {
      const count = this.inputs().reduce((sum, input) => sum + input.files.length, 0);
      const marked = this.form.querySelectorAll("[data-item] input[type=radio]:checked").length;
      const words = this.form.dataset.sayPhotos.replace("{count}", count).replace("{most}", this.form.dataset.mostPhotos)
        .replace("{marked}", marked).replace("{items}", this.form.querySelectorAll("[data-item]").length);
      this.form.querySelector("[data-visit-photos]").textContent = words;
      this.retell();
    }

    /* The list of what is missing, once shown, gets shorter while he mends it. */
    retell() {
      const box = this.form.querySelector("[data-visit-gaps]");
      if (!box.hidden) this.tell(box, this.gaps());
    }

    tell(box, gaps) {
      box.hidden = !gaps.length;
      box.querySelector("ul").replaceChildren(...gaps.map((section) => {
        const line = document.createElement("li");
        const link = document.createElement("a");
        link.href = `#${section.id}`;
        link.textContent = section.querySelector("h2").textContent;
        line.append(link);
        return line;
      }));
    }

    /* Items without a mark, items marked down with neither photo nor words, finds of no kind. */
    gaps() {
      return [...this.form.querySelectorAll("[data-item]")].filter((section) => {
        const chosen = section.querySelector("input[type=radio]:checked");
        const told = section.querySelector("input[type=file]").files.length || section.querySelector("input[type=text]").value.trim();
        const unsaid = chosen?.value === "found" && section.querySelector("select")?.value === "";
        return !chosen || chosen.value !== "1" && !told || unsaid;
      });
    }

    /* One item may go alone, before the round is over: then only that is asked about. */
    end(event) {
      const alone = event.submitter?.dataset.alone;
      if (!alone) {
        this.touch(null);
        this.item = null;
        this.field("ended_at").value = now();
      }
      const gaps = this.gaps().filter((section) => !alone || section.id === alone);
      const box = this.form.querySelector("[data-visit-gaps]");
      this.tell(box, gaps);
      if (!gaps.length) return;
      event.preventDefault();
      event.stopImmediatePropagation();
      box.focus();
      box.scrollIntoView();
    }
  }

  const start = (root) => root.querySelectorAll("form[data-visit]").forEach((form) => new Visit(form));
  document.addEventListener("hemei:content", (event) => start(event.target));
  start(document);
})();
