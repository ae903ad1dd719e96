// Puts into vendor what the program carries of others: htmx, and the fonts by which
// drawings become pictures.
import { copyFileSync, mkdirSync, readdirSync, rmSync } from 'node:fs';

const modules = new URL('node_modules/', import.meta.url);
const vendor = new URL('vendor/', import.meta.url);

copyFileSync(new URL('htmx.org/dist/htmx.min.js', modules), new URL('htmx.min.js', vendor));

// The parts of each font with the letters of our languages, at the weights of the drawings.
const fonts = {
  'noto-sans': [/^noto-sans-(latin|latin-ext|cyrillic|cyrillic-ext)-(400|600)-normal\.woff$/, ['400.css', '600.css']],
  'noto-serif': [/^noto-serif-(latin|latin-ext|cyrillic|cyrillic-ext)-600-normal\.woff$/, ['600.css']],
  'noto-sans-sc': [/^noto-sans-sc-\d+-400-normal\.woff$/, ['400.css']],
};
rmSync(new URL('fonts/', vendor), { recursive: true, force: true });
for (const [name, [files, sheets]] of Object.entries(fonts)) {
  const from = new URL(`@fontsource/${name}/`, modules);
  const to = new URL(`fonts/${name}/`, vendor);
  mkdirSync(new URL('files/', to), { recursive: true });
  for (const file of readdirSync(new URL('files/', from)).filter((file) => files.test(file))) {
    copyFileSync(new URL(`files/${file}`, from), new URL(`files/${file}`, to));
  }
  for (const file of [...sheets, 'LICENSE']) copyFileSync(new URL(file, from), new URL(file, to));
}
