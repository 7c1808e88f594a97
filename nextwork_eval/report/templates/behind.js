(() => {
  "use strict";
  const store = JSON.parse(document.getElementById("behind-numbers").textContent);
  const box = document.getElementById("behind");
  const title = document.getElementById("behind-title");
  const list = box.querySelector("dl");
  const button = box.querySelector("button");
  document.querySelector(".behind-hint").hidden = false;
  const numbers = [...document.querySelectorAll(".n[data-result], .n[data-origin]")];
  let shown = null;

  // A table of hundreds of numbers is one stop of the Tab key; arrows lead on from there.
  const tables = new Map();
  for (const number of numbers) {
    const table = number.closest("table");
    number.setAttribute("role", "button");
    number.setAttribute("aria-haspopup", "dialog");
    number.setAttribute("aria-expanded", "false");
    number.tabIndex = table && tables.has(table) ? -1 : 0;
    if (table) {
      if (!tables.has(table)) tables.set(table, []);
      tables.get(table).push(number);
    }
  }

  const told = (number) => {
    const id = number.dataset.result;
    if (!id) return [[number.dataset.origin, "", 0]];
    return store.rows[id].map((line) => {
      const [name, text, foreign] = store.lines[line];
      return [store.texts[name], store.texts[text], foreign];
    });
  };

  const place = () => {
    if (!shown) return;
    const at = shown.getClientRects()[0];
    if (!at) return hide();
    const width = box.offsetWidth, height = box.offsetHeight;
    const left = Math.max(8, Math.min(at.left, document.documentElement.clientWidth - width - 8));
    const below = at.bottom + 8 + height <= innerHeight;
    const top = below || at.top < height + 16 ? at.bottom + 8 : at.top - height - 8;
    box.style.left = `${left}px`;
    box.style.top = `${Math.max(8, Math.min(top, innerHeight - height - 8))}px`;
  };

  const show = (number) => {
    if (shown === number) return;
    hide();
    shown = number;
    title.querySelector("strong").textContent = number.textContent;
    title.querySelector("code").textContent = number.dataset.result || "";
    list.replaceChildren();
    for (const [name, text, foreign] of told(number)) {
      const term = document.createElement("dt");
      term.textContent = name;
      list.append(term);
      const value = document.createElement("dd");
      value.textContent = text;
      if (foreign) value.lang = "en";
      list.append(value);
    }
    box.hidden = false;
    box.scrollTop = 0;
    number.setAttribute("aria-expanded", "true");
    number.setAttribute("aria-describedby", "behind");
    place();
  };

  const hide = () => {
    if (!shown) return;
    shown.setAttribute("aria-expanded", "false");
    shown.removeAttribute("aria-describedby");
    shown = null;
    box.hidden = true;
  };

  const close = () => {
    const number = shown;
    const inside = box.contains(document.activeElement);
    hide();
    if (inside && number) {
      quiet = true;
      number.focus({ preventScroll: true });
      quiet = false;
    }
  };

  // Focus that is given back must not open again what was closed.
  let quiet = false;
  const numberOf = (target) => (target.closest ? target.closest(".n[role=button]") : null);

  document.addEventListener("focusin", (event) => {
    const number = numberOf(event.target);
    if (number && !quiet && number.matches(":focus-visible")) show(number);
    else if (!number && !box.contains(event.target)) hide();
  });

  document.addEventListener("click", (event) => {
    const number = numberOf(event.target);
    if (number) {
      if (shown === number) hide();
      else show(number);
    } else if (!box.contains(event.target)) hide();
  });

  button.addEventListener("click", close);

  const step = (number, by) => {
    const row = tables.get(number.closest("table"));
    if (!row) return false;
    const here = row.indexOf(number);
    const next = by === "first" ? 0 : by === "last" ? row.length - 1 : here + by;
    if (next < 0 || next >= row.length) return true;
    row[here].tabIndex = -1;
    row[next].tabIndex = 0;
    row[next].focus();
    return true;
  };
  const steps = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1, Home: "first", End: "last" };

  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && shown) {
      close();
      event.preventDefault();
      return;
    }
    if (box.contains(event.target)) {
      // The box stands at the end of the page; leaving it goes on from the number.
      if (event.key === "Tab") {
        const number = shown;
        close();
        if (event.shiftKey && number) event.preventDefault();
      }
      return;
    }
    const number = numberOf(event.target);
    if (!number || event.ctrlKey || event.altKey || event.metaKey) return;
    if (event.key === "Enter" || event.key === " ") {
      show(number);
      button.focus();
      event.preventDefault();
    } else if (event.key in steps && step(number, steps[event.key])) event.preventDefault();
  });

  addEventListener("scroll", place, { capture: true, passive: true });
  addEventListener("resize", place);
})();
