// Keeps what is typed into a form while it is typed: at most every ten seconds, and
// once more when the page is left. Without this file only what is saved is kept.
(() => {
  'use strict';
  const keeper = document.getElementById('keeper');
  const form = () => document.querySelector('form[data-keeps]');
  if (!keeper || !form()) return;

  const pause = 10_000;
  // So long after the first letter it is kept for the first time.
  const moment = 1_000;
  const patience = 30_000;
  // A screen reader is told that all is well once in so long.
  const quiet = 5 * 60_000;

  const [said, signIn, keepThis] = keeper.children;
  const announcement = document.getElementById('announcement');
  const hidden = (name) => form().elements.namedItem(`typed.${name}`);
  const name = () => [...crypto.getRandomValues(new Uint8Array(16))].map((b) => b.toString(16).padStart(2, '0')).join('');

  // Redrawn by the server, the form is of the same window still.
  const writer = hidden('writer').value || name();
  let sequence = Number(hidden('sequence').value);
  let seen = hidden('seen').value;
  let open = hidden('open').value;

  // note lets the form tell the server what is kept of it.
  const note = () => {
    hidden('writer').value = writer;
    hidden('sequence').value = sequence;
    hidden('seen').value = seen;
    hidden('open').value = open;
  };

  // Where a map is opened, and what is looked for in a list, is no text of the record.
  const aside = /^(typed|map|find)\./;
  const typed = () => {
    const data = new URLSearchParams(new FormData(form()));
    for (const key of [...data.keys()]) if (aside.test(key)) data.delete(key);
    return data.toString();
  };

  let known = form().hasAttribute('data-unkept') ? '' : typed();
  let timer = 0;
  let last = 0;
  let sending = false;
  let refused = '';
  let state = '';
  let announced = 0;

  const say = (next, text = keeper.dataset[next]) => {
    said.textContent = text;
    keeper.hidden = false;
    keeper.classList.toggle('failed', next !== 'kept');
    signIn.hidden = next !== 'ended';
    keepThis.hidden = next !== 'overtaken';
    if (next !== state || (next === 'kept' && Date.now() - announced > quiet)) {
      announcement.textContent = text;
      announced = Date.now();
    }
    state = next;
  };

  const clock = () => new Date().toLocaleTimeString(document.documentElement.lang, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });

  const send = (text, options) => {
    sequence += 1;
    note();
    const body = new URLSearchParams(text);
    for (const field of ['user', 'writer', 'sequence', 'seen']) body.set(`typed.${field}`, hidden(field).value);
    // A redirect leads to the page of signing in: it must not pass for an answer.
    return fetch(keeper.dataset.keep, { method: 'POST', body, redirect: 'manual', ...options });
  };

  const keep = async () => {
    clearTimeout(timer);
    timer = 0;
    const text = typed();
    if (sending || refused || text === known) return;
    sending = true;
    last = Date.now();
    try {
      const answer = await send(text, { signal: AbortSignal.timeout(patience) });
      if (answer.ok) {
        seen = (await answer.json()).version;
        known = text;
        open = '';
        say('kept', keeper.dataset.kept.replace('{time}', clock()));
      } else if (answer.status === 409) {
        refused = (await answer.json()).version;
        say('overtaken');
      } else if (answer.status === 413) {
        known = text;
        say('long');
      } else {
        say(answer.type === 'opaqueredirect' || answer.status === 403 ? 'ended' : 'lost');
      }
    } catch {
      say('lost');
    }
    sending = false;
    note();
    if (typed() !== known) soon();
  };

  const soon = () => {
    if (!timer && !refused) timer = setTimeout(keep, Math.max(moment, last + pause - Date.now()));
  };

  // leave sends what is not kept yet, and does not wait for the answer.
  const leave = () => {
    const text = typed();
    if (refused || text === known) return;
    known = text;
    send(text, { keepalive: true }).catch(() => { known = ''; });
  };

  for (const event of ['input', 'change']) {
    document.addEventListener(event, ({ target }) => { if (target.form === form()) soon(); });
  }
  document.addEventListener('htmx:afterSettle', () => {
    if (!form()) return;
    if (hidden('open').value) {
      // Something else was typed in another window meanwhile, and the form says so.
      open = hidden('open').value;
      seen = hidden('seen').value;
    }
    note();
    soon();
  });
  document.addEventListener('submit', (event) => { if (event.target === form()) leave(); });
  window.addEventListener('pagehide', leave);

  // The clock of a tab in the background goes slowly.
  const again = () => { if (timer && Date.now() - last >= pause) keep(); };
  window.addEventListener('online', again);
  window.addEventListener('focus', again);

  keepThis.addEventListener('click', () => {
    seen = refused;
    refused = '';
    keep();
  });

  note();
  if (form().hasAttribute('data-unkept')) soon();
})();
