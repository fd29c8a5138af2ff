// survey.mjs - every other request and market stream that a library knows and a trader uses: the
// answer arrives, and the library's parser takes it.
import { text } from './tap.mjs';

// `calls`: name -> function. One that lists its error code as `refused` must fail with that code.
export async function survey(tap, client, calls) {
	for (const [name, call] of Object.entries(calls)) {
		const [request, wanted] = Array.isArray(call) ? call : [call, undefined];
		try {
			const answer = await request();
			if (typeof wanted === 'number') tap.ok(false, `${name} is refused with ${wanted}`, text(answer));
			else tap.ok(answer !== undefined && answer !== null && (wanted === undefined || wanted(answer)), name, text(answer)?.slice(0, 800));
		} catch (error) {
			if (typeof wanted !== 'number') tap.ok(false, name, error?.stack ?? text(error));
			else tap.equal(client.errorCode(error), wanted, `${name} is refused with ${wanted}`);
		}
	}
}

// Each of the streams must bring an event that `takes` agrees with.
export async function surveyStreams(tap, streams, ms = 6000) {
	await Promise.all(Object.entries(streams).map(async ([name, [follow, takes]]) => {
		const event = await new Promise((resolve) => {
			setTimeout(resolve, ms, undefined);
			follow(resolve);
		});
		tap.ok(event !== undefined && takes(event), name, text(event)?.slice(0, 800) ?? 'nothing came');
	}));
}
