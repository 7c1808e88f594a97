(() => {
  "use strict";
  // The contents follow the reader: the chapter at the upper third of the window is marked in them.
  const nav = document.querySelector("nav.contents");
  const links = [...nav.querySelectorAll("a")];
  const chapters = links.map((link) => document.getElementById(decodeURIComponent(link.hash.slice(1))));
  const where = document.querySelector(".where");
  const name = where.querySelector("span");
  let current = -1, asked = false;

  const mark = () => {
    asked = false;
    let here = 0;
    chapters.forEach((chapter, place) => {
      if (chapter.getBoundingClientRect().top <= innerHeight / 3) here = place;
    });
    if (innerHeight + scrollY >= document.documentElement.scrollHeight - 2) here = chapters.length - 1;
    where.hidden = nav.getBoundingClientRect().bottom > 0;
    if (here === current) return;
    if (current >= 0) links[current].removeAttribute("aria-current");
    current = here;
    const link = links[here];
    link.setAttribute("aria-current", "location");
    name.textContent = [...link.children].map((part) => part.textContent).join(" ").trim();
    // Only the contents move, never the page, and only where they are too long for the window.
    const down = link.getBoundingClientRect().top - nav.getBoundingClientRect().top;
    if (nav.scrollHeight > nav.clientHeight) nav.scrollTop += down - nav.clientHeight / 2;
  };
  const ask = () => {
    if (!asked) requestAnimationFrame(mark);
    asked = true;
  };
  addEventListener("scroll", ask, { passive: true });
  addEventListener("resize", ask);
  mark();
})();
