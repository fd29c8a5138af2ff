// What a person chose about the page itself: colours and time zone. Kept in this browser.
import { useEffect, useState } from "preact/hooks";

export type Theme = "auto" | "dark" | "light";
export type Zone = "utc" | "local";

function stored<T extends string>(key: string, choices: readonly T[], otherwise: T): T {
	try {
		const text = localStorage.getItem(key);
		return choices.find((choice) => choice === text) ?? otherwise;
	} catch {
		return otherwise; // a browser may forbid storage
	}
}

export const THEMES = ["auto", "dark", "light"] as const;
export const settings = {
	theme: stored<Theme>("theme", THEMES, "auto"),
	zone: stored<Zone>("zone", ["utc", "local"], "utc"),
};
const listeners = new Set<() => void>();
const system = matchMedia("(prefers-color-scheme: light)");

export function is_light(): boolean {
	return settings.theme === "auto" ? system.matches : settings.theme === "light";
}

function show(): void {
	document.documentElement.dataset["theme"] = is_light() ? "light" : "dark";
	for (const listener of listeners) listener();
}

export function choose(change: Partial<typeof settings>): void {
	Object.assign(settings, change);
	try {
		for (const [key, value] of Object.entries(change)) localStorage.setItem(key, value);
	} catch {
		// The choice then lasts as long as the page.
	}
	show();
}

system.addEventListener("change", show);
show();

export function useSettings(): string {
	const [, set] = useState(0);
	useEffect(() => {
		const listener = () => set((count) => count + 1);
		listeners.add(listener);
		return () => {
			listeners.delete(listener);
		};
	}, []);
	return `${is_light() ? "light" : "dark"} ${settings.zone}`;
}
