/* Photos chosen for a form: shown, counted and removable before they are sent; of other files the names.
   Without this script the plain file input does its work. */
(() => {
  "use strict";

  const chosen = new WeakMap(); // file input -> files in order

  function put(input, files) {
    const transfer = new DataTransfer();
    for (const file of files) transfer.items.add(file);
    input.files = transfer.files;
    chosen.set(input, files);
  }

  function show(box, input) {
    const shown = box.querySelector("[data-photos-shown]");
    for (const image of shown.querySelectorAll("img")) URL.revokeObjectURL(image.src);
    shown.replaceChildren(...chosen.get(input).map((file, index) => {
      const figure = document.createElement("figure");
      const image = document.createElement("img");
      const remove = document.createElement("button");
      image.src = URL.createObjectURL(file);
      image.alt = file.name;
      remove.type = "button";
      remove.className = "remove";
      remove.textContent = "×";
      remove.setAttribute("aria-label", `${box.dataset.sayRemove} ${file.name}`);
      remove.addEventListener("click", () => {
        put(input, chosen.get(input).filter((_, other) => other !== index));
        show(box, input);
        input.dispatchEvent(new Event("input", { bubbles: true }));
        input.focus();
      });
      figure.append(image, remove);
      return figure;
    }));
  }

  function watch(box) {
    const input = box.querySelector("input[type=file]");
    const state = box.querySelector("[data-photos-state]");
    const most = Number(box.dataset.most);
    if (chosen.has(input)) return;
    chosen.set(input, [...input.files]);
    // A phone offers one picture at a time, so a new choice adds to the earlier ones.
    input.addEventListener("change", () => {
      const before = chosen.get(input);
      const fresh = [...input.files].filter((file) => !before.includes(file));
      put(input, [...before, ...fresh].slice(0, most));
      state.textContent = before.length + fresh.length > most ? box.dataset.sayFull : "";
      show(box, input);
    });
    // draft.js brings kept photos back.
    input.addEventListener("hemei:restore", (event) => {
      put(input, event.detail.slice(0, most));
      show(box, input);
    });
    input.form?.addEventListener("reset", () => { put(input, []); show(box, input); });
  }

  function name(box) {
    const input = box.querySelector("input[type=file]");
    const said = () => {
      const names = [...input.files].map((file) => file.name);
      box.querySelector("[data-files-shown]").textContent = names.length
        ? `${box.dataset.sayChosen}${names.length} (${names.join(", ")})` : "";
    };
    input.addEventListener("change", said);
    said();
  }

  const start = (root) => {
    root.querySelectorAll("[data-photos]").forEach(watch);
    root.querySelectorAll("[data-files]").forEach(name);
  };
  document.documentElement.classList.add("js");
  document.addEventListener("hemei:content", (event) => start(event.target));
  start(document);
})();
