// Contrast as WCAG 2.1 defines it, of what a page really shows. Runs inside the page.
export function faint_texts() {
	const parse = (text) => {
		const [r, g, b, a = 1] = text.match(/[\d.]+/g).map(Number);
		return { r, g, b, a };
	};
	const over = (top, below) => ({
		r: top.r * top.a + below.r * (1 - top.a),
		g: top.g * top.a + below.g * (1 - top.a),
		b: top.b * top.a + below.b * (1 - top.a),
		a: 1,
	});
	const light = ({ r, g, b }) => {
		const [x, y, z] = [r, g, b].map((value) => {
			const share = value / 255;
			return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
		});
		return 0.2126 * x + 0.7152 * y + 0.0722 * z;
	};
	const ground_of = (element) => {
		const layers = [];
		for (let at = element; at !== null; at = at.parentElement) {
			const colour = parse(getComputedStyle(at).backgroundColor);
			if (colour.a > 0) layers.push(colour);
			if (colour.a === 1) break;
		}
		return layers.reverse().reduce((below, top) => over(top, below), { r: 255, g: 255, b: 255, a: 1 });
	};
	const opacity_of = (element) => {
		let opacity = 1;
		for (let at = element; at !== null; at = at.parentElement) opacity *= Number(getComputedStyle(at).opacity);
		return opacity;
	};
	const found = [];
	let looked_at = 0;
	const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
	for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
		const element = node.parentElement;
		if (node.textContent.trim() === '' || element.closest('.unseen, .field-label, noscript, canvas, script, option')) continue;
		const box = element.getBoundingClientRect();
		if (box.width === 0 || box.height === 0) continue;
		const style = getComputedStyle(element);
		const ground = ground_of(element);
		const colour = parse(style.color);
		const seen = over({ ...colour, a: colour.a * opacity_of(element) }, ground);
		const [high, low] = [light(seen), light(ground)].sort((a, b) => b - a);
		const ratio = (high + 0.05) / (low + 0.05);
		const is_large = parseFloat(style.fontSize) >= 24 || (parseFloat(style.fontSize) >= 18.66 && Number(style.fontWeight) >= 700);
		looked_at++;
		if (ratio < (is_large ? 3 : 4.5))
			found.push(`${ratio.toFixed(2)} "${node.textContent.trim().slice(0, 30)}" in ${element.className || element.tagName} of ${element.closest('section')?.id}`);
	}
	return { looked_at, found: [...new Set(found)] };
}

// Pairs of tokens that are not text: lines of controls, signs, bars on their ground.
export function faint_tokens() {
	const style = getComputedStyle(document.documentElement);
	const parse = (name) => {
		const hex = style.getPropertyValue(`--${name}`).trim().slice(1);
		return [0, 2, 4].map((at) => parseInt(hex.slice(at, at + 2), 16));
	};
	const light = (name) => {
		const [x, y, z] = parse(name).map((value) => {
			const share = value / 255;
			return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
		});
		return 0.2126 * x + 0.7152 * y + 0.0722 * z;
	};
	const wanted = [];
	for (const ground of ['panel', 'raised'])
		for (const [top, least] of [['text', 4.5], ['dim', 4.5], ['accent', 4.5], ['good', 4.5], ['warn', 4.5], ['bad', 4.5], ['edge', 3]])
			wanted.push([top, ground, least]);
	for (const mode of ['sim', 'testnet', 'mainnet', 'alarm']) wanted.push([`${mode}-text`, mode === 'alarm' ? 'alarm-ground' : mode, 4.5]);
	for (const bar of ['good', 'warn', 'bad']) wanted.push([bar, 'line', 3]);
	wanted.push(['band', 'panel', 3], ['ink', 'good', 3], ['ink', 'warn', 3], ['ink', 'bad', 3]);
	return wanted
		.map(([top, ground, least]) => {
			const [high, low] = [light(top), light(ground)].sort((a, b) => b - a);
			return { pair: `${top} on ${ground}`, ratio: (high + 0.05) / (low + 0.05), least };
		})
		.filter(({ ratio, least }) => !(ratio >= least))
		.map(({ pair, ratio }) => `${pair}: ${ratio.toFixed(2)}`);
}
