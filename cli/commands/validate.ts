import path from "node:path";
import type { DeclarationOptions } from "../../model/folder/read-declaration.ts";
import { closedAccounts } from "../../model/plan/closed-accounts.ts";
import { plan } from "../../model/plan/plan-declaration.ts";
import { type WidelyBoundUnit, widelyBoundUnits } from "../../model/plan/whole-units.ts";
import { readClaims } from "../input/read-claims.ts";
import { readDeclaration } from "../input/read-declaration.ts";
import { readInventory } from "../input/read-inventory.ts";
import { unitsWithoutRoom } from "../input/units-without-room.ts";
import { colours } from "../output/colours.ts";
import { count } from "../output/count.ts";
import { namesText } from "../output/page-list.ts";
import { problemLines } from "../output/print-problems.ts";
import type { ProblemsReport } from "../output/report/problems-report.ts";
import type { ExitCode, Streams } from "../output/streams.ts";

const widelyBoundText = ({ unit, undeclaredAccounts }: WidelyBoundUnit): string =>
  `Guardrails at unit ${unit} bind every account below it, ${
    undeclaredAccounts.length === 0 ? "declared or not" : `also ${namesText(undeclaredAccounts)}, which nobody declared`
  }`;

const crowdedText = (units: readonly string[]): string =>
  `Guardrails that exempt deploy roles are attached to the declared accounts below ${units.length === 1 ? "unit" : "units"} ${namesText(units)} alone, ` +
  "since too many of these, or all, have deploy roles of their own. Accounts there that nobody declared are not bound by them; declare these, " +
  "or let more accounts share the organization's deploy role";

const closedText = (accounts: readonly string[]): string =>
  `Tables in ${namesText(accounts)} are closed to the roles of their own account, declared or not: the perimeter is enforced and there is no network; ` +
  "declare networks, name under letThrough what goes on calling, or write perimeter: observe with because";

/** Reads the declaration and says everything that is wrong with it. */
export function validate(options: DeclarationOptions & { readonly json?: boolean | undefined }, { out }: Streams): ExitCode {
  const read = readDeclaration(options);
  const { problems: declared, warnings, folder } = read;
  const inventory = readInventory(undefined, folder);
  const problems = [...declared, ...(inventory?.problems ?? []), ...readClaims(read).problems];
  const planned = problems.length > 0 || read.declaration === undefined ? undefined : plan(read.declaration);
  const widelyBound = planned === undefined ? [] : widelyBoundUnits(planned, inventory?.file?.accounts ?? {});
  const crowded = planned === undefined ? [] : unitsWithoutRoom(planned);
  const closed = planned === undefined ? [] : closedAccounts(planned);
  const shown = path.relative(process.cwd(), folder) || ".";
  if (options.json === true) {
    const report: ProblemsReport = {
      format: 1,
      problems,
      warnings: [...warnings],
      widelyBoundUnits: widelyBound.map((each) => ({ ...each, undeclaredAccounts: [...each.undeclaredAccounts] })),
      crowdedUnits: crowded,
      closedAccounts: closed,
    };
    out(`${JSON.stringify(report, undefined, 2)}\n`);
  } else {
    if (problems.length > 0) out(problemLines(problems));
    if (warnings.length > 0) out(`${colours.yellow("Warnings")}\n${problemLines(warnings)}`);
    for (const each of widelyBound) out(`${widelyBoundText(each)}\n`);
    if (crowded.length > 0) out(`${crowdedText(crowded)}\n`);
    if (closed.length > 0) out(`${closedText(closed)}\n`);
    const verdict =
      problems.length === 0 ? colours.green(`${shown} is valid`) : colours.red(`${shown} has ${count(problems.length, "problem")}`);
    out(`${verdict}${warnings.length === 0 ? "" : `, ${count(warnings.length, "warning")}`}\n`);
  }
  return problems.length === 0 ? 0 : 1;
}
