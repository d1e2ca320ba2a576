import assert from "node:assert/strict";
import { proofSubject } from "../../../cli/input/proof-subject.ts";
import { organizationOf } from "../../../cli/input/rehearsed-organization.ts";
import { plan } from "../../../model/plan/plan-declaration.ts";
import type { AskedWorld } from "../../../proof/access/asked-world.ts";
import { declaredQuestions } from "../../../proof/access/declared-questions.ts";
import { accessesBy } from "../../../proof/access/list-accesses.ts";
import type { Questions } from "../../../proof/access/questions.ts";
import { decide } from "../../../proof/engine/decide.ts";
import type { Layers } from "../../../proof/engine/layers.ts";
import { compilePolicy } from "../../../proof/engine/policy.ts";
import type { StatementDocument } from "../../../proof/engine/policy-document.ts";
import { type Chain, chainsFrom, chainsTo } from "../../../proof/sessions/chains.ts";
import { type SessionGraph, sessionGraph } from "../../../proof/sessions/session-graph.ts";
import { whoText } from "../../../proof/verdict/subject-text.ts";
import type { WorldResource } from "../../../proof/world/world-resource.ts";
import { acmeInventory } from "../../support/acme.ts";
import { handMadeRole } from "../../support/hand-made-role.ts";
import { type Deployed, deploy } from "../../support/proof.ts";
import { sample } from "../../support/sample.ts";

const PLATFORM = "200000000005";
const ISSUER = "oidc.eks.eu-west-1.amazonaws.com/id/29A22CDDC7D71449534DF3F1BFE8DB8E";

interface Asked {
  readonly asked: AskedWorld;
  readonly questions: Questions;
  readonly graph: SessionGraph;
}

/** The sample with some roles made by hand. */
async function askedOf({ declaration, resources, existing }: Deployed, ...roles: readonly WorldResource[]): Promise<Asked> {
  const subject = await proofSubject(declaration, organizationOf(plan(declaration), { resources: [...resources, ...roles] }, existing));
  const { intended, world, catalogue, partition } = subject;
  const asked = { world, catalogue, now: intended.now };
  const questions = declaredQuestions(intended, world, catalogue, partition);
  return { asked, questions, graph: sessionGraph(asked, questions) };
}

const arn = (account: string, role: string): string => `arn:aws:iam::${account}:role/${role}`;

/** A chain as who → by which action → which role. */
const chainText = (chain: Chain): string =>
  [
    chain[0] === undefined ? "" : whoText(chain[0].taker.who),
    ...chain.map(({ role, service, accesses: [{ actions }] }) =>
      [...actions, role.arn.split(":role/")[1], ...(service === undefined ? [] : ["to", service])].join(" "),
    ),
  ].join(" > ");

