// Remembers the briefing sheet of this tab, so that «Add to briefing» adds to it.
// Without this file such a link leads to a sheet with that item alone, and addresses
// are pasted into the sheet.
(() => {
  'use strict';
  const key = 'briefing';
  const remembered = () => {
    try { return sessionStorage.getItem(key) ?? ''; } catch { return ''; }
  };
  const remember = (query) => {
    // A browser may keep nothing: then each link leads to a sheet of its own.
    try { sessionStorage.setItem(key, query); } catch { }
  };

  // An empty sheet is no reason to forget the other: it leads back to it.
  const back = document.querySelector('[data-remembered]');
  if (back && new URLSearchParams(remembered()).has('i')) {
    const link = back.querySelector('a');
    link.href = `${new URL(link.href).pathname}${remembered()}`;
    back.hidden = false;
  } else if (document.querySelector('[data-sheet]')) {
    // Not that of the page: after a form was sent, it is without the items.
    const { sheet } = document.querySelector('[data-sheet]').dataset;
    remember(new URL(sheet, window.location.href).search);
  }

  // Whoever takes the last item off the sheet wants an empty one.
  document.getElementById('sheet')?.addEventListener('submit', (event) => {
    const items = new FormData(event.target).getAll('i');
    if (event.submitter?.name === 'remove' && items.length === 1) remember('');
  });

  document.addEventListener('click', (event) => {
    const link = event.target.closest('a[data-briefing]');
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    const sheet = new URLSearchParams(remembered());
    if (!sheet.has('i')) return;
    event.preventDefault();
    for (const item of new URL(link.href).searchParams.getAll('i')) {
      if (!sheet.getAll('i').some((other) => other.split(' ')[0] === item)) sheet.append('i', item);
    }
    window.location.assign(`${new URL(link.href).pathname}?${sheet}`);
  });
})();
