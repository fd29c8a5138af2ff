// The official SDK: a kline comes, a signed market order leaves over the WebSocket API.
import { count, onKline, report } from './tick.mjs';
import { DerivativesTradingUsdsFutures } from '@binance/derivatives-trading-usds-futures';

const [port, wanted] = process.argv.slice(2).map(Number);
const client = new DerivativesTradingUsdsFutures({
	configurationWebsocketAPI: { apiKey: 'key', apiSecret: 'secret', wsURL: `ws://127.0.0.1:${port}/ws-fapi/v1` },
	configurationWebsocketStreams: { wsURL: `ws://127.0.0.1:${port}` },
});
const api = await client.websocketAPI.connect();
const streams = await client.websocketStreams.connect({ mode: 'single' });
const order = (side) => api.newOrder({ symbol: 'BTCUSDT', side, type: 'MARKET', quantity: 0.01 });
const stream = streams.klineCandlestickStreams({ symbol: 'btcusdt', interval: '1m' });
stream.on('message', () => {
	onKline(order).catch((error) => {
		console.error('bench: the official SDK:', error.message ?? error);
		process.exit(1);
	});
});
const timer = setInterval(() => {
	if (count() < wanted) return;
	clearInterval(timer);
	report('official SDK', 'SDK 38, WebSocket API', wanted);
	process.exit(0);
}, 50);
setTimeout(() => {
	report('official SDK', 'SDK 38, WebSocket API', wanted);
	process.exit(0);
}, 40000);
