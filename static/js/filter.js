// A choice of a filter takes effect at once. A field that is typed into passes through
// values that are valid and not meant: on the way to 10 June 2018 stands 1 June 2026.
// It takes effect when it is left, or with Enter. What replaces the form waits until
// then, so that nobody types into a field that is taken away.
(() => {
  'use strict';
  if (!window.htmx) return;

  // typing is the field whose value was last touched by a key; held tells that an answer
  // came meanwhile, and was not shown.
  let typing = null;
  let held = false;

  const typedField = (event) => (event.target instanceof HTMLInputElement && event.target.matches('#filter .typed') ? event.target : null);
  const apply = (field) => htmx.trigger(field.form, 'typed');

  document.addEventListener('keydown', (event) => {
    const field = typedField(event);
    if (field && !['Tab', 'Enter', 'Escape', 'Shift'].includes(event.key)) typing = field;
  });
  // Without a key before it, the day was picked from the browser's calendar.
  document.addEventListener('change', (event) => {
    const field = typedField(event);
    if (field && typing !== field) apply(field);
  });
  document.addEventListener('focusout', (event) => {
    const field = typedField(event);
    if (!field || typing !== field) return;
    typing = null;
    if (!held && field.value === field.defaultValue && !field.validity.badInput) return;
    held = false;
    if (field.checkValidity()) apply(field);
    else say(`${field.labels[0]?.firstChild.textContent.trim() ?? ''}: ${field.validationMessage}`);
  });
  document.addEventListener('submit', (event) => {
    if (event.target.id === 'filter') typing = null;
  }, true);
  document.addEventListener('htmx:beforeSwap', (event) => {
    if (!typing?.isConnected || !event.detail.target.contains(typing)) return;
    event.detail.shouldSwap = false;
    held = true;
  });

  // A link that shows the same page otherwise, in another order or by another column of the
  // chart, leaves the eye and the focus where they are. The next page of a list is read from
  // its top.
  const kept = ['.chips a', 'a.clear', 'thead th a', '.sort-by a', '.pager a', '.drawing.wide a', '.drawing.narrow a'];
  document.addEventListener('click', (event) => {
    const link = event.target instanceof Element && event.target.closest('#view a');
    if (!link || event.defaultPrevented || event.button || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    const place = kept.find((of) => link.matches(`#view ${of}`));
    const url = new URL(link.getAttribute('href'), window.location.href);
    if (!place || !document.getElementById('filter') || url.origin !== window.location.origin || url.pathname !== window.location.pathname) return;
    if (url.hash && url.hash !== '#list') return;
    event.preventDefault();
    const all = () => [...document.querySelectorAll(`#view ${place}`)];
    const index = all().indexOf(link);
    const top = link.getBoundingClientRect().top;
    const view = document.getElementById('view');
    view.setAttribute('aria-busy', 'true');
    const done = () => {
      view.removeAttribute('aria-busy');
      if (view.isConnected) return;
      const list = document.getElementById('list');
      if (place === '.pager a' && list) {
        list.focus({ preventScroll: true });
        list.scrollIntoView();
        return;
      }
      const links = all();
      const now = links[Math.min(index, links.length - 1)] ?? document.querySelector('#filter :is(input, select):not([type=hidden])');
      if (!now) return;
      now.focus({ preventScroll: true });
      window.scrollBy({ top: now.getBoundingClientRect().top - top, behavior: 'instant' });
    };
    htmx.ajax('GET', url.pathname + url.search, { target: view, swap: 'outerHTML' }).then(done, done);
  });

  // While the answer is on its way the page says so, and no longer looks like that of
  // the choice that the form shows already.
  const viewOf = (event) => event.detail.elt.id === 'filter' && event.detail.target;
  document.addEventListener('htmx:beforeRequest', (event) => {
    silence();
    viewOf(event)?.setAttribute?.('aria-busy', 'true');
  });
  document.addEventListener('htmx:afterRequest', (event) => viewOf(event)?.removeAttribute?.('aria-busy'));

  // What failed is said where the eye is, and the form goes back to what the page shows.
  const announcement = document.getElementById('announcement');
  const say = (text) => {
    announcement.textContent = text;
    announcement.classList.replace('visually-hidden', 'failure-note');
  };
  const silence = () => announcement.classList.replace('failure-note', 'visually-hidden');
  for (const failure of ['htmx:sendError', 'htmx:timeout']) {
    document.addEventListener(failure, (event) => {
      if (event.detail.elt.id === 'filter') event.detail.elt.reset();
      say(announcement.dataset.failed);
    });
  }
  document.addEventListener('htmx:afterSwap', silence);
})();
