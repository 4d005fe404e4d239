// Makes forms quicker where script runs; every page works without it.
(() => {
  "use strict";

  // Asks the server to work the page out again when an answer changed that others depend on, and puts the result in place of the old one.
  const region = () => document.getElementById("form-region");
  let running = null;
  let waiting = false;

  // Entries of a list that the page shows already are named by their marks, and come back as place holders.
  async function refresh(form, whole) {
    if (running) {
      waiting = true;
      return;
    }
    running = new AbortController();
    waiting = false;
    const data = new FormData(form);
    for (const [name, value] of [...data.entries()]) {
      if (value instanceof File) {
        data.delete(name);
      }
    }
    const sent = byName(data);
    data.set("do", "refresh");
    if (!whole) {
      data.set("known", [...region().querySelectorAll("[data-mark]")].map(e => e.dataset.mark).join(" "));
    }
    let missing = false;
    try {
      const answer = await fetch(form.getAttribute("action") || location.href, { method: "POST", body: new URLSearchParams(data), headers: { Accept: "text/html" }, credentials: "same-origin", signal: running.signal });
      if (!answer.ok || answer.redirected) {
        return;
      }
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      await released();
      if (form.getAttribute("aria-busy") === "true") {
        return;
      }
      for (const told of ["form-head", "form-broken"].map(id => document.getElementById(id)).filter(e => e && page.getElementById(e.id))) {
        told.replaceChildren(...page.getElementById(told.id).childNodes);
      }
      missing = !swap(page.getElementById("form-region"), form, sent);
    } catch {
      // The line broke: "Continue" still works everything out on the server.
    } finally {
      running = null;
      if (waiting || (missing && !whole)) {
        refresh(form, missing);
      }
    }
  }

  // Leaving a field by pressing a button asks for a fresh page as well: put in while the button is held down, it would move the button from under the pointer and nothing would be pressed.
  let press = null;
  const released = () => press ? press.done : Promise.resolve();

  // The list of a select takes the release for itself in some browsers, and a release can be lost altogether.
  const longestPress = 3000;

  function holdStill(event) {
    if (!press && !(event.target instanceof Element && event.target.closest("select"))) {
      press = {};
      press.done = new Promise(go => press.end = go);
      setTimeout(press.end, longestPress);
    }
  }

  function letGo() {
    const ended = press;
    press = null;
    if (ended) {
      // The click follows the release.
      setTimeout(ended.end);
    }
  }

  document.addEventListener("pointerdown", holdStill, true);
  for (const end of ["pointerup", "pointercancel", "blur"]) {
    window.addEventListener(end, letGo);
  }

  function byName(data) {
    const values = new Map();
    for (const [name, value] of data.entries()) {
      if (!(value instanceof File)) {
        values.has(name) ? values.get(name).push(value) : values.set(name, [value]);
      }
    }
    return values;
  }

  // Makes the page like the fresh one and touches nothing that is the same, so that focus, caret and chosen files stay where they are.
  // False when an entry is missing that the server took for known.
  function swap(fresh, form, sent) {
    const old = region();
    if (!fresh || !old) {
      return true;
    }
    // Nothing is touched yet: asked for whole, the page still sends everything that was typed.
    if ([...fresh.querySelectorAll("[data-same]")].some(place => !liveOf(place))) {
      return false;
    }
    const active = document.activeElement;
    const focused = active && old.contains(active) ? active : null;
    const fields = old.querySelectorAll("[name]").length;
    const caret = focused && "selectionStart" in active ? [safe(() => active.selectionStart), safe(() => active.selectionEnd)] : null;
    const typed = byName(new FormData(form));
    const touched = name => String(typed.get(name)) !== String(sent.get(name));
    renewAll(old, fresh, { typed, touched });
    const target = focused && document.activeElement !== focused && (focused.isConnected ? focused : again(old, focused));
    if (target) {
      target.focus({ preventScroll: true });
      if (caret && caret[0] !== null) {
        safe(() => target.setSelectionRange(caret[0], caret[1]));
      }
    }
    const told = form.querySelector("[data-updated]");
    if (told && old.querySelectorAll("[name]").length !== fields) {
      told.textContent = told.dataset.updated;
    }
    return true;
  }

  // The entry that the page shows already.
  function liveOf(place) {
    return region().querySelector(`#${CSS.escape(place.id)}`);
  }

  const isBox = element => ["INPUT", "SELECT", "TEXTAREA"].includes(element.nodeName);
  const isPick = element => ["radio", "checkbox", "submit"].includes(element.type);
  const keyOf = node => node.nodeType !== Node.ELEMENT_NODE ? "" : node.id || (node.name ? `${node.name} ${node.type} ${isPick(node) ? node.value : ""}` : "");

  function renewAll(old, fresh, answers) {
    const own = new Map();
    for (const child of old.children) {
      own.set(keyOf(child), child);
    }
    let at = old.firstChild;
    for (const next of [...fresh.childNodes]) {
      const key = keyOf(next);
      const same = key ? own.get(key) : at && !keyOf(at) && at.nodeName === next.nodeName ? at : null;
      if (!same) {
        const brought = bring(next, answers);
        if (at && at.parentNode !== old) {
          at = null;
        }
        old.insertBefore(brought, at);
      } else {
        if (same === at) {
          at = at.nextSibling;
        } else {
          old.insertBefore(same, at);
        }
        renew(same, next, answers);
      }
    }
    while (at) {
      const gone = at;
      at = at.nextSibling;
      gone.remove();
    }
  }

  function renew(old, next, answers) {
    if (old.nodeType !== Node.ELEMENT_NODE) {
      if (old.data !== next.data) {
        old.data = next.data;
      }
      return;
    }
    if ("same" in next.dataset) {
      return;
    }
    for (const { name, value } of next.attributes) {
      if (old.getAttribute(name) !== value) {
        old.setAttribute(name, value);
      }
    }
    for (const { name } of [...old.attributes]) {
      if (!next.hasAttribute(name)) {
        old.removeAttribute(name);
      }
    }
    if (old.nodeName !== "TEXTAREA") {
      renewAll(old, next, answers);
    }
    // What changed after the page was sent counts more than what came back.
    if (isBox(old) && old.type !== "file" && (old.type === "hidden" || !answers.touched(old.name))) {
      if (isPick(old)) {
        old.checked = next.checked;
      } else if (old.value !== next.value) {
        old.value = next.value;
      }
    }
  }

  // Before something new comes into the page: what was typed there meanwhile, and the files chosen there.
  function bring(next, { typed, touched }) {
    if (next.nodeType !== Node.ELEMENT_NODE) {
      return next;
    }
    if ("same" in next.dataset) {
      return liveOf(next);
    }
    for (const place of next.querySelectorAll("[data-same]")) {
      place.replaceWith(liveOf(place));
    }
    let brought = next;
    for (const box of [next, ...next.querySelectorAll("input, select, textarea")].filter(isBox)) {
      const chosen = box.type === "file" && box.id ? document.getElementById(box.id) : null;
      if (chosen && chosen.files.length > 0) {
        box.replaceWith(chosen);
        brought = box === next ? chosen : brought;
      } else if (box.type !== "file" && box.type !== "hidden" && touched(box.name)) {
        const values = typed.get(box.name) || [];
        if (isPick(box)) {
          box.checked = values.includes(box.value);
        } else if (values.length > 0) {
          box.value = values[0];
        }
      }
    }
    return brought;
  }

  // The element in the fresh page that stands for the one that had the focus.
  function again(page, element) {
    if (element.id) {
      return document.getElementById(element.id);
    }
    return [...page.querySelectorAll("[name]")].find(e => e.name === element.name && e.type === element.type && (!isPick(element) || e.value === element.value));
  }

  function safe(action) {
    try {
      return action();
    } catch {
      return null;
    }
  }

  document.addEventListener("change", event => {
    const field = event.target instanceof Element ? event.target.closest("[data-refresh]") : null;
    if (field && field.closest("form")) {
      refresh(field.closest("form"));
    }
  });

  // Whoever edits the form sees it beside: the form is another one now, or another page of it is looked at.
  document.addEventListener("form-changed", event => {
    const show = document.querySelector("#form-region input[name=show]");
    if (show) {
      show.value = event.detail || show.value;
      refresh(show.form);
    }
  });

  // One submit is enough; a page that comes back from the history can be sent again.
  document.addEventListener("submit", event => {
    const form = event.target;
    if (!(form instanceof HTMLFormElement) || form.method !== "post") {
      return;
    }
    if (form.getAttribute("aria-busy") === "true") {
      event.preventDefault();
      return;
    }
    form.setAttribute("aria-busy", "true");
    const upload = [...form.querySelectorAll("input[type=file]")].some(i => i.files.length > 0);
    if (upload) {
      event.preventDefault();
      send(form, event.submitter);
    }
  });
  window.addEventListener("pageshow", () => {
    for (const form of document.querySelectorAll("form[aria-busy]")) {
      form.removeAttribute("aria-busy");
    }
  });

  // Sends files with a progress bar; the answer replaces the page as if the browser had sent it.
  function send(form, submitter) {
    const status = form.querySelector("[data-upload-status]");
    const bar = document.createElement("progress");
    bar.className = "upload-progress";
    bar.max = 100;
    bar.setAttribute("aria-label", status ? status.dataset.uploadStatus : "");
    if (status) {
      status.replaceChildren(bar);
    }
    const data = new FormData(form);
    if (submitter && submitter.name) {
      data.append(submitter.name, submitter.value);
    }
    const request = new XMLHttpRequest();
    request.open("POST", form.getAttribute("action") || location.href);
    request.setRequestHeader("Accept", "text/html");
    request.upload.addEventListener("progress", e => {
      if (e.lengthComputable) {
        bar.value = Math.round(100 * e.loaded / e.total);
      }
    });
    request.addEventListener("load", () => {
      if (request.responseURL && request.responseURL !== location.href && request.status < 400) {
        location.assign(request.responseURL);
        return;
      }
      const page = new DOMParser().parseFromString(request.responseText, "text/html");
      document.title = page.title;
      document.body.replaceWith(page.body);
      form.removeAttribute("aria-busy");
      const errors = document.getElementById("errors");
      if (errors) {
        errors.focus();
      } else {
        window.scrollTo(0, 0);
      }
    });
    request.addEventListener("error", () => {
      form.removeAttribute("aria-busy");
      if (status) {
        status.textContent = status.dataset.uploadFailed || "";
      }
    });
    request.send(data);
  }

  // The list of errors is what somebody has to read first.
  const errors = document.getElementById("errors");
  if (errors) {
    errors.focus();
  }

  for (const button of document.querySelectorAll("[data-print]")) {
    button.hidden = false;
    button.addEventListener("click", () => window.print());
  }

  // A site in preview is looked at, not gone through: what leads away from the page does nothing.
  if (document.documentElement.dataset.preview) {
    document.addEventListener("click", (e) => {
      const link = e.target.closest("a[href]");
      if (link && !link.getAttribute("href").startsWith("#")) {
        e.preventDefault();
      }
    });
    document.addEventListener("submit", (e) => e.preventDefault());
  }
})();
