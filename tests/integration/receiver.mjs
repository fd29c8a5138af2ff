// Somebody who takes alerts, well or badly: each request becomes one JSON line {"path", "code", "body"} of FILE; the first
// word in MOOD is the answer: a status, "hang" (never answers) or "cut" (hangs up). Its port goes to FILE.port.
// usage: node receiver.mjs FILE MOOD
import { appendFileSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';

const [, , file, mood_file] = process.argv;
const server = createServer((request, response) => {
	let text = '';
	request.setEncoding('utf8');
	request.on('data', (piece) => (text += piece));
	request.on('end', () => {
		const mood = readFileSync(mood_file, 'utf8').trim();
		appendFileSync(file, JSON.stringify({ path: request.url, code: mood, body: JSON.parse(text) }) + '\n');
		if (mood === 'hang') return;
		if (mood === 'cut') return request.socket.destroy();
		response.writeHead(Number(mood), mood === '429' ? { 'Retry-After': '1' } : {});
		response.end(mood === '200' ? 'ok' : 'no');
	});
});
server.listen(0, '127.0.0.1', () => {
	writeFileSync(`${file}.part`, `${server.address().port}\n`);
	renameSync(`${file}.part`, `${file}.port`);
});
