// tick.mjs - from the last byte of a kline frame to the first byte of the order that it caused, in this
// process: looks at the sockets, whatever client uses them.
import net from 'node:net';

let readAt = 0n; // when bytes were last read from any socket
let tickAt = 0n; // the frame that an order is being made for; 0n none
const durations = [];

const push = net.Socket.prototype.push;
net.Socket.prototype.push = function (chunk, encoding) {
	readAt = process.hrtime.bigint();
	return push.call(this, chunk, encoding);
};
const write = net.Socket.prototype._writeGeneric;
net.Socket.prototype._writeGeneric = function (...rest) {
	if (tickAt !== 0n) {
		durations.push(Number(process.hrtime.bigint() - tickAt));
		tickAt = 0n;
	}
	return write.apply(this, rest);
};

let isBusy = false;
let side = 'BUY';

// Called in the handler of a kline; `order(side)` sends a signed market order.
export async function onKline(order) {
	if (isBusy) return;
	isBusy = true;
	tickAt = readAt;
	try {
		await order(side);
		side = side === 'BUY' ? 'SELL' : 'BUY';
	} finally {
		isBusy = false;
	}
}

export function report(name, how, wanted) {
	const sorted = durations.slice(Math.min(20, durations.length >> 1)).sort((a, b) => a - b);
	if (sorted.length < wanted / 2) {
		console.error(`bench: only ${sorted.length} orders were measured with ${name}`);
		process.exit(1);
	}
	for (const [label, part] of [['p50', 0.5], ['p99', 0.99], ['p99.9', 0.999]]) {
		const value = sorted[Math.min(sorted.length - 1, Math.ceil(sorted.length * part) - 1)] / 1000;
		console.log(
			`${`tick to order, ${name}, ${label}`.padEnd(34)} ${value.toFixed(3).padStart(14)} ${'us'.padEnd(12)} ${how}, ${sorted.length} orders`,
		);
	}
}

export const count = () => durations.length;
