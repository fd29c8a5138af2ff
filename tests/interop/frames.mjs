// frames.mjs PORT FILE: recorded frames are played through /public and /market; every frame of the file arrives, in
// its order and byte for byte, on the route where its stream lives.
import fs from 'node:fs';
import zlib from 'node:zlib';
import WebSocket from 'ws';
import { Tap } from './tap.mjs';

const [port, file] = process.argv.slice(2);
const tap = new Tap('recorded frames');
const wanted = new Map();
for (const line of zlib.gunzipSync(fs.readFileSync(file)).toString().split('\n')) {
	const frame = line.slice(line.indexOf(' ') + 1);
	const stream = /^\{"stream":"([^"]+)"/.exec(frame)?.[1];
	if (stream && !wanted.has(stream)) wanted.set(stream, []);
	if (stream) wanted.get(stream).push(frame);
}
const isPublic = (stream) => /@(bookTicker|depth)/.test(stream);
const heard = new Map([...wanted.keys()].map((stream) => [stream, []]));
const sockets = ['public', 'market'].map((route) => {
	const names = [...wanted.keys()].filter((name) => isPublic(name) === (route === 'public'));
	const socket = new WebSocket(`ws://127.0.0.1:${port}/${route}/stream?streams=${names.join('/')}`);
	socket.on('message', (data) => {
		const frame = data.toString();
		heard.get(/^\{"stream":"([^"]+)"/.exec(frame)?.[1])?.push(frame);
	});
	return socket;
});
const whole = () => [...wanted].every(([stream, frames]) => heard.get(stream).length >= frames.length);
const count = () => [...heard.values()].reduce((sum, frames) => sum + frames.length, 0);
for (let i = 0, before = -1; i < 300 && !whole() && count() !== before; i++) {
	before = count();
	await new Promise((resolve) => setTimeout(resolve, 500));
}
for (const [stream, frames] of wanted) {
	const got = heard.get(stream);
	// The first connection starts the play: the second may miss the very beginning, and nothing else.
	tap.ok(got.length > frames.length * 0.9, `${stream}: arrives`, `${got.length} of ${frames.length}`);
	const missed = frames.length - got.length;
	tap.ok(got.every((frame, i) => frame === frames[missed + i]), `${stream}: in their order, byte for byte`);
	if (isPublic(stream)) tap.equal(missed, 0, `${stream}: none missed`);
}
for (const socket of sockets) socket.close();
process.exit();
