// Copies a form of a figure, and opens the forms beside the figure. The text itself
// can be selected without this file.
(() => {
  'use strict';
  const show = (part) => {
    for (const button of part.querySelectorAll('button[data-copy]')) button.hidden = false;
  };

  const say = (panel, text) => {
    const said = panel.querySelector('[data-said]');
    // The same words twice are said twice only if they have been away.
    said.textContent = '';
    setTimeout(() => { said.textContent = text; }, 50);
  };

  // A browser gives its clipboard to pages over HTTPS alone. Over plain HTTP it copies what
  // is selected, which stays so where it does not.
  const copy = async (pre) => {
    const kinds = { 'text/plain': pre.textContent };
    // What can hold links and footnotes takes the second, all else the first.
    if (pre.dataset.rich) kinds['text/html'] = pre.dataset.rich;
    if (navigator.clipboard?.write) {
      const blobs = Object.entries(kinds).map(([type, text]) => [type, new Blob([text], { type })]);
      return navigator.clipboard.write([new ClipboardItem(Object.fromEntries(blobs))]);
    }
    if (navigator.clipboard) return navigator.clipboard.writeText(pre.textContent);
    getSelection().selectAllChildren(pre);
    const fill = (event) => {
      event.preventDefault();
      for (const [type, text] of Object.entries(kinds)) event.clipboardData.setData(type, text);
    };
    document.addEventListener('copy', fill, { once: true });
    const done = document.execCommand('copy');
    document.removeEventListener('copy', fill);
    if (!done) throw new Error('not copied');
  };

  document.addEventListener('click', async (event) => {
    const button = event.target.closest('button[data-copy]');
    if (!button) return;
    const panel = button.closest('[data-copied]');
    try {
      await copy(button.parentElement.querySelector('pre'));
      say(panel, panel.dataset.copied);
      button.classList.add('done');
      button.addEventListener('blur', () => button.classList.remove('done'), { once: true });
    } catch {
      say(panel, panel.dataset.failed);
    }
  });

  document.addEventListener('htmx:afterSwap', (event) => {
    show(event.target);
    const dialog = event.target.closest('dialog');
    if (dialog) dialog.showModal();
  });
  show(document);
})();
