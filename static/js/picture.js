// Saves the drawing of a chart as a picture. The drawing is the file that the page
// links to: an image of our own site, which a canvas may read, so that the policy
// of the pages allows nothing more for it.
(() => {
  'use strict';
  const scale = 2;
  const announcement = document.getElementById('announcement');

  const draw = async (address) => {
    const image = new Image();
    image.src = address;
    await image.decode();
    const canvas = document.createElement('canvas');
    canvas.width = image.naturalWidth * scale;
    canvas.height = image.naturalHeight * scale;
    canvas.getContext('2d').drawImage(image, 0, 0, canvas.width, canvas.height);
    const picture = await new Promise((resolve) => { canvas.toBlob(resolve, 'image/png'); });
    if (!picture) throw new Error('the canvas gave no picture');
    return picture;
  };

  // nameOf is the name of a drawing as the server gives it, as that of a picture.
  const nameOf = async (address) => {
    const answer = await fetch(address, { method: 'HEAD' });
    const name = /filename="(.+)\.svg"/.exec(answer.headers.get('Content-Disposition'));
    if (!name) throw new Error('the drawing has no name');
    return `${name[1]}.png`;
  };

  const save = (picture, name) => {
    const link = document.createElement('a');
    link.href = URL.createObjectURL(picture);
    link.download = name;
    link.click();
    // The browser has taken the address by the next turn.
    setTimeout(() => URL.revokeObjectURL(link.href), 1000);
  };

  document.addEventListener('click', async (event) => {
    const button = event.target.closest('button[data-picture]');
    if (!button) return;
    try {
      const address = button.dataset.picture;
      save(await draw(address), await nameOf(address));
      announcement.textContent = button.dataset.saved;
    } catch {
      announcement.textContent = button.dataset.failed;
      announcement.classList.remove('visually-hidden');
    }
  });
})();
