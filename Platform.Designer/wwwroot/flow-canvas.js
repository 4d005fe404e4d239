// The canvas of flows: steps follow the pointer here and are told to the server once, when they are let go. The curve of an arrow is the one of ArrowShape.cs.
(() => {
  "use strict";

  const canvases = new Map();
  const near = 4;
  const clip = "platform.flow-clip";

  const curve = (x1, y1, x2, y2) => {
    const bend = Math.max(40, Math.abs(x2 - x1) / 2);
    return `M${x1} ${y1}C${x1 + bend} ${y1} ${x2 - bend} ${y2} ${x2} ${y2}`;
  };

  const place = (node) => (/translate\(([-\d.]+) ([-\d.]+)\)/.exec(node.getAttribute("transform")) || [0, 0, 0]).slice(1).map(Number);

  function point(svg, event) {
    const at = new DOMPoint(event.clientX, event.clientY).matrixTransform(svg.getScreenCTM().inverse());
    return [at.x, at.y];
  }

  function follow(svg, ids, dx, dy) {
    svg.querySelectorAll(".flow-arrow").forEach((arrow) => {
      const source = ids.has(arrow.dataset.source);
      const target = ids.has(arrow.dataset.target);
      if (source || target) {
        const [x1, y1, x2, y2] = arrow.dataset.ends.split(" ").map(Number);
        const path = curve(x1 + (source ? dx : 0), y1 + (source ? dy : 0), x2 + (target ? dx : 0), y2 + (target ? dy : 0));
        arrow.querySelectorAll("path").forEach((p) => p.setAttribute("d", path));
      }
    });
  }

  function view(svg) {
    return svg.getAttribute("viewBox").split(" ").map(Number);
  }

  function setView(svg, x, y, width, height) {
    svg.setAttribute("viewBox", `${x} ${y} ${width} ${height}`);
    showOnMap(svg);
  }

  const mapOf = (svg) => svg.parentElement.querySelector(".flow-map");

  // What of the whole is seen. The picture is as high as its frame, so it may show more than the view says.
  function showOnMap(svg) {
    const map = mapOf(svg);
    if (map) {
      const [x, y, width, height] = view(svg);
      const seen = map.querySelector(".flow-map-view");
      Object.entries({ x, y, width, height }).forEach(([name, value]) => seen.setAttribute(name, value));
    }
  }

  function begin(svg, event) {
    if (event.button !== 0) {
      return null;
    }
    const start = point(svg, event);
    const port = svg.dataset.editable && event.target.closest(".flow-port");
    const node = event.target.closest(".flow-node");
    if (port) {
      const [x, y] = place(node);
      return { kind: "connect", node, port: port.dataset.port, from: [x + Number(port.getAttribute("cx")), y + Number(port.getAttribute("cy"))] };
    }
    if (node && svg.dataset.editable) {
      const together = node.classList.contains("selected") ? [...svg.querySelectorAll(".flow-node.selected")] : [node];
      return { kind: "move", node, start, together: together.map((n) => [n, place(n)]), ids: new Set(together.map((n) => n.dataset.node)), moved: false };
    }
    return node || event.target.closest(".flow-arrow") ? null : { kind: "pan", screen: [event.clientX, event.clientY], view: view(svg) };
  }

  function move(svg, drag, event) {
    if (drag.kind === "pan") {
      const scale = drag.view[2] / svg.clientWidth;
      setView(svg, drag.view[0] - (event.clientX - drag.screen[0]) * scale, drag.view[1] - (event.clientY - drag.screen[1]) * scale, drag.view[2], drag.view[3]);
      return;
    }
    const [x, y] = point(svg, event);
    if (drag.kind === "connect") {
      svg.querySelector(".flow-draft").setAttribute("d", curve(drag.from[0], drag.from[1], x, y));
      return;
    }
    const [dx, dy] = [x - drag.start[0], y - drag.start[1]];
    if (drag.moved || Math.hypot(dx, dy) > near) {
      drag.moved = true;
      drag.by = [dx, dy];
      drag.together.forEach(([n, [nx, ny]]) => n.setAttribute("transform", `translate(${nx + dx} ${ny + dy})`));
      follow(svg, drag.ids, dx, dy);
    }
  }

  function end(svg, drag, event, server) {
    if (drag.kind === "connect") {
      svg.querySelector(".flow-draft").setAttribute("d", "");
      const over = document.elementFromPoint(event.clientX, event.clientY);
      const target = over && over.closest(".flow-node");
      if (target && target !== drag.node) {
        server.invokeMethodAsync("ConnectedAsync", drag.node.dataset.node, drag.port, target.dataset.node);
      } else if (!target && over && over.closest("svg") === svg) {
        const [x, y] = point(svg, event);
        server.invokeMethodAsync("DrawnAsync", drag.node.dataset.node, drag.port, x, y - 32);
      }
    } else if (drag.kind === "move" && drag.moved) {
      const [x, y] = drag.together.find(([n]) => n === drag.node)[1];
      server.invokeMethodAsync("MovedAsync", drag.node.dataset.node, Math.round(x + drag.by[0]), Math.round(y + drag.by[1]));
    }
  }

  function zoom(svg, factor, x, y) {
    const [vx, vy, width, height] = view(svg);
    const [cx, cy] = x === undefined ? [vx + width / 2, vy + height / 2] : [x, y];
    const size = Math.min(20000, Math.max(200, width * factor)) / width;
    setView(svg, cx - (cx - vx) * size, cy - (cy - vy) * size, width * size, height * size);
  }

  // Moves the view no further than it takes to see a step whole.
  function reveal(svg, node) {
    const [x, y] = place(node);
    const box = node.querySelector("rect");
    const [vx, vy, width, height] = view(svg);
    const margin = 24;
    const into = (at, size, from, span) => Math.min(Math.max(from, at + size + margin - span), at - margin);
    const [nx, ny] = [into(x, Number(box.getAttribute("width")), vx, width), into(y, Number(box.getAttribute("height")), vy, height)];
    if (nx !== vx || ny !== vy) {
      setView(svg, nx, ny, width, height);
    }
  }

  // The picture alone, with the styles it has here.
  function picture(svg) {
    const copy = svg.cloneNode(true);
    const originals = [svg, ...svg.querySelectorAll("*")];
    [copy, ...copy.querySelectorAll("*")].forEach((element, i) => {
      const style = getComputedStyle(originals[i]);
      ["fill", "stroke", "stroke-width", "font-family", "font-size", "font-weight", "text-anchor"].forEach((name) => element.setAttribute(name, style.getPropertyValue(name)));
    });
    const boxes = [...svg.querySelectorAll(".flow-node")].map((n) => [place(n), n.querySelector("rect")]);
    if (boxes.length > 0) {
      const left = Math.min(...boxes.map(([[x]]) => x)) - 40;
      const top = Math.min(...boxes.map(([[, y]]) => y)) - 40;
      const right = Math.max(...boxes.map(([[x], r]) => x + Number(r.getAttribute("width")))) + 40;
      const bottom = Math.max(...boxes.map(([[, y], r]) => y + Number(r.getAttribute("height")))) + 40;
      copy.setAttribute("viewBox", `${left} ${top} ${right - left} ${bottom - top}`);
      copy.setAttribute("width", right - left);
      copy.setAttribute("height", bottom - top);
    }
    copy.setAttribute("xmlns", "http://www.w3.org/2000/svg");
    copy.querySelectorAll(".flow-grip, .flow-draft, .flow-port").forEach((e) => e.remove());
    return new XMLSerializer().serializeToString(copy);
  }

  window.platformFlow = {
    attach(id, server) {
      const svg = document.getElementById(id);
      if (!svg || canvases.has(id)) {
        return;
      }
      let drag = null;
      let dragged = false;
      const stop = new AbortController();
      const on = (target, name, act, options) => target.addEventListener(name, act, { signal: stop.signal, ...options });
      on(svg, "pointerdown", (event) => {
        dragged = false;
        // Who turns to the canvas has no more to do with the words marked elsewhere, which Ctrl+C would copy.
        document.getSelection().removeAllRanges();
        drag = begin(svg, event);
        if (drag && drag.kind === "pan") {
          svg.setPointerCapture(event.pointerId);
        }
      });
      // Who adds a step to the marked ones does not turn to it: the focus alone would mark it and nothing else.
      on(svg, "mousedown", (event) => {
        if ((event.ctrlKey || event.shiftKey || event.metaKey) && event.target.closest(".flow-node")) {
          event.preventDefault();
        }
      });
      on(window, "pointermove", (event) => drag && move(svg, drag, event));
      on(window, "pointerup", (event) => {
        const ended = drag;
        drag = null;
        if (ended) {
          dragged = ended.kind === "connect" || ended.moved === true;
          end(svg, ended, event, server);
        }
      });
      on(window, "pointercancel", () => {
        if (drag && drag.kind === "move") {
          drag.together.forEach(([n, [x, y]]) => n.setAttribute("transform", `translate(${x} ${y})`));
          follow(svg, drag.ids, 0, 0);
        }
        svg.querySelector(".flow-draft").setAttribute("d", "");
        drag = null;
      });
      // The click that ends a drag selects nothing; one that begins anew does.
      on(svg, "click", (event) => {
        if (dragged) {
          dragged = false;
          event.stopPropagation();
        }
      }, { capture: true });
      on(svg, "wheel", (event) => {
        if (event.ctrlKey || event.metaKey) {
          event.preventDefault();
          zoom(svg, event.deltaY > 0 ? 1.1 : 0.9, ...point(svg, event));
        }
      }, { passive: false });
      on(svg, "keydown", (event) => {
        if (event.target.closest(".flow-node") && ["ArrowLeft", "ArrowRight", "ArrowUp", "ArrowDown", "Home", "End", " ", "Enter"].includes(event.key)) {
          event.preventDefault();
        }
      }, { capture: true });
      on(svg.parentElement, "pointerdown", (event) => {
        const map = event.target.closest(".flow-map");
        if (map) {
          const follow = (at) => {
            const [x, y] = point(map, at);
            const [, , width, height] = view(svg);
            setView(svg, x - width / 2, y - height / 2, width, height);
          };
          const held = new AbortController();
          event.preventDefault();
          follow(event);
          window.addEventListener("pointermove", follow, { signal: held.signal });
          window.addEventListener("pointerup", () => held.abort(), { signal: held.signal });
        }
      });
      // A kind of step taken from the palette follows the pointer until it is dropped on the canvas; a click adds it without.
      let taken = null;
      const arrowAt = (event) => {
        const over = document.elementFromPoint(event.clientX, event.clientY);
        return { inside: over && over.closest("svg") === svg, arrow: over && over.closest(".flow-arrow"), node: over && over.closest(".flow-node") };
      };
      const forget = () => {
        if (taken && taken.ghost) {
          taken.ghost.remove();
        }
        svg.querySelectorAll(".flow-arrow.drop").forEach((a) => a.classList.remove("drop"));
        taken = null;
      };
      on(svg.parentElement, "pointerdown", (event) => {
        const kind = event.button === 0 && svg.dataset.editable && event.target.closest("[data-step]");
        if (kind) {
          taken = { kind, from: [event.clientX, event.clientY], ghost: null };
        }
      });
      on(window, "pointermove", (event) => {
        if (!taken || (!taken.ghost && Math.hypot(event.clientX - taken.from[0], event.clientY - taken.from[1]) <= near)) {
          return;
        }
        if (!taken.ghost) {
          taken.ghost = document.createElement("div");
          taken.ghost.className = "flow-ghost";
          taken.ghost.setAttribute("aria-hidden", "true");
          taken.ghost.textContent = taken.kind.textContent;
          document.body.append(taken.ghost);
        }
        taken.ghost.style.translate = `${event.clientX + 8}px ${event.clientY + 8}px`;
        const { arrow } = arrowAt(event);
        svg.querySelectorAll(".flow-arrow").forEach((a) => a.classList.toggle("drop", a === arrow));
      });
      on(window, "pointerup", (event) => {
        if (!taken) {
          return;
        }
        const dropped = taken.ghost !== null;
        const type = taken.kind.dataset.step;
        forget();
        if (!dropped) {
          return;
        }
        const { inside, arrow, node } = arrowAt(event);
        // The click that follows where it was let go on the palette again adds nothing.
        const swallow = new AbortController();
        window.addEventListener("click", (click) => click.stopPropagation(), { capture: true, once: true, signal: swallow.signal });
        setTimeout(() => swallow.abort(), 0);
        if (inside && !node) {
          const [x, y] = point(svg, event);
          server.invokeMethodAsync("DroppedAsync", type, x - 80, y - 32, arrow ? arrow.dataset.arrow : null);
        }
      });
      on(window, "pointercancel", forget);
      on(window, "keydown", (event) => event.key === "Escape" && forget());
      on(window, "storage", (event) => event.key === clip && event.newValue && server.invokeMethodAsync("Kept"));
      const mapComes = new MutationObserver(() => showOnMap(svg));
      mapComes.observe(svg.parentElement, { childList: true });
      stop.signal.addEventListener("abort", () => mapComes.disconnect());
      showOnMap(svg);
      // Heard outside the drawing: one that listens for the focus itself becomes a stop of the Tab key.
      on(svg.parentElement, "focusin", (event) => {
        const node = event.target.closest(".flow-node");
        if (node && !drag) {
          reveal(svg, node);
        }
      });
      canvases.set(id, stop);
    },
    detach(id) {
      const stop = canvases.get(id);
      if (stop) {
        stop.abort();
        canvases.delete(id);
      }
    },
    zoom(id, factor) {
      zoom(document.getElementById(id), factor);
    },
    // Copied steps are kept by the browser, so that they can be pasted into another flow, in another window too.
    keep(text) {
      try {
        localStorage.setItem(clip, text);
        return true;
      } catch {
        return false;
      }
    },
    kept() {
      try {
        return localStorage.getItem(clip);
      } catch {
        return null;
      }
    },
    reveal(id, node) {
      reveal(document.getElementById(id), document.getElementById(node));
    },
    fit(id, x, y, width, height) {
      setView(document.getElementById(id), x, y, width, height);
    },
    show(id, x, y) {
      const svg = document.getElementById(id);
      const [, , width, height] = view(svg);
      setView(svg, x - width / 2, y - height / 2, width, height);
    },
    save(id, name) {
      const link = document.createElement("a");
      link.href = URL.createObjectURL(new Blob([picture(document.getElementById(id))], { type: "image/svg+xml" }));
      link.download = `${name}.svg`;
      link.click();
      URL.revokeObjectURL(link.href);
    },
  };
})();
