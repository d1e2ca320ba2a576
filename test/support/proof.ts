import { proofSubject } from "../../cli/input/proof-subject.ts";
import { organizationOf } from "../../cli/input/rehearsed-organization.ts";
import { load } from "../../model/checks/load.ts";
import { plan } from "../../model/plan/plan-declaration.ts";
import { problemLine } from "../../model/problem.ts";
import type { Declaration } from "../../model/reading/declaration.ts";
import type { Files } from "../../model/reading/draft.ts";
import type { QuestionSubject } from "../../proof/classes/questions.ts";
import type { PolicyDocument, StatementDocument } from "../../proof/engine/policy-document.ts";
import type { Intended } from "../../proof/intent/intended.ts";
import type { Finding } from "../../proof/verdict/finding.ts";
import { knownBreachOf } from "../../proof/verdict/known-breaches.ts";
import type { Proof } from "../../proof/verdict/proof.ts";
import { prove } from "../../proof/verdict/prove.ts";
import type { ReadInventory } from "../../proof/world/inventory-file.ts";
import type { OrganizationWorld } from "../../proof/world/organization-world.ts";
import type { WorldResource } from "../../proof/world/world-resource.ts";
import { rehearsePlan } from "../../rehearsal/rehearse-plan.ts";
import { NOW } from "./sample.ts";

/** A declaration and what its rehearsal deploys, for any number of proofs. */
export interface Deployed {
  readonly declaration: Declaration;
  readonly resources: readonly WorldResource[];
  readonly existing: ReadInventory | undefined;
}

/** Rehearses a declaration. */
export async function deploy(files: Files, existing?: ReadInventory): Promise<Deployed> {
  const { declaration, problems } = load(files, { now: NOW });
  if (declaration === undefined) throw new Error(problems.map(problemLine).join("\n"));
  const { resources, stacks } = await rehearsePlan(plan(declaration));
  const failed = stacks.filter(({ status }) => status !== "done");
  if (failed.length > 0) throw new Error(JSON.stringify(failed));
  return { declaration, resources, existing };
}

/** A proof with what it is about. */
export interface Proven {
  readonly proof: Proof;
  readonly intended: Intended;
  readonly world: OrganizationWorld;
  /** What stands against it and is not known, as text. */
  readonly against: readonly string[];
}

/** A subject of proofs. */
export const subjectOf = ({ declaration, resources, existing }: Deployed): Promise<QuestionSubject> =>
  proofSubject(declaration, organizationOf(plan(declaration), { resources }, existing));

/** Proves a rehearsed declaration. */
export async function proofOf(deployed: Deployed): Promise<Proven> {
  const subject = await subjectOf(deployed);
  const { intended, world } = subject;
  const proof = prove(subject);
  const against = [
    ...proof.findings.filter((finding) => knownBreachOf(intended, finding) === undefined).map(textOf),
    ...proof.unmet.map(({ action, declaredAt }) => `unmet: ${action}, declared at ${declaredAt}`),
    ...new Set(proof.waiting.map(({ declaredAt }) => `unknown: the grant at ${declaredAt} waits for its consumer`)),
  ];
  return { proof, intended, world, against };
}

const textOf = ({ kind, about }: Finding): string => `${kind}: ${about}`;

/** Where a resource's policy stands among its inputs. */
const PLACES = ["policy", "content", "assumeRolePolicy"] as const;

/** The same deployment with some statements changed; a statement becomes nothing where the change gives undefined. */
export function withStatements(deployed: Deployed, change: (statement: StatementDocument) => StatementDocument | undefined): Deployed {
  let changed = 0;
  const counting = (statement: StatementDocument): StatementDocument[] => {
    const after = change(statement);
    if (after !== statement) changed += 1;
    return after === undefined ? [] : [after];
  };
  const resources = deployed.resources.map((resource) => {
    const inputs = { ...resource.inputs };
    for (const place of PLACES) {
      const text = inputs[place];
      if (typeof text !== "string" || !text.startsWith("{")) continue;
      const document = JSON.parse(text) as PolicyDocument;
      const statements = (Array.isArray(document.Statement) ? document.Statement : [document.Statement]) as StatementDocument[];
      inputs[place] = JSON.stringify({ ...document, Statement: statements.flatMap(counting) });
    }
    return { ...resource, inputs };
  });
  if (changed === 0) throw new Error("no statement was changed; correct the test");
  return { ...deployed, resources };
}
