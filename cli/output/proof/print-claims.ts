import { colours } from "../colours.ts";
import { count } from "../count.ts";
import { wrapped } from "../wrapped.ts";
import type { ProofClaim } from "./proof-report.ts";

/** How many statements of a claim are printed; `--json` has all. */
const SHOWN = 12;

/** How many claims there are, and whether all of them hold, in one sentence. */
export function claimsSummary(claims: readonly Pick<ProofClaim, "declaredAt" | "verdict">[]): string {
  const written = claims.filter(({ declaredAt }) => declaredAt !== null).length;
  const builtIn = claims.length - written;
  const all = `${builtIn.toString()} built-in${written === 0 ? "" : `, ${written.toString()} of claims.yaml`}`;
  const of = (verdict: ProofClaim["verdict"]) => claims.filter((each) => each.verdict === verdict).length;
  const [broken, unknown] = [of("broken"), of("not known")];
  if (broken + unknown === 0) return `${all} hold`;
  const found = [...(broken === 0 ? [] : [`${broken.toString()} broken`]), ...(unknown === 0 ? [] : [`${unknown.toString()} not known`])];
  return `${found.join(", ")} of ${all}`;
}

/** Claims that are broken or not known, each with one request that shows it. */
export function claimsText(claims: readonly ProofClaim[]): string[] {
  const open = claims.filter(({ verdict }) => verdict !== "holds");
  if (open.length === 0) return [];
  return [`${colours.bold(`Claims that do not hold (${open.length.toString()})`)}\n${open.map(claimText).join("")}`];
}

const indented = (text: string): string => wrapped(text, { first: "    ", rest: 6 });

function claimText({ says, declaredAt, verdict, example, statements, unknown }: ProofClaim): string {
  const more = statements.length > SHOWN ? [indented(`and ${(statements.length - SHOWN).toString()} more; --json has them all`)] : [];
  return [
    wrapped(`${verdict}: ${says}`, { first: "  ", rest: 4 }),
    ...(example === null
      ? []
      : [
          indented(
            `${verdict === "broken" ? "" : "for instance whether "}${instanceText(example.about, verdict)} (${count(example.classes, "class", "classes")})`,
          ),
          ...(verdict === "broken" ? [indented(example.decidedBy)] : []),
        ]),
    ...statements
      .slice(0, SHOWN)
      .map((statement) => indented(`${verdict === "broken" ? "not needed" : "not seen to be needed"}: ${statement}`)),
    ...more,
    ...unknown.map(({ what, remedy }) => indented(`not known: ${what}; ${remedy}`)),
    ...(declaredAt === null ? [] : [indented(`claimed at ${declaredAt}${example === null ? "" : `: ${example.because}`}`)]),
    ...(example?.scenario === undefined || example.scenario === null ? [] : [indented(`npm run simulate -- ${example.scenario}`)]),
  ].join("");
}

const instanceText = (about: string, verdict: ProofClaim["verdict"]): string =>
  verdict === "broken" ? about : about.replace(/ may (?:not )?use /, " may use ");
