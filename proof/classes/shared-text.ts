/** The shortest text that two patterns with `*` and `?` both match; undefined where there is none. */
export function sharedText(left: string, right: string): string | undefined {
  const [a, b] = [collapsed(left), collapsed(right)];
  const reached = new Map<number, string>([[0, ""]]);
  const place = (i: number, j: number) => i * (b.length + 1) + j;
  const queue: [number, number][] = [[0, 0]];
  for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
    const [i, j] = next;
    const text = reached.get(place(i, j)) ?? "";
    if (i === a.length && j === b.length) return text;
    for (const [toLeft, toRight, more] of steps(a[i], b[j])) {
      const to = place(i + toLeft, j + toRight);
      if (reached.has(to)) continue;
      reached.set(to, text + more);
      queue.push([i + toLeft, j + toRight]);
    }
  }
  return undefined;
}

/** What `?` stands for in an example. */
const ANY = "x";

/** How far both patterns may go on, and with which character. */
function steps(a: string | undefined, b: string | undefined): readonly (readonly [number, number, string])[] {
  const found: (readonly [number, number, string])[] = [];
  if (a === "*") found.push([1, 0, ""]);
  if (b === "*") found.push([0, 1, ""]);
  if (a === undefined || b === undefined) return found;
  if (a === "*" && b !== "*") found.push([0, 1, b === "?" ? ANY : b]);
  if (b === "*" && a !== "*") found.push([1, 0, a === "?" ? ANY : a]);
  if (a !== "*" && b !== "*" && (a === "?" || b === "?" || a === b)) found.push([1, 1, a !== "?" ? a : b !== "?" ? b : ANY]);
  return found;
}

const collapsed = (pattern: string): readonly string[] => Array.from(pattern.replace(/\*+/g, "*"));
