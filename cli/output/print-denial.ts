import type { ExplainReport } from "./explanation/explain-report.ts";
import { namesText } from "./page-list.ts";

/** A change of the declaration, with what comes of it. */
export interface ProposedChange {
  readonly file: string;
  readonly line: number;
  readonly place: string;
  readonly entry: string;
  readonly isNew: boolean;
  /** The folder of the template that it changes; null where the owner has a folder of its own. */
  readonly template: string | null;
  /** The accounts whose declaration it changes. */
  readonly accounts: readonly string[];
  /** The account whose data it is. */
  readonly owner: string;
  readonly reviewer: string;
  /** Why the declaration would refuse it; empty where it would not. */
  readonly problems: readonly string[];
  /** Whether the call is allowed with it. */
  readonly isAllowed: boolean;
  /** The role of the owner's that the caller takes first; null where it calls as itself. */
  readonly through: string | null;
  /** Everything that becomes allowed or denied with it, a line each. */
  readonly opens: readonly string[];
}

/** What is known of a call that AWS denied. */
export interface DenialReport {
  readonly call: {
    readonly principal: string;
    readonly action: string;
    readonly resource: string;
    readonly from: string | null;
    /** Whether the error or an option says where the call came from. */
    readonly isNetworkSaid: boolean;
    readonly by: { readonly layer: string; readonly isExplicit: boolean } | null;
  };
  readonly decision: ExplainReport["decision"];
  /** Whether the declaration denies the call as the error says. */
  readonly doesFit: boolean;
  readonly explanation: ExplainReport;
  /** The explanation in words. */
  readonly text: string;
  /** The network that the same call is allowed from, where it is. */
  readonly allowedFrom: string | null;
  readonly change: ProposedChange | null;
}

/** A denial in words: what was read, why, and what would allow it. */
export function denialText({ call, doesFit, decision, text, allowedFrom, change }: DenialReport): string {
  const place = call.from === null ? "" : ` from ${call.from}${call.isNetworkSaid ? "" : " (the error does not say where; this fits)"}`;
  return [
    `${call.principal} called ${call.action} on ${call.resource}${doesFit ? place : ""}.`,
    ...(doesFit ? [] : [misfit(decision)]),
    "",
    text.trimEnd(),
    "",
    ...changeText(change, allowedFrom, decision),
    "",
  ].join("\n");
}

const misfit = (decision: DenialReport["decision"]): string =>
  decision === "allowed"
    ? "The declaration allows it: what is deployed differs from it, or the call came from another network or with other keys. Compare with npm run refresh, or say --from."
    : "The declaration denies it otherwise than the error says: what is deployed differs from it, or the call came from another network. Say --from.";

function changeText(change: ProposedChange | null, allowedFrom: string | null, decision: DenialReport["decision"]): string[] {
  if (allowedFrom !== null) return [`Smallest change: none of the declaration. The same call is allowed from ${allowedFrom}.`];
  if (decision === "allowed") return ["Smallest change: none of the declaration."];
  if (change === null)
    return [
      "Smallest change: none is known. Grants are for workloads and external parties, on tables, keys and secrets, with the rights that the declaration has.",
    ];
  const { file, line, place, entry, isNew, reviewer, problems, isAllowed, through, opens } = change;
  const head = `Smallest change: in ${file}, ${isNew ? `under ${place} (the entry at line ${line.toString()})` : `line ${line.toString()}, ${place}`}:`;
  const result =
    problems.length > 0
      ? [`The declaration refuses it:`, ...problems.map((each) => `  ${each}`)]
      : [
          isAllowed
            ? `With it the call is allowed${through === null ? "" : `, as ${through}, which the caller takes first`}. Rehearsed and decided.`
            : "With it alone the call is still denied; what else is in the way stands above.",
          opens.length === 0 ? "It changes no other access." : "All that it changes, by the proof:",
          ...opens.map((each) => `  ${each}`),
        ];
  return [head, `  ${entry}`, ...templateLines(change), `Reviewed by: ${reviewer}.`, ...result];
}

/** Who else gets a change of a template, and what to do where only one account is meant to. */
function templateLines({ template, accounts, owner }: ProposedChange): string[] {
  if (template === null) return [];
  if (accounts.length === 1) return [`Of the accounts that ${template} makes, it changes ${owner} alone.`];
  return [
    `Every account that ${template} makes gets it: ${namesText(accounts)}.`,
    `For ${owner} alone: copy ${template} to accounts/${owner}, put its values in, remove its line from ${template}/template.yaml, and make the change there.`,
  ];
}
