import { compareText } from "../../iam/compare-text.ts";
import { QUOTAS } from "../../iam/quota.ts";
import type { Plan } from "../../model/plan/plan.ts";
import type { PlannedGrant } from "../../model/plan/planned-grant.ts";
import { type DocumentSize, deployedDocuments, documentSizes, fullness } from "../../rehearsal/deployed-documents.ts";
import type { Provenance } from "../../rehearsal/provenance.ts";
import type { PlanRehearsal } from "../../rehearsal/rehearse-plan.ts";
import { colours } from "./colours.ts";
import { columns } from "./columns.ts";
import { count } from "./count.ts";

/** How many documents are shown where not all are asked for. */
const SHOWN = 8;

/** Documents with their sizes against AWS's quotas, the fullest first. */
export function documentsText({ resources }: Pick<PlanRehearsal, "resources">, all: boolean): string {
  const sizes = documentSizes(deployedDocuments(resources));
  const shown = all ? sizes : sizes.slice(0, SHOWN);
  const others = sizes.length - shown.length;
  const table = columns(["document", "stack", "used", "of", ""], shown.map(sizeRow));
  const rest = others === 0 ? "" : `  and ${count(others, "document")} less full; npm run rehearse -- --documents lists them\n`;
  return `${colours.bold(`Documents (${sizes.length.toString()})`)}, by how full they are\n${sizes.length === 0 ? "  none\n" : table}${rest}`;
}

function sizeRow(measured: DocumentSize): string[] {
  const { value, unit, of } = QUOTAS[measured.quota];
  return [
    measured.of,
    measured.stack,
    `${Math.round(100 * fullness(measured)).toString()} %`,
    `${measured.size.toString()} of ${value.toString()}`,
    `${unit} ${of.replace(/, .*$/, "")}`,
  ];
}

/** Each grant, and each table that has statements of its own, with the documents and statements that carry it. */
export function grantsText({ provenance }: Pick<PlanRehearsal, "provenance">, { grants }: Plan): string {
  const byItem = Map.groupBy(provenance, ({ item }) => item);
  const items = [...new Set([...grants.map(({ id }) => id), ...byItem.keys()])].sort(compareText);
  const byId = new Map(grants.map((grant) => [grant.id, grant]));
  const lines = items.map((item) => {
    const statements = byItem.get(item);
    const carried = statements === undefined ? `    ${colours.dim(whyNone(byId.get(item)))}\n` : carriersText(statements);
    return `  ${item}\n${carried}`;
  });
  return `${colours.bold(`Grants (${grants.length.toString()})`)} and the statements that carry them\n${lines.join("")}`;
}

function carriersText(statements: readonly Provenance[]): string {
  const byDocument = Map.groupBy(statements, ({ urn }) => urn);
  return [...byDocument]
    .map(([urn, all]) => {
      const stack = urn.slice("urn:pulumi:".length, urn.indexOf("::"));
      const name = urn.slice(urn.lastIndexOf("::") + 2);
      return `    ${stack} ${name}: ${all.map(({ statement }) => statement).join(", ")}\n`;
    })
    .join("");
}

/** Why no statement carries a grant. */
export function whyNone(grant: PlannedGrant | undefined): string {
  if (grant?.state === "closed") return "it has ended, and nothing of it is deployed";
  if (grant?.how === "replication") return `the replication statements of ${grant.owner}/${grant.kind}/${grant.name} carry it`;
  return "Palisade writes no document for it: its connection card says what to do by hand, or a warning says what it waits for";
}
