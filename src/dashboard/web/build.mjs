// Bundles page/ and writes it as C, for src/dashboard/assets.h. usage: node build.mjs OUT.c
// The same sources give the same bytes. Also leaves dist/ and dist/assets.json, which the browser
// tests serve.
import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { gzipSync } from "node:zlib";
import { build } from "esbuild";

const out = process.argv[2];
if (out === undefined) throw new Error("usage: node build.mjs OUT.c");

const hash = (bytes) => createHash("sha256").update(bytes).digest("hex").slice(0, 16);

const bundle = await build({
	entryPoints: { app: "page/main.tsx", boot: "page/boot.ts" },
	bundle: true,
	minify: true,
	format: "iife",
	target: ["es2020", "chrome109", "firefox115", "safari16"],
	jsx: "automatic",
	jsxImportSource: "preact",
	legalComments: "none",
	charset: "utf8",
	outdir: "bundle",
	write: false,
	logLevel: "warning",
});

const types = { js: "text/javascript; charset=utf-8", css: "text/css; charset=utf-8" };
const assets = [];
let html = readFileSync("page/index.html", "utf8").replace(/\n\t*/g, "\n");
for (const file of bundle.outputFiles) {
	const extension = file.path.split(".").pop();
	const name = file.path.split("/").pop().slice(0, -extension.length - 1);
	const path = `/${name}-${hash(file.contents)}.${extension}`;
	assets.push({ path, type: types[extension], is_immutable: true, plain: Buffer.from(file.contents) });
	html = html.replaceAll(`/${name}.${extension}`, path);
}
assets.push({ path: "/", type: "text/html; charset=utf-8", is_immutable: false, plain: Buffer.from(html) });
assets.sort((a, b) => (a.path < b.path ? -1 : 1));

rmSync("dist", { recursive: true, force: true });
mkdirSync("dist");
let size = 0;
for (const asset of assets) {
	asset.gzip = gzipSync(asset.plain, { level: 9 });
	asset.etag = `"${hash(asset.plain)}"`;
	asset.file = asset.path === "/" ? "index.html" : asset.path.slice(1);
	size += asset.gzip.length;
	writeFileSync(`dist/${asset.file}`, asset.plain);
	writeFileSync(`dist/${asset.file}.gz`, asset.gzip);
}
writeFileSync(
	"dist/assets.json",
	JSON.stringify(
		assets.map(({ path, type, etag, is_immutable, file, gzip }) => ({
			path,
			type,
			etag,
			is_immutable,
			file,
			gzip_size: gzip.length,
		})),
	),
);

// A page heavier than this is slow on a phone far away.
const size_max = 150_000;
if (size > size_max) throw new Error(`the page is ${size} bytes compressed, more than ${size_max}`);

const bytes = (name, data) => {
	const lines = [];
	for (let at = 0; at < data.length; at += 32) lines.push(data.subarray(at, at + 32).join(","));
	return `static const unsigned char ${name}[] = {\n${lines.join(",\n")}\n};\n`;
};
const quote = (text) => JSON.stringify(text);
const text = [
	"/* Made from src/dashboard/web by build.sh. */\n",
	'#include "dashboard/assets.h"\n\n',
	...assets.map((asset, i) => bytes(`plain_${i}`, asset.plain) + bytes(`gzip_${i}`, asset.gzip)),
	"const struct ac_asset ac_assets[] = {\n",
	...assets.map(
		(asset, i) =>
			`{ .path = ${quote(asset.path)}, .content_type = ${quote(asset.type)},\n` +
			`.etag = ${quote(asset.etag)}, .is_immutable = ${asset.is_immutable},\n` +
			`.plain = plain_${i}, .gzip = gzip_${i},\n` +
			`.plain_size = sizeof(plain_${i}), .gzip_size = sizeof(gzip_${i}) },\n`,
	),
	"};\nconst size_t ac_asset_count = sizeof(ac_assets) / sizeof(ac_assets[0]);\n",
].join("");
writeFileSync(`${out}.new`, text);
renameSync(`${out}.new`, out);