describe("the graph of sessions", () => {
  let deployed: Deployed;
  let acme: Asked;
  before(async () => {
    deployed = await deploy(sample, acmeInventory);
    acme = await askedOf(deployed);
  });

  it("leads from a pod's token over its workload to the owner's role", () => {
    const chains = chainsTo(acme.graph, arn("200000000002", "palisade/access/platform-prod.notifier"));
    assert.deepEqual(chains.map(chainText), [
      "platform-prod/notifier > sts:AssumeRole palisade/access/platform-prod.notifier",
      `the bearer of a token of arn:aws:iam::${PLATFORM}:oidc-provider/${ISSUER} > sts:AssumeRoleWithWebIdentity palisade/workload/notifier > sts:AssumeRole palisade/access/platform-prod.notifier`,
    ]);
    const [{ terms } = { terms: undefined }] = chains[1]?.[0]?.accesses ?? [];
    assert.deepEqual(
      terms?.carrying.map(({ key, values }) => [key.split(":").at(-1), values]),
      [
        ["tagkeys", []],
        ["aud", ["sts.amazonaws.com"]],
        ["sub", ["system:serviceaccount:letters:notifier"]],
      ],
    );
  });

  it("leads from whom EKS may be handed a pod's role over the association's role to the owner's, with the pod's tags", () => {
    const chains = chainsTo(acme.graph, arn("200000000012", "palisade/access/platform-prod.ticket-search"));
    assert.deepEqual(chains.map(chainText), [
      "platform-prod/ticket-search > sts:AssumeRole palisade/access/platform-prod.ticket-search",
      "role/pipeline/deploy@platform-prod > iam:PassRole palisade/workload/ticket-search to pods.eks.amazonaws.com > sts:AssumeRole palisade/access/platform-prod.ticket-search",
      "deploy@platform-prod > iam:PassRole palisade/workload/ticket-search to pods.eks.amazonaws.com > sts:AssumeRole palisade/access/platform-prod.ticket-search",
      "who runs deployments > sts:AssumeRole PalisadeDeploy > iam:PassRole palisade/workload/ticket-search to pods.eks.amazonaws.com > sts:AssumeRole palisade/access/platform-prod.ticket-search",
    ]);
    const carried = chains[0]?.[0]?.accesses[0].terms.carrying.map(({ key }) => key) ?? [];
    assert.ok(carried.includes("aws:requesttag/kubernetes-service-account"), carried.join());
  });

  it("leads nowhere without the permission to tag the session, where the trust policy asks for a tag", async () => {
    const trust = (actions: readonly string[]): StatementDocument => ({
      Effect: "Allow",
      Principal: { AWS: arn(PLATFORM, "palisade/workload/notifier") },
      Action: actions,
      Condition: { StringEquals: { "aws:RequestTag/team": "letters" } },
    });
    const roleOf = (name: string, actions: readonly string[]) => handMadeRole({ account: PLATFORM, name, trust: [trust(actions)] });
    const { graph } = await askedOf(
      deployed,
      roleOf("tagged", ["sts:AssumeRole", "sts:TagSession"]),
      roleOf("untagged", ["sts:AssumeRole"]),
    );
    assert.deepEqual(
      ["tagged", "untagged"].map((name) => graph.takersOf(arn(PLATFORM, name)).map(({ taker }) => whoText(taker.who))),
      [["platform-prod/notifier"], []],
    );
  });

  it("goes once through roles that take each other in a circle", async () => {
    const circle = (name: string, ...trusted: readonly string[]) =>
      handMadeRole({
        account: PLATFORM,
        name,
        trust: [{ Effect: "Allow", Principal: { AWS: trusted.map((each) => arn(PLATFORM, each)) }, Action: "sts:AssumeRole" }],
      });
    const { graph } = await askedOf(deployed, circle("one", "two", "three"), circle("two", "three"), circle("three", "one"));
    assert.deepEqual(chainsFrom(graph, arn(PLATFORM, "one")).map(chainText), [
      "an undeclared role of platform-prod > sts:AssumeRole three",
      "an undeclared role of platform-prod > sts:AssumeRole three > sts:AssumeRole two",
    ]);
  });

  it("ends with rights that a session policy narrows and never widens", () => {
    const role = arn("200000000002", "palisade/access/platform-prod.notifier");
    const { accesses } = accessesBy(acme.asked, acme.questions, acme.questions.principalsOf(role));
    const [read] = accesses.filter(({ actions }) => actions.includes("dynamodb:GetItem"));
    assert.ok(read !== undefined);
    const { request, layers } = read.example;
    const outcome = (action: string, asking = request) => decide(asking, withSession(layers, action)).outcome;
    assert.deepEqual(
      ["*", "dynamodb:*", "dynamodb:PutItem"].map((action) => outcome(action)),
      ["allowed", "allowed", "implicitly-denied"],
    );
    const writing = { ...request, action: "dynamodb:putitem", request: { ...request.request, action: "dynamodb:PutItem" } };
    assert.deepEqual([decide(writing, layers).outcome, outcome("*", writing)], ["implicitly-denied", "implicitly-denied"]);
  });
});

/** The same layers for a session that passed a policy. */
function withSession(layers: Layers, action: string): Layers {
  const session = compilePolicy({ Version: "2012-10-17", Statement: { Effect: "Allow", Action: action, Resource: "*" } }, "session");
  return { ...layers, session, groups: [...layers.groups, { layer: "session", level: undefined, policies: [session] }] };
}
