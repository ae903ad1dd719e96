// The page works without this file: it only tells the style sheet that choices
// take effect at once, and leads to the page of an error.
(() => {
  'use strict';
  if (!window.htmx) return;
  document.documentElement.classList.add('js');

  // htmx leaves answers with an error status alone. The visitor is led to the
  // same address instead, which says in a sentence what is wrong with it.
  document.addEventListener('htmx:responseError', (event) => {
    window.location.assign(event.detail.pathInfo.finalRequestPath || event.detail.pathInfo.requestPath);
  });
})();
