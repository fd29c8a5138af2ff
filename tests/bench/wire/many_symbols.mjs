// many_symbols.mjs PORT COUNT: an exchangeInfo document with COUNT symbols made after the first one of the exchange
// on that port, and the trader's configuration for them.
import fs from 'node:fs';

const [port, count] = process.argv.slice(2).map(Number);
const info = await (await fetch(`http://127.0.0.1:${port}/fapi/v1/exchangeInfo`)).json();
const [model] = info.symbols;
const names = Array.from({ length: count }, (_, i) => `S${String(i).padStart(3, '0')}`);
info.symbols = names.map((base) => ({ ...model, symbol: `${base}USDT`, pair: `${base}USDT`, baseAsset: base }));
fs.writeFileSync('many.json', JSON.stringify(info));
fs.mkdirSync('strategies/vwap_reversion', { recursive: true });
const strategy = fs.readFileSync('strategies/vwap_reversion/BTCUSDT.yaml', 'utf8');
for (const name of fs.readdirSync('strategies/vwap_reversion')) fs.rmSync(`strategies/vwap_reversion/${name}`);
for (const base of names) fs.writeFileSync(`strategies/vwap_reversion/${base}USDT.yaml`, strategy);
const symbols = fs.readFileSync('config/symbols.yaml', 'utf8');
fs.writeFileSync('config/symbols.yaml',
	symbols.replace(/^symbols:\n[^]*/m, `symbols:\n${names.map((n) => `  ${n}USDT:\n`).join('')}`));
