// ccxt: a kline comes, a signed market order leaves over the WebSocket API.
import { count, onKline, report } from './tick.mjs';
import ccxt from 'ccxt';

const [port, wanted] = process.argv.slice(2).map(Number);
const exchange = new ccxt.pro.binanceusdm({
	apiKey: 'key', secret: 'secret', enableRateLimit: false, newUpdates: true, options: { fetchCurrencies: false },
});

// Every address that the library knows is put on this machine.
function rehome(addresses) {
	for (const [name, address] of Object.entries(addresses)) {
		if (typeof address === 'object') rehome(address);
		else
			addresses[name] = address.replace(/^(http|ws)s?:\/\/[^/]+/, (_, scheme) => `${scheme}://127.0.0.1:${port}`);
	}
}
rehome(exchange.urls.api);
await exchange.loadHttpProxyAgent();
await exchange.loadMarkets();
const order = (side) => exchange.createOrderWs('BTC/USDT:USDT', 'market', side.toLowerCase(), 0.01);
const end = Date.now() + 40000;
while (count() < wanted && Date.now() < end) {
	await exchange.watchOHLCV('BTC/USDT:USDT', '1m');
	await onKline(order);
}
report('ccxt', `ccxt ${ccxt.version}, WebSocket API`, wanted);
process.exit(0);
