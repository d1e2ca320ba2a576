import assert from "node:assert/strict";
import { proofSubject } from "../../../cli/input/proof-subject.ts";
import { organizationOf } from "../../../cli/input/rehearsed-organization.ts";
import { load } from "../../../model/checks/load.ts";
import { plan as planOf } from "../../../model/plan/plan-declaration.ts";
import { layersAtWorst } from "../../../proof/classes/at-worst.ts";
import type { DecidedClass } from "../../../proof/classes/decided-class.ts";
import { enumerating } from "../../../proof/classes/enumerate.ts";
import type { OriginClass } from "../../../proof/classes/origins.ts";
import type { PrincipalClass } from "../../../proof/classes/principals.ts";
import { askedThings, type Question, type QuestionSubject, questionsAbout } from "../../../proof/classes/questions.ts";
import { mayBe, outcomeOf } from "../../../proof/classes/read-outcome.ts";
import type { ResourceClass } from "../../../proof/classes/resources.ts";
import { calledService } from "../../../proof/engine/called-service.ts";
import type { Decision } from "../../../proof/engine/decide.ts";
import { decideFirmly } from "../../../proof/engine/decide-under-readings.ts";
import type { StatementDocument } from "../../../proof/engine/policy-document.ts";
import { prepareRequest } from "../../../proof/engine/prepare-request.ts";
import type { ContextValues } from "../../../proof/engine/request-context.ts";
import { rehearsePlan } from "../../../rehearsal/rehearse-plan.ts";
import { LINE } from "../../support/line.ts";
import { deploy, withStatements } from "../../support/proof.ts";
import { randomOrganization } from "../../support/random-organization.ts";
import { NOW } from "../../support/sample.ts";

/** A drawn organization that is accepted and rehearsed as a whole; undefined where it is not. */
async function subjectOf(seed: number): Promise<QuestionSubject | undefined> {
  const { declaration } = load(randomOrganization(seed), { now: NOW });
  if (declaration === undefined) return undefined;
  const rehearsal = await rehearsePlan(planOf(declaration));
  if (rehearsal.stacks.some(({ status }) => status !== "done")) return undefined;
  return proofSubject(declaration, organizationOf(planOf(declaration), rehearsal));
}

interface Asked {
  readonly principal: PrincipalClass;
  readonly resource: ResourceClass;
  readonly origin: OriginClass;
  readonly carried: ContextValues;
}

/** What the engine decides about one request by itself, under the layers that the world finds for it. */
function alone(
  { world, catalogue }: QuestionSubject,
  { principal, resource, origin, carried }: Asked,
  action: string,
  now: Date,
): Decision {
  const situation = world.situate({
    principal: principal.principal,
    action,
    resource: resource.arn,
    from: origin.from,
    context: { ...principal.carries, ...resource.carries, ...origin.context, ...carried },
  });
  assert.ok(!("problems" in situation), JSON.stringify(situation));
  const { request, layers } = situation.steps[0];
  return decideFirmly(prepareRequest(request, { catalogue, now }), layersAtWorst(layers, resource));
}

/** What a decision says, of whom, and what other readings make of it. */
const decidedOf = ({ outcome, by, unknowns, alternatives = [] }: Decision) => ({
  alternatives: alternatives.map(({ readings, decision }) => `${JSON.stringify(readings)} ${decision.outcome}`),
  outcome,
  layer: by.layer,
  level: by.level,
  policy: by.policy?.name,
  statement: by.statement?.index,
  unknowns: unknowns.map(({ what }) => what),
});

/** The questions of reading on which some class turned. */
const turned = new Set<string>();

/** Compares the classes of some questions, and what is counted alone, with what is decided alone. */
function assertAlike(subject: QuestionSubject, questions: readonly Question[]): number {
  const { world, catalogue, intended } = subject;
  let decided: DecidedClass[] = [];
  const classesAt = enumerating({ world, catalogue, now: intended.now, onDecided: (each) => void decided.push(each) });
  let compared = 0;
  for (const { resource, actions, principals, originsOf } of questions) {
    const decideClasses = classesAt(resource, actions);
    for (const principal of principals) {
      decided = [];
      decideClasses(principal, originsOf(principal));
      for (const each of decided) {
        const [first = ""] = each.actions;
        // Streams have an endpoint of their own: what the first action of all passes, the others are taken to pass.
        if (calledService(first) !== calledService(actions.all[0]?.name ?? "")) continue;
        const { outcome, alternatives, decision } = each;
        for (const { readings } of alternatives) for (const id of Object.keys(readings)) turned.add(id);
        assert.deepEqual({ outcome, alternatives }, outcomeOf(decision), textOf(each, first));
        assert.deepEqual(decidedOf(decision), decidedOf(alone(subject, each, first, each.at)), textOf(each, first));
        compared++;
      }
      const reached = new Set(decided.flatMap((each) => each.actions));
      for (const origin of originsOf(principal)) {
        for (const { name } of actions.all) {
          if (reached.has(name)) continue;
          const { outcome, alternatives = [] } = alone(subject, { principal, resource, origin, carried: {} }, name, intended.now);
          assert.ok(outcome.endsWith("denied"), `${principal.principal} ${name} ${resource.arn}: ${outcome}`);
          assert.deepEqual(alternatives, [], `${principal.principal} ${name} ${resource.arn}`);
          compared++;
        }
      }
    }
  }
  return compared;
}

