// Makes forms quicker where script runs; every page works without it.
(() => {
  "use strict";

  // Asks the server to work the page out again when an answer changed that others depend on, and puts the result in place of the old one.
  const region = () => document.getElementById("form-region");
  let running = null;
  let waiting = false;

  async function refresh(form) {
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
    data.set("do", "refresh");
    try {
      const answer = await fetch(form.getAttribute("action") || location.href, { method: "POST", body: data, headers: { Accept: "text/html" }, credentials: "same-origin", signal: running.signal });
      if (!answer.ok || answer.redirected) {
        return;
      }
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      swap(page.getElementById("form-region"), form, data);
    } catch {
      // The line broke: "Continue" still works everything out on the server.
    } finally {
      running = null;
      if (waiting) {
        refresh(form);
      }
    }
  }

  // Keeps what was typed while the answer was on its way, chosen files, the focus and the caret.
  function swap(fresh, form, sent) {
    const old = region();
    if (!fresh || !old) {
      return;
    }
    const active = document.activeElement;
    const focused = active && old.contains(active) ? active : null;
    const fields = old.querySelectorAll("[name]").length;
    const caret = focused && "selectionStart" in active ? [safe(() => active.selectionStart), safe(() => active.selectionEnd)] : null;
    const typed = new FormData(form);
    for (const input of old.querySelectorAll("input[type=file]")) {
      const place = input.files.length > 0 && input.id && fresh.querySelector(`#${CSS.escape(input.id)}`);
      if (place) {
        place.replaceWith(input);
      }
    }
    old.replaceChildren(...fresh.childNodes);
    for (const input of old.querySelectorAll("input, select, textarea")) {
      keep(input, typed.getAll(input.name), sent.getAll(input.name));
    }
    const target = focused && again(old, focused);
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
  }

  // The element in the fresh page that stands for the one that had the focus.
  function again(page, element) {
    if (element.id) {
      return document.getElementById(element.id);
    }
    const chosen = ["radio", "checkbox", "submit"].includes(element.type);
    return [...page.querySelectorAll("[name]")].find(e => e.name === element.name && e.type === element.type && (!chosen || e.value === element.value));
  }

  // What changed after the page was sent counts more than what came back.
  function keep(input, now, sent) {
    if (!input.name || input.type === "hidden" || input.type === "file" || JSON.stringify(now) === JSON.stringify(sent)) {
      return;
    }
    if (input.type === "radio" || input.type === "checkbox") {
      input.checked = now.includes(input.value);
    } else if (now.length > 0) {
      input.value = now[0];
    }
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
})();
