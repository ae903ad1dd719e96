// A link to what is folded away opens it: not every browser does so of itself.
(() => {
  'use strict';
  document.addEventListener('click', (event) => {
    const link = event.target.closest?.('a[href^="#"]');
    const fold = link && document.getElementById(decodeURIComponent(link.hash.slice(1)))?.closest('details');
    if (fold) fold.open = true;
  });
})();
