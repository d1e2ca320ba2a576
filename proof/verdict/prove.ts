import { exampleData } from "../classes/class-example.ts";
import type { DecidedClass } from "../classes/decided-class.ts";
import { enumerating } from "../classes/enumerate.ts";
import { keyOutcomes } from "../classes/key-outcome.ts";
import { type AskedThing, askedThings, type QuestionSubject, questionsAbout } from "../classes/questions.ts";
import { mayBePromised } from "../intent/expectation.ts";
import { type ComparedClass, compared, keyOf } from "./compare-class.ts";
import { followSessions, isRightToData } from "./follow-sessions.ts";
import { proofOf } from "./join-parts.ts";
import { emptyPart, type PartFinding, type Proof, type ProofPart, type ProofTask } from "./proof.ts";

/** The services whose actions are asked about. */
export const PROVEN_SERVICES = [
  "autoscaling",
  "backup",
  "dynamodb",
  "ec2",
  "ec2-instance-connect",
  "ecs",
  "eks",
  "events",
  "iam",
  "kms",
  "lambda",
  "organizations",
  "rolesanywhere",
  "s3",
  "secretsmanager",
  "sns",
  "ssm",
  "sts",
] as const;

/** Decides every class of requests for every resource, and compares with what the declaration intends. */
export function prove(subject: QuestionSubject): Proof {
  const things = askedThings(subject);
  const sessions = followSessions(subject);
  return proofOf({ subject, things, sessions }, [provePart({ subject, things, sessions }, accountsOf(things))]);
}

/** The accounts that something is asked about. */
export const accountsOf = (things: readonly AskedThing[]): readonly string[] => [...new Set(things.map(({ account }) => account))];

/** The same for what is asked about in some accounts. */
export function provePart(task: ProofTask, accounts: Iterable<string>): ProofPart {
  const { subject, things } = task;
  const { intended, world, catalogue } = subject;
  const byAccount = Map.groupBy(things.entries(), ([, { account }]) => account);
  const found = new Map<string, PartFinding>();
  const part = emptyPart();
  const atKey = keyOutcomes(subject);
  let order = 0;
  const add = (finding: ComparedClass, key: string, chain?: number) => {
    const known = found.get(key);
    if (known !== undefined) known.classes++;
    else found.set(key, { ...finding, example: exampleData(finding.example), order, key, chain, classes: 1 });
  };
  const onDecided = (decided: DecidedClass) => {
    const finding = compared({ intended, atKey, shown: part.shown }, decided);
    if (finding !== undefined) {
      add(finding, keyOf(finding));
      return;
    }
    const { principal } = decided.principal;
    if (isRightToData(decided) && !part.rights.has(principal)) part.rights.set(principal, { order, example: exampleData(decided) });
    for (const each of task.sessions.through(decided, (who) => compared({ intended, atKey }, decided, who)))
      add(each, each.key, each.chain);
  };
  const classesAt = enumerating({
    world,
    catalogue,
    now: intended.now,
    onDecided,
    // A class that is denied stands against nothing where nothing is promised.
    takesDenied: ({ who }, { what, declared }) => mayBePromised(who, what, declared),
    onPlaces: ({ origins, instants, assumptions }) => {
      for (const instant of instants) part.instants.add(instant.getTime());
      for (const { where, from } of origins) if (where.kind === "network") part.networks.add(from ?? "");
      for (const assumption of assumptions) part.assumptions.add(assumption);
    },
    onDecision: (alike) => {
      if (alike === undefined) part.singleDecisions++;
      else part.decisions.add(alike);
    },
  });
  const questionsOf = questionsAbout(subject);
  for (const account of accounts) {
    for (const [index, thing] of byAccount.get(account) ?? []) {
      order = index;
      for (const { resource, actions, principals, originsOf } of questionsOf(thing)) {
        const decideClasses = classesAt(resource, actions);
        for (const principal of principals) {
          if (thing.origin === undefined) part.principals.add(principal.principal);
          part.classes += decideClasses(principal, originsOf(principal));
        }
      }
    }
  }
  return { ...part, findings: [...found.values()] };
}
