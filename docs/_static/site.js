// What scrolls by itself can be reached from the keyboard; what does not is no stop on the way.
"use strict";

const reach = () => {
  for (const box of document.querySelectorAll("article pre, article .table-wrapper, article .rulebook-drawing")) {
    if (box.scrollWidth > box.clientWidth) box.tabIndex = 0;
    else box.removeAttribute("tabindex");
  }
};

addEventListener("DOMContentLoaded", reach);
addEventListener("resize", reach);
