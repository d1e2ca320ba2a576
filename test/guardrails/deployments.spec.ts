import assert from "node:assert/strict";
import { globSync, readFileSync } from "node:fs";
import { parse, stringify } from "yaml";
import { ACTIONS_OF_SOURCES } from "../../bootstrap/actions-of-sources.ts";
import { ACTIONS_OF_TYPES } from "../../bootstrap/actions-of-types.ts";
import { accountRoles } from "../../bootstrap/bootstrap-files.ts";
import { documentOf } from "../../bootstrap/bootstrap-role.ts";
import { BOOTSTRAP_SERVICES } from "../../bootstrap/role-statements.ts";
import { organizationOf } from "../../cli/input/rehearsed-organization.ts";
import { type Catalogue, loadCatalogue } from "../../iam/catalogue.ts";
import type { ResolvedPlan } from "../../model/plan/resolve.ts";
import { explanationText } from "../../proof/explanation/explanation-text.ts";
import { runScenario } from "../../proof/scenario/run-scenario.ts";
import { readScenario } from "../../proof/scenario/scenario.ts";
import { parseInventory } from "../../proof/world/inventory-file.ts";
import type { OrganizationWorld } from "../../proof/world/organization-world.ts";
import type { RehearsedResource } from "../../rehearsal/rehearsal-result.ts";
import { acmeInventory, acmePlan, acmeWorld, rehearsedAcme } from "../support/acme.ts";
import { INVENTORY, sampleInventory } from "../support/sample.ts";

const NOW = new Date("2026-11-22T00:00:00Z");
const ROOT = new URL("../../", import.meta.url);
const ROWS = { ...ACTIONS_OF_TYPES, ...ACTIONS_OF_SOURCES };
const ACTIONS = [...new Set(Object.values(ROWS).flatMap(({ reads, changes }) => [...reads, ...changes]))];
const SERVICES = [...new Set(ACTIONS.map((action) => action.split(":")[0] ?? ""))];
const MILLISECONDS = 300_000;
/** Actions that name the tags which they set or take away, or set tags on what they make. */
const WITH_TAGS = /:(?:Create|Tag|Untag|AddTags|RemoveTags|DeleteTags|PutParameter|PutRule)/;

/** The ARN that a call about the resource names, and the tags that AWS tells with it. */
function askedAbout(
  resource: RehearsedResource,
  all: readonly RehearsedResource[],
  { accounts }: Pick<ResolvedPlan, "accounts">,
): { arn: string; tags: Record<string, string> } {
  const { type, inputs, outputs, account } = resource;
  const tags = (outputs["tagsAll"] ?? {}) as Record<string, string>;
  const other = (isIt: (each: RehearsedResource) => boolean) => {
    const found = all.find((each) => each.account === account && isIt(each));
    // A role that exists already is no resource of the stacks'.
    const existing = accounts
      .flatMap(({ id, workloads }) => (id === account ? workloads : []))
      .find(({ role }) => role.name === inputs["role"]);
    const { path, name } = existing?.role ?? { path: undefined, name: String(inputs["role"]) };
    const arn =
      found === undefined ? `arn:aws:iam::${account}:role/${path === undefined ? "" : `${path}/`}${name}` : String(found.outputs["arn"]);
    return { arn, tags: (found?.outputs["tagsAll"] ?? {}) as Record<string, string> };
  };
  switch (type) {
    case "aws:iam/rolePolicy:RolePolicy":
    case "aws:iam/rolePolicyAttachment:RolePolicyAttachment":
      return other((each) => each.type === "aws:iam/role:Role" && each.outputs["name"] === inputs["role"]);
    case "aws:cloudwatch/eventTarget:EventTarget":
      return other((each) => each.type === "aws:cloudwatch/eventRule:EventRule" && each.inputs["region"] === inputs["region"]);
    case "aws:dynamodb/resourcePolicy:ResourcePolicy":
      return { arn: String(inputs["resourceArn"]), tags: other((each) => each.outputs["arn"] === inputs["resourceArn"]).tags };
    case "aws:ec2/routeTableAssociation:RouteTableAssociation":
      return other((each) => each.id === inputs["routeTableId"]);
    case "aws:eks/podIdentityAssociation:PodIdentityAssociation":
      return {
        arn: `arn:aws:eks:${String(inputs["region"])}:${account}:podidentityassociation/${String(inputs["clusterName"])}/a-0123456789abcdef0`,
        tags,
      };
    case "aws:cloudcontrol/resource:Resource":
      return { arn: (JSON.parse(String(outputs["properties"])) as { Arn: string }).Arn, tags };
    default:
      return { arn: String(outputs["arn"]), tags };
  }
}

