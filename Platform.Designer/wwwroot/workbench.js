// Keyboard shortcuts of the staff pages. What a key does stands beside the thing itself: data-keys="g t" (or "c", "/") clicks or focuses the element,
// data-help names it in the list of shortcuts, data-rows marks a list whose links are walked with j and k.
(() => {
  "use strict";

  const storage = "platform.keys";
  const pause = 1200;
  let first = null;
  let firstAt = 0;
  let held = null;
  let asked = null;

  const on = () => localStorage.getItem(storage) !== "off";
  const shown = (element) => element.getClientRects().length > 0 && !element.closest("[inert]");
  const typing = (target) => target instanceof Element && (target.isContentEditable || target.closest("input:not([type=checkbox]):not([type=radio]), textarea, select, [role=textbox]") !== null);
  const keyed = () => [...document.querySelectorAll("[data-keys]")].filter((e) => e.dataset.keys);
  const dialog = () => document.querySelector(".mud-dialog");

  function find(keys) {
    return keyed().find((e) => e.dataset.keys === keys && shown(e) && !e.disabled);
  }

  function use(element) {
    if (element.matches("input:not([type=checkbox]):not([type=radio]), textarea, select")) {
      element.focus();
      if (element.select) {
        element.select();
      }
    } else {
      element.focus({ preventScroll: true });
      element.click();
    }
  }

  function walk(step) {
    const list = [...document.querySelectorAll("[data-rows]")].find(shown);
    const links = list ? [...list.querySelectorAll("[data-row]")].filter(shown) : [];
    if (links.length === 0) {
      return false;
    }
    const row = document.activeElement && document.activeElement.closest("tr, li");
    const at = links.findIndex((l) => l === document.activeElement || (row !== null && row.contains(l)));
    const next = links[Math.min(links.length - 1, Math.max(0, at + step))];
    next.focus();
    next.scrollIntoView({ block: "nearest" });
    return true;
  }

  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || !on() || typing(event.target) || dialog()) {
      return;
    }
    if (event.key.length !== 1) {
      return;
    }
    const pair = first !== null && event.timeStamp - firstAt < pause ? `${first} ${event.key}` : null;
    const starts = keyed().some((e) => e.dataset.keys.startsWith(event.key + " "));
    first = null;
    const target = (pair && find(pair)) || find(event.key) || inRow(event.key);
    if (target) {
      event.preventDefault();
      use(target);
    } else if (event.key === "j" || event.key === "k") {
      if (walk(event.key === "j" ? 1 : -1)) {
        event.preventDefault();
      }
    } else if (starts) {
      first = event.key;
      firstAt = event.timeStamp;
    }
  });

  // A key of the row that has the focus: data-row-keys="c".
  function inRow(key) {
    const row = document.activeElement && document.activeElement.closest("tr, li");
    return row ? [...row.querySelectorAll("[data-row-keys]")].find((e) => e.dataset.rowKeys === key && shown(e)) : undefined;
  }

  function entry(keys, text) {
    const name = document.createElement("dt");
    keys.split(" ").forEach((k) => {
      const key = document.createElement("kbd");
      key.textContent = k;
      name.append(key, " ");
    });
    const what = document.createElement("dd");
    what.textContent = text;
    return [name, what];
  }

  window.platformKeys = {
    // Fills the list of shortcuts from what the page offers now.
    show() {
      const list = document.getElementById("bench-keys");
      const box = document.getElementById("bench-keys-on");
      if (!list || !box) {
        return;
      }
      const seen = new Set();
      list.replaceChildren();
      const add = (keys, text) => {
        if (keys && text && !seen.has(keys)) {
          seen.add(keys);
          list.append(...entry(keys, text));
        }
      };
      keyed().forEach((e) => add(e.dataset.keys, e.dataset.help || e.textContent.trim()));
      document.querySelectorAll("[data-rows-help]").forEach((e) => add("j k", e.dataset.rowsHelp));
      document.querySelectorAll("[data-row-keys]").forEach((e) => add(e.dataset.rowKeys, e.dataset.help));
      box.checked = on();
      box.onchange = () => localStorage.setItem(storage, box.checked ? "on" : "off");
    },
  };

  // Ctrl or Cmd with a key, outside of boxes that take back what was typed in them: data-ctrl="z".
  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.altKey || !(event.ctrlKey || event.metaKey) || typing(event.target) || dialog()) {
      return;
    }
    const key = event.shiftKey && event.key.toLowerCase() === "z" ? "y" : event.key.toLowerCase();
    // Whoever has marked words copies the words.
    if (key === "c" && !document.getSelection().isCollapsed) {
      return;
    }
    const target = [...document.querySelectorAll("[data-ctrl]")].find((e) => e.dataset.ctrl === key && shown(e));
    if (target) {
      event.preventDefault();
      if (!target.disabled) {
        target.click();
      }
    }
  });

  // A tree is one stop for the tab key; arrows, Home and End walk in it.
  document.addEventListener("keydown", (event) => {
    const item = event.target instanceof Element ? event.target.closest("[data-tree] [role=treeitem]") : null;
    if (!item || item !== event.target || event.altKey || event.ctrlKey || event.metaKey) {
      return;
    }
    const items = [...item.closest("[data-tree]").querySelectorAll("[role=treeitem]")];
    const at = items.indexOf(item);
    const next = { ArrowDown: items[at + 1], ArrowUp: items[at - 1], Home: items[0], End: items[items.length - 1] }[event.key];
    if (next) {
      event.preventDefault();
      next.focus();
    }
  }, true);

  // A calendar is one stop for the tab key: arrows walk by day and by week, Home and End to the ends of the week, the Page keys by month (CalendarGrid.Step).
  function dayFrom(day, key) {
    const [year, month, date] = day.split("-").map(Number);
    const at = (y, m, d) => new Date(Date.UTC(y, m - 1, d));
    const weekday = (at(year, month, date).getUTCDay() + 6) % 7;
    const by = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -7, ArrowDown: 7, Home: -weekday, End: 6 - weekday }[key];
    const months = { PageUp: -1, PageDown: 1 }[key];
    if (by === undefined && months === undefined) {
      return null;
    }
    const to = months === undefined ? at(year, month, date + by) : at(year, month + months, Math.min(date, at(year, month + months + 1, 0).getUTCDate()));
    return to.toISOString().slice(0, 10);
  }
  document.addEventListener("keydown", (event) => {
    const cell = event.target instanceof Element && event.target.matches("[data-days] [data-day]") ? event.target : null;
    if (!cell || event.altKey || event.ctrlKey || event.metaKey) {
      return;
    }
    const to = dayFrom(cell.dataset.day, event.key);
    if (to || event.key === " " || event.key === "Enter") {
      event.preventDefault();
    }
    const next = to && cell.closest("[data-days]").querySelector(`[data-day="${to}"]`);
    if (next) {
      next.focus();
    }
  }, true);
  document.addEventListener("focusin", (event) => {
    const cell = event.target instanceof Element && event.target.matches("[data-days] [data-day]") ? event.target : null;
    if (cell) {
      for (const other of cell.closest("[data-days]").querySelectorAll('[data-day][tabindex="0"]')) {
        other.tabIndex = -1;
      }
      cell.tabIndex = 0;
    }
  });

  // A name is put where one was typing last, or into the first text there is: data-insert="{{ case.number }}"; with data-insert-after around what is marked
  // there, or around data-insert-empty; data-insert-en is for a text in English. The box has the focus again then.
  const box = "textarea:not([readonly], :disabled), input[type=text]:not([readonly], :disabled)";
  let typed = null;
  document.addEventListener("focusout", (event) => {
    if (event.target instanceof Element && event.target.matches(".with-preview .member textarea, .with-preview .member input[type=text]")) {
      typed = event.target;
    }
  });
  document.addEventListener("click", (event) => {
    const button = event.target instanceof Element ? event.target.closest("[data-insert]") : null;
    const editor = button && button.closest(".with-preview");
    if (!editor) {
      return;
    }
    const into = typed && editor.contains(typed) && typed.matches(box) ? typed : editor.querySelector(".member textarea") || editor.querySelector(box);
    if (into) {
      const { insertEn, insertAfter = "", insertEmpty = "", insertLine } = button.dataset;
      const insert = (into.lang === "en" && insertEn) || button.dataset.insert;
      const end = into === typed ? into.selectionEnd : into.value.length;
      const start = into === typed ? into.selectionStart : end;
      const inside = into.value.slice(start, end) || insertEmpty;
      const before = (insertLine !== undefined && start > 0 && into.value[start - 1] !== "\n" ? "\n" : "") + insert;
      into.focus();
      into.setSelectionRange(start, end);
      // As if it had been typed, so that the box takes it back by its own undo.
      if (!document.execCommand("insertText", false, before + inside + insertAfter)) {
        into.setRangeText(before + inside + insertAfter, start, end, "end");
        into.dispatchEvent(new Event("input", { bubbles: true }));
      }
      // What is to be written over is marked.
      if (start === end && inside) {
        into.setSelectionRange(start + before.length, start + before.length + inside.length);
      }
    }
  });

  function number(area) {
    const beside = document.getElementById(area.dataset.lines);
    if (!beside) {
      return;
    }
    const count = area.value.split("\n").length;
    const wrong = new Set((area.dataset.linesWrong || "").split(" ").map(Number));
    const drawn = `${count} ${area.dataset.linesWrong}`;
    if (beside.dataset.count !== drawn) {
      beside.dataset.count = drawn;
      beside.replaceChildren(...Array.from({ length: count }, (_, i) => {
        const line = document.createElement("span");
        line.textContent = i + 1;
        line.className = wrong.has(i + 1) ? "wrong" : "";
        return line;
      }));
    }
    beside.scrollTop = area.scrollTop;
  }

  for (const name of ["input", "scroll"]) {
    document.addEventListener(name, (event) => event.target instanceof HTMLTextAreaElement && event.target.dataset.lines && number(event.target), { capture: true, passive: true });
  }

  // What the form shown beside has computed from the answers typed into it stands at the formula: data-result-of="members.years".
  const watched = new WeakSet();
  function results() {
    const frame = document.querySelector("iframe.preview-frame");
    const shown = frame && frame.contentDocument;
    const body = shown && shown.readyState === "complete" ? shown.body : null;
    if (body && !watched.has(body)) {
      watched.add(body);
      new MutationObserver(results).observe(body, { subtree: true, childList: true, characterData: true });
    }
    // A form that cannot be shown as it is leaves what was computed before.
    const computed = body && !body.querySelector("#form-broken .notice") ? [...body.querySelectorAll("output.calculated")] : [];
    for (const place of document.querySelectorAll("[data-result-of]")) {
      const id = new RegExp(`^f-${place.dataset.resultOf.replaceAll(".", "-\\d+-")}$`);
      const found = computed.filter((o) => id.test(o.parentElement.id)).map((o) => ("empty" in o.dataset ? place.dataset.resultEmpty : o.textContent.trim()));
      const words = found.length === 0 ? "" : place.dataset.resultWords.replace("{0}", found.join(place.dataset.resultBetween));
      if (place.textContent !== words) {
        place.textContent = words;
        place.hidden = words === "";
      }
    }
  }
  document.addEventListener("load", (event) => event.target instanceof HTMLIFrameElement && results(), true);

  window.platformDesigner = {
    results,

    // A file that the page made itself.
    async download(name, type, stream) {
      const link = document.createElement("a");
      link.href = URL.createObjectURL(new Blob([await stream.arrayBuffer()], { type }));
      link.download = name;
      link.click();
      URL.revokeObjectURL(link.href);
    },
    // What was typed into the form shown beside, as far as its pages were turned.
    formAnswers() {
      const form = document.querySelector("iframe[data-form-answers]");
      const kept = form && form.contentDocument && form.contentDocument.querySelector("input[name=kept]");
      return kept ? kept.value : null;
    },

    // The form shown in a frame was edited, or another page of it is looked at: what was typed into it stays.
    formChanged(frame, page) {
      const shown = frame && frame.contentDocument;
      if (!shown) {
        return;
      }
      if (shown.readyState !== "complete" || shown.URL === "about:blank") {
        frame.addEventListener("load", () => window.platformDesigner.formChanged(frame, page), { once: true });
      } else if (shown.getElementById("form-region")) {
        shown.dispatchEvent(new CustomEvent("form-changed", { detail: page }));
      } else {
        const address = new URL(shown.URL);
        if (page !== null) {
          address.searchParams.set("page", page);
        }
        shown.location.replace(address);
      }
    },

    // The site shown in a frame was edited: it is read again, and stays where one was looking.
    siteChanged(frame) {
      const shown = frame && frame.contentDocument;
      if (!shown) {
        return;
      }
      if (shown.readyState !== "complete" || shown.URL === "about:blank") {
        frame.addEventListener("load", () => window.platformDesigner.siteChanged(frame), { once: true });
      } else {
        frame.contentWindow.location.reload();
      }
    },
    focus(id, tries = 20) {
      const element = document.getElementById(id);
      if (!element && tries > 0) {
        // On a slow line what is to have the focus comes after the word about it.
        const before = document.activeElement;
        setTimeout(() => [document.body, before].includes(document.activeElement) && window.platformDesigner.focus(id, tries - 1), 50);
        return;
      }
      if (element) {
        element.focus();
        if (element.select) {
          element.select();
        }
        element.scrollIntoView({ block: "nearest" });
      }
    },

    // Numbers the lines of a box beside it, and marks those where something is wrong.
    lines(id) {
      const area = document.getElementById(id);
      if (area) {
        number(area);
      }
    },

    // Puts the caret where something cannot be read, the line in the middle of the box.
    caret(id, line, column) {
      const area = document.getElementById(id);
      if (!area) {
        return;
      }
      const lines = area.value.split("\n");
      const at = lines.slice(0, line - 1).reduce((sum, l) => sum + l.length + 1, 0) + column - 1;
      area.focus();
      area.setSelectionRange(at, at + 1);
      area.scrollTop = Math.max(0, (area.scrollHeight / Math.max(1, lines.length)) * (line - 1) - area.clientHeight / 2);
      number(area);
    },

    // Remembers what has the focus, for back().
    hold() {
      held = document.activeElement;
    },

    // A row that was moved has lost the focus on the way; a button that works no more hands it to its neighbour.
    back() {
      if (held && held.isConnected && held !== document.body) {
        const group = held.closest(".row-buttons, .actions, .line, [data-entry]");
        const next = held.disabled && group ? group.querySelector("button:not(:disabled), input:not(:disabled)") : held;
        if (next && next !== document.activeElement) {
          next.focus();
        }
      }
      held = null;
    },

    // Onto an entry of a list, or the nearest there is; onto the button that adds when there is none. Whoever has gone elsewhere since they asked stays there.
    entry(id, index, inside, tries = 20) {
      const list = document.getElementById(id);
      if (!list || ![document.body, asked].includes(document.activeElement)) {
        return;
      }
      const own = (e) => e.closest("[data-list]") === list;
      const entries = [...list.querySelectorAll("[data-entry]")].filter(own);
      if (inside && entries.length <= index && tries > 0) {
        // On a slow line the entry comes after the word about it.
        setTimeout(() => window.platformDesigner.entry(id, index, inside, tries - 1), 50);
        return;
      }
      const entry = entries[Math.min(index, entries.length - 1)];
      const boxes = ":is(input, select, textarea):not(:disabled)";
      const target = entry
        ? (inside && (entry.querySelector(`.members ${boxes}`) || entry.querySelector(boxes))) || entry.querySelector(`:is(a, button):not(:disabled), ${boxes}`)
        : [...list.querySelectorAll("[data-add]")].find(own);
      if (target) {
        target.focus();
        asked = target;
        if (inside && target.select) {
          target.select();
        }
        target.scrollIntoView({ block: "nearest" });
      }
    },
  };

  // Where the focus was when a list was changed: only from there the answer may take it. Entries are moved with Alt and an arrow, too.
  for (const kind of ["click", "change", "keydown"]) {
    document.addEventListener(kind, (event) => {
      if (event.target.closest("[data-list]") && (kind !== "keydown" || event.altKey)) {
        asked = document.activeElement;
      }
    }, true);
  }

  // Menus that open by <details> close when something else is used.
  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-print]")) {
      window.print();
    }
  });
  document.addEventListener("click", (event) => {
    document.querySelectorAll("details.bench-user[open], details.menu-more[open]").forEach((d) => {
      if (!d.contains(event.target) || event.target.closest("a, .bench-drop button, .menu-list button")) {
        d.open = false;
      }
    });
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") {
      document.querySelectorAll("details.bench-user[open], details.menu-more[open]").forEach((d) => {
        d.open = false;
        d.querySelector("summary").focus();
      });
    }
  });
})();
