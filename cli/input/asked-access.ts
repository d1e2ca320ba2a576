import { partitionOf } from "../../iam/arn.ts";
import type { Catalogue } from "../../iam/catalogue.ts";
import type { AskedWorld } from "../../proof/access/asked-world.ts";
import { declaredQuestions } from "../../proof/access/declared-questions.ts";
import { exportedQuestions } from "../../proof/access/exported-questions.ts";
import type { Questions } from "../../proof/access/questions.ts";
import type { Intended } from "../../proof/intent/intended.ts";
import type { AnswerContext } from "../output/explanation/answer-context.ts";
import { stopped } from "../output/print-problems.ts";
import { type Streams, WrongUse } from "../output/streams.ts";
import { intendedIn } from "./proof-subject.ts";
import { readDeclaration } from "./read-declaration.ts";
import { type ExportOptions, exportedStacks } from "./read-exports.ts";
import { type RehearsedOrganization, type RehearsedOrganizationOptions, rehearsedOrganization } from "./rehearsed-organization.ts";

/** An organization that is asked who can do what. */
export interface AskedAccess {
  readonly asked: AskedWorld;
  readonly questions: Questions;
  /** What says where statements come from. */
  readonly context: AnswerContext;
}

/** The organization that a command is about: a rehearsed declaration, or exported stacks. */
export async function askedAccess(
  options: RehearsedOrganizationOptions & ExportOptions,
  catalogue: Catalogue,
  streams: Streams,
): Promise<AskedAccess> {
  const exported = exportedStacks(options);
  if (exported !== undefined) {
    const { world, resources } = exported;
    return {
      asked: { world, catalogue, now: new Date() },
      questions: exportedQuestions(resources, catalogue),
      context: { world, plan: undefined, provenance: [], owner: undefined },
    };
  }
  const { declaration, problems } = readDeclaration(options);
  if (declaration === undefined) throw new WrongUse(stopped(problems).trimEnd());
  const organization = await rehearsedOrganization(options, streams);
  return declaredAccess(organization, intendedIn(declaration, organization), catalogue);
}

/**
 * A rehearsed organization that is asked, with what its declaration intends.
 * @param isEverybodyAsked whether every role is asked about every resource
 */
export function declaredAccess(
  {
    plan,
    world,
    now,
    rehearsal,
  }: Omit<RehearsedOrganization, "rehearsal"> & { readonly rehearsal: Pick<RehearsedOrganization["rehearsal"], "provenance"> },
  intended: Intended,
  catalogue: Catalogue,
  isEverybodyAsked = false,
): AskedAccess {
  return {
    asked: { world, catalogue, now },
    questions: declaredQuestions(intended, world, catalogue, partitionOf(plan.organization.homeRegion), isEverybodyAsked),
    context: { world, plan, provenance: rehearsal.provenance, owner: undefined },
  };
}
