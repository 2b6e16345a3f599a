/* Forms that survive a lost network: <form data-draft="name"> with a hidden `submission_key`.

   What is typed is kept in this browser (IndexedDB, photos too). A submission that meets no network,
   a server out of order or an ended session waits in an outbox and goes out by itself; its key is sent
   with it, so a submission whose answer got lost is not taken twice. Without this script the form works
   as any form. */
(() => {
  "use strict";

  const AGAIN_AFTER = 30_000;
  const KEPT_FOR = 7 * 24 * 3600 * 1000; // a draft holds personal data: it does not lie around
  const LATER = new Set([408, 429, 500, 502, 503, 504]);

  // --- the store -------------------------------------------------------------------------------
  const opened = new Promise((resolve, reject) => {
    const request = indexedDB.open("hemei", 2);
    request.onupgradeneeded = () => {
      for (const name of ["drafts", "outbox", "files"]) {
        if (!request.result.objectStoreNames.contains(name)) request.result.createObjectStore(name);
      }
    };
    request.onsuccess = () => {
      request.result.onversionchange = () => request.result.close();
      resolve(request.result);
    };
    request.onerror = () => reject(request.error);
  });

  async function within(store, mode, act) {
    const transaction = (await opened).transaction(store, mode);
    const request = act(transaction.objectStore(store));
    return new Promise((resolve, reject) => {
      transaction.oncomplete = () => resolve(request.result);
      transaction.onerror = transaction.onabort = () => reject(transaction.error);
    });
  }
  const ended = (transaction) => new Promise((resolve, reject) => {
    transaction.oncomplete = resolve;
    transaction.onerror = transaction.onabort = () => reject(transaction.error);
  });
  const read = (store, key) => within(store, "readonly", (rows) => rows.get(key));
  const write = (store, key, value) => within(store, "readwrite", (rows) => rows.put(value, key));
  const erase = (store, key) => within(store, "readwrite", (rows) => rows.delete(key));
  const all = (store) => within(store, "readonly", (rows) => rows.getAll());

  /* A draft is written with every change, its photos once: each lies beside it under a key of its own. */
  const filesOf = (form) => IDBKeyRange.bound(`${form}|`, `${form}|\uffff`);
  const fileKey = (form, file) => `${form}|${file.name}|${file.size}|${file.lastModified}`;

  async function keepDraft(kept) {
    const fields = kept.fields.map(([name, value]) => [name, value instanceof File ? { file: fileKey(kept.form, value) } : value]);
    const transaction = (await opened).transaction(["drafts", "files"], "readwrite");
    const files = transaction.objectStore("files");
    transaction.objectStore("drafts").put({ ...kept, fields }, kept.form);
    files.getAllKeys(filesOf(kept.form)).onsuccess = ({ target }) => {
      const before = new Set(target.result);
      const wanted = new Map(kept.fields.filter(([, value]) => value instanceof File).map(([, file]) => [fileKey(kept.form, file), file]));
      for (const [key, file] of wanted) if (!before.has(key)) files.put(file, key);
      for (const key of before) if (!wanted.has(key)) files.delete(key);
    };
    await ended(transaction);
  }

  async function readDraft(form) {
    const kept = await read("drafts", form);
    if (!kept) return kept;
    const fields = await Promise.all(kept.fields.map(async ([name, value]) => [name, value?.file ? await read("files", value.file) : value]));
    return { ...kept, fields: fields.filter(([, value]) => value !== undefined) };
  }

  async function eraseDraft(form) {
    const transaction = (await opened).transaction(["drafts", "files"], "readwrite");
    transaction.objectStore("drafts").delete(form);
    transaction.objectStore("files").delete(filesOf(form));
    await ended(transaction);
  }

  function freshKey() {
    const bytes = crypto.getRandomValues(new Uint8Array(16));
    bytes[6] = (bytes[6] & 15) | 64;
    bytes[8] = (bytes[8] & 63) | 128;
    const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
    return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
  }

  // --- form and record -------------------------------------------------------------------------
  const HIDDEN = new Set(["csrfmiddlewaretoken"]);
  const keepable = (element) => element.name && !HIDDEN.has(element.name) && !/^(password|submit)$/.test(element.type);

  function record(form) {
    const fields = [...new FormData(form)].filter(([name, value]) =>
      !HIDDEN.has(name) && form.elements[name]?.type !== "password" && !(value instanceof File && !value.size));
    const sent = [...form.querySelectorAll("[data-sent]")].map((part) => part.outerHTML);
    return { form: form.dataset.draft, action: form.action, fields, sent, kept: Date.now(), key: form.elements.submission_key.value };
  }

  const typed = (form) => [...form.elements].some((element) => keepable(element) && element.type !== "hidden" && (
    element.type === "file" ? element.files.length
      : "checked" in element && /radio|checkbox/.test(element.type) ? element.checked !== element.defaultChecked
        : element.tagName === "SELECT" ? [...element.options].some((option) => option.selected !== option.defaultSelected) && element.value
          : element.value !== element.defaultValue));

  /* Where the server sent the form back with what was typed, only the photos are missing. */
  function fill(form, kept, onlyFiles) {
    const files = new Map();
    for (const [name, value] of kept.fields) {
      if (value instanceof File) files.set(name, [...(files.get(name) ?? []), value]);
    }
    for (const [name, list] of files) {
      form.elements[name]?.dispatchEvent(new CustomEvent("hemei:restore", { detail: list }));
    }
    if (files.size) document.querySelector("[data-files-lost]")?.remove(); // they were kept and stand below again
    if (onlyFiles) return;
    for (const element of form.elements) {
      if (!keepable(element) || element.type === "file") continue;
      const values = kept.fields.filter(([name]) => name === element.name).map(([, value]) => value);
      if (/radio|checkbox/.test(element.type)) element.checked = values.includes(element.value);
      else if (values.length) element.value = values[0];
    }
  }

  /* In place of a part that was sent alone: what the server says of it. */
  const putSent = (part) => document.getElementById(part.id)?.replaceWith(document.adoptNode(part));

  // --- sending ---------------------------------------------------------------------------------
  async function freshToken(address) {
    const page = new DOMParser().parseFromString(await (await fetch(address)).text(), "text/html");
    return page.querySelector("[name=csrfmiddlewaretoken]")?.value ?? "";
  }

  /* The moment before which a server that has had enough wants nothing; it says seconds or a date. */
  function notBefore(response) {
    const said = response.headers.get("Retry-After") ?? "";
    const length = /^\d+$/.test(said) ? said * 1000 : Date.parse(said) - Date.now();
    return length > 0 ? Date.now() + Math.min(length, KEPT_FOR) : 0;
  }

  async function send(kept, token, again = false) {
    const body = new FormData();
    body.append("csrfmiddlewaretoken", token);
    for (const [name, value] of kept.fields) body.append(name, value);
    const response = await fetch(kept.action, { method: "POST", body, credentials: "same-origin" });
    if (response.status === 403 && !again) return send(kept, await freshToken(kept.action), true); // signed in elsewhere since
    if (LATER.has(response.status)) return { outcome: "later", after: response.status === 429 ? notBefore(response) : 0 };
    const page = new DOMParser().parseFromString(await response.text(), "text/html");
    if (page.querySelector("[data-sign-in]")) return { outcome: "signed_out" }; // nothing was taken: it waits for who wrote it
    const taken = kept.part ? page.getElementById(kept.part)?.matches("[data-sent]") : response.ok && !page.querySelector("form[data-draft]");
    return { outcome: response.redirected || taken ? "done" : "refused", address: response.url, page };
  }

  class Draft {
    constructor(form) {
      this.form = form;
      this.state = form.querySelector("[data-draft-state]");
      this.sending = this.emptying = false;
      form.addEventListener("input", () => this.later());
      form.addEventListener("change", () => this.save()); // a choice or a photo is kept at once
      form.addEventListener("submit", (event) => this.submit(event));
      addEventListener("online", () => this.empty());
      addEventListener("pagehide", () => this.timer && this.save());
      setInterval(() => this.empty(), AGAIN_AFTER);
    }

    say(kind, words) {
      if (!this.state) return;
      this.state.className = `draft-state ${kind}`;
      this.state.textContent = words;
    }

    async begin() {
      const kept = await readDraft(this.form.dataset.draft);
      const answered = this.form.querySelector("[data-focus]") !== null;
      for (const sent of kept?.sent ?? []) putSent(new DOMParser().parseFromString(sent, "text/html").querySelector("[data-sent]"));
      // A page opened without a network bears the key of the day it was loaded: it may have been used.
      if (!answered) this.form.elements.submission_key.value = freshKey();
      if (kept && Date.now() - kept.kept > KEPT_FOR) await eraseDraft(this.form.dataset.draft);
      else if (kept && (answered || !typed(this.form))) {
        fill(this.form, kept, answered);
        if (!answered) this.say("restored", this.form.dataset.sayRestored);
      }
      this.form.dataset.draftReady = "1";
      await this.empty();
    }

    later() {
      clearTimeout(this.timer);
      if (this.state?.classList.contains("saved")) this.say("", ""); // not any more, until it is kept again
      this.timer = setTimeout(() => this.save(), 400);
    }

    async save() {
      clearTimeout(this.timer);
      this.timer = 0;
      await keepDraft(record(this.form));
      if (!this.timer) this.say("saved", this.form.dataset.saySaved);
    }

    async submit(event) {
      event.preventDefault();
      if (event.submitter?.dataset.alone) return this.alone(event.submitter);
      if (this.sending) return;
      this.sending = true;
      clearTimeout(this.timer);
      this.say("sending", this.form.dataset.saySending);
      const kept = record(this.form);
      if (event.submitter?.name) kept.fields.push([event.submitter.name, event.submitter.value]);
      try {
        await keepDraft(kept);
        const answer = await send(kept, this.token()).catch(() => ({ outcome: "lost" }));
        if (answer.outcome === "done") {
          await eraseDraft(kept.form);
          for (const part of await this.mine()) if (part.part) await erase("outbox", part.key); // the whole brought it along
          arrive(answer);
        } else if (answer.outcome === "refused") {
          show(answer.page);
        } else {
          await this.queue({ ...kept, after: answer.after ?? 0 }, answer.outcome);
        }
      } catch {
        this.form.submit(); // this browser keeps nothing for us: send as any form
      } finally {
        this.sending = false;
      }
    }

    /* One part of the form goes by itself and at once, the rest stays as it is. It lies in the outbox before it is
       sent: pressed again it is the same, and it goes out later whatever becomes of this page. */
    async alone(button) {
      const part = button.dataset.alone;
      const whole = record(this.form);
      const inside = new Set([...document.getElementById(part).querySelectorAll("[name]")].map(({ name }) => name));
      const fields = whole.fields.filter(([name]) => inside.has(name) || /^(submission_key|opened_at|started_at)$/.test(name));
      const key = `${whole.form}/${part}`;
      const kept = { ...whole, form: key, of: whole.form, key, part, fields: [...fields, [button.name, button.value]] };
      this.tellPart(part, this.form.dataset.saySending);
      try {
        await write("outbox", key, kept);
        await this.sendPart(kept);
      } catch {
        this.form.append(Object.assign(document.createElement("input"), { type: "hidden", name: button.name, value: button.value }));
        this.form.submit(); // this browser keeps nothing for us: send as any form
      }
    }

    async sendPart(kept) {
      const answer = await send(kept, this.token()).catch(() => ({ outcome: "lost" }));
      const say = this.form.dataset;
      if (answer.outcome === "done") {
        await erase("outbox", kept.key);
        const sent = answer.page.getElementById(kept.part);
        if (!sent) return arrive(answer); // the whole form is not to be filled in any more
        putSent(sent);
        return this.save(); // the page kept for a time without a network still asks about it
      }
      if (answer.outcome === "refused") {
        await erase("outbox", kept.key);
        const wrong = [...answer.page.querySelectorAll("[data-focus] li")].map((line) => line.textContent);
        return this.tellPart(kept.part, wrong.join(" ") || say.sayFailed);
      }
      this.tellPart(kept.part, { signed_out: say.saySignedOut, lost: say.sayAloneWaiting }[answer.outcome] ?? say.sayFailed);
    }

    tellPart(part, words) {
      const state = document.getElementById(part)?.querySelector("[data-alone-state]");
      if (state) state.textContent = words;
    }

    token() {
      return this.form.elements.csrfmiddlewaretoken?.value ?? "";
    }

    /* When it goes out nobody may stand here to answer a question of the server's; it is told so. */
    async queue(kept, outcome) {
      await write("outbox", kept.key, { ...kept, fields: [...kept.fields, ["queued", "1"]] });
      await eraseDraft(kept.form);
      this.form.reset();
      this.form.elements.submission_key.value = freshKey();
      await this.waiting(outcome, kept.after);
    }

    async mine() {
      return (await all("outbox")).filter((kept) => (kept.of ?? kept.form) === this.form.dataset.draft);
    }

    /* Say that something waits; where the server named a moment, come back at that moment. */
    async waiting(outcome, after = 0) {
      if (outcome === "signed_out") return this.link(this.form.dataset.saySignedOut, this.form.dataset.saySignIn, location.href);
      const kind = outcome === "later" ? "failed" : "waiting";
      const count = (await this.mine()).filter((kept) => !kept.refused && !kept.part).length;
      const words = after ? this.form.dataset.sayThrottled : kind === "failed" ? this.form.dataset.sayFailed : this.form.dataset.sayWaiting;
      const time = new Date(after).toTimeString().slice(0, 5);
      if (count) this.say(kind, words.replace("{count}", count).replace("{time}", time));
      clearTimeout(this.alarm);
      if (after) this.alarm = setTimeout(() => this.empty(), Math.max(0, after - Date.now()));
    }

    /* Send what waits, one after another; what the server refuses is offered for correction. */
    async empty() {
      if (this.emptying || this.sending || !this.form.isConnected) return;
      this.emptying = true;
      try {
        for (const kept of await this.mine()) {
          if (kept.part) { await this.sendPart(kept); continue; }
          if (kept.refused) { this.offer(kept); continue; }
          if (kept.after > Date.now()) { await this.waiting("later", kept.after); break; }
          const answer = await send(kept, this.token()).catch(() => ({ outcome: "lost" }));
          if (answer.outcome === "done") {
            await erase("outbox", kept.key);
            this.link(this.form.dataset.saySent, this.form.dataset.sayOpen, answer.address);
          } else if (answer.outcome === "refused") {
            await write("outbox", kept.key, { ...kept, refused: true });
            this.offer(kept);
          } else {
            await write("outbox", kept.key, { ...kept, after: answer.after ?? 0 });
            await this.waiting(answer.outcome, answer.after);
            break;
          }
        }
      } finally {
        this.emptying = false;
      }
    }

    link(words, label, address) {
      this.say("sent", `${words} `);
      const anchor = document.createElement("a");
      anchor.href = address;
      anchor.textContent = label;
      this.state?.append(anchor);
    }

    offer(kept) {
      this.link(this.form.dataset.sayRefused, this.form.dataset.sayEdit, "#main");
      this.state?.lastElementChild?.addEventListener("click", async (event) => {
        event.preventDefault();
        fill(this.form, kept, false);
        await erase("outbox", kept.key);
        await this.save();
      }, { once: true });
    }
  }

  /* Shows what waits of some forms, whose names begin alike, and sends it: also where the page of the form
     offers it no more, for then nobody would. What is refused is corrected on its page. */
  class Outbox {
    constructor(section) {
      this.section = section;
      this.sent = [];
      this.emptying = false;
      addEventListener("online", () => this.empty());
      setInterval(() => this.empty(), AGAIN_AFTER);
    }

    async mine() {
      return (await all("outbox")).filter((kept) => kept.form.startsWith(this.section.dataset.outbox));
    }

    async empty() {
      if (this.emptying || !this.section.isConnected) return;
      this.emptying = true;
      try {
        await this.list();
        for (const kept of await this.mine()) {
          if (kept.refused && Date.now() - kept.kept > KEPT_FOR) await erase("outbox", kept.key); // as a draft: it does not lie around
          if (kept.refused || kept.after > Date.now()) continue;
          const answer = await freshToken(location.href).then((token) => send(kept, token)).catch(() => ({ outcome: "lost" }));
          if (answer.outcome === "done") {
            this.sent.push(answer.address);
            await erase("outbox", kept.key);
          } else {
            await write("outbox", kept.key, { ...kept, refused: answer.outcome === "refused", after: answer.after ?? 0 });
            this.ended = answer.outcome === "signed_out";
            if (answer.outcome !== "refused") break;
          }
        }
        await this.list();
      } finally {
        this.emptying = false;
      }
    }

    async list() {
      const say = this.section.dataset;
      const rows = (await this.mine()).map((kept) => this.row(
        `${kept.action}?walked=1`, (kept.refused ? say.sayRefused : this.ended ? say.saySignedOut : say.sayWaiting)
          .replace("{time}", new Date(kept.kept).toLocaleString([], { month: "numeric", day: "numeric", hour: "2-digit", minute: "2-digit" }))));
      this.section.querySelector("ul").replaceChildren(...rows, ...this.sent.map((address) => this.row(address, say.saySent)));
      this.section.hidden = !(rows.length || this.sent.length);
    }

    row(address, words) {
      const item = document.createElement("li");
      const anchor = document.createElement("a");
      item.className = "row";
      anchor.className = "title";
      anchor.href = address;
      anchor.textContent = words;
      item.append(anchor);
      return item;
    }
  }

  // --- the page the server answered with ---------------------------------------------------------
  /* The page behind the redirect is here already; it is asked for again only if it brings scripts we lack. */
  function arrive({ address, page }) {
    const lacking = [...page.head.querySelectorAll("script[src]")].some((script) =>
      !document.head.querySelector(`script[src="${script.getAttribute("src")}"]`));
    if (lacking) return location.assign(address);
    history[address === location.href ? "replaceState" : "pushState"](null, "", address);
    shown = location.pathname + location.search;
    show(page);
  }

  let shown = location.pathname + location.search;
  addEventListener("popstate", () => location.pathname + location.search !== shown && location.reload());

  function show(page) {
    const main = page.querySelector("main");
    document.title = page.title;
    document.querySelector("main").replaceWith(document.adoptNode(main));
    main.dispatchEvent(new CustomEvent("hemei:content", { bubbles: true }));
    window.htmx?.process(main);
    start(main);
    const errors = main.querySelector("[data-focus]");
    (errors ?? main).focus();
    errors ? errors.scrollIntoView() : scrollTo(0, 0);
  }

  function start(root) {
    for (const form of root.querySelectorAll("form[data-draft]")) {
      new Draft(form).begin().catch(() => { /* private window without a store: the plain form remains */ });
    }
    for (const section of root.querySelectorAll("[data-outbox]")) {
      new Outbox(section).empty().catch(() => { /* nothing is kept here, so nothing waits */ });
    }
  }

  /* Let the worker keep this page, or those a list leads to, so that they open without a network too. */
  async function remember(scope, paths) {
    const registration = await navigator.serviceWorker.register("/worker.js", { scope });
    const worker = registration.active ?? await begun(registration.installing ?? registration.waiting);
    const parts = [...document.querySelectorAll("script[src], link[rel=stylesheet], link[rel=icon]")].map((part) => part.src ?? part.href);
    for (const path of paths) worker.postMessage({ path, parts });
  }

  const begun = (worker) => new Promise((resolve) => {
    if (worker.state === "activated") resolve(worker);
    worker.addEventListener("statechange", () => worker.state === "activated" && resolve(worker));
  });

  start(document);
  document.querySelector("[data-focus]")?.focus();
  const kept = document.querySelector("[data-kept-page]:not(a)");
  const leads = [...document.querySelectorAll("a[data-kept-page]")];
  if ("serviceWorker" in navigator && (kept || leads.length)) {
    const scope = (kept ?? leads[0]).dataset.keptPage;
    remember(scope, [...(kept ? [location.pathname] : []), ...leads.map((link) => link.pathname)]).catch(() => { /* a browser without a store: the page opens with a network only */ });
  }
})();
