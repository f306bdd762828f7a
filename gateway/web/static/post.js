/* Posts the form of this page by itself, once, as soon as somebody really sees the page. */
"use strict";

(() => {
  const PATIENCE = 5000; // milliseconds until the button shows, in case nothing moves

  const form = document.querySelector("form[data-post]");
  if (!form) {
    return;
  }
  const page = document.documentElement;
  const button = form.querySelector("button");

  const post = () => {
    page.classList.add("posting");
    setTimeout(() => page.classList.remove("posting"), PATIENCE);
    form.submit();
  };

  // pressing the button twice posts once
  form.addEventListener("submit", () => {
    setTimeout(() => { button.disabled = true; });
    setTimeout(() => { button.disabled = false; }, PATIENCE);
  });

  // whoever comes back by the browser's back button decides for themselves
  window.addEventListener("pageshow", (event) => {
    if (event.persisted) {
      page.classList.remove("posting");
    }
  });

  if (document.prerendering) {
    document.addEventListener("prerenderingchange", post, { once: true });
  } else {
    post();
  }
})();
