import { proofSubject } from "../../cli/input/proof-subject.ts";
import { organizationOf } from "../../cli/input/rehearsed-organization.ts";
import { load } from "../../model/checks/load.ts";
import { plan as planOf } from "../../model/plan/plan-declaration.ts";
import { problemLine } from "../../model/problem.ts";
import type { Declaration } from "../../model/reading/declaration.ts";
import type { Files } from "../../model/reading/draft.ts";
import type { QuestionSubject } from "../../proof/classes/questions.ts";
import type { WorldResource } from "../../proof/world/world-resource.ts";
import { rehearsePlan } from "../../rehearsal/rehearse-plan.ts";
import { acmeInventory, rehearsedAcme } from "./acme.ts";
import { LINE } from "./line.ts";
import { NOW, sample } from "./sample.ts";

/** A statement as JSON has it. */
export type WrittenStatement = Readonly<Record<string, unknown>>;

/** Changes the statements of a document, by its stack and resource as `<stack>/<name>`. */
export type ChangeStatements = (document: string, statements: readonly WrittenStatement[]) => readonly WrittenStatement[];

/** The smallest organization to prove, after a change of its documents. */
export const lineSubject = async (change?: ChangeStatements): Promise<QuestionSubject> =>
  subjectOf(LINE, change, () => (line ??= rehearsePlan(planOf(declared(LINE)))));

/** An organization of some files to prove as of an instant, after a change of its documents. */
export const subjectAsOf = async (files: Files, now: Date, change?: ChangeStatements): Promise<QuestionSubject> =>
  subjectOf(files, change, () => rehearsePlan(planOf(declared(files, now))), undefined, now);

/** The sample organization to prove. */
export const acmeSubject = async (change?: ChangeStatements): Promise<QuestionSubject> =>
  subjectOf(sample, change, rehearsedAcme, acmeInventory);

let line: ReturnType<typeof rehearsedAcme> | undefined;

/** The declaration of some files as of an instant. */
export function declared(files: Files, now = NOW): Declaration {
  const { declaration, problems } = load(files, { now });
  if (declaration === undefined) throw new Error(problems.map(problemLine).join("\n"));
  return declaration;
}

async function subjectOf(
  files: Files,
  change: ChangeStatements | undefined,
  rehearse: typeof rehearsedAcme,
  existing?: typeof acmeInventory,
  now = NOW,
): Promise<QuestionSubject> {
  const declaration = declared(files, now);
  const { resources } = await rehearse();
  const given = change === undefined ? resources : changedStatements(resources, change);
  return proofSubject(declaration, organizationOf(planOf(declaration), { resources: given }, existing));
}

/** Resources after a change of their documents' statements. */
export const changedStatements = (resources: readonly WorldResource[], change: ChangeStatements): WorldResource[] =>
  resources.map((resource) => changed(resource, change));

function changed(resource: WorldResource, change: ChangeStatements): WorldResource {
  const inputs = Object.entries(resource.inputs).map(([field, value]): [string, unknown] => {
    if (typeof value !== "string" || !value.startsWith('{"Version"')) return [field, value];
    const document = JSON.parse(value) as { readonly Statement: readonly WrittenStatement[] };
    const statements = change(`${resource.stack}/${resource.name}`, document.Statement);
    return [field, statements === document.Statement ? value : JSON.stringify({ ...document, Statement: statements })];
  });
  return { ...resource, inputs: Object.fromEntries(inputs) };
}

/** Leaves out a statement wherever it stands; throws where no document has it. */
export const withoutStatement =
  (sid: string): ChangeStatements =>
  (_, statements) =>
    statements.some((each) => each["Sid"] === sid) ? statements.filter((each) => each["Sid"] !== sid) : statements;
