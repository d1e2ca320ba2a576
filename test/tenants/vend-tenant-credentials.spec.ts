import assert from "node:assert/strict";
import type { STSClient } from "@aws-sdk/client-sts";
import { TenantError } from "../../tenants/src/tenant-error.ts";
import { type VendingArgs, vendTenantCredentials } from "../../tenants/src/vend-tenant-credentials.ts";

const SECRET = "wJalrXUtnFEMI";

/** STS that counts its calls and answers after one turn of the loop. */
function countingSts(refuses = false) {
  const calls: Record<string, unknown>[] = [];
  const sts = {
    send: async ({ input }: { readonly input: Record<string, unknown> }) => {
      const count = calls.push(input);
      await new Promise(setImmediate);
      if (refuses) throw Object.assign(new Error("is not authorized to perform: sts:TagSession"), { name: "AccessDenied", secret: SECRET });
      // AWS's clock says something else than ours.
      return {
        Credentials: { AccessKeyId: `ASIA${count.toString()}`, SecretAccessKey: SECRET, SessionToken: "t", Expiration: new Date(0) },
      };
    },
  } as unknown as STSClient;
  return { sts, calls };
}

const ROLE = "arn:aws:iam::200000000012:role/palisade/workload/tickets.tenants";
const BY_TAG: VendingArgs["by"] = { kind: "session-tag", tag: "TenantId" };

describe("vendTenantCredentials", () => {
  it("opens a session with the tenant as tag, and no other tag", async () => {
    const { sts, calls } = countingSts();
    await vendTenantCredentials({ sts, roleArn: ROLE, by: BY_TAG })("acme");
    assert.deepEqual(calls, [
      { RoleArn: ROLE, RoleSessionName: "tenant-acme", DurationSeconds: 900, Tags: [{ Key: "TenantId", Value: "acme" }] },
    ]);
  });

  it("opens a session with a policy of the tenant's own partition", async () => {
    const { sts, calls } = countingSts();
    const tableArn = "arn:aws:dynamodb:eu-west-1:200000000012:table/tickets";
    await vendTenantCredentials({
      sts,
      roleArn: ROLE,
      by: { kind: "session-policy", tableArn, prefix: "Tenant#", can: ["read"], indexes: ["gsi"] },
    })("acme");
    const { Statement } = JSON.parse(String(calls[0]?.["Policy"])) as { Statement: Record<string, unknown>[] };
    const own = { "ForAllValues:StringEquals": { "dynamodb:LeadingKeys": ["Tenant#acme"] }, Null: { "dynamodb:LeadingKeys": "false" } };
    assert.deepEqual(
      Statement.map(({ Resource, Condition }) => [Resource, Condition]),
      [
        [tableArn, own],
        [[`${tableArn}/index/gsi`], own],
      ],
    );
    assert.equal(calls[0]?.["Tags"], undefined);
  });

  it("refuses an id before any call", async () => {
    const { sts, calls } = countingSts();
    const vend = vendTenantCredentials({ sts, roleArn: ROLE, by: BY_TAG });
    for (const id of ["", "*", "a#b", "A", "x".repeat(257), null]) await assert.rejects(vend(id), { code: "tenant-refused" });
    assert.deepEqual(calls, []);
  });

  it("shares one request between calls for a tenant at the same time, and none between tenants", async () => {
    const { sts, calls } = countingSts();
    const vend = vendTenantCredentials({ sts, roleArn: ROLE, by: BY_TAG });
    const vended = await Promise.all(
      Array.from({ length: 200 }, async (_, index) => [index % 4, await vend(`t${(index % 4).toString()}`)] as const),
    );
    assert.equal(calls.length, 4);
    const byTenant = Map.groupBy(vended, ([tenant]) => tenant);
    const keys = [...byTenant.values()].map((all) => new Set(all.map(([, { accessKeyId }]) => accessKeyId)));
    assert.deepEqual(
      keys.map(({ size }) => size),
      [1, 1, 1, 1],
    );
    assert.equal(new Set(keys.flatMap((each) => [...each])).size, 4);
  });

  for (const [what, monotonic, wall, calls] of [
    ["keeps a session until its spare time", 779, 779, 1],
    ["replaces it then", 780, 780, 2],
    ["keeps it where the wall clock is set back", 779, -3600, 1],
    ["replaces it where the wall clock is set back but time has passed", 780, -3600, 2],
    ["replaces it where the machine has slept", 1, 780, 2],
  ] as const) {
    it(what, async () => {
      let [clock, now] = [5_000_000, 1_800_000_000_000];
      const counting = countingSts();
      const vend = vendTenantCredentials({ sts: counting.sts, roleArn: ROLE, by: BY_TAG, clock: () => clock, now: () => now });
      const { expiration } = await vend("acme");
      assert.equal(expiration.getTime(), now + 900_000);
      clock += monotonic * 1000;
      now += wall * 1000;
      await vend("acme");
      assert.equal(counting.calls.length, calls);
    });
  }

  it("keeps no refusal, and tells it without a credential", async () => {
    const { sts, calls } = countingSts(true);
    const vend = vendTenantCredentials({ sts, roleArn: ROLE, by: BY_TAG });
    for (let tried = 0; tried < 2; tried++) {
      const error = await vend("acme").catch((caught: unknown) => caught);
      assert.ok(error instanceof TenantError);
      assert.match(error.message, /^tenant acme: no session of arn:aws:iam::200000000012:role\/.*, got AccessDenied: is not authorized/);
      assert.ok(!JSON.stringify([error.message, error.stack, error.cause ?? ""]).includes(SECRET));
    }
    assert.equal(calls.length, 2);
  });

  it("forgets the session that was used longest ago", async () => {
    const { sts, calls } = countingSts();
    const vend = vendTenantCredentials({ sts, roleArn: ROLE, by: BY_TAG, mostKept: 2 });
    for (const tenant of ["a", "b", "a", "c", "a", "b"]) await vend(tenant);
    assert.deepEqual(
      calls.map(({ RoleSessionName }) => RoleSessionName),
      ["tenant-a", "tenant-b", "tenant-c", "tenant-b"],
    );
  });

  it("refuses lengths that AWS does not take", () => {
    const { sts } = countingSts();
    for (const wrong of [{ seconds: 899 }, { seconds: 3601 }, { seconds: 900.5 }, { spareSeconds: 900 }, { spareSeconds: Number.NaN }])
      assert.throws(() => vendTenantCredentials({ sts, roleArn: ROLE, by: BY_TAG, ...wrong }), RangeError);
  });
});