/** The classes of some questions that some reading does not deny. */
function openAt({ world, catalogue, intended }: QuestionSubject, questions: readonly Question[], takesDenied: boolean): string[] {
  const open: string[] = [];
  const onDecided = (each: DecidedClass): void => {
    if (mayBe(each, "allowed", "unknown")) open.push(textOf(each, each.actions.join()));
  };
  const classesAt = enumerating({ world, catalogue, now: intended.now, onDecided, takesDenied: () => takesDenied });
  for (const { resource, actions, principals, originsOf } of questions) {
    const decideClasses = classesAt(resource, actions);
    for (const principal of principals) decideClasses(principal, originsOf(principal));
  }
  return open;
}

const textOf = ({ principal, resource, origin, carried }: DecidedClass, action: string): string =>
  JSON.stringify([principal.principal, action, resource.arn, origin.from ?? origin.where, carried]);

/** Changes statements so that they turn on many questions of reading, each in one of several ways. */
function contesting(): (statement: StatementDocument) => StatementDocument {
  let number = 0;
  return (statement) => {
    const way = CONTESTED[number++ % CONTESTED.length] ?? {};
    const isNarrow = statement.Resource !== undefined && statement.Resource !== "*" && !Array.isArray(statement.Resource);
    return {
      ...statement,
      ...(statement.Effect === "Allow" && statement.Principal === undefined && isNarrow
        ? { Resource: RESOURCES[number % RESOURCES.length] }
        : {}),
      Condition: { ...statement.Condition, ...way },
    };
  };
}

const CONTESTED: readonly NonNullable<StatementDocument["Condition"]>[] = [
  {},
  { "ForAllValues:StringEquals": { "aws:CalledVia": "athena.amazonaws.com" } },
  { "ForAnyValue:StringNotEquals": { "aws:CalledVia": "athena.amazonaws.com" } },
  { "ForAnyValue:StringEqualsIfExists": { "dynamodb:Attributes": "a" } },
  { StringEqualsIfExists: { "aws:TagKeys": ["a", "b"] } },
  { ArnLike: { "aws:PrincipalArn": "*" } },
  { ArnNotLike: { "aws:PrincipalArn": "arn:AWS:iam::*:role/palisade/*" } },
  { StringLikeIfExists: { "aws:SourceVpc": "${aws:PrincipalTag/team}*" } },
  { StringNotEquals: { "aws:RequestedRegion": "${aws:PrincipalTag/team}" } },
];
const RESOURCES = [
  "arn:aws:dynamodb:EU-west-1:*:*",
  "arn:aws:dynamodb",
  "arn:aws:dynamodb:*:*:table/${aws:PrincipalTag/team}*",
  "arn:aws:kms:*:*:*",
];

/** Changes whom and what statements speak of, so that it turns on questions of reading whether they speak of a request at all. */
function contestingElements(): (statement: StatementDocument) => StatementDocument {
  let [number, denying] = [0, 0];
  return ({ Principal, Condition, ...statement }) => {
    number++;
    const isDeny = statement.Effect === "Deny";
    if (Principal === undefined) {
      const isContested = number % 3 === 0 && statement.NotResource === undefined;
      const Resource = isContested ? (isDeny ? "arn:aws:dynamodb:*:300000000002" : RESOURCES[number % 2]) : statement.Resource;
      return { ...statement, ...(Resource === undefined ? {} : { Resource }), ...(isDeny && isContested ? {} : { Condition }) };
    }
    if (!isDeny) return { ...statement, Principal, Condition };
    const NotPrincipal = SPARED[denying++ % SPARED.length];
    if (NotPrincipal !== undefined) return { ...statement, NotPrincipal };
    return { ...statement, Principal, Condition: { ...Condition, StringNotEquals: { "aws:RequestedRegion": "${aws:SourceVpc}" } } };
  };
}
const REPORTER = "arn:aws:iam::300000000002:role/palisade/workload/reporter";
const SPARED = [{ AWS: REPORTER }, undefined, { AWS: [REPORTER, "300000000002"] }, undefined];

/** Seeds of drawn organizations, and every how many of their questions is asked. */
const DRAWN = [
  [5, 41],
  [30, 47],
] as const;

describe("enumerating", function () {
  this.timeout(900_000);
  for (const [seed, step] of DRAWN) {
    it(`decides each request as it is decided alone, in drawn organization ${seed.toString()}`, async () => {
      const subject = await subjectOf(seed);
      assert.ok(subject !== undefined);
      const questions = askedThings(subject).flatMap(questionsAbout(subject));
      const asked = questions.filter((_, index) => index % step === 0);
      assert.ok(assertAlike(subject, asked) > 1000, "too little was compared");
    });
  }

  for (const [what, change, step] of [
    ["conditions", contesting, 8],
    ["principals and resources", contestingElements, 4],
  ] as const) {
    it(`decides each request as it is decided alone under every reading, where it turns on many what ${what} say`, async () => {
      const { declaration, resources } = withStatements(await deploy(LINE), change());
      const subject = await proofSubject(declaration, organizationOf(planOf(declaration), { resources }));
      const questions = askedThings(subject).flatMap(questionsAbout(subject));
      turned.clear();
      assertAlike(
        subject,
        questions.filter((_, index) => index % step === 0),
      );
      assert.ok(turned.size > 1, JSON.stringify([...turned]));
      const some = questions.filter((_, index) => index % 17 === 0);
      assert.deepEqual(openAt(subject, some, false), openAt(subject, some, true));
    });
  }
});
