// The pieces that panels are made of.
import type { ComponentChildren, JSX } from "preact";
import { useState } from "preact/hooks";
import { useTick } from "./clock";
import { exact, money, sign, signed } from "./decimal";
import type { Freshness } from "./live";
import { duration } from "./times";

export type Tone = "good" | "warn" | "bad" | "dim" | "plain";

// ---- signs: shape says the same as colour ----

const SHAPES: Record<string, JSX.Element> = {
	ok: (
		<>
			<circle cx="12" cy="12" r="10" />
			<path class="ink" d="M7 12.5l3.4 3.4L17 9.2" />
		</>
	),
	warn: (
		<>
			<path d="M12 2.2 22.6 21H1.4z" />
			<path class="ink" d="M12 9v5.4M12 17.2v.9" />
		</>
	),
	alarm: (
		<>
			<path d="M7.6 1.5h8.8l6.1 6.1v8.8l-6.1 6.1H7.6l-6.1-6.1V7.6z" />
			<path class="ink" d="M12 6v7.2M12 16.6v1" />
		</>
	),
	unknown: <circle class="hollow" cx="12" cy="12" r="9" />,
};

export function Sign({ of }: { of: string }) {
	return (
		<svg class={`sign sign-${of}`} viewBox="0 0 24 24" aria-hidden="true">
			{SHAPES[of] ?? SHAPES["unknown"]}
		</svg>
	);
}

export function Tag({ tone, children }: { tone: Tone; children: ComponentChildren }) {
	return <span class={`tag tag-${tone}`}>{children}</span>;
}

export function Side({ side }: { side: string }) {
	const is_up = side === "LONG" || side === "BUY" || side === "ENTER_LONG";
	return (
		<span class={`side ${is_up ? "up" : "down"}`}>
			<svg viewBox="0 0 10 10" aria-hidden="true">
				<path d={is_up ? "M5 1.5 9.3 8.5H.7z" : "M5 8.5.7 1.5h8.6z"} />
			</svg>
			{side.replace("ENTER_", "")}
		</span>
	);
}

// Money with its sign; the exact text is at hand for the pointer and for programs.
export function Amount({ of, is_change = false }: { of: string | null; is_change?: boolean }) {
	if (of === null) return <Unknown />;
	const tone = !is_change ? "" : sign(of) > 0 ? "gain" : sign(of) < 0 ? "loss" : "";
	return (
		<span class={`amount ${tone}`} title={exact(of)} data-exact={of}>
			{is_change ? signed(of, money) : money(of)}
		</span>
	);
}

export function Unknown() {
	return (
		<span class="unknown" title="not known">
			–
		</span>
	);
}

// ---- used of a limit ----

export function Bar({ pct, label, tone }: { pct: number; label: string; tone?: Tone }) {
	const shown = Math.max(0, Math.min(100, pct));
	const own: Tone = tone ?? (pct >= 100 ? "bad" : pct >= 75 ? "warn" : "good");
	return (
		<div
			class={`bar bar-${own}`}
			role="meter"
			aria-label={label}
			aria-valuemin={0}
			aria-valuemax={100}
			aria-valuenow={Math.round(shown)}
			aria-valuetext={`${pct.toFixed(0)} % of the limit`}
		>
			<div class="bar-used" style={{ width: `${shown}%` }} />
		</div>
	);
}

// ---- a panel shows how old it is ----

export interface PanelProps {
	id: string;
	title: string;
	freshness: () => Freshness;
	note?: ComponentChildren;
	tools?: ComponentChildren;
	error?: string;
	children: ComponentChildren;
}

function Age({ freshness }: { freshness: Freshness }) {
	const { age_ms, limit_ms, rule } = freshness;
	const limit = duration(limit_ms);
	if (age_ms === null) return <span class="age">no data yet</span>;
	const is_stale = age_ms > limit_ms;
	return (
		<span class="age" title={`Grey when older than ${limit}: ${rule}`}>
			{is_stale ? <Tag tone="warn">OLD</Tag> : null}
			<span class="age-text">
				{duration(age_ms)} old<span class="age-rule"> · grey after {limit}</span>
			</span>
		</span>
	);
}

export function Panel({ id, title, freshness, note, tools, error, children }: PanelProps) {
	useTick();
	const fresh = freshness();
	const is_stale = fresh.age_ms === null || fresh.age_ms > fresh.limit_ms;
	return (
		<section
			class={`panel ${is_stale ? "stale" : ""}`}
			id={id}
			aria-labelledby={`${id}-title`}
			data-stale={is_stale}
			tabIndex={-1}
		>
			<header class="panel-head">
				<h2 id={`${id}-title`}>{title}</h2>
				{note !== undefined ? <span class="note">{note}</span> : null}
				<Age freshness={fresh} />
				{tools !== undefined ? <div class="tools">{tools}</div> : null}
			</header>
			{error !== undefined && error !== "" ? (
				<p class="error" role="status">
					<Sign of="warn" /> Could not be asked for: {error}. It is tried again.
				</p>
			) : null}
			<div class="panel-body">{children}</div>
		</section>
	);
}

// ---- choices ----

interface ChoiceProps<T extends string> {
	name: string;
	label: string;
	choices: readonly (readonly [T, string])[];
	chosen: T;
	on_choose: (value: T) => void;
}