/** What else calls about a resource name: the things that it joins. */
function partsOf({ type, inputs, account }: RehearsedResource): string[] {
  const inRegion = (service: string, what: string) => `arn:aws:${service}:${String(inputs["region"])}:${account}:${what}`;
  switch (type) {
    case "aws:eks/podIdentityAssociation:PodIdentityAssociation":
      return [inRegion("eks", `cluster/${String(inputs["clusterName"])}`), String(inputs["roleArn"])];
    case "aws:kms/alias:Alias":
      return [inRegion("kms", `key/${String(inputs["targetKeyId"])}`)];
    case "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule":
      return [inRegion("ec2", `security-group/${String(inputs["securityGroupId"])}`)];
    case "aws:ec2/routeTableAssociation:RouteTableAssociation":
      return [inRegion("ec2", `subnet/${String(inputs["subnetId"])}`)];
    case "aws:ec2/internetGateway:InternetGateway":
      return [inRegion("ec2", `vpc/${String(inputs["vpcId"])}`)];
    default:
      return [];
  }
}

/** The role that a resource hands to a service, and the service. */
function passed({ type, inputs, account }: RehearsedResource): { arn: string; to: string } | undefined {
  switch (type) {
    case "aws:cloudwatch/eventTarget:EventTarget":
      return { arn: String(inputs["roleArn"]), to: "events.amazonaws.com" };
    case "aws:iam/instanceProfile:InstanceProfile":
      return { arn: `arn:aws:iam::${account}:role${String(inputs["path"])}${String(inputs["role"])}`, to: "ec2.amazonaws.com" };
    case "aws:eks/podIdentityAssociation:PodIdentityAssociation":
      return { arn: String(inputs["roleArn"]), to: "pods.eks.amazonaws.com" };
    default:
      return undefined;
  }
}

