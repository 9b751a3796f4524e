/** @file Makes scans for tests: pages are drawn in Chromium, and become PDFs without a text layer. */
import { Buffer } from 'node:buffer';
import type { Browser } from 'playwright';
import { launchChromium } from './launch';

export type ScannedPage = { readonly jpeg: Buffer; readonly width: number; readonly height: number };

/** Dots an inch of the pictures, as office scanners make them. */
const DOTS_PER_INCH = 200;

/** Draws pages of HTML on A4 as pictures. */
export async function drawPages(pages: readonly string[]): Promise<ScannedPage[]> {
  const browser: Browser = await launchChromium();
  try {
    const scale = DOTS_PER_INCH / 96;
    const [width, height] = [794, 1123];
    const context = await browser.newContext({ viewport: { width, height }, deviceScaleFactor: scale });
    const page = await context.newPage();
    const drawn: ScannedPage[] = [];
    for (const html of pages) {
      await page.setContent(`<body style="margin: 90px; font: 16px/1.5 serif">${html}</body>`);
      const jpeg = await page.screenshot({ type: 'jpeg', quality: 80 });
      drawn.push({ jpeg, ...sizeOfJpeg(jpeg) });
    }
    return drawn;
  } finally {
    await browser.close();
  }
}

export type PdfPage = ScannedPage | { readonly text: string };

/**
 * A PDF of pictures and of pages with a text layer, in Helvetica. With `isTurned` the pages lie on their side in the
 * file, and are turned to be shown.
 */
export function makeScan(pages: readonly PdfPage[], { isTurned = false } = {}): Blob {
  const objects: Buffer[] = [];
  const add = (text: string, stream?: Buffer): number => {
    const parts = stream === undefined ? [text] : [`${text}\nstream\n`, stream, '\nendstream'];
    return objects.push(Buffer.concat(parts.map((part) => Buffer.from(part as string, 'latin1'))));
  };
  add('<< /Type /Catalog /Pages 2 0 R >>');
  add('');
  const font = add('<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>');
  const kids = pages.map((page) => {
    const isPicture = 'jpeg' in page;
    const matrix = isTurned ? '0 595 -842 0 842 0' : '595 0 0 842 0 0';
    const start = isTurned ? '0 1 -1 0 82 60 Tm' : '1 0 0 1 60 760 Tm';
    const drawing = isPicture ? `q ${matrix} cm /Im Do Q` : `BT /F 12 Tf ${start} (${page.text}) Tj ET`;
    const picture = isPicture ? add(imageOf(page), page.jpeg) : 0;
    const resources = isPicture ? `/XObject << /Im ${picture} 0 R >>` : `/Font << /F ${font} 0 R >>`;
    const content = add(`<< /Length ${drawing.length} >>`, Buffer.from(drawing));
    const box = isTurned ? '/MediaBox [0 0 842 595] /Rotate 90' : '/MediaBox [0 0 595 842]';
    return add(`<< /Type /Page /Parent 2 0 R ${box} /Resources << ${resources} >> /Contents ${content} 0 R >>`);
  });
  const list = kids.map((kid) => `${kid} 0 R`).join(' ');
  objects[1] = Buffer.from(`<< /Type /Pages /Kids [${list}] /Count ${kids.length} >>`);
  return new Blob([new Uint8Array(assemble(objects))], { type: 'application/pdf' });
}

function imageOf({ jpeg, width, height }: ScannedPage): string {
  const kind = '/Type /XObject /Subtype /Image /ColorSpace /DeviceRGB /BitsPerComponent 8 /Filter /DCTDecode';
  return `<< ${kind} /Width ${width} /Height ${height} /Length ${jpeg.length} >>`;
}

function assemble(objects: readonly Buffer[]): Buffer {
  const parts = [Buffer.from('%PDF-1.4\n')];
  let at = parts[0]!.length;
  const offsets = objects.map((object, index) => {
    const offset = at;
    const part = Buffer.concat([Buffer.from(`${index + 1} 0 obj\n`), object, Buffer.from('\nendobj\n')]);
    parts.push(part);
    at += part.length;
    return offset;
  });
  const rows = offsets.map((offset) => `${String(offset).padStart(10, '0')} 00000 n \n`).join('');
  const size = objects.length + 1;
  const table = `xref\n0 ${size}\n0000000000 65535 f \n${rows}trailer\n<< /Size ${size} /Root 1 0 R >>\n`;
  return Buffer.concat([...parts, Buffer.from(`${table}startxref\n${at}\n%%EOF`)]);
}

/** The size in the frame header of a baseline JPEG. */
function sizeOfJpeg(jpeg: Buffer): { readonly width: number; readonly height: number } {
  let at = 2;
  while (jpeg[at + 1] !== 0xc0 && jpeg[at + 1] !== 0xc2) at += 2 + jpeg.readUInt16BE(at + 2);
  return { height: jpeg.readUInt16BE(at + 5), width: jpeg.readUInt16BE(at + 7) };
}
