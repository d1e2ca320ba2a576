import assert from "node:assert/strict";
import * as aws from "@pulumi/aws";
import { wildcard } from "../../iam/wildcard.ts";
import { resolve } from "../../model/plan/resolve.ts";
import { declaredGrantsOf } from "../../policy-pack/extract/declared-grants-of.ts";
import { judgeResources } from "../../policy-pack/judge-resources.ts";
import { loadCatalogueFor } from "../../policy-pack/pack-catalogue.ts";
import { deployedDocuments } from "../../rehearsal/deployed-documents.ts";
import type { RehearsedResource } from "../../rehearsal/rehearsal-result.ts";
import { rehearsePlan } from "../../rehearsal/rehearse-plan.ts";
import { linePlan, rehearseLine } from "../support/line.ts";
import { policyOf } from "./describe-rule.ts";

describe("the pack over the smallest organization", () => {
  let resources: readonly RehearsedResource[];
  before(async () => ({ resources } = await rehearseLine()));

  it("finds no violation and leaves nothing open", async () => {
    assert.ok(resources.some(({ type }) => type === "aws:dynamodb/resourcePolicy:ResourcePolicy"));
    assert.deepEqual(judgeResources(resources, await loadCatalogueFor(resources)), []);
  });

  it("finds nothing that is not declared, and what nobody declared", async () => {
    const catalogue = await loadCatalogueFor(resources);
    const declared = declaredGrantsOf(resolve(linePlan(), new Map()));
    assert.deepEqual(judgeResources(resources, catalogue, { declared }), []);
    const without = { ...declared, grants: declared.grants.filter(({ id }) => !id.includes("sharedWith")) };
    const found = judgeResources(resources, catalogue, { declared: without }).map(({ rule, urn }) => `${rule} ${urn.split("::")[2] ?? ""}`);
    for (const expected of [
      "no-undeclared-grant aws:dynamodb/resourcePolicy:ResourcePolicy",
      "no-undeclared-grant aws:kms/key:Key",
      "no-undeclared-use aws:iam/rolePolicy:RolePolicy",
    ])
      assert.ok(
        found.some((each) => each.startsWith(expected.split(" ")[0] ?? "") && each.endsWith(expected.split(" ")[1] ?? "")),
        `${expected}: ${found.join("\n")}`,
      );
  });

  it("finds what is changed in what was registered", async () => {
    const changes: readonly (readonly [rule: string, type: string, change: (inputs: string) => string])[] = [
      [
        "no-wildcard-principal",
        "aws:dynamodb/resourcePolicy:ResourcePolicy",
        (text) => text.replace(/\\"AWS\\":\\"[^"]+\\"/, '\\"AWS\\":\\"*\\"'),
      ],
      ["pinned-account-trust", "aws:kms/key:Key", (text) => text.replaceAll("ArnLike", "ArnLikeIfExists")],
      ["known-policy-language", "aws:iam/rolePolicy:RolePolicy", (text) => text.replace("dynamodb:GetItem", "dynamodb:GetItems")],
      ["exact-data-access", "aws:iam/rolePolicy:RolePolicy", (text) => text.replace(/table\/[^\\]+\\"/, 'table/*\\"')],
      ["table-baseline", "aws:dynamodb/table:Table", (text) => text.replace('"deletionProtectionEnabled":true,', "")],
      ["no-sharing-under-aws-managed-key", "aws:dynamodb/table:Table", (text) => text.replace(/,"kmsKeyArn":"[^"]+"/, "")],
      [
        "network-deny-carve-outs",
        "aws:organizations/policy:Policy",
        (text) => text.replaceAll(/\\"StringEquals\\":\{\\"aws:RequestedRegion\\":\\"[a-z0-9-]+\\"\},/g, ""),
      ],
      [
        "organization-policy-grammar",
        "aws:organizations/policy:Policy",
        (text) => text.replace('\\"Resource\\":\\"*\\"', '\\"NotPrincipal\\":\\"*\\"'),
      ],
      ["bound-endpoint-policy", "aws:ec2/vpcEndpoint:VpcEndpoint", (text) => text.replace(/"policy":"(?:[^"\\]|\\.)*",/, "")],
    ];
    for (const [rule, type, change] of changes) {
      let changed = 0;
      const edited = resources.map((resource) => {
        if (resource.type !== type) return resource;
        const inputs = JSON.stringify(resource.inputs);
        if (change(inputs) !== inputs) changed += 1;
        return { ...resource, inputs: JSON.parse(change(inputs)) as RehearsedResource["inputs"] };
      });
      assert.ok(changed > 0, rule);
      const found = judgeResources(edited, await loadCatalogueFor(edited)).filter((each) => each.rule === rule);
      assert.ok(
        found.some(({ level }) => level === "mandatory"),
        rule,
      );
    }
  });

  it("asks for no tag that a guardrail keeps to the blueprint", async () => {
    const kept = deployedDocuments(resources)
      .filter(({ kind }) => kind === "service-control")
      .flatMap(({ document }) => document.statements.flatMap(({ conditions }) => conditions))
      .flatMap(({ key, values }) => (key === "aws:TagKeys" ? values : []));
    assert.ok(kept.includes("palisade:organization"));
    const [table] = resources.filter(({ type }) => type === "aws:dynamodb/table:Table");
    assert.ok(table !== undefined);
    const [finding] = judgeResources([{ ...table, provider: "" }], await loadCatalogueFor([table]));
    const asked = /no tag (\S+) names the owner/.exec(finding?.message ?? "")?.[1] ?? "";
    assert.ok(asked !== "", finding?.message);
    assert.deepEqual(
      kept.filter((pattern) => wildcard(pattern).test(asked)),
      [],
    );
  });

  it("finds a hand-written addition by name", async () => {
    const assumeRolePolicy = policyOf({ Effect: "Allow", Principal: { AWS: "arn:aws:iam::300000000002:root" }, Action: "sts:AssumeRole" });
    const extensions = {
      consumers: ({ provider }: { readonly provider: aws.Provider }) => {
        new aws.iam.Role("partner", { assumeRolePolicy }, { provider });
      },
    };
    const rehearsal = await rehearsePlan(linePlan(), { extensions });
    assert.deepEqual(rehearsal.refusals, []);
    const found = judgeResources(rehearsal.resources, await loadCatalogueFor(rehearsal.resources));
    assert.deepEqual(
      found.map(({ rule, urn, level }) => [rule, urn.split("::").at(-1), level]),
      [
        ["pinned-account-trust", "partner", "mandatory"],
        ["pinned-account-trust", "partner", "mandatory"],
      ],
    );
  });
});