// Few choices, all in sight: arrow keys move between them.
export function Choice<T extends string>({ name, label, choices, chosen, on_choose }: ChoiceProps<T>) {
	return (
		<fieldset class="choice">
			<legend class="unseen">{label}</legend>
			{choices.map(([value, text]) => (
				<label key={value}>
					<input
						type="radio"
						name={name}
						value={value}
						checked={value === chosen}
						onChange={() => on_choose(value)}
					/>
					<span>{text}</span>
				</label>
			))}
		</fieldset>
	);
}

export function Select<T extends string>({ name, label, choices, chosen, on_choose }: ChoiceProps<T>) {
	return (
		<label class="field">
			<span class="field-label">{label}</span>
			<select name={name} value={chosen} onChange={(event) => on_choose(event.currentTarget.value as T)}>
				{choices.map(([value, text]) => (
					<option key={value} value={value}>
						{text}
					</option>
				))}
			</select>
		</label>
	);
}

export function Search({ label, text, on_text }: { label: string; text: string; on_text: (text: string) => void }) {
	return (
		<label class="field">
			<span class="unseen">{label}</span>
			<input
				type="search"
				value={text}
				placeholder={label}
				autocomplete="off"
				spellcheck={false}
				onInput={(event) => on_text(event.currentTarget.value)}
			/>
		</label>
	);
}

export function is_found(text: string, ...where: string[]): boolean {
	const words = text.trim().toLowerCase();
	return words === "" || where.some((place) => place.toLowerCase().includes(words));
}

export const WINDOWS = [
	["24h", "24 h"],
	["7d", "7 d"],
	["30d", "30 d"],
	["all", "all"],
] as const;
export type Window = (typeof WINDOWS)[number][0];

// ---- tables: rows on a desk, cards on a phone ----

export interface Column<R> {
	label: string;
	cell: (row: R) => ComponentChildren;
	is_number?: boolean;
	// Heads the card on a phone.
	is_title?: boolean;
	// Takes the whole width of the card.
	is_wide?: boolean;
	// The heading sorts: which way it is sorted now, and what a press does.
	sort?: { now: "ascending" | "descending" | "none"; press: () => void };
}

interface TableProps<R> {
	caption: string;
	columns: Column<R>[];
	rows: R[];
	row_key: (row: R) => string;
	row_class?: (row: R) => string;
	empty: ComponentChildren;
	foot?: R | undefined;
}

// The roles are written out because the style of the cards takes a table's own ones away.
export function Table<R>({ caption, columns, rows, row_key, row_class, empty, foot }: TableProps<R>) {
	if (rows.length === 0) return <p class="empty">{empty}</p>;
	const cells = (row: R) =>
		columns.map((column) => (
			<td
				key={column.label}
				role="cell"
				data-label={column.label}
				class={`${column.is_number ? "number" : ""} ${column.is_title ? "title" : ""} ${column.is_wide ? "wide" : ""}`}
			>
				{column.cell(row)}
			</td>
		));
	return (
		<table role="table" class="table">
			<caption class="unseen">{caption}</caption>
			<thead role="rowgroup">
				<tr role="row">
					{columns.map((column) => (
						<th
							key={column.label}
							role="columnheader"
							scope="col"
							class={column.is_number ? "number" : ""}
							{...(column.sort === undefined ? {} : { "aria-sort": column.sort.now })}
						>
							{column.sort === undefined ? (
								column.label
							) : (
								<button type="button" class="sorter" onClick={column.sort.press}>
									{column.label}
									<span aria-hidden="true">
										{column.sort.now === "ascending" ? " ↑" : column.sort.now === "descending" ? " ↓" : ""}
									</span>
								</button>
							)}
						</th>
					))}
				</tr>
			</thead>
			<tbody role="rowgroup">
				{rows.map((row) => (
					<tr key={row_key(row)} role="row" class={row_class?.(row) ?? ""} data-key={row_key(row)}>
						{cells(row)}
					</tr>
				))}
			</tbody>
			{foot === undefined ? null : (
				<tfoot role="rowgroup">
					<tr role="row">{cells(foot)}</tr>
				</tfoot>
			)}
		</table>
	);
}

export function is_narrow(): boolean {
	return matchMedia("(max-width: 760px)").matches;
}

// The first few of many, and a button for the rest; fewer on a phone, where a row is a card.
export function useFew<R>(rows: R[], [desk, phone]: [number, number], noun: string): [R[], JSX.Element | null] {
	const [is_all, set] = useState(false);
	const few = is_narrow() ? phone : desk;
	if (rows.length <= few) return [rows, null];
	const button = (
		<button type="button" class="more" aria-expanded={is_all} onClick={() => set(!is_all)}>
			{is_all ? `Show the first ${few} ${noun}` : `Show all ${rows.length} ${noun}`}
		</button>
	);
	return [is_all ? rows : rows.slice(0, few), button];
}

export function Fact({ label, children, tone }: { label: string; children: ComponentChildren; tone?: Tone }) {
	return (
		<div class={`fact ${tone === undefined ? "" : `fact-${tone}`}`}>
			<dt>{label}</dt>
			<dd>{children}</dd>
		</div>
	);
}

// Sentences of the server set commands between backquotes.
export function Sentence({ text }: { text: string }) {
	return <>{text.split("`").map((part, index) => (index % 2 === 1 ? <code key={index}>{part}</code> : part))}</>;
}

// "stop_loss" reads "stop loss".
export function words(name: string): string {
	return name.replace(/_/g, " ");
}
