import assert from "node:assert/strict";
import { ControlPlane } from "../../control-plane/control-plane.ts";
import { deployedDocuments } from "../../rehearsal/deployed-documents.ts";
import { type PlanRehearsal, rehearsePlan } from "../../rehearsal/rehearse-plan.ts";
import { acmePlan, rehearsedAcme } from "../support/acme.ts";
import { awsResources } from "../support/line.ts";
import { rehearseSharing, sharingFiles } from "./sharing.ts";

const HASH_LENGTH = 4;

/** Every statement of every document of a kind of resource: where it stands, its Sid, and what it says besides. */
const statementsOf = ({ resources }: PlanRehearsal) =>
  deployedDocuments(resources).flatMap(({ resource, document }) =>
    document.statements.map(({ sid = "", label: _, ...rest }) => ({ at: `${resource.stack} ${resource.name}`, sid, rest })),
  );

describe("a role that was deleted and made anew", () => {
  const files = sharingFiles({ home: "eu-west-1", other: "us-east-1" });
  const reporter = { caller: { account: "400000000002", region: "eu-west-1" }, type: "aws:iam/role:Role", name: "earlier" };

  /** A control plane that once had a role of the reporter's name. */
  async function afterAnEarlierOne(): Promise<ControlPlane> {
    const plane = await ControlPlane.open();
    const urn = "urn:pulumi:earlier::palisade::aws:iam/role:Role::earlier";
    const trust = { Effect: "Allow", Principal: { Service: "ec2.amazonaws.com" }, Action: "sts:AssumeRole" };
    const inputs = {
      name: "reporter",
      path: "/palisade/workload/",
      assumeRolePolicy: JSON.stringify({ Version: "2012-10-17", Statement: [trust] }),
    };
    const { id } = plane.create({ ...reporter, urn, inputs });
    plane.delete({ ...reporter, urn, id });
    return plane;
  }

  it("heals each document that names it: the Sid of exactly its statements changes, and nothing else", async () => {
    const before = statementsOf(await rehearseSharing(files));
    const after = statementsOf(await rehearseSharing(files, await afterAnEarlierOne()));
    const changed = before.flatMap((statement, index) => {
      const other = after[index];
      assert.deepEqual([other?.at, other?.rest], [statement.at, statement.rest]);
      return other?.sid === statement.sid ? [] : [[statement, other] as const];
    });
    assert.equal(after.length, before.length);
    assert.deepEqual(changed.map(([{ at, sid }]) => `${at}: ${sid.slice(0, -HASH_LENGTH)}`).sort(), [
      "data.owner access-consumer.reporter: TrustReporterOfConsumer",
      "data.owner secret-token-key: AllowReporterOfConsumerThroughSecretsmanager",
      "data.owner secret-token-policy: AllowReporterOfConsumer",
    ]);
    for (const [{ sid }, other] of changed) assert.equal(other?.sid.slice(0, -HASH_LENGTH), sid.slice(0, -HASH_LENGTH));
  });
});

describe("a cluster that was deleted and made anew", () => {
  const ISSUER = "oidc.eks.eu-west-1.amazonaws.com/id/00000000000000000000000000000ANE";

  async function withAnotherIssuer(): Promise<PlanRehearsal> {
    const controlPlane = await ControlPlane.open();
    const seed = controlPlane.seed.bind(controlPlane);
    controlPlane.seed = (resources) => {
      seed(
        resources.map((resource) =>
          resource.type === "aws:eks/cluster:Cluster"
            ? { ...resource, outputs: { identities: [{ oidcs: [{ issuer: `https://${ISSUER}` }] }] } }
            : resource,
        ),
      );
    };
    return rehearsePlan(acmePlan(), { controlPlane });
  }

  const providersOf = (rehearsal: PlanRehearsal) =>
    awsResources(rehearsal)
      .filter(({ type }) => type.includes("openIdConnectProvider"))
      .map(({ stack, name, inputs }) => ({ at: `${stack} ${name}`, url: inputs["url"] }));

  it("is trusted by its new issuer alone, with one provider in each account as before", async () => {
    const [before, after] = [await rehearsedAcme(), await withAnotherIssuer()];
    assert.deepEqual(
      providersOf(after).map(({ at }) => at),
      providersOf(before).map(({ at }) => at),
    );
    assert.deepEqual([...new Set(providersOf(after).map(({ url }) => url))], [`https://${ISSUER}`]);
    const text = JSON.stringify(after.resources.map(({ inputs }) => inputs));
    for (const { url } of providersOf(before)) assert.ok(!text.includes(String(url).slice("https://".length)));
    const trust = statementsOf(after).find(({ at }) => at === "data.orders-prod access-platform-prod.invoicer");
    assert.deepEqual(
      trust?.rest.conditions.map(({ key }) => key),
      [`${ISSUER}:aud`, `${ISSUER}:sub`],
    );
    const issuers = statementsOf(after).filter(({ at }) => at === "perimeter.orders-prod issuers-policy");
    assert.ok(issuers.some(({ rest }) => rest.conditions.some(({ key }) => key === `${ISSUER}:sub`)));
  });
});
