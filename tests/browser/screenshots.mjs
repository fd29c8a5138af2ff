// Two pictures for the README, phone and desk, of a page that is alive: waits until there is something
// to see. usage: node screenshots.mjs URL OUTPUT_FOLDER
import { writeFileSync } from 'node:fs';
import { deflateSync } from 'node:zlib';
import { launch, open, until } from './browser.mjs';

const [, , url, folder] = process.argv;
const SIZE_MAX = 200_000;
const browser = await launch();

// A picture of at most 256 colours, as PNG: what a page of flat colours needs, in a quarter of the bytes.
function png_of({ width, height, palette, indices }) {
	const table = Array.from({ length: 256 }, (_, n) => {
		let c = n;
		for (let k = 0; k < 8; k++) c = c & 1 ? 0xedb88320 ^ (c >>> 1) : c >>> 1;
		return c >>> 0;
	});
	const crc = (bytes) => {
		let c = 0xffffffff;
		for (const byte of bytes) c = table[(c ^ byte) & 255] ^ (c >>> 8);
		return (c ^ 0xffffffff) >>> 0;
	};
	const chunk = (type, data) => {
		const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
		const out = Buffer.alloc(body.length + 8);
		out.writeUInt32BE(data.length, 0);
		body.copy(out, 4);
		out.writeUInt32BE(crc(body), body.length + 4);
		return out;
	};
	const head = Buffer.alloc(13);
	head.writeUInt32BE(width, 0);
	head.writeUInt32BE(height, 4);
	head.set([8, 3, 0, 0, 0], 8);
	const rows = Buffer.alloc((width + 1) * height);
	for (let y = 0; y < height; y++) Buffer.from(indices.buffer, indices.byteOffset + y * width, width).copy(rows, y * (width + 1) + 1);
	return Buffer.concat([
		Buffer.from([0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10]),
		chunk('IHDR', head),
		chunk('PLTE', Buffer.from(palette)),
		chunk('IDAT', deflateSync(rows, { level: 9 })),
		chunk('IEND', Buffer.alloc(0)),
	]);
}

// The browser reads the picture back; here its colours become a palette: the most frequent ones of a
// coarse grid, and for the rest the nearest of them.
function reduce(pixels, width, height) {
	const counts = new Map();
	const key_of = (at) => ((pixels[at] >> 3) << 10) | ((pixels[at + 1] >> 3) << 5) | (pixels[at + 2] >> 3);
	for (let at = 0; at < pixels.length; at += 4) {
		const key = key_of(at);
		const seen = counts.get(key) ?? { count: 0, r: 0, g: 0, b: 0 };
		seen.count++;
		seen.r += pixels[at];
		seen.g += pixels[at + 1];
		seen.b += pixels[at + 2];
		counts.set(key, seen);
	}
	const chosen = [...counts].sort((a, b) => b[1].count - a[1].count).slice(0, 256)
		.map(([, one]) => [one.r, one.g, one.b].map((sum) => Math.round(sum / one.count)));
	const nearest = new Map();
	for (const [key, one] of counts) {
		const colour = [one.r, one.g, one.b].map((sum) => sum / one.count);
		let best = 0, least = Infinity;
		chosen.forEach((other, index) => {
			const distance = other.reduce((sum, value, k) => sum + (value - colour[k]) ** 2, 0);
			if (distance < least) [best, least] = [index, distance];
		});
		nearest.set(key, best);
	}
	const indices = new Uint8Array(width * height);
	for (let i = 0; i < indices.length; i++) indices[i] = nearest.get(key_of(i * 4));
	return { width, height, palette: chosen.flat(), indices };
}

// A page without a policy of its own turns the picture into pixels.
async function pixels_of(shot) {
	const page = await (await browser.newContext()).newPage();
	const answer = await page.evaluate(async (base64) => {
		const image = new Image();
		image.src = `data:image/png;base64,${base64}`;
		await image.decode();
		const canvas = document.createElement('canvas');
		[canvas.width, canvas.height] = [image.width, image.height];
		const context = canvas.getContext('2d');
		context.drawImage(image, 0, 0);
		const { data } = context.getImageData(0, 0, image.width, image.height);
		let text = '';
		for (let at = 0; at < data.length; at += 32_768) text += String.fromCharCode(...data.subarray(at, at + 32_768));
		return { width: image.width, height: image.height, pixels: btoa(text) };
	}, shot.toString('base64'));
	await page.context().close();
	return { ...answer, pixels: Buffer.from(answer.pixels, 'base64') };
}

for (const [name, size, scheme, height] of [['phone', 'phone', 'dark', 844], ['desktop', 'desk', 'dark', 1560]]) {
	const page = await open(browser, url, { size, scheme, viewport: { width: size === 'desk' ? 1440 : 390, height } });
	await page.waitForSelector('#trades tbody tr', { timeout: 60_000 });
	await page.waitForSelector('#equity canvas', { timeout: 60_000 });
	await page.waitForSelector('#chart canvas', { timeout: 60_000 });
	// A picture without a position would hide the half of it; after a while it is taken all the same.
	await until(page, () => document.querySelectorAll('#positions tbody tr').length >= 2, null, 20_000).catch(() => undefined);
	const { width, height: shown, pixels } = await pixels_of(await page.screenshot());
	const png = png_of(reduce(pixels, width, shown));
	if (png.length > SIZE_MAX) throw new Error(`${name}.png has ${png.length} bytes, more than ${SIZE_MAX}`);
	writeFileSync(`${folder}/${name}.png`, png);
	console.log(`${folder}/${name}.png: ${width}x${shown}, ${(png.length / 1000).toFixed(0)} kB`);
	await page.context().close();
}
await browser.close();
