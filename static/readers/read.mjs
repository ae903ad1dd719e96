// Reads files of the dashboard with programs that others wrote, and prints as JSON what
// each of them saw, by the names of the files. The tests hold that against what the
// dashboard says.
//
//   node read.mjs projects.xlsx sheet.docx openapi.json datapackage.json …
//
// A program is loaded when the first file for it comes: most tests need one of them.
import { readFile } from 'node:fs/promises';
import { basename, extname } from 'node:path';

// The cells of a sheet are kind, value and what the number format is or shows.
const empty = ['', '', ''];
const day = (date) => date.toISOString().slice(0, 10);

async function exceljs(file) {
  const { default: ExcelJS } = await import('exceljs');
  const book = new ExcelJS.Workbook();
  await book.xlsx.readFile(file);
  const cell = ({ value, numFmt }) => {
    if (value === null) return empty;
    if (value instanceof Date) return ['date', day(value), numFmt ?? ''];
    if (typeof value === 'object') return ['object', JSON.stringify(value), ''];
    return [typeof value, String(value), numFmt ?? ''];
  };
  return book.worksheets.map((sheet) => ({
    name: sheet.name,
    rows: Array.from({ length: sheet.rowCount }, (_, r) =>
      Array.from({ length: sheet.columnCount }, (_, c) => cell(sheet.getRow(r + 1).getCell(c + 1)))),
  }));
}

async function sheetjs(file) {
  const { default: XLSX } = await import('xlsx');
  const book = XLSX.read(await readFile(file), { cellDates: true, cellNF: true, cellText: true });
  const kinds = { s: 'string', n: 'number', b: 'boolean', d: 'date' };
  const cell = (c) => {
    if (!c || c.t === 'z') return empty;
    return [kinds[c.t] ?? c.t, c.t === 'd' ? day(new Date(c.v)) : String(c.v), c.w ?? ''];
  };
  return book.SheetNames.map((name) => {
    const sheet = book.Sheets[name];
    const { e: last } = XLSX.utils.decode_range(sheet['!ref']);
    return {
      name,
      rows: Array.from({ length: last.r + 1 }, (_, r) =>
        Array.from({ length: last.c + 1 }, (_, c) => cell(sheet[XLSX.utils.encode_cell({ r, c })]))),
    };
  });
}

async function mammoth(file) {
  const { default: mammoth } = await import('mammoth');
  // Styles of ours that it has no element for are no fault of the document.
  const { value, messages } = await mammoth.convertToHtml({ path: file });
  return { html: value, faults: messages.map((m) => m.message).filter((m) => !/^Unrecognised (paragraph|run|table) style/.test(m)) };
}

// The rules are those that each program has for everybody, with its recommended ones
// in their strict form: none is off.
async function redocly(file) {
  const { createConfig, lint } = await import('@redocly/openapi-core');
  const problems = await lint({ ref: file, config: await createConfig({ extends: ['recommended-strict'] }) });
  return problems.map((p) => `${p.severity} ${p.ruleId} at ${p.location[0]?.pointer}: ${p.message}`);
}

async function spectral(file) {
  const { default: { Document, Spectral } } = await import('@stoplight/spectral-core');
  const { default: { Json } } = await import('@stoplight/spectral-parsers');
  const { default: { oas } } = await import('@stoplight/spectral-rulesets');
  const linter = new Spectral();
  linter.setRuleset({ extends: [oas] });
  const problems = await linter.run(new Document(await readFile(file, 'utf8'), Json, file));
  return problems.map((p) => `${['error', 'warning', 'information', 'hint'][p.severity]} ${p.code} at ${p.path.join('/')}: ${p.message}`);
}

// Every cell is read as the type that its schema says, and every key is followed.
async function frictionless(file) {
  const { default: { Package } } = await import('datapackage');
  const data = await Package.load(file);
  const tables = {};
  for (const resource of data.resources) {
    const faults = [];
    const rows = await resource.read({ keyed: true, relations: true, forceCast: true }).catch((e) => [e]);
    for (const row of rows) {
      if (row instanceof Error) faults.push(row.message, ...(row.errors ?? []).map((e) => e.message));
    }
    await resource.checkRelations().catch((e) => faults.push(e.message));
    tables[resource.name] = { rows: rows.length, keys: resource.schema.foreignKeys.length, faults };
  }
  return { faults: data.errors.map((e) => e.message), tables };
}

const readers = {
  '.xlsx': { exceljs, sheetjs },
  '.docx': { mammoth },
  'openapi.json': { redocly, spectral },
  'datapackage.json': { frictionless },
};

const seen = {};
for (const file of process.argv.slice(2)) {
  const name = basename(file);
  seen[name] = {};
  for (const [program, read] of Object.entries(readers[name] ?? readers[extname(name)])) {
    seen[name][program] = await read(file);
  }
}
process.stdout.write(JSON.stringify(seen));