describe("deployments under every guardrail", function () {
  this.timeout(MILLISECONDS);
  let resources: readonly RehearsedResource[];
  let rehearsed: Awaited<ReturnType<typeof rehearsedAcme>>;
  let catalogue: Catalogue;
  let plan: ResolvedPlan;
  let world: OrganizationWorld;

  before(async () => {
    const [loaded, rehearsal] = await Promise.all([loadCatalogue(SERVICES), rehearsedAcme()]);
    catalogue = loaded;
    rehearsed = rehearsal;
    ({ resources } = rehearsal);
    ({ plan, world } = organizationOf(acmePlan(), rehearsal, acmeInventory));
  });

  /** Everything that the deploy roles do about the sample's resources and may not, under these policies. */
  const refused = (under: OrganizationWorld): string[] => {
    const unasked: string[] = [];
    const names = new Map(plan.accounts.map(({ id, name }) => [id, name]));
    const found = resources.flatMap((resource) => {
      const row = ACTIONS_OF_TYPES[resource.type];
      const account = names.get(resource.account);
      if (row === undefined || account === undefined) return [];
      const about = askedAbout(resource, resources, plan);
      return [...row.reads, ...row.changes].flatMap((action) => {
        const pass = action === "iam:PassRole" ? passed(resource) : undefined;
        const isAboutNothing = catalogue.action(action)?.resources.length === 0;
        const tags = Object.entries(about.tags);
        const context = {
          ...(pass === undefined ? {} : { "iam:PassedToService": pass.to }),
          ...(action === "iam:AttachRolePolicy" || action === "iam:DetachRolePolicy"
            ? { "iam:PolicyARN": String(resource.inputs["policyArn"]) }
            : {}),
          ...(WITH_TAGS.test(action) ? { "aws:TagKeys": tags.map(([key]) => key) } : {}),
        };
        const ofIt = Object.fromEntries(tags.map(([key, text]) => [`aws:ResourceTag/${key}`, text]));
        const inRegion = { ...context, "aws:RequestedRegion": resource.region };
        const named = [{ arn: about.arn, context: { ...context, ...ofIt } }, ...partsOf(resource).map((arn) => ({ arn, context }))];
        const ofAny = isAboutNothing ? [{ arn: "*", context: inRegion }] : named;
        const questions = pass === undefined ? ofAny : [{ arn: pass.arn, context }];
        const request = { principal: `deploy@${account}`, action, from: "internet" };
        const results = questions.map(({ arn, context: carried }) => {
          const { value, problems } = readScenario({
            name: `${account} ${action} ${resource.name}`,
            organization: true,
            request: { ...request, resource: arn, context: carried },
            expect: { decision: "denied" },
          });
          assert.ok(value !== undefined, JSON.stringify(problems));
          return { name: value.name, ...runScenario(value, { now: NOW, catalogue }, under) };
        });
        // An action acts on some types alone; a question about another is none.
        const asked = results.filter(({ explanation }) => explanation !== undefined);
        if (asked.length === 0) unasked.push(`${action} ${resource.type} ${JSON.stringify(results.map(({ problems }) => problems))}`);
        return asked.flatMap(({ name, isAsExpected, explanation }) =>
          isAsExpected ? [[name, ...explanationText(explanation)].join("\n")] : [],
        );
      });
    });
    assert.deepEqual([...new Set(unasked)], []);
    return found;
  };

  it("make, read, change and delete every resource of member accounts", () => {
    assert.deepEqual(refused(world), []);
  });

  it("need nothing but what the policies of the deploy roles allow that bootstrap writes", async () => {
    const loadedForRoles = await loadCatalogue(BOOTSTRAP_SERVICES);
    const policiesOf = (statements: (each: (typeof plan.accounts)[number]) => readonly unknown[]) => {
      const inventory = parse(sampleInventory) as { principals: Record<string, unknown> };
      for (const each of plan.accounts)
        if (each.id !== undefined)
          inventory.principals[`deploy@${each.name}`] = { policies: statements(each), managed: "none", boundary: "none" };
      return organizationOf(acmePlan(), { ...rehearsed, resources }, parseInventory(INVENTORY, stringify(inventory))).world;
    };
    const written = policiesOf(({ id = "" }) => {
      const [deploy] = accountRoles(acmePlan(), "PalisadeDeploy", id, "PalisadePreview", loadedForRoles);
      return [...deploy.policies.values()].map(documentOf);
    });
    assert.deepEqual(refused(written), []);
    // Without the statement about keys, what is done about keys is refused.
    const without = policiesOf(({ id = "" }) => {
      const [deploy] = accountRoles(acmePlan(), "PalisadeDeploy", id, "PalisadePreview", loadedForRoles);
      return [...deploy.policies.values()].map((document) => {
        const { Statement: all, ...rest } = documentOf(document) as { readonly Statement: readonly { readonly Sid: string }[] };
        return { ...rest, Statement: all.filter(({ Sid: sid }) => sid !== "ManageKeys") };
      });
    });
    assert.ok(refused(without).some((text) => text.includes("kms:PutKeyPolicy")));
  });

  it("would be refused by a guardrail that forgets the deploy role", () => {
    const closed = resources.map((each) => ({
      ...each,
      inputs:
        each.type === "aws:organizations/policy:Policy"
          ? { ...each.inputs, content: String(each.inputs["content"]).replaceAll("role/PalisadeDeploy", "role/SomebodyElse") }
          : each.inputs,
    }));
    const actions = new Set(refused(acmeWorld(plan, closed)).map((text) => text.split(" ")[1]));
    for (const action of ["iam:CreateRole", "iam:PassRole", "kms:PutKeyPolicy", "dynamodb:PutResourcePolicy", "ec2:ModifyVpcEndpoint"])
      assert.ok(actions.has(action), action);
  });

  it("have a row for every type that the layers register, and for every data source that they read", () => {
    const sources = globSync("{components,stacks}/**/*.ts", { cwd: ROOT }).map((file) => readFileSync(new URL(file, ROOT), "utf8"));
    const made = sources.flatMap((text) =>
      [...text.matchAll(/new aws\.(\w+)\.(\w+)\(/g)].map(
        ([, module = "", name = ""]) => `aws:${module}/${name[0]?.toLowerCase() ?? ""}${name.slice(1)}:${name}`,
      ),
    );
    const read = sources.flatMap((text) =>
      [...text.matchAll(/aws\.(\w+)\.(get\w+?)(?:Output)?\(/g)].map(([, module = "", name = ""]) => `aws:${module}/${name}:${name}`),
    );
    const registered = resources.map(({ type }) => type).filter((type) => type.startsWith("aws:"));
    const types = new Set([...made, ...registered]);
    assert.ok(types.size > 25, types.size.toString());
    assert.deepEqual(
      [...types].filter((type) => ACTIONS_OF_TYPES[type] === undefined),
      [],
    );
    assert.deepEqual(
      Object.keys(ACTIONS_OF_TYPES).filter((type) => !types.has(type)),
      [],
    );
    assert.deepEqual(
      [...new Set(read)].filter((token) => ACTIONS_OF_SOURCES[token] === undefined),
      [],
    );
  });

  it("name actions that AWS has", () => {
    assert.deepEqual(
      ACTIONS.filter((action) => catalogue.action(action) === undefined),
      [],
    );
  });
});
