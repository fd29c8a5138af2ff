// browsers.mjs PORT COUNT SECONDS: COUNT readers of the dashboard's live socket, as browsers are; prints the bytes a
// second that each of them got.
import net from 'node:net';

const [port, count, seconds] = process.argv.slice(2).map(Number);
let bytes = 0;
let refused = 0;

for (let i = 0; i < count; i++) {
	const socket = net.connect(port, '127.0.0.1');
	let isOpen = false;
	socket.write(`GET /live HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nOrigin: http://127.0.0.1:${port}\r\n` +
		'Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n' +
		'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n');
	socket.on('data', (data) => {
		if (!isOpen && !data.includes('101')) refused++;
		isOpen = true;
		bytes += data.length;
	});
	socket.on('error', () => refused++);
}
setTimeout(() => {
	if (refused > 0) console.error(`bench: ${refused} of ${count} live sockets were refused`);
	console.log(Math.round(bytes / seconds / count));
	process.exit(0);
}, seconds * 1000);
