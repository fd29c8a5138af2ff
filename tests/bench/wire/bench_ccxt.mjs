// ccxt: a kline comes, a signed market order leaves over the WebSocket API.
import { count, onKline, report } from './tick.mjs';
import ccxt from 'ccxt';

const [port, wanted] = process.argv.slice(2).map(Number);
const exchange = new ccxt.pro.binanceusdm({
	apiKey: 'key',
	secret: 'secret',
	newUpdates: true,
	options: { fetchCurrencies: false, fetchMargins: false, defaultType: 'swap' },
});
const base = `http://127.0.0.1:${port}`;
for (const [name, path] of [['fapiPublic', '/fapi/v1'], ['fapiPublicV2', '/fapi/v2'], ['fapiPublicV3', '/fapi/v3'], ['fapiPrivate', '/fapi/v1'], ['fapiPrivateV2', '/fapi/v2'], ['fapiPrivateV3', '/fapi/v3'], ['fapiData', '/futures/data']])
	exchange.urls.api[name] = base + path;
exchange.urls.api.ws.future = `ws://127.0.0.1:${port}/market/ws`;
for (const [name, value] of Object.entries(exchange.urls.api.ws))
	if (value && typeof value === 'object' && 'future' in value) value.future = `ws://127.0.0.1:${port}/ws-fapi/v1`;
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
