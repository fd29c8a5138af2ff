// Lets the browser paint what the document itself says before the page's program is run: a person sees at once where
// they are. A tab in the background has no frames to wait for.
const app = document.currentScript?.dataset["app"] ?? "";
let is_begun = false;

function begin(): void {
	if (is_begun) return;
	is_begun = true;
	const script = document.createElement("script");
	script.src = app;
	document.head.append(script);
}

if (document.hidden) begin();
requestAnimationFrame(() => setTimeout(begin));
setTimeout(begin, 250);
