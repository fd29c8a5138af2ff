// loopback.mjs - loaded before a test: a connection to any other machine, or a name that would have
// to be resolved elsewhere, is refused and fails the test.
import dns from 'node:dns';
import net from 'node:net';

const hosts = new Set(['127.0.0.1', '::1', 'localhost', undefined]);

function refuse(host) {
	console.log(`not ok - nothing leaves the machine\n# wanted ${host}`);
	process.exitCode = 1;
	throw new Error(`only the loopback is allowed, not ${host}`);
}

const connect = net.Socket.prototype.connect;
net.Socket.prototype.connect = function (...args) {
	// net.connect hands on its arguments in one array, already put in order.
	const first = Array.isArray(args[0]) ? args[0][0] : args[0];
	const host = typeof first === 'object' ? first.host : args[1];
	if (typeof host === 'string' && !hosts.has(host)) refuse(host);
	return connect.apply(this, args);
};

const lookup = dns.lookup;
dns.lookup = function (host, ...rest) {
	if (!hosts.has(host)) refuse(host);
	return lookup.call(this, host, ...rest);
};
